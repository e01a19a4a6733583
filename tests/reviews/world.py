"""Two schools and two providers with their people, for the review machine: several hats, a second account."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from people.models import Appointment, Provider, School, User
from people.roles import Role
from reviews.models import ReviewedFormPage
from tests.factories.people import AppointmentFactory, ProviderFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import make_page, make_workflow


@dataclass(frozen=True)
class Post:
    """An appointment as plain values; places and people by their keys."""

    pk: int
    person: int
    role: str
    school: int | None
    provider: int | None
    acting: bool
    start: object
    end: object

    @classmethod
    def of(cls, row):
        """The plain values of an Appointment."""
        return cls(
            row.pk, row.person_id, row.role, row.school_id, row.provider_id, row.acting, row.start, row.end
        )


@dataclass
class World:
    """What is there before anything is sent."""

    schools: tuple[School, School]
    providers: tuple[Provider, Provider]
    page: ReviewedFormPage
    admin: User
    addressed: dict  # mentor's key: (School, Provider) that the mentor's sheets go to
    twins: dict  # key of an account: keys of all accounts of the same human being, where there are several

    def people(self):
        """Keys of everybody, in order."""
        return list(User.objects.order_by("pk").values_list("pk", flat=True))

    def posts(self):
        """Every appointment as a Post, by its key."""
        return {row.pk: Post.of(row) for row in Appointment.objects.order_by("pk")}


def make_world():
    """Mentors who are PCMs, tutors who are PCMs, a PCM with a second account, and everybody else."""
    left, right = ProviderFactory(name="Kingsmere University"), ProviderFactory(name="Northbank University")
    hill, vale = SchoolFactory(name="Hillcrest School", partner=left), SchoolFactory(name="Vale School")
    mentors = [
        (holder(Role.MENTOR, school=hill), hill, left),
        (holder(Role.MENTOR, school=vale), vale, right),
        (_also(holder(Role.MENTOR, school=hill), Role.PCM, school=hill), hill, left),
    ]
    holder(Role.PCM, school=hill)
    holder(Role.PCM, school=vale)
    _also(holder(Role.PCM, school=vale), Role.LINK_TUTOR, provider=right)
    for provider, school in ((left, hill), (right, vale)):
        holder(Role.LINK_TUTOR, provider=provider)
        AppointmentFactory(role=Role.LINK_TUTOR, provider=provider, school=school)
        holder(Role.OFFICE, provider=provider)
        holder(Role.PROVIDER_LEAD, provider=provider)
    holder(Role.LINK_TUTOR, provider=left)
    AppointmentFactory(role=Role.LINK_TUTOR, provider=left, school=vale)
    _also(holder(Role.OFFICE, provider=left), Role.LINK_TUTOR, provider=left)
    first = _also(holder(Role.PCM, school=hill), Role.LINK_TUTOR, provider=left)
    second = holder(Role.LINK_TUTOR, provider=left)
    EmailAddress.objects.create(user=second, email=first.email, verified=True)
    UserFactory()
    return World(
        schools=(hill, vale),
        providers=(left, right),
        page=make_page(make_workflow("First")),
        admin=UserFactory(admin=True),
        addressed={mentor.pk: (school, provider) for mentor, school, provider in mentors},
        twins=dict.fromkeys((first.pk, second.pk), frozenset({first.pk, second.pk})),
    )


def _also(person, role, **place):
    """The person with one more role."""
    AppointmentFactory(person=person, role=role, **place)
    return person
