"""Talks and joint observations noted by the mentor, by the PCM and by the link tutor (R21, R22, R25)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, confirming
from portfolio.models import Conversation, Observation
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, ProviderFactory, SchoolFactory, holder

pytestmark = pytest.mark.django_db


# --- the mentor notes it -----------------------------------------------------------------------------------


def test_r21_a_talk_names_the_pcm_who_is_asked_to_confirm_it(enrolment, cast):
    row = make.talk(enrolment, other=cast.pcm, with_name="")
    facts = (row.role, row.other, row.with_name, row.recorded_by, row.confirmed_at)
    assert facts == ("pcm", cast.pcm, "Asha Patel", cast.mentor, None)
    assert list(confirming.conversations_to_confirm(cast.pcm)) == [row]


def test_r22_a_talk_with_the_tutor_agrees_to_nothing(enrolment, cast):
    row = make.talk(enrolment, role=Role.LINK_TUTOR, other=cast.tutor, with_name="")
    assert (row.role, row.agreed) == ("link_tutor", False)
    assert list(confirming.conversations_to_confirm(cast.tutor)) == [row]


def test_a_typed_name_asks_nobody(enrolment, cast):
    row = make.talk(enrolment, with_name="Bea Elsewhere")
    assert (row.other, row.with_name) == (None, "Bea Elsewhere")
    assert not confirming.conversations_to_confirm(cast.pcm).exists()


@pytest.mark.parametrize("who", ["mentor", "office", "stranger", "former"])
def test_t2_only_who_helps_today_can_be_named(enrolment, cast, who):
    people = {"stranger": lambda: holder(Role.PCM), "former": lambda: holder(Role.PCM, school=cast.school)}
    person = people[who]() if who in people else getattr(cast, who)
    if who == "former":
        person.appointments.update(end=make.ago(1))
    with pytest.raises(ValidationError) as refused:
        make.talk(enrolment, other=person, with_name="")
    assert list(refused.value.message_dict) == ["with_whom"]


def test_e4_who_helped_then_stays_named_when_the_mentor_corrects_a_word(enrolment, cast):
    row = make.talk(enrolment, other=cast.pcm, with_name="")
    cast.pcm.appointments.update(end=make.ago(1))
    forget_hats(cast.mentor)
    again = make.talk(enrolment, other=cast.pcm, with_name="", gist="Tuesdays.", conversation=row)
    assert (again.pk, again.other, again.gist) == (row.pk, cast.pcm, "Tuesdays.")


def test_r25_a_joint_observation_names_the_tutor(enrolment, cast):
    row = make.observe(enrolment, other=cast.tutor, tutor_name="", remote=True)
    assert (row.kind, row.tutor_name, row.other, row.remote, row.confirmed_at) == (
        "joint",
        "Tom Reid",
        cast.tutor,
        True,
        None,
    )
    assert list(confirming.observations_to_confirm(cast.tutor)) == [row]


def test_a_pcm_cannot_be_named_as_the_tutor(enrolment, cast):
    with pytest.raises(ValidationError, match="one of the people who help you"):
        make.observe(enrolment, other=cast.pcm, tutor_name="")


# --- the mentor's form -------------------------------------------------------------------------------------


def posted(**facts):
    return {"gist": "We meet on Mondays.", "agreed": "yes"} | make.boxes("held_on", make.ago(3)) | facts


def test_the_form_offers_todays_helpers_and_has_the_only_pcm_ready(enrolment, cast, mine):
    form = mine.get(f"/my/{enrolment.slug}/conversations/add/").context["form"]
    assert form.fields["with_whom"].choices == [
        (f"pcm-{cast.pcm.pk}", "Asha Patel, PCM"),
        (f"link_tutor-{cast.tutor.pk}", "Tom Reid, link tutor"),
        ("pcm", "Another PCM"),
        ("link_tutor", "Another tutor"),
    ]
    assert form["with_whom"].value() == f"pcm-{cast.pcm.pk}"


def test_the_form_saves_the_chosen_person_or_the_typed_name(enrolment, cast, mine):
    door = f"/my/{enrolment.slug}/conversations/add/"
    for facts in (
        {"with_whom": f"pcm-{cast.pcm.pk}"},
        {"with_whom": "link_tutor", "with_name": "Ada Other", "agreed": ""},
        {"with_name": "Bea Elsewhere"},
    ):
        assert mine.post(door, posted(**facts)).status_code == 302
    rows = [
        (row.role, row.other, row.with_name, row.agreed) for row in enrolment.conversations.order_by("pk")
    ]
    assert rows == [
        ("pcm", cast.pcm, "Asha Patel", True),
        ("link_tutor", None, "Ada Other", False),
        ("pcm", None, "Bea Elsewhere", True),
    ]


def test_the_form_names_what_is_missing(enrolment, mine):
    door = f"/my/{enrolment.slug}/conversations/add/"
    assert mine.post(door, {"gist": ""}).context["form"].errors == {
        "held_on": ["Enter the date"],
        "with_whom": ["Select who it was"],
        "gist": ["Write what you talked about"],
        "agreed": ["Select whether your PCM agrees"],
    }
    errors = mine.post(door, posted(with_whom="pcm")).context["form"].errors
    assert errors == {"with_name": ["Enter the name"]}


def test_the_form_of_an_observation_offers_tutors_alone(enrolment, cast, mine):
    form = mine.get(f"/my/{enrolment.slug}/observations/add/").context["form"]
    assert form.fields["with_whom"].choices == [
        (f"link_tutor-{cast.tutor.pk}", "Tom Reid, link tutor"),
        ("link_tutor", "Another tutor"),
    ]


def test_changing_shows_who_was_named(enrolment, cast, mine):
    row = make.talk(enrolment, role=Role.LINK_TUTOR, other=cast.tutor, with_name="")
    form = mine.get(f"/my/{enrolment.slug}/conversations/{row.slug}/").context["form"]
    assert (form["with_whom"].value(), form["with_name"].value()) == (f"link_tutor-{cast.tutor.pk}", "")
    typed = make.talk(enrolment, with_name="Bea Elsewhere")
    form = mine.get(f"/my/{enrolment.slug}/conversations/{typed.slug}/").context["form"]
    assert (form["with_whom"].value(), form["with_name"].value()) == ("pcm", "Bea Elsewhere")


# --- PCM and link tutor note it themselves -----------------------------------------------------------------


def record(enrolment, by, **facts):
    given = {"held_on": make.ago(1), "gist": "Wait time.", "agreed": True}
    return actions.record_conversation(enrolment=enrolment, by=by, **given | facts)


def test_r21_what_the_pcm_notes_is_confirmed_by_that(enrolment, cast):
    row = record(enrolment, cast.pcm)
    assert (row.role, row.other, row.recorded_by, row.with_name, row.agreed) == (
        "pcm",
        cast.pcm,
        cast.pcm,
        "Asha Patel",
        True,
    )
    assert row.confirmed_at is not None


def test_r22_what_the_tutor_notes_is_the_tutors_and_agrees_to_nothing(enrolment, cast):
    row = record(enrolment, cast.tutor)
    assert (row.role, row.with_name, row.agreed) == ("link_tutor", "Tom Reid", False)


def test_r25_the_tutor_notes_a_joint_observation(enrolment, cast):
    row = actions.record_joint_observation(
        enrolment=enrolment, by=cast.tutor, held_on=make.ago(1), note="More wait time.", remote=True
    )
    assert (row.kind, row.other, row.recorded_by, row.mentor, row.remote, row.counts) == (
        "joint",
        cast.tutor,
        cast.tutor,
        cast.mentor,
        True,
        True,
    )


@pytest.mark.parametrize("who", ["mentor", "office", "lead", "other_pcm", "other_tutor", "tutor_elsewhere"])
def test_e25_nobody_else_notes_anything(enrolment, cast, who):
    people = {
        "other_pcm": lambda: holder(Role.PCM),
        "other_tutor": lambda: holder(Role.LINK_TUTOR, provider=ProviderFactory()),
        "tutor_elsewhere": lambda: holder(
            Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory(partner=cast.provider)
        ),
    }
    person = people[who]() if who in people else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        record(enrolment, person)
    with pytest.raises(PermissionDenied):
        actions.record_joint_observation(enrolment=enrolment, by=person, held_on=make.ago(1), note="So.")
    assert (Conversation.objects.count(), Observation.objects.count()) == (0, 0)


def test_a_pcm_notes_no_joint_observation(enrolment, cast):
    with pytest.raises(PermissionDenied, match="Only the link tutor"):
        actions.record_joint_observation(enrolment=enrolment, by=cast.pcm, held_on=make.ago(1), note="So.")


def test_e2_a_mentor_who_is_pcm_too_does_not_note_a_talk_with_themself(enrolment, cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    forget_hats(cast.mentor)
    with pytest.raises(PermissionDenied, match="These are your own pages"):
        record(enrolment, cast.mentor)


def test_a_future_day_and_an_empty_note_are_refused_by_field(enrolment, cast):
    with pytest.raises(ValidationError) as refused:
        record(enrolment, cast.pcm, held_on=make.ago(-1), gist=" ")
    assert sorted(refused.value.message_dict) == ["gist", "held_on"]


def test_the_mentor_reads_it_and_cannot_change_it(enrolment, cast, mine):
    talk = record(enrolment, cast.tutor)
    page = mine.get(f"/my/{enrolment.slug}/conversations/").content.decode()
    assert "Noted by Tom Reid." in page
    assert "Change<span" not in page
    door = f"/my/{enrolment.slug}/conversations/{talk.slug}/"
    assert (mine.post(door).status_code, mine.post(f"{door}remove/").status_code) == (403, 403)
    with pytest.raises(PermissionDenied, match="Your tutor noted this conversation"):
        actions.remove_work(row=talk, by=cast.mentor)


@pytest.mark.parametrize(("who", "asked"), [("pcm", True), ("tutor", False)])
def test_the_short_form_has_today_and_asks_only_the_pcm_to_agree(enrolment, cast, client, who, asked):
    client.force_login(getattr(cast, who))
    door = f"/my/mentors/{enrolment.slug}/conversation/"
    form = client.get(door).context["form"]
    assert (form["held_on"].value(), "agreed" in form.fields) == (make.ago(0), asked)
    once = form["once"].value()
    for _ in range(2):
        answer = client.post(door, posted(once=once))
        assert (answer.status_code, answer.url) == (302, f"/my/mentors/{enrolment.slug}/")
    assert [row.agreed for row in enrolment.conversations.all()] == [asked]


def test_the_tutors_form_notes_a_joint_observation_once(enrolment, cast, client):
    client.force_login(cast.tutor)
    door = f"/my/mentors/{enrolment.slug}/joint-observation/"
    once = client.get(door).context["form"]["once"].value()
    facts = make.boxes("held_on", make.ago(0)) | {"note": "More wait time.", "once": once}
    for _ in range(2):
        assert client.post(door, facts).status_code == 302
    assert enrolment.observations.get().recorded_by == cast.tutor
