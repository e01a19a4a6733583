"""Starting on a level, and the answer to the sharing notice."""

from django import forms

from cms.fields import PlainForm
from people.models import Provider
from portfolio.forms.fields import yes_no
from portfolio.permissions import home_providers

CHANGED_NOTICE = "The notice has changed since you opened this page. Read it again, then answer."
SHARING = [("yes", "Yes, share that I am certified"), ("no", "No, do not share it")]


class SharingForm(PlainForm):
    """The answer to the sharing notice, and the school's copy (R32, R33, E18).

    `notice` holds which wording was read.
    """

    notice = forms.IntegerField(widget=forms.HiddenInput)
    shares = yes_no(
        "May we share that you are certified?",
        "Select whether we may share that you are certified",
        SHARING,
        "Either answer is fine. It makes no difference to your certificate.",
    )

    school_copy = forms.BooleanField(
        label="My school may keep a copy of my certificate and record sheet",
        help_text="For the school’s records. Your co-ordinating mentor (PCM) finds it when it is issued. "
        "You can change this at any time.",
        required=False,
    )

    def __init__(self, *args, notice, **kwargs):
        super().__init__(*args, **kwargs)
        self.notice_row = notice
        self.fields["notice"].initial = notice.pk

    def clean(self):
        """The answer belongs to the words that were on the page."""
        cleaned = super().clean()
        if cleaned.get("notice") != self.notice_row.pk:
            self.add_error(None, CHANGED_NOTICE)
        return cleaned


class EnrolForm(SharingForm):
    """Level, home provider and the answer to the notice."""

    field_order = ["level", "provider", "shares", "school_copy", "notice"]
    level = forms.ModelChoiceField(
        label="Which level are you starting?",
        queryset=None,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a level"},
    )
    provider = forms.ModelChoiceField(
        label="Who is your home provider?",
        help_text="The provider of your student teacher. Its partnership office issues your certificate.",
        queryset=Provider.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select your home provider"},
    )

    def __init__(self, *args, user, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = levels
        self.fields["provider"].queryset = home_providers(user)
        if len(levels) == 1:
            self.fields["level"].widget = forms.HiddenInput()
            self.fields["level"].initial = levels[0]
