"""Short ways to make people, places and roles. Names are invented; nothing here goes through the actions."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from people.models import (
    Appointment,
    Invitation,
    OutgoingMail,
    Partnership,
    Provider,
    School,
    SharingDecision,
    SharingNotice,
    User,
)
from people.models.invitations import fingerprint
from people.models.periods import today
from people.roles import Role

PASSWORD = "a-password-for-tests"
LONG_AGO = date(2020, 9, 1)


class UserFactory(DjangoModelFactory):
    """A person without any role. Traits: `admin`, `closed`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        admin = factory.Trait(is_superuser=True, is_staff=True)
        closed = factory.Trait(is_active=False)

    name = factory.Sequence(lambda n: f"Person {n} Invented")
    email = factory.Sequence(lambda n: f"person{n}@people.example")

    @factory.post_generation
    def password(self, create, given, **kwargs):
        self.set_password(given or PASSWORD)
        if create:
            self.save(update_fields=["password"])


class ProviderFactory(DjangoModelFactory):
    """A member university. Traits: `scitt`, `left` (no member any more)."""

    class Meta:
        model = Provider

    class Params:
        scitt = factory.Trait(kind=Provider.Kind.SCITT)
        left = factory.Trait(member_to=date(2022, 8, 31))

    name = factory.Sequence(lambda n: f"University {n}")
    short_name = factory.LazyAttribute(lambda provider: provider.name)
    slug = factory.Sequence(lambda n: f"university-{n}")
    kind = Provider.Kind.HEI
    office_email = factory.LazyAttribute(lambda provider: f"office@{provider.slug}.example")
    member_from = LONG_AGO


class SchoolFactory(DjangoModelFactory):
    """A school; `SchoolFactory(partner=provider)` also puts it in partnership with that provider."""

    class Meta:
        model = School
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"School {n}")
    urn = factory.Sequence(lambda n: f"{100000 + n}")
    town = "Ashford Lea"
    postcode = "TW1 4SX"
    phase = School.Phase.SECONDARY

    @factory.post_generation
    def partner(self, create, provider, **kwargs):
        if create and provider:
            PartnershipFactory(school=self, provider=provider)


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    provider = factory.SubFactory(ProviderFactory)
    school = factory.SubFactory(SchoolFactory)
    start = LONG_AGO


class AppointmentFactory(DjangoModelFactory):
    """A role held since long ago; a mentor at a school unless told otherwise.

    Traits: `over` (ended), `for_now` (acting, for three months).
    """

    class Meta:
        model = Appointment

    class Params:
        over = factory.Trait(end=date(2024, 8, 31))
        for_now = factory.Trait(acting=True, end=factory.LazyFunction(lambda: today() + timedelta(days=90)))

    person = factory.SubFactory(UserFactory)
    role = Role.MENTOR
    start = LONG_AGO
    school = factory.Maybe(
        factory.LazyAttribute(lambda row: row.role in (Role.MENTOR, Role.PCM)),
        factory.SubFactory(SchoolFactory),
    )
    provider = factory.Maybe(
        factory.LazyAttribute(lambda row: row.role in (Role.LINK_TUTOR, Role.OFFICE, Role.PROVIDER_LEAD)),
        factory.SubFactory(ProviderFactory),
    )


def holder(role, *, school=None, provider=None, acting=False, **person):
    """A new person who holds this role at this place, or at a new one where the role needs one.

    `acting` gives them the role for three months only (E3).
    """
    places = {
        name: place for name, place in (("school", school), ("provider", provider)) if place is not None
    }
    return AppointmentFactory(role=role, person=UserFactory(**person), for_now=acting, **places).person


class InvitationFactory(DjangoModelFactory):
    """An administrator's invitation of somebody without an account to mentor at a school."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    email = factory.Sequence(lambda n: f"invited{n}@people.example")
    name = factory.Sequence(lambda n: f"Invited {n} Person")
    role = Role.MENTOR
    school = factory.SubFactory(SchoolFactory)
    created_by = factory.SubFactory(UserFactory, admin=True)
    token_hash = factory.LazyAttribute(lambda row: fingerprint(row.token))


class SharingNoticeFactory(DjangoModelFactory):
    class Meta:
        model = SharingNotice

    version = factory.Sequence(lambda n: f"2025-{n}")
    text = "The providers of the collaboration see that you are certified, never your work."


class SharingDecisionFactory(DjangoModelFactory):
    class Meta:
        model = SharingDecision

    person = factory.SubFactory(UserFactory)
    notice = factory.SubFactory(SharingNoticeFactory)
    shares = True


class OutgoingMailFactory(DjangoModelFactory):
    """A waiting message without a task of its own."""

    class Meta:
        model = OutgoingMail

    kind = "test"
    reference = factory.Sequence(str)
    recipient = factory.Sequence(lambda n: f"reader{n}@people.example")
    subject = "News"
    text = "There is news.\n"
    message_id = factory.Sequence(lambda n: f"<{n}@test.example>")
