"""The file picker that lists what was already taken in, each with its own Remove button."""

from django import forms


class KeptFiles(forms.Widget):
    """Lists the attachments a draft has and offers to add. `kept` is filled in by the wizard for each
    request.

    The posted value is never trusted: the wizard puts the draft's own keys into the form's data.
    """

    template_name = "forms/widgets/kept_files.html"
    needs_multipart_form = True

    def __init__(self, attrs=None, *, several=False):
        super().__init__(attrs)
        self.several = several
        self.kept = []  # attachments, in the order they were added
        self.address = ""  # of the files' folder, to which a key is added

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"kept": self.kept, "several": self.several, "address": self.address}
        return context
