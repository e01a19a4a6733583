"""Nothing waits for nobody: what lacks people stands on the office's list the same day (E2, E3, E4, E8)."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from cms.dates import date_uk
from cms.triggers import unsealed
from home.context import doors
from people.models import Appointment, User
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.handover import how_many, keys_of_needs, needs
from reviews.hands import short_of_people
from reviews.models import Decision, Deputy, Outcome, PanelMember, ReviewStage, Stage
from reviews.routing import forget, people_asked
from tests.factories.people import AppointmentFactory, ProviderFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import make_cast, make_workflow, send_back, sign

LONDON = ZoneInfo("Europe/London")


def url(round_):
    return reverse("reviews:review", args=[round_.submission.reference])


def short(round_):
    """Whether the open stage has fewer people than it wants."""
    return short_of_people(Stage.objects.open()).filter(round=round_).exists()


def leave(person, on=None):
    """The person's roles end on that day, yesterday unless told otherwise."""
    person.appointments.update(end=on or today() - timedelta(days=1))
    forget(person)


# --- the two ways of asking give one answer ----------------------------------------------------------------


def scramble(dice, places, stages):
    """Give these people roles, days away, seats and decisions by chance."""
    people = [UserFactory(is_active=dice.random() < 0.9) for _ in range(9)]
    schools, providers = zip(*places, strict=True)
    for person in people:
        for role in dice.sample([Role.MENTOR, Role.PCM, Role.LINK_TUTOR, Role.OFFICE], dice.randint(1, 2)):
            place = {"school": dice.choice(schools)}
            if role in (Role.LINK_TUTOR, Role.OFFICE):
                place = {"provider": dice.choice(providers)}
            if role == Role.LINK_TUTOR and dice.random() < 0.4:
                place["school"] = dice.choice(schools)
            AppointmentFactory(person=person, role=role, end=dice.choice([None, None, past()]), **place)
    for post in dice.sample(list(Appointment.objects.all()), 8):
        deputy = dice.choice([person for person in people if person != post.person])
        first = today() + timedelta(days=dice.choice([-5, -5, 0, 3]))
        last = first + timedelta(days=dice.choice([0, 4, 9]))
        Deputy.objects.create(appointment=post, person=post.person, deputy=deputy, start=first, end=last)
    for stage in dice.sample(stages, 2):
        place = {"school": stage.school} if stage.role == Role.PCM else {"provider": stage.provider}
        AppointmentFactory(person=stage.round.submission.owner, role=stage.role, end=today(), **place)
    everybody = [*people, *User.objects.filter(appointments__role=Role.LINK_TUTOR).distinct()]
    for stage in stages:
        stage.is_panel, stage.is_fresh = dice.random() < 0.3, dice.random() < 0.3
        stage.signatures_wanted = dice.choice([1, 1, 2, 3])
        stage.assignee = dice.choice([None, *everybody])
        stage.save()
        for person in set(dice.sample(everybody, 3)) if stage.is_panel else ():
            PanelMember.objects.create(stage=stage, person=person, named_by=person, named_at=stage.opened_at)


def past():
    return today() - timedelta(days=1)


@pytest.mark.parametrize("seed", range(12))
def test_a_stage_is_short_exactly_when_fewer_are_asked_than_are_wanted(db, seed):
    dice = random.Random(seed)
    terms = (Role.LINK_TUTOR, "Yes.", 1), (Role.PCM, "Yes.", 2), (Role.LINK_TUTOR, "Yes.", 1)
    cast = make_cast(workflow=make_workflow(stages=terms))
    places = [(cast.school, cast.provider), (SchoolFactory(), ProviderFactory())]
    tutors = [cast.tutor, holder(Role.LINK_TUTOR, provider=places[1][1])]
    rounds = []
    for (school, provider), tutor in zip(places, tutors, strict=True):
        cast.page.subject_for = lambda _, at={"school": school, "provider": provider}: at
        back, signed, fresh = (cast.send(mentor=cast.another_mentor()) for _ in range(3))
        send_back(back, tutor)
        sign(signed, tutor)
        back.submission.refresh_from_db()
        rounds += [cast.send(back.submission), signed, fresh]
    Stage.objects.filter(round__in=rounds, closed_at=None).update(opened_at=rounds[0].opened_at)
    stages = list(Stage.objects.open())
    with unsealed(connection):  # what a stage asks for never changes: here it varies nevertheless
        scramble(dice, places, stages)

    wanted = {}
    for stage in stages:
        signed = Decision.objects.filter(stage=stage, outcome=Outcome.SIGNED).count()
        wanted[stage.pk] = people_asked(stage).count() < stage.signatures_wanted - signed
    got = {stage.pk: False for stage in stages}
    got |= {stage.pk: True for stage in short_of_people(Stage.objects.open())}
    assert got == wanted
    assert {True, False} == set(wanted.values())


