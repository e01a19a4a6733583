"""The other person confirms what the mentor wrote, or says how it was (R18, R21, R22, R25, E1, E2, E4)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, confirming, notes
from portfolio.models import EvidenceItem
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, SchoolFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(enrolment, cast):
    return make.talk(enrolment, other=cast.pcm, with_name="", held_on=make.ago(10))


@pytest.fixture
def door(talk):
    return f"/my/confirm/conversation/{talk.slug}/"


def leave(cast, days, start=400):
    """The mentor left the school so many days ago and works at another one; its PCM."""
    post = cast.mentor.appointments.get()
    post.start, post.end = make.ago(start), make.ago(days)
    post.save()
    school = SchoolFactory(partner=cast.provider)
    AppointmentFactory(person=cast.mentor, role=Role.MENTOR, school=school, start=make.ago(days - 1))
    return holder(Role.PCM, school=school)


# --- the verbs ---------------------------------------------------------------------------------------------


def test_r21_the_named_pcm_confirms_once(talk, cast):
    first = actions.confirm_conversation(conversation=talk, by=cast.pcm).confirmed_at
    assert first is not None
    assert actions.confirm_conversation(conversation=talk, by=cast.pcm).confirmed_at == first
    assert not confirming.conversations_to_confirm(cast.pcm).exists()


def test_r25_the_named_tutor_confirms_a_joint_observation(enrolment, cast):
    row = make.observe(enrolment, other=cast.tutor, tutor_name="")
    assert actions.confirm_observation(observation=row, by=cast.tutor).confirmed_at is not None


@pytest.mark.parametrize("who", ["mentor", "tutor", "office", "lead", "deputy", "other_pcm"])
def test_e2_nobody_else_confirms(talk, cast, who):
    people = {
        "deputy": lambda: holder(Role.PCM, school=cast.school),
        "other_pcm": lambda: holder(Role.PCM),
    }
    person = people[who]() if who in people else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.confirm_conversation(conversation=talk, by=person)
    with pytest.raises(PermissionDenied):
        actions.say_otherwise(row=talk, by=person, words="No.")
    talk.refresh_from_db()
    assert (talk.confirmed_at, talk.otherwise) == (None, "")


def test_e4_a_former_pcm_confirms_no_more(talk, cast):
    cast.pcm.appointments.update(end=make.ago(1))
    forget_hats(cast.pcm)
    with pytest.raises(PermissionDenied):
        actions.confirm_conversation(conversation=talk, by=cast.pcm)


@pytest.mark.parametrize(("days", "may"), [(9, True), (90, True), (91, False)])
def test_e1_the_old_schools_pcm_confirms_for_ninety_days(enrolment, cast, days, may):
    talk = make.talk(enrolment, other=cast.pcm, with_name="", held_on=make.ago(days))
    new_pcm = leave(cast, days)
    assert bool(confirming.can_confirm_conversation(cast.pcm, talk)) is may
    assert not confirming.can_confirm_conversation(new_pcm, talk)


def test_e1_what_happened_after_the_mentor_left_is_not_the_old_schools(enrolment, cast):
    talk = make.talk(enrolment, other=cast.pcm, with_name="", held_on=make.ago(10))
    leave(cast, 11)
    assert not confirming.can_confirm_conversation(cast.pcm, talk)


def test_it_was_different_goes_to_the_mentor_and_leaves_it_unconfirmed(talk, cast, mine):
    actions.say_otherwise(row=talk, by=cast.pcm, words="We spoke of planning only.")
    talk.refresh_from_db()
    assert (talk.confirmed_at, talk.otherwise) == (None, "We spoke of planning only.")
    assert not confirming.conversations_to_confirm(cast.pcm).exists()
    page = mine.get(f"/my/{talk.enrolment.slug}/conversations/").content.decode()
    assert "Asha Patel remembers it differently: We spoke of planning only." in page


def test_without_words_it_is_refused_and_after_confirming_too(talk, cast):
    with pytest.raises(ValidationError, match="Write how it was"):
        actions.say_otherwise(row=talk, by=cast.pcm, words=" ")
    actions.confirm_conversation(conversation=talk, by=cast.pcm)
    with pytest.raises(ValidationError, match="confirmed this already"):
        actions.say_otherwise(row=talk, by=cast.pcm, words="No.")


def test_a_changed_note_is_asked_about_again(talk, cast, enrolment):
    actions.confirm_conversation(conversation=talk, by=cast.pcm)
    same = make.talk(enrolment, other=cast.pcm, with_name="", held_on=make.ago(10), conversation=talk)
    assert same.confirmed_at is not None
    other = make.talk(enrolment, other=cast.pcm, with_name="", gist="Tuesdays.", conversation=talk)
    assert other.confirmed_at is None
    assert list(confirming.conversations_to_confirm(cast.pcm)) == [other]


def test_a_changed_observation_is_asked_about_again(enrolment, cast):
    row = make.observe(enrolment, other=cast.tutor, tutor_name="")
    actions.confirm_observation(observation=row, by=cast.tutor)
    again = make.observe(enrolment, other=cast.tutor, tutor_name="", note="Something else.", observation=row)
    assert again.confirmed_at is None


def test_what_was_changed_since_it_was_read_is_not_confirmed_unread(talk, cast, enrolment):
    seen = notes.fingerprint(talk)
    make.talk(enrolment, other=cast.pcm, with_name="", gist="Tuesdays.", conversation=talk)
    with pytest.raises(ValidationError, match="changed this since you opened it"):
        actions.confirm_conversation(conversation=talk, by=cast.pcm, seen=seen)
    talk.refresh_from_db()
    assert talk.confirmed_at is None


def test_what_was_taken_out_meanwhile_is_refused_in_words(talk, cast):
    actions.remove_work(row=talk, by=cast.mentor)
    talk.pk = talk.pk or 0
    with pytest.raises(PermissionDenied, match="taken this out"):
        actions.confirm_conversation(conversation=talk, by=cast.pcm)


def test_r18_a_professional_conversation_kept_as_evidence(enrolment, cast):
    item = make.add_evidence(enrolment)
    EvidenceItem.objects.filter(pk=item.pk).update(kind="conversation", other=cast.pcm)
    assert list(confirming.evidence_to_confirm(cast.pcm)) == [item]
    item.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.confirm_evidence(evidence=item, by=cast.tutor)
    assert actions.confirm_evidence(evidence=item, by=cast.pcm).confirmed_at is not None
    assert not confirming.evidence_to_confirm(cast.pcm).exists()


# --- the pages ---------------------------------------------------------------------------------------------


def test_the_list_has_all_kinds_the_oldest_first(enrolment, talk, cast, client):
    item = make.add_evidence(enrolment, activity_date=make.ago(40))
    EvidenceItem.objects.filter(pk=item.pk).update(kind="conversation", other=cast.pcm)
    make.observe(enrolment, other=cast.tutor, tutor_name="")
    client.force_login(cast.pcm)
    lines = client.get("/my/confirm/").context["lines"]
    assert [(line["kind"], line["slug"], line["mentor"]) for line in lines] == [
        ("evidence", item.slug, "Jo Okafor"),
        ("conversation", talk.slug, "Jo Okafor"),
    ]
    client.force_login(cast.mentor)
    assert client.get("/my/confirm/").context["lines"] == []


def test_yes_confirms_and_a_second_press_changes_nothing(talk, cast, client, door):
    client.force_login(cast.pcm)
    seen = client.get(door).context["form"]["seen"].value()
    for _ in range(2):
        answer = client.post(door, {"was_so": "yes", "seen": seen})
        assert (answer.status_code, answer.url) == (302, "/my/confirm/")
    talk.refresh_from_db()
    first = talk.confirmed_at
    assert first is not None
    assert "You confirmed this on" in client.get(door).content.decode()


def test_it_was_different_needs_words(talk, cast, client, door):
    client.force_login(cast.pcm)
    assert client.post(door, {"words": ""}).context["form"].errors == {"was_so": ["Select whether it was so"]}
    assert client.post(door, {"was_so": "no"}).context["form"].errors == {"words": ["Write how it was"]}
    assert client.post(door, {"was_so": "no", "words": "We spoke of planning."}).status_code == 302
    talk.refresh_from_db()
    assert (talk.otherwise, talk.confirmed_at) == ("We spoke of planning.", None)


def test_a_note_changed_in_another_tab_is_shown_anew(talk, cast, client, door, enrolment):
    client.force_login(cast.pcm)
    seen = client.get(door).context["form"]["seen"].value()
    make.talk(enrolment, other=cast.pcm, with_name="", gist="Tuesdays.", conversation=talk)
    answer = client.post(door, {"was_so": "yes", "seen": seen})
    assert "changed this since you opened it" in answer.content.decode()
    assert "Tuesdays." in answer.content.decode()
    again = answer.context["form"]["seen"].value()
    assert client.post(door, {"was_so": "yes", "seen": again}).status_code == 302


def test_t1_foreign_notes_do_not_exist(talk, cast, client, door):
    for person in (cast.mentor, cast.tutor, cast.office, cast.lead, holder(Role.PCM)):
        client.force_login(person)
        assert (client.get(door).status_code, client.post(door, {"was_so": "yes"}).status_code) == (404, 404)
    client.force_login(cast.pcm)
    assert client.get(f"/my/confirm/nonsense/{talk.slug}/").status_code == 404
    client.logout()
    assert client.get(door).status_code == 302


def test_the_mentor_is_told_before_changing_what_was_confirmed(talk, cast, mine):
    actions.confirm_conversation(conversation=talk, by=cast.pcm)
    page = mine.get(f"/my/{talk.enrolment.slug}/conversations/{talk.slug}/").content.decode()
    assert "Asha Patel has confirmed this. If you change it, they are asked again." in page
