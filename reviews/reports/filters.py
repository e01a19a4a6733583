"""What a person chooses to see in the reports."""

from django import forms

from cms.fields import PlainForm
from reviews.reports import PERIODS


class ReportFilter(PlainForm):
    """The period, and of what, where somebody has two roles. What is not on offer counts as not chosen."""

    period = forms.ChoiceField(label="When", choices=PERIODS.items(), required=False, initial="this")
    of = forms.ChoiceField(label="Of what", required=False)

    def __init__(self, data, *, reaches):
        super().__init__(data or None)
        self.reaches = {reach.key: reach for reach in reaches}
        if len(reaches) > 1:
            self.fields["of"].choices = [(reach.key, reach.label) for reach in reaches]
        else:
            del self.fields["of"]
        self.is_valid()

    @property
    def period_key(self):
        """The chosen period, or this school year."""
        return self._chosen("period") or "this"

    @property
    def reach(self):
        """The chosen Reach, or the first the person has."""
        return self.reaches.get(self._chosen("of")) or next(iter(self.reaches.values()))

    def _chosen(self, name):
        return getattr(self, "cleaned_data", {}).get(name, "")
