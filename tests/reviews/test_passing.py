"""Claimed, released, passed on, and what happens when the person leaves (E4, E21, T7, T11)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forms.errors import NotNow
from people.models import OutgoingMail
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import Outcome
from reviews.routing import forget
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import send_back, sign, stage_of, waiting
from tests.reading import text

NOTE = "I am at another school until Easter."


def url(round_, name):
    return reverse(f"reviews:{name}", args=[round_.submission.reference])


@pytest.fixture
def colleague(cast):
    """A second PCM at the same school."""
    return holder(Role.PCM, school=cast.school, name="Zofia Wąsik")


def give(round_, to, by, note=NOTE):
    return actions.pass_on(stage=stage_of(round_), to=to, by=by, note=note)


# --- looking at it -----------------------------------------------------------------------------------------


def test_a_claim_names_who_looks_and_keeps_nobody_out(cast, colleague):
    round_ = cast.send()
    stage = actions.claim(stage=stage_of(round_), by=colleague)

    assert (stage.claimed_by, timezone.now() - stage.claimed_at < timedelta(minutes=1)) == (colleague, True)
    assert sign(round_, cast.pcm).signatory == cast.pcm


def test_only_who_may_decide_claims(cast):
    round_ = cast.send()

    for person in (cast.tutor, cast.office, cast.mentor):
        with pytest.raises(PermissionDenied):
            actions.claim(stage=stage_of(round_), by=person)
    assert stage_of(round_).claimed_by is None


def test_one_releases_ones_own_claim_alone(client, cast, colleague):
    round_ = cast.send()
    actions.claim(stage=stage_of(round_), by=cast.pcm)
    client.force_login(colleague)
    client.post(url(round_, "release"))
    assert stage_of(round_).claimed_by == cast.pcm
    client.force_login(cast.pcm)
    client.post(url(round_, "release"))
    assert stage_of(round_).claimed_by is None


def test_the_second_to_claim_hears_of_the_first(client, cast, colleague):
    round_ = cast.send()
    actions.claim(stage=stage_of(round_), by=colleague)
    client.force_login(cast.pcm)
    page = text(client.post(url(round_, "claim"), follow=True))

    assert "Zofia Wąsik has been looking at this since" in page
    assert stage_of(round_).claimed_by == cast.pcm


def test_claiming_what_was_signed_meanwhile_is_refused_kindly(client, cast, colleague):
    round_ = cast.send()
    shown = stage_of(round_).position
    sign(round_, colleague)
    client.force_login(cast.pcm)
    response = client.post(url(round_, "claim"), {"stage": shown}, follow=True)

    assert (response.status_code, response.redirect_chain) == (200, [(url(round_, "review"), 302)])
    assert "This has moved on since you opened the page" in text(response)
    assert client.post(url(round_, "claim")).status_code == 403


@pytest.mark.parametrize("name", ["claim", "release"])
def test_looking_is_said_by_post_alone(client, cast, name):
    round_ = cast.send()
    client.force_login(cast.pcm)

    assert client.get(url(round_, name)).status_code == 405


# --- passed on ---------------------------------------------------------------------------------------------


def test_what_is_passed_on_stands_in_the_history_and_in_a_mail(cast, colleague):
    round_ = cast.send()
    actions.claim(stage=stage_of(round_), by=cast.pcm)
    decision = give(round_, colleague, cast.pcm)
    stage = stage_of(round_)

    assert (stage.assignee, stage.claimed_by, stage.claimed_at) == (colleague, None, None)
    assert (decision.outcome, decision.recorded_by, decision.passed_to, decision.comment) == (
        Outcome.REASSIGNED,
        cast.pcm,
        colleague,
        NOTE,
    )
    letter = OutgoingMail.objects.get(kind="review-passed-on")
    assert letter.recipient == colleague.email
    assert NOTE not in letter.text + letter.subject


def test_colleagues_still_decide_what_was_passed_on(cast, colleague):
    round_ = cast.send()
    give(round_, colleague, cast.pcm)

    assert waiting(cast.pcm) == [round_]
    assert sign(round_, cast.pcm).signatory == cast.pcm


def test_nothing_is_passed_on_without_a_note(cast, colleague):
    round_ = cast.send()

    with pytest.raises(NotNow, match="Say in a few words why"):
        give(round_, colleague, cast.pcm, note="   ")
    assert (stage_of(round_).assignee, round_.decisions.count()) == (None, 0)


def test_nobody_receives_what_they_may_not_sign(cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    elsewhere = holder(Role.PCM, school=SchoolFactory())
    gone = holder(Role.PCM, school=cast.school, is_active=False)
    round_ = cast.send()

    for person in (cast.mentor, elsewhere, gone, cast.tutor, UserFactory()):
        with pytest.raises(PermissionDenied):
            give(round_, person, cast.pcm)
    assert stage_of(round_).assignee is None


def test_who_signed_the_stage_before_receives_nothing(cast):
    AppointmentFactory(person=cast.pcm, role=Role.LINK_TUTOR, provider=cast.provider)
    round_ = cast.signed_by_pcm()

    with pytest.raises(PermissionDenied, match="Choose somebody who holds the role and has not signed"):
        give(round_, cast.pcm, cast.tutor)


def test_e21_the_office_gives_it_to_a_tutor_of_another_school_when_the_own_one_has_not_come(client, cast):
    cast.tutor.appointments.update(school=cast.school)
    other = holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory(), name="Grace Otieno")
    round_ = cast.signed_by_pcm()
    assert waiting(other) == []
    client.force_login(cast.office)
    page = text(client.get(url(round_, "pass_on")))
    assert "Grace Otieno" in page
    answer = {"stage": stage_of(round_).position, "to": other.pk, "note": NOTE}
    page = text(client.post(url(round_, "pass_on"), answer, follow=True))

    assert "You have passed “Entry record sheet” of Jo Okafor on to Grace Otieno, who gets a message." in page
    assert waiting(other) == [round_]
    forget(other)
    assert sign(round_, other).role == Role.LINK_TUTOR


def test_e4_when_the_one_it_was_given_to_leaves_it_waits_for_the_role_again(client, cast, colleague):
    round_ = cast.send()
    give(round_, colleague, cast.pcm)
    colleague.appointments.update(end=today() - timedelta(days=1))

    assert (waiting(colleague), waiting(cast.pcm)) == ([], [round_])
    with pytest.raises(PermissionDenied):
        sign(round_, colleague)
    client.force_login(cast.pcm)
    page = text(client.get(reverse("reviews:queue")))
    assert "Jo Okafor" in page
    assert "Passed on to Zofia Wąsik" not in page


def test_a_tutor_limited_to_another_school_who_leaves_decides_nothing_more(cast):
    other = holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory())
    round_ = cast.signed_by_pcm()
    give(round_, other, cast.office)
    other.appointments.update(end=today() - timedelta(days=1))

    assert (waiting(other), waiting(cast.tutor)) == ([], [round_])
    with pytest.raises(PermissionDenied):
        sign(round_, other)


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_asks_to_whom_and_why_and_keeps_what_was_typed(client, cast, colleague):
    round_ = cast.send()
    client.force_login(cast.pcm)
    shown = {"stage": stage_of(round_).position}
    page = text(client.post(url(round_, "pass_on"), shown | {"note": "Only for this week."}))
    assert "Select who takes it over" in page
    assert "Only for this week." in page
    page = text(client.post(url(round_, "pass_on"), shown | {"to": colleague.pk, "note": "x" * 1001}))
    assert "Use 1000 characters or fewer. You have used 1001." in page
    assert stage_of(round_).assignee is None


def test_nobody_is_offered_to_pass_it_on_to_themselves(client, cast, colleague):
    round_ = cast.send()
    client.force_login(cast.pcm)
    offered = client.get(url(round_, "pass_on")).context["form"].people
    assert list(offered.values()) == [colleague]


def test_pressing_twice_passes_on_once(client, cast, colleague):
    round_ = cast.send()
    client.force_login(cast.pcm)
    answer = {"stage": stage_of(round_).position, "to": colleague.pk, "note": NOTE}
    where = [client.post(url(round_, "pass_on"), answer).headers["Location"] for _ in range(2)]

    assert where == [reverse("reviews:queue")] * 2
    assert round_.decisions.count() == 1
    assert OutgoingMail.objects.filter(kind="review-passed-on").count() == 1


def test_passing_on_what_was_decided_meanwhile_is_refused_kindly(client, cast, colleague):
    round_ = cast.send()
    answer = {"stage": stage_of(round_).position, "to": colleague.pk, "note": NOTE}
    send_back(round_, colleague)
    client.force_login(cast.pcm)
    response = client.post(url(round_, "pass_on"), answer, follow=True)

    assert "This has moved on since you opened the page" in text(response)
    assert [line.outcome for line in round_.decisions.all()] == [Outcome.SENT_BACK]


def test_with_nobody_to_pass_on_to_the_page_says_what_helps(client, cast):
    round_ = cast.send()
    cast.pcm.appointments.update(end=today() - timedelta(days=1))
    client.force_login(cast.office)
    page = text(client.get(url(round_, "pass_on")))

    assert "Nobody else can take this over at the moment." in page
    assert reverse("people_appointment_modeladmin_create") in page


@pytest.mark.parametrize(("who", "status"), [("tutor", 403), ("mentor", 404), ("lead", 200)])
def test_who_reaches_the_page(client, cast, who, status):
    round_ = cast.send()
    client.force_login(getattr(cast, who))

    assert client.get(url(round_, "pass_on")).status_code == status
