"""The roles of the scheme, in words for those who grant them, and where each one belongs (scheme.md 2.6)."""

from django.db import models


class Role(models.TextChoices):
    MENTOR = "mentor", "Mentor"
    PCM = "pcm", "Professional co-ordinating mentor (PCM)"
    LINK_TUTOR = "link_tutor", "Link tutor"
    OFFICE = "office", "Partnership office"
    PROVIDER_LEAD = "provider_lead", "Provider lead"
    COORDINATOR = "coordinator", "WELTEC co-ordinator"

    @property
    def short(self):
        """The role within a sentence: "PCM", "link tutor"."""
        return SHORT.get(self) or self.label[0].lower() + self.label[1:]

    @property
    def heading(self):
        """The same as a heading or in a column: "PCM", "Link tutor"."""
        return self.short[0].upper() + self.short[1:]

    @property
    def description(self):
        """What someone may see and do in this role, in a sentence or two."""
        return DESCRIPTIONS[self]

    @property
    def place(self):
        """Where the role is held: one of the Place values."""
        return PLACES[self]


class Place(models.TextChoices):
    SCHOOL = "school", "a school"
    PROVIDER = "provider", "a provider"
    PROVIDER_AND_MAYBE_SCHOOL = "provider_school", "a provider, for one of its schools or for all of them"
    CONSORTIUM = "consortium", "the whole collaboration"


DESCRIPTIONS = {
    Role.MENTOR: (
        "Supports student teachers at one school and works towards certification. "
        "Sees and changes only their own record, and is the only person who can send it for review."
    ),
    Role.PCM: (
        "Leads mentoring at one school. Reads the record sheets its mentors send, signs them or sends them "
        "back with a reason, and never signs their own."
    ),
    Role.LINK_TUTOR: (
        "Visits schools for a provider and confirms, after the PCM has signed, that a mentor has reached the "
        "level. Name a school to limit the role to it, or leave the school empty for all the provider's."
    ),
    Role.OFFICE: (
        "Runs certification for one provider: sees its mentors, follows what they have sent, issues "
        "certificates and keeps the register. Cannot issue where they themselves signed."
    ),
    Role.PROVIDER_LEAD: (
        "Answers for the scheme at one provider: sees what its office sees, decides on experience and "
        "exemptions, and gives colleagues the office and link tutor roles."
    ),
    Role.COORDINATOR: (
        "Looks after the collaboration as a whole: member providers, schools, partnerships, review workflows "
        "and roles. Sees how much work waits where, never what a mentor wrote."
    ),
}

SHORT = {Role.PCM: "PCM", Role.COORDINATOR: "WELTEC co-ordinator"}

PLACES = {
    Role.MENTOR: Place.SCHOOL,
    Role.PCM: Place.SCHOOL,
    Role.LINK_TUTOR: Place.PROVIDER_AND_MAYBE_SCHOOL,
    Role.OFFICE: Place.PROVIDER,
    Role.PROVIDER_LEAD: Place.PROVIDER,
    Role.COORDINATOR: Place.CONSORTIUM,
}

SCHOOL_ROLES = frozenset({Role.MENTOR, Role.PCM})
PROVIDER_ROLES = frozenset({Role.LINK_TUTOR, Role.OFFICE, Role.PROVIDER_LEAD})
# Who runs a provider's side of the scheme, and so sees that provider's people.
PROVIDER_STAFF = frozenset({Role.OFFICE, Role.PROVIDER_LEAD})
# Who may act for a school that has nobody of its own (E3).
ACTING_ROLES = frozenset({Role.PCM, Role.LINK_TUTOR})
# Who may be asked to sign what a mentor sent, in the order in which it usually goes.
REVIEWERS = (Role.PCM, Role.LINK_TUTOR, Role.OFFICE, Role.PROVIDER_LEAD)

# Which roles a holder of the key may give to other people: within their own provider, co-ordinators anywhere.
MAY_GRANT = {
    Role.OFFICE: frozenset({Role.MENTOR, Role.PCM, Role.LINK_TUTOR}),
    Role.PROVIDER_LEAD: frozenset({Role.MENTOR, Role.PCM, Role.LINK_TUTOR, Role.OFFICE}),
    Role.COORDINATOR: frozenset(Role) - {Role.COORDINATOR},
}
