"""Days away: a deputy decides in somebody's place, between two days and no longer (E2, E4, T7)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from people.models import OutgoingMail
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import Deputy
from reviews.permissions import can_stand_in, deputies_for
from reviews.routing import capacity
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import sign, stage_of, waiting
from tests.reading import text

LONDON = ZoneInfo("Europe/London")


def post_of(person):
    return person.appointments.get()


@pytest.fixture
def deputy(cast):
    """A mentor at the same school who holds no reviewing role."""
    return cast.another_mentor(name="Dilys Evans")


def stand_in(cast, deputy, *, of=None, start=0, end=0, by=None):
    """Days counted from today."""
    of = of or cast.pcm
    return actions.stand_in(
        appointment=post_of(of),
        deputy=deputy,
        start=today() + timedelta(days=start),
        end=today() + timedelta(days=end),
        by=by or of,
    )


# --- deciding ----------------------------------------------------------------------------------------------


def test_a_deputy_signs_in_their_own_name_for_the_one_who_is_away(cast, deputy):
    round_ = cast.send()
    stand_in(cast, deputy)
    decision = sign(round_, deputy)

    assert (decision.signatory, decision.role, decision.deputy_of) == (deputy, Role.PCM, cast.pcm)
    assert capacity(decision) == "professional co-ordinating mentor (PCM), standing in for Asha Patel"


def test_the_one_who_is_away_can_still_decide(cast, deputy):
    round_ = cast.send()
    stand_in(cast, deputy)

    assert sign(round_, cast.pcm).deputy_of is None


def test_both_days_count(cast, deputy):
    round_ = cast.send()
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=LONDON), tick=False):
        stand_in(cast, deputy, start=1, end=2)
    seen = {}
    moments = [(2, 23, 59), (3, 0, 0), (4, 23, 59), (5, 0, 0)]
    for day, hour, minute in moments:
        with time_machine.travel(datetime(2026, 3, day, hour, minute, tzinfo=LONDON), tick=False):
            seen[day, hour] = waiting(deputy) == [round_]

    assert seen == {(2, 23): False, (3, 0): True, (4, 23): True, (5, 0): False}


def test_a_day_in_summer_is_a_day_in_london(cast, deputy):
    round_ = cast.send()
    Deputy.objects.create(
        appointment=post_of(cast.pcm),
        person=cast.pcm,
        deputy=deputy,
        start=date(2026, 7, 1),
        end=date(2026, 7, 1),
    )
    with time_machine.travel("2026-06-30T23:30:00+00:00", tick=False):  # half past midnight in London
        assert waiting(deputy) == [round_]
    with time_machine.travel("2026-07-01T23:30:00+00:00", tick=False):
        assert waiting(deputy) == []


@pytest.mark.parametrize("how", ["role ended", "account closed"])
def test_the_deputy_of_somebody_who_left_decides_nothing(cast, deputy, how):
    round_ = cast.send()
    stand_in(cast, deputy)
    if how == "role ended":
        cast.pcm.appointments.update(end=today() - timedelta(days=1))
    else:
        type(cast.pcm).objects.filter(pk=cast.pcm.pk).update(is_active=False)

    assert waiting(deputy) == []
    with pytest.raises(PermissionDenied):
        sign(round_, deputy)


def test_e2_the_mentor_as_deputy_or_pcm_never_gets_their_own_sheet(cast, deputy):
    stand_in(cast, cast.mentor)
    mine, others = cast.send(), cast.send(mentor=deputy)

    assert waiting(cast.mentor) == [others]
    with pytest.raises(PermissionDenied, match="This is your own work"):
        sign(mine, cast.mentor)


def test_a_deputy_who_signed_another_stage_does_not_sign_this_one(cast):
    AppointmentFactory(person=cast.tutor, role=Role.MENTOR, school=cast.school)
    stand_in(cast, cast.tutor)
    round_ = cast.send()
    sign(round_, cast.tutor)

    assert waiting(cast.tutor) == []
    with pytest.raises(PermissionDenied, match="You have already signed this"):
        sign(round_, cast.tutor)


def test_the_queue_says_for_whom(client, cast, deputy):
    cast.send()
    stand_in(cast, deputy)
    client.force_login(deputy)
    page = text(client.get(reverse("reviews:queue")))

    assert "Jo Okafor" in page
    assert "You stand in for Asha Patel" in page


# --- arranging ---------------------------------------------------------------------------------------------


def test_those_who_can_be_chosen_work_in_the_same_house(cast, deputy):
    outsiders = [holder(Role.MENTOR, school=SchoolFactory()), cast.tutor, UserFactory(), cast.pcm]
    closed = holder(Role.MENTOR, school=cast.school, is_active=False)
    post = post_of(cast.pcm)
    listed = {row.person for row in deputies_for(post)}

    assert listed == {cast.mentor, deputy}
    assert all(can_stand_in(person, post) for person in listed)
    for person in [*outsiders, closed]:
        with pytest.raises(ValidationError):
            stand_in(cast, person)
    assert {row.person for row in deputies_for(post_of(cast.tutor))} == {cast.office, cast.lead}


def test_nobody_stands_in_for_a_mentor(cast, deputy):
    with pytest.raises(ValidationError, match="Nobody can stand in for this role"):
        stand_in(cast, deputy, of=cast.mentor)


@pytest.mark.parametrize("who", ["office", "lead"])
def test_the_office_arranges_it_for_somebody_who_fell_ill(client, cast, deputy, who):
    client.force_login(getattr(cast, who))
    url = reverse("reviews:away_one", args=[post_of(cast.pcm).pk])
    assert "Who stands in for Asha Patel?" in text(client.get(url))
    page = text(client.post(url, typed(deputy), follow=True))

    assert "Dilys Evans stands in for Asha Patel from" in page
    assert Deputy.objects.get().deputy == deputy


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PROVIDER_LEAD, Role.PCM, Role.LINK_TUTOR])
def test_strangers_do_not_find_somebody_elses_days(client, cast, role):
    client.force_login(holder(role))
    url = reverse("reviews:away_one", args=[post_of(cast.pcm).pk])

    assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)


def test_a_coordinator_sees_the_role_but_arranges_nothing(client, cast, deputy):
    client.force_login(AppointmentFactory(role=Role.COORDINATOR).person)
    url = reverse("reviews:away_one", args=[post_of(cast.pcm).pk])

    assert client.post(url, typed(deputy)).status_code == 403
    assert not Deputy.objects.exists()


def typed(deputy, start=0, end=6):
    """What the form posts, with days counted from today."""
    first, last = (today() + timedelta(days=days) for days in (start, end))
    boxes = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("start", first), ("end", last))
        for part in ("day", "month", "year")
    }
    return {"deputy": deputy.pk, **boxes}


def test_one_arranges_ones_own_days_once_however_often_one_presses(client, cast, deputy):
    client.force_login(cast.pcm)
    url = reverse("reviews:away_one", args=[post_of(cast.pcm).pk])
    answers = [client.post(url, typed(deputy)).headers["Location"] for _ in range(2)]

    assert answers == [reverse("reviews:away")] * 2
    days = Deputy.objects.get()
    assert (days.person, days.deputy, days.start, days.end) == (
        cast.pcm,
        deputy,
        today(),
        today() + timedelta(days=6),
    )
    assert OutgoingMail.objects.filter(kind="review-deputy", person=deputy).count() == 1


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (-1, 3, "First day must be on or after"),
        (3, 2, "Last day must be the first day or later"),
        (0, 400, "Last day must be within a year of the first day"),
    ],
)
def test_days_that_make_no_sense_are_refused_by_the_field(client, cast, deputy, start, end, message):
    client.force_login(cast.pcm)
    url = reverse("reviews:away_one", args=[post_of(cast.pcm).pk])
    page = text(client.post(url, typed(deputy, start, end)))

    assert message in page
    assert "There is a problem" in page
    assert not Deputy.objects.exists()


def test_days_that_have_begun_end_at_once_and_days_to_come_are_cancelled(client, cast, deputy):
    client.force_login(cast.pcm)
    begun = Deputy.objects.create(
        appointment=post_of(cast.pcm),
        person=cast.pcm,
        deputy=deputy,
        start=today() - timedelta(days=3),
        end=today() + timedelta(days=3),
    )
    later = stand_in(cast, deputy, start=10, end=12)
    page = text(client.get(reverse("reviews:away")))
    assert "End now" in page
    assert "Cancel" in page
    url = reverse("reviews:away_one", args=[post_of(cast.pcm).pk])
    round_ = cast.send()
    assert waiting(deputy) == [round_]
    for days in (begun, later, later):
        client.post(url, {"end": days.pk})

    assert waiting(deputy) == []
    assert list(Deputy.objects.values_list("pk", "end")) == [(begun.pk, today() - timedelta(days=1))]


def test_ones_own_page_names_for_whom_one_stands_in(client, cast, deputy):
    stand_in(cast, deputy, end=5)
    client.force_login(deputy)
    page = text(client.get(reverse("reviews:away")))

    assert "<b>Asha Patel</b>, Professional co-ordinating mentor (PCM), Hillcrest School" in page
    assert "You hold no role in which somebody could stand in for you" in page


def test_another_persons_days_cannot_be_ended_through_ones_own_role(client, cast, deputy):
    days = stand_in(cast, deputy)
    other = holder(Role.PCM, school=cast.school)
    client.force_login(other)
    client.post(reverse("reviews:away_one", args=[post_of(other).pk]), {"end": days.pk})

    assert Deputy.objects.get() == days


def test_a_deputy_of_an_acting_pcm_is_acting_too(cast, deputy):
    acting = holder(Role.PCM, school=cast.school, acting=True)
    cast.pcm.appointments.update(end=today() - timedelta(days=1))
    round_ = cast.send()
    stand_in(cast, deputy, of=acting)
    decision = sign(round_, deputy)

    assert (decision.acting, decision.deputy_of) == (True, acting)
    assert stage_of(round_).role == Role.LINK_TUTOR