def test_one_person_in_two_capacities_is_one_pair_of_hands(db):
    cast = make_cast(workflow=make_workflow(stages=[(Role.LINK_TUTOR, "Yes.", 2)]))
    colleague = holder(Role.LINK_TUTOR, provider=cast.provider, name="Away Today")
    actions.stand_in(
        appointment=colleague.appointments.get(), deputy=cast.tutor, start=today(), end=today(), by=colleague
    )
    round_ = cast.send()
    assert not short(round_)
    sign(round_, colleague)

    assert not short(round_)
    leave(cast.tutor)
    assert not short(round_), "the deputy of a colleague is asked whatever roles they hold themselves"


# --- who is missed, the same day ---------------------------------------------------------------------------


def listed(person):
    """{mentor's name: (tag, why, action, address)} of what needs somebody, in order."""
    forget(person)
    keys, _ = keys_of_needs(person)
    return {
        need.stage.round.submission.owner.name: (need.tag, need.why, need.action, need.url)
        for need in needs(keys)
    }


APPOINT = reverse_lazy("people_appointment_modeladmin_create")
ACTING = "Name an acting PCM"


def test_what_has_somebody_is_not_on_the_list(cast):
    cast.send()

    assert listed(cast.office) == listed(cast.lead) == {}


def test_e4_at_midnight_the_one_who_leaves_decides_no_more_and_the_office_sees_it(cast):
    evening = datetime(2026, 3, 31, 23, 59, tzinfo=LONDON)
    with time_machine.travel(evening, tick=False):
        round_, other = cast.send(), cast.send(mentor=cast.another_mentor())
        cast.pcm.appointments.update(end=today())
        assert listed(cast.office) == {}
        sign(other, cast.pcm)
    # The clocks go forward on 29 March: in UTC the day is not over yet.
    with time_machine.travel(evening + timedelta(minutes=2), tick=False):
        assert listed(cast.office) == {
            "Jo Okafor": ("Nobody", "Hillcrest School has no PCM at the moment.", ACTING, str(APPOINT))
        }
        with pytest.raises(PermissionDenied, match="Only they can decide at this stage"):
            sign(round_, cast.pcm)
    assert other.decisions.get().signatory == cast.pcm, "what was signed stays signed"


def test_e3_an_acting_pcm_appointed_today_has_the_waiting_stage_at_once(client, cast):
    leave(cast.pcm)
    round_ = cast.send()
    assert list(listed(cast.office)) == ["Jo Okafor"]
    head = holder(Role.PCM, school=cast.school, acting=True, name="Priya Head")

    client.force_login(head)
    page = client.get(reverse("reviews:queue")).content.decode()
    assert url(round_) in page
    assert "Sign as acting PCM" in page
    assert listed(cast.office) == {}
    assert sign(round_, head).acting


def test_e2_the_only_pcm_is_the_mentor(cast):
    cast.pcm.appointments.update(person=cast.mentor)
    cast.send()
    why = "The only PCM of Hillcrest School is the mentor, who cannot sign their own sheet."

    assert listed(cast.office) == {"Jo Okafor": ("Nobody", why, ACTING, str(APPOINT))}


def test_a_deputy_of_the_mentor_who_is_the_only_pcm_is_enough(cast):
    cast.pcm.appointments.update(person=cast.mentor)
    round_ = cast.send()
    deputy = cast.another_mentor()
    actions.stand_in(
        appointment=cast.mentor.appointments.get(role=Role.PCM),
        deputy=deputy,
        start=today(),
        end=today(),
        by=cast.office,
    )

    assert listed(cast.office) == {}
    assert sign(round_, deputy).deputy_of == cast.mentor


def test_e21_a_tutor_limited_to_another_school_can_be_given_it(cast):
    cast.tutor.appointments.update(school=SchoolFactory())
    round_ = cast.signed_by_pcm()
    passing = reverse("reviews:pass_on", args=[round_.submission.reference])
    why = "No link tutor of Kingsmere University comes to Hillcrest School at the moment."

    assert listed(cast.lead) == {"Jo Okafor": ("Nobody here", why, "Pass it on", passing)}


def test_what_waits_too_long_is_listed_with_one_way_out(cast):
    lone, shared = cast.send(), cast.signed_by_pcm(mentor=cast.another_mentor(name="Femi Adeyemi"))
    holder(Role.LINK_TUTOR, provider=cast.provider)
    for round_, days in ((lone, 22), (shared, 25)):
        stage = Stage.objects.open().filter(round=round_)
        stage.update(opened_at=timezone.now() - timedelta(days=days))
    post = cast.pcm.appointments.get()

    assert listed(cast.office) == {
        "Femi Adeyemi": (
            "Late",
            "The link tutor of Kingsmere University has had it for 25 days. After 21 it comes to you too.",
            "Pass it on",
            reverse("reviews:pass_on", args=[shared.submission.reference]),
        ),
        "Jo Okafor": (
            "Late",
            "The PCM of Hillcrest School has had it for 22 days. After 21 it comes to you too.",
            "Arrange a deputy",
            reverse("reviews:away_one", args=[post.pk]),
        ),
    }


