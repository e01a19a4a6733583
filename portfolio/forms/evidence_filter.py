"""What narrows a mentor's list of evidence."""

from django import forms

from portfolio.evidence import STANDINGS
from portfolio.models import EvidenceItem
from portfolio.versions import placement_words
from reviews.queue_forms import ListFilter


class EvidenceFilter(ListFilter):
    """What the list of evidence shows. What is unknown is left out."""

    words = forms.CharField(label="Words", max_length=100)
    standing = forms.ChoiceField(label="Status", choices=[("", "All"), *STANDINGS.items()])
    kind = forms.ChoiceField(label="Kind", choices=[("", "All kinds"), *EvidenceItem.Kind.choices])
    criterion = forms.ChoiceField(label="Criterion")
    placement = forms.ChoiceField(label="Placement")

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        standards = {}
        for criterion in record.criteria:
            own = (criterion.code, f"{criterion.code} {shortened(criterion.text)}")
            standards.setdefault(criterion.standard, []).append(own)
        self.fields["criterion"].choices = [("", "All")] + [
            (str(standard), [(f"{standard.number}", f"All of standard {standard.number}"), *own])
            for standard, own in standards.items()
        ]
        self.fields["placement"].choices = [
            ("", "All placements"),
            *((each.slug, placement_words(each)) for each in record.placements),
        ]
        if not record.placements:
            del self.fields["placement"]

    @property
    def one_criterion(self):
        """The one criterion that the list is narrowed to, or None."""
        wanted = self.chosen.get("criterion")
        return next((each for each in self.record.criteria if each.code == wanted), None)

    def asked(self):
        """The same as `portfolio.evidence.search` takes it."""
        chosen = dict(self.chosen)
        if wanted := chosen.get("criterion"):
            chosen["criterion"] = {
                each.pk for each in self.record.criteria if wanted in (each.code, str(each.standard.number))
            }
        if slug := chosen.get("placement"):
            chosen["placement"] = next(each for each in self.record.placements if each.slug == slug)
        return chosen


def shortened(text, length=60):
    """The beginning of a criterion's text, for a narrow list."""
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
