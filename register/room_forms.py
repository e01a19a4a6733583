"""What provider staff type in the register's room: a search with its reason, engagements, a table of them."""

from django import forms
from django.core.exceptions import ValidationError

from cms.dates import school_year, school_year_start
from cms.fields import PlainForm, ThreePartDateField
from people.identifiers import clean_email, clean_trn
from people.models import Provider, School, User
from people.models.periods import today
from portfolio.forms.fields import Once
from register import searching
from register.engaging import NOBODY
from register.importing import MOST_BYTES, MOST_ROWS, NOTE
from register.models import Engagement, Reason

OTHER = "other"
YEARS = 6  # school years to choose from


class ForProvider(PlainForm):
    """Base of forms of people who may work for several providers: with one, nobody is asked."""

    provider = forms.ModelChoiceField(
        label="For which provider?",
        queryset=Provider.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": "Select a provider"},
    )

    def __init__(self, *args, providers, **kwargs):
        super().__init__(*args, **kwargs)
        self.providers = providers
        if len(providers) > 1:
            self.fields["provider"].queryset = Provider.objects.filter(pk__in=[each.pk for each in providers])
        else:
            del self.fields["provider"]

    @property
    def chosen(self):
        """The provider that was chosen, or the only one."""
        return self.cleaned_data.get("provider") or self.providers[0]


class SearchForm(ForProvider):
    """Whom somebody looks for, and why."""

    q = forms.CharField(
        label="Name, school, certificate number, TRN or email address",
        help_text="Of a name or a school the first letters do. All others have to be complete.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter whom you look for"},
    )
    reason = forms.ChoiceField(
        label="Why do you look?",
        help_text="The mentors whom you are shown can read this, with the name of your provider.",
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why you look"},
    )
    field_order = ("q", "reason", "provider")

    def clean_q(self):
        """What was typed, as a searching.Typed."""
        return searching.read(self.cleaned_data["q"])


class ListFilter(PlainForm):
    """Which engagements are shown. What is not on offer counts as not chosen."""

    words = forms.CharField(label="Mentor or school", required=False, max_length=100)
    year = forms.ChoiceField(label="School year", required=False)

    def __init__(self, data):
        super().__init__(data or None)
        first = school_year_start(today())
        starts = [first.replace(year=first.year + 1 - n) for n in range(YEARS)]
        self.years = {str(start.year): start for start in starts}
        self.fields["year"].choices = [
            ("", "All years"),
            *((key, school_year(day)) for key, day in self.years.items()),
        ]
        self.is_valid()

    @property
    def chosen(self):
        """{year, words} for engagements.Lines."""
        read = getattr(self, "cleaned_data", {})
        return {"year": self.years.get(read.get("year")), "words": read.get("words", "")}


class SchoolForm(ForProvider):
    """At which school somebody works with the provider."""

    school = forms.ModelChoiceField(
        label="At which school?",
        queryset=School.objects.none(),
        empty_label="Select a school",
        error_messages={
            "required": "Select a school",
            "invalid_choice": "Select one of your partner schools",
        },
    )
    field_order = ("provider", "school")

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


class EngagementForm(Once):
    """An engagement at a school that was chosen before; `mentors` are those who work there today."""

    mentor = forms.ChoiceField(
        label="Who is it?", widget=forms.RadioSelect, error_messages={"required": "Select who it is"}
    )
    key = forms.CharField(
        label="Email address or TRN, if it is somebody else",
        help_text="The address with which the mentor signs in, or the seven digits, in full.",
        max_length=254,
        required=False,
    )
    what = forms.ChoiceField(
        label="What do they do with you?",
        choices=Engagement.What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they do with you"},
    )
    start = ThreePartDateField(label="First day", noun="First day", help_text="For example, 9 9 2026")
    end = ThreePartDateField(
        label="Last day", noun="Last day", help_text="Leave it empty while it goes on.", required=False
    )
    note = forms.CharField(
        label="Note",
        help_text="The mentor can read it. Leave out names of student teachers and pupils.",
        max_length=NOTE,
        required=False,
    )

    def __init__(self, *args, mentors, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        choices = [(person.email, person.name) for person in mentors]
        if choices:
            self.fields["mentor"].choices = [*choices, (OTHER, "Somebody else")]
        else:
            del self.fields["mentor"]
            self.fields["key"].label = "Mentor’s email address or TRN"

    def clean(self):
        """The `person`: chosen, or known by the address or the number that was typed."""
        cleaned = super().clean()
        mentor, typed = cleaned.get("mentor", OTHER), cleaned.get("key", "").strip()
        if "mentor" in self.errors or "key" in self.errors:
            return cleaned
        if mentor == OTHER and not typed:
            self.add_error("key", "Enter the mentor’s email address or TRN")
        elif mentor != OTHER and typed:
            self.add_error("key", "Select ‘Somebody else’ above, or empty this box")
        else:
            cleaned["person"] = self._person(typed if mentor == OTHER else mentor)
        return cleaned

    def _person(self, typed):
        try:
            wanted = {"email": clean_email(typed)} if "@" in typed else {"trn": clean_trn(typed)}
            return self.known.get(**wanted)
        except ValidationError as error:
            self.add_error("key", error)
        except User.DoesNotExist:
            self.add_error("key", NOBODY)
        return None


class LastDayForm(PlainForm):
    """When the work with a mentor ended, or will end."""

    end = ThreePartDateField(label="Last day", noun="Last day", help_text="For example, 27 3 2027")


class ImportForm(ForProvider):
    """A table of engagements."""

    table = forms.FileField(
        label="Table of engagements",
        help_text=f"CSV, up to {MOST_ROWS:,} rows and 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose the table", "empty": "This file is empty. Choose another"},
    )
    field_order = ("provider", "table")

    def clean_table(self):
        """The file's bytes."""
        table = self.cleaned_data["table"]
        if table.size > MOST_BYTES:
            raise ValidationError("The table is larger than 1 MB. Split it into smaller ones")
        return table.read()
