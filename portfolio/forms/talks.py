"""What a mentor notes of a talk or of a joint observation: when, with whom, and what came of it."""

from django import forms

from people.roles import Role
from portfolio.forms.fields import Once, past_date, written, yes_no

MOST_RADIOS = 8  # more people than that are quicker found in a list


class WithSomebody(Once):
    """Something done with a person who helps the mentor today, or with somebody who is named (E4).

    `helpers` are (Role, person). Once valid, `cleaned_data` has their `role`, and `other` as the person or
    None.
    """

    name_field = ""
    with_whom = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Select who it was"})

    def __init__(self, *args, helpers, initial=None, **kwargs):
        super().__init__(*args, initial=self.starting_with(initial or {}, helpers), **kwargs)
        self.helpers = {f"{role}-{person.pk}": (role, person) for role, person in helpers}
        field = self.fields["with_whom"]
        field.required = not self.data.get(self.name_field, "").strip()
        choices = [(key, f"{person.name}, {role.short}") for key, (role, person) in self.helpers.items()]
        field.choices = [*choices, *self.others()]
        if len(field.choices) > MOST_RADIOS:
            field.widget = forms.Select(choices=[("", "Choose"), *field.choices])

    def others(self):
        """[(Role, what is said instead of a person)]: whoever is not in the list."""
        raise NotImplementedError

    def starting_with(self, facts, helpers):
        """The row's own facts as the form shows them, else the only person there is (WCAG 3.3.7)."""
        if facts.get("other"):
            whom, name = f"{facts.get('role', Role.LINK_TUTOR)}-{facts['other'].pk}", ""
        elif facts.get(self.name_field):
            whom, name = str(facts.get("role", Role.LINK_TUTOR)), facts[self.name_field]
        else:
            only = [(role, person) for role, person in helpers if role == self.others()[0][0]]
            whom, name = f"{only[0][0]}-{only[0][1].pk}" if len(only) == 1 else "", ""
        return facts | {"with_whom": whom, self.name_field: name}

    def clean(self):
        """Somebody is chosen or named; a name is typed only for somebody who is not in the list."""
        cleaned = super().clean()
        chosen, name = cleaned.get("with_whom") or "", cleaned.get(self.name_field, "").strip()
        role, other = self.helpers.get(chosen, (chosen or self.others()[0][0], None))
        if chosen and other is None and not name:
            self.add_error(self.name_field, "Enter the name")
        return cleaned | {"role": Role(role), "other": other, self.name_field: "" if other else name}


class ConversationForm(WithSomebody):
    """A talk with the PCM or the link tutor (R11, R21, R22)."""

    name_field = "with_name"
    field_order = ("held_on", "with_whom", "with_name", "gist", "agreed")

    held_on = past_date("When did you talk?")
    with_name = forms.CharField(label="Name, if they are not in the list", max_length=120, required=False)
    gist = written(
        "What did you talk about?",
        "What you want to work on, when you meet, how your PCM will support you.",
        rows=4,
        message="Write what you talked about",
    )
    agreed = yes_no(
        "Does your PCM agree that you work towards this level?",
        "Select whether your PCM agrees",
        [("yes", "Yes"), ("no", "Not yet")],
        hint="Only if you talked to your PCM.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_whom"].label = "Who did you talk to?"
        self.fields["with_whom"].help_text = "They are asked to confirm what you write."
        chosen = self.data.get("with_whom", "")
        self.fields["agreed"].required = not chosen.startswith(Role.LINK_TUTOR.value)

    def others(self):
        return [(Role.PCM.value, "Another PCM"), (Role.LINK_TUTOR.value, "Another tutor")]


class ObservationForm(WithSomebody):
    """A lesson observed together with the provider's tutor (R25)."""

    name_field = "tutor_name"
    field_order = ("held_on", "with_whom", "tutor_name", "note", "remote")

    held_on = past_date("When did you observe the lesson together?")
    tutor_name = forms.CharField(
        label="Tutor’s name, if they are not in the list", max_length=120, required=False
    )
    note = written(
        "What did you see, and what did you agree?",
        "The focus of the lesson, what you both noticed, the targets. Leave out all names.",
        rows=5,
        message="Write what you saw and agreed",
    )
    remote = forms.BooleanField(label="It was over video, or from a recording", required=False)

    def __init__(self, *args, helpers, **kwargs):
        tutors = [(role, person) for role, person in helpers if role == Role.LINK_TUTOR]
        super().__init__(*args, helpers=tutors, **kwargs)
        self.initial["remote"] = self.initial.get("remote") in (True, "yes")
        self.fields["with_whom"].label = "Which tutor observed with you?"
        self.fields["with_whom"].help_text = "They are asked to confirm what you write."

    def others(self):
        return [(Role.LINK_TUTOR.value, "Another tutor")]
