"""Forms of training events and of the flyer."""

from django import forms

from cms.fields import PlainForm
from people.models import Provider


class EventFilter(PlainForm):
    """Whose events are listed."""

    provider = forms.ChoiceField(label="Provider", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Provider.objects.members().values_list("slug", "name")
        self.fields["provider"].choices = [("", "All providers"), *members]

    def chosen(self):
        """The slug of the chosen provider, or "" for all and for what nobody can choose."""
        return self.cleaned_data.get("provider", "") if self.is_valid() else ""


class YearFilter(PlainForm):
    """Which school year the report is about."""

    year = forms.TypedChoiceField(label="School year", required=False, coerce=int)

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.years = years
        self.fields["year"].choices = [(str(year.start), year.label) for year in years]

    def chosen(self):
        """The chosen Year; the present one for none and for what nobody can choose."""
        wanted = self.cleaned_data.get("year") if self.is_valid() else None
        return next((year for year in self.years if year.start == wanted), self.years[0])


class AttendanceForm(PlainForm):
    """Who came, one tick each, of the bookings that the page lists."""

    listed = forms.ModelMultipleChoiceField(None, required=False, widget=forms.MultipleHiddenInput)
    came = forms.ModelMultipleChoiceField(None, required=False)

    def __init__(self, *args, bookings, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = bookings

    def clean_listed(self):
        return [booking.pk for booking in self.cleaned_data["listed"]]

    def clean_came(self):
        return [booking.pk for booking in self.cleaned_data["came"]]


class GuestForm(PlainForm):
    """Somebody who came without booking."""

    email = forms.EmailField(
        label="Their email address",
        help_text="The one with which they sign in here. Ask them if you are not sure.",
    )


class CallOffForm(PlainForm):
    """Why an event does not take place."""

    reason = forms.CharField(
        label="Why does it not take place?",
        help_text="One sentence. Everybody who has booked reads it, and it stands on the event’s page.",
        max_length=300,
        error_messages={"required": "Write why it does not take place"},
    )


class FlyerForm(PlainForm):
    """The PCM's word for one school, without proof (R23)."""

    school = forms.ModelChoiceField(None, widget=forms.HiddenInput)
    done = forms.BooleanField(
        label="I have put up the flyer and told the mentors",
        error_messages={"required": "Tick the box when the flyer is up and the mentors know"},
    )

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
