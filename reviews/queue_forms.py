"""What narrows the lists of the reviewers' rooms. Filters come by GET; one that is unknown is left out."""

from django import forms

from cms.fields import PlainForm
from reviews.models import Outcome
from reviews.queue import ALL, COLLEAGUES, DEPUTY, MINE, in_hands_of

LATE = "late"
WHOSE = [
    (ALL, "All that wait for you"),
    (MINE, "Yours by name"),
    (DEPUTY, "As a deputy"),
    (COLLEAGUES, "With a colleague"),
]


class ListFilter(PlainForm):
    """A form of selects; `chosen` gives what was chosen and exists, `words` the same for people to read."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    @property
    def chosen(self):
        """{name: value} of the answers that narrow the list."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def words(self):
        """The labels of what was chosen, in order: "Late only, Hillcrest School"."""
        return ", ".join(str(dict(self.fields[name].choices)[value]) for name, value in self.chosen.items())


class QueueFilter(ListFilter):
    """Narrows what waits. `pages` and `schools` are [(id, name)]."""

    whose = forms.ChoiceField(label="Whose", choices=WHOSE)
    what = forms.ChoiceField(label="What")
    school = forms.ChoiceField(label="School")
    due = forms.ChoiceField(label="Due", choices=[("", "Any time"), (LATE, "Late only")])

    def __init__(self, *args, pages, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", "Everything"), *_by_name(pages)]
        self.fields["school"].choices = [("", "All schools"), *_by_name(schools)]

    def narrow(self, stages, user, today):
        """The stages that answer to what was chosen."""
        chosen = self.chosen
        stages = in_hands_of(user, chosen.get("whose", ALL), stages)
        if "what" in chosen:
            stages = stages.filter(round__submission__page=chosen["what"])
        if "school" in chosen:
            stages = stages.filter(school=chosen["school"])
        return stages.filter(due_on__lt=today) if "due" in chosen else stages


class DecidedFilter(ListFilter):
    """Narrows what somebody decided."""

    outcome = forms.ChoiceField(
        label="Decision",
        choices=[("", "All decisions"), (Outcome.SIGNED, "Signed"), (Outcome.SENT_BACK, "Sent back")],
    )


def _by_name(rows):
    return [(str(pk), name) for pk, name in sorted(rows, key=lambda row: (row[1].casefold(), row[0]))]