@pytest.mark.parametrize(("allowed", "waited", "found"), [(21, 20, 0), (21, 22, 1), (5, 6, 1), (0, 400, 0)])
def test_the_workflow_says_after_how_many_days_the_office_is_asked(db, allowed, waited, found):
    workflow = make_workflow()
    ReviewStage.objects.filter(workflow=workflow).update(escalate_after_days=allowed)
    cast = make_cast(workflow=workflow)
    cast.send()
    Stage.objects.open().update(opened_at=timezone.now() - timedelta(days=waited))

    assert len(listed(cast.office)) == found


def test_signed_by_all_sent_back_and_withdrawn_need_nobody(cast):
    cast.signed_by_all(mentor=cast.another_mentor())
    send_back(cast.send(mentor=cast.another_mentor()), cast.pcm)
    leave(cast.pcm)
    leave(cast.tutor)

    assert listed(cast.office) == {}


def test_each_office_and_lead_sees_its_own_provider_alone(cast):
    leave(cast.pcm)
    cast.send()
    counts = {person.name: len(listed(person)) for person in (cast.office, cast.lead, cast.tutor, cast.pcm)}

    assert list(counts.values()) == [1, 1, 0, 0]
    assert listed(holder(Role.OFFICE)) == listed(UserFactory(admin=True)) == {}


def test_nobody_is_asked_to_find_somebody_for_their_own_sheet(cast):
    AppointmentFactory(person=cast.mentor, role=Role.OFFICE, provider=cast.provider)
    leave(cast.pcm)
    cast.send()

    assert (len(listed(cast.mentor)), len(listed(cast.office))) == (0, 1)


# --- the page and the desk ---------------------------------------------------------------------------------


def test_the_list_is_for_offices_and_leads(client, cast):
    where = reverse("reviews:hand_over")
    statuses = {}
    for name in ("office", "lead", "tutor", "pcm", "mentor"):
        client.force_login(getattr(cast, name))
        statuses[name] = client.get(where).status_code

    assert statuses == {"office": 200, "lead": 200, "tutor": 403, "pcm": 403, "mentor": 403}


def test_the_page_says_why_since_when_and_what_to_do(client, cast):
    leave(cast.pcm)
    round_ = cast.send()
    client.force_login(cast.lead)
    page = client.get(reverse("reviews:hand_over")).content.decode()

    for words in (
        "1 needs somebody",
        "Hillcrest School has no PCM at the moment.",
        f"Waiting since {date_uk(round_.opened_at)}",
        ACTING,
        f'href="{APPOINT}"',
        url(round_),
    ):
        assert words in page


def test_an_empty_list_says_what_will_be_there(client, cast):
    client.force_login(cast.office)

    assert "Everything has somebody." in client.get(reverse("reviews:hand_over")).content.decode()


def test_the_offices_desk_says_how_much_needs_somebody(client, cast):
    client.force_login(cast.office)
    assert "somebody.</b>" not in client.get(reverse("register:desk")).content.decode()
    leave(cast.pcm)
    cast.send()
    assert "<b>1 needs somebody.</b>" in client.get(reverse("register:desk")).content.decode()
    assert how_many(cast.office) == (1, False)


def test_the_door_stands_in_the_navigation_of_offices_and_leads_and_the_queues_in_a_deputys(cast):
    needs_somebody, queue = ("Needs somebody", "/reviews/hand-over/"), ("Waiting for you", "/reviews/")
    people = (cast.office, cast.lead, cast.tutor, cast.mentor)
    assert [needs_somebody in doors(person) for person in people] == [True, True, False, False]
    assert queue not in doors(cast.mentor)
    actions.stand_in(
        appointment=cast.pcm.appointments.get(), deputy=cast.mentor, start=today(), end=today(), by=cast.pcm
    )
    assert queue in doors(type(cast.mentor).objects.get(pk=cast.mentor.pk))  # as the next request reads them


def test_one_and_many_needs_take_the_same_few_queries(client, cast):
    leave(cast.pcm)
    cast.send()
    client.force_login(cast.office)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("reviews:hand_over")).status_code == 200
        return len(queries)

    few = asked()
    for _ in range(6):
        cast.send(mentor=cast.another_mentor())
    assert asked() == few
    assert few <= 12
