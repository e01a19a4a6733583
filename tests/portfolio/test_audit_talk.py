"""The audit shared with the PCM, their talk about it, and the account of a flat one (R11, R21, E1, E10)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, confirming
from portfolio.models import Audit
from portfolio.record import load
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, SchoolFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit(enrolment):
    make.do_audit(enrolment)
    return enrolment.audits.get()


@pytest.fixture
def flat(cast):
    """An audit done again without any rating higher, with an account of what has changed."""
    mastery = make.on_mastery(cast)
    make.do_audit(mastery, **{"what has changed": "I notice far more than a year ago."})
    return mastery.audits.get()


def said(audit, by, **facts):
    given = {"discussed_on": make.ago(0), "comment": "Begin with questions."}
    return actions.comment_audit(audit=audit, by=by, **given | facts)


def move(cast):
    """The mentor works at another school since yesterday; its PCM."""
    cast.mentor.appointments.update(start=make.ago(400), end=make.ago(1))
    school = SchoolFactory(partner=cast.provider)
    AppointmentFactory(person=cast.mentor, role=Role.MENTOR, school=school)
    forget_hats(cast.mentor)
    return holder(Role.PCM, school=school)


def again(audit):
    return Audit.objects.get(pk=audit.pk)


# --- shared by sending -------------------------------------------------------------------------------------


def test_r11_sending_shares_the_audit_with_the_pcm_of_the_school(enrolment, cast):
    make.begin_audit(enrolment)
    assert not confirming.audits_shared_with(cast.pcm).exists()
    make.send(make.filled(enrolment.audits.get().submission))
    assert list(confirming.audits_shared_with(cast.pcm)) == [enrolment.audits.get()]
    for person in (cast.tutor, cast.office, cast.lead, cast.mentor, holder(Role.PCM)):
        assert not confirming.audits_shared_with(person).exists()


def test_r11_it_waits_to_be_talked_about_until_that_is_noted(audit, cast):
    assert list(confirming.audits_to_discuss(cast.pcm)) == [audit]
    said(audit, cast.pcm)
    assert not confirming.audits_to_discuss(cast.pcm).exists()


def test_a_newer_audit_takes_the_place_of_the_older_one(audit, cast, enrolment):
    make.do_audit(enrolment)
    assert list(confirming.audits_to_discuss(cast.pcm)) == [enrolment.audits.latest("pk")]


# --- the comment -------------------------------------------------------------------------------------------


def test_r21_the_pcm_notes_the_day_and_what_they_say(audit, cast):
    row = said(audit, cast.pcm)
    assert (row.discussed_on, row.comment, row.commented_by) == (
        make.ago(0),
        "Begin with questions.",
        cast.pcm,
    )
    assert said(audit, cast.pcm, comment="").comment == ""


@pytest.mark.parametrize("who", ["mentor", "tutor", "office", "lead", "other_pcm", "former"])
def test_e2_nobody_else_comments_or_accepts(flat, cast, who):
    people = {"other_pcm": lambda: holder(Role.PCM), "former": lambda: holder(Role.PCM, school=cast.school)}
    person = people[who]() if who in people else getattr(cast, who)
    if who == "former":
        person.appointments.update(end=make.ago(1))
    with pytest.raises(PermissionDenied):
        said(flat, person)
    with pytest.raises(PermissionDenied):
        actions.accept_account(audit=flat, by=person)
    row = again(flat)
    assert (row.commented_at, row.account_accepted_at) == (None, None)


def test_e2_a_mentor_who_is_pcm_too_comments_on_somebody_elses_only(audit, cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    forget_hats(cast.mentor)
    with pytest.raises(PermissionDenied, match="Somebody else has to comment"):
        said(audit, cast.mentor)


@pytest.mark.parametrize(("days", "why"), [(-1, "in the past"), (1, "The audit was sent on")])
def test_the_talk_is_neither_to_come_nor_before_the_audit(audit, cast, days, why):
    with pytest.raises(ValidationError, match=why) as refused:
        said(audit, cast.pcm, discussed_on=make.ago(days))
    assert list(refused.value.message_dict) == ["discussed_on"]


def test_a_draft_is_not_talked_about(enrolment, cast):
    make.begin_audit(enrolment)
    with pytest.raises(PermissionDenied, match="not sent this audit yet"):
        said(enrolment.audits.get(), cast.pcm)


def test_e1_the_new_pcm_sees_the_audit_and_not_the_old_schools_comment(audit, cast, client):
    said(audit, cast.pcm, comment="Said at the old school.")
    new_pcm = move(cast)
    client.force_login(new_pcm)
    answer = client.get(f"/my/mentors/{audit.enrolment.slug}/audit/")
    assert (answer.status_code, "Said at the old school." in answer.content.decode()) == (200, False)
    with pytest.raises(PermissionDenied, match="earlier school"):
        said(again(audit), new_pcm, comment="Over it.")
    assert again(audit).comment == "Said at the old school."
    client.force_login(cast.mentor)
    assert "Said at the old school." in client.get(f"/my/{audit.enrolment.slug}/audit/").content.decode()


def test_a_deputy_of_the_same_school_reads_and_corrects_it(audit, cast):
    said(audit, cast.pcm)
    deputy = holder(Role.PCM, school=cast.school, name="Bea Deputy")
    assert confirming.can_read_comment(deputy, again(audit))
    assert said(audit, deputy, comment="Mended.").commented_by == deputy


# --- the account -------------------------------------------------------------------------------------------


def test_e10_a_flat_audit_with_an_account_waits_for_the_pcm(flat, cast):
    assert confirming.account_waits(load(flat.enrolment))
    row = actions.accept_account(audit=flat, by=cast.pcm)
    assert row.account_accepted_by == cast.pcm
    first = row.account_accepted_at
    assert actions.accept_account(audit=flat, by=cast.pcm).account_accepted_at == first


def test_e10_an_audit_that_shows_progress_needs_no_acceptance(cast):
    mastery = make.on_mastery(cast)
    make.do_audit(mastery, rating="4")
    with pytest.raises(PermissionDenied, match="needs no account"):
        actions.accept_account(audit=mastery.audits.get(), by=cast.pcm)


def test_e10_a_first_audit_has_nothing_to_accept(audit, cast):
    with pytest.raises(PermissionDenied, match="needs no account"):
        actions.accept_account(audit=audit, by=cast.pcm)


def test_e10_only_the_latest_audits_account_is_accepted(flat, cast):
    make.do_audit(flat.enrolment, **{"what has changed": "Now I say more."})
    with pytest.raises(PermissionDenied, match="newer audit"):
        actions.accept_account(audit=flat, by=cast.pcm)


def test_e10_not_yet_needs_a_reason_which_the_mentor_reads(flat, cast, client):
    door = f"/my/mentors/{flat.enrolment.slug}/audit/"
    client.force_login(cast.pcm)
    day = make.boxes("discussed_on", make.ago(0))
    errors = client.post(door, day | {"accepts": "no"}).context["form"].errors
    assert errors == {"comment": ["Write what is missing, so that the mentor knows"]}
    assert client.post(door, day | {"accepts": "no", "comment": "Say how."}).status_code == 302
    row = again(flat)
    assert (row.comment, row.account_accepted_at) == ("Say how.", None)
    client.force_login(cast.mentor)
    page = client.get(f"/my/{flat.enrolment.slug}/audit/").content.decode()
    assert ("Say how." in page, "has not accepted it yet" in page) == (True, True)


def test_e10_accepted_in_the_same_breath_as_the_comment(flat, cast, client):
    client.force_login(cast.pcm)
    facts = make.boxes("discussed_on", make.ago(0)) | {"accepts": "yes", "comment": ""}
    assert client.post(f"/my/mentors/{flat.enrolment.slug}/audit/", facts).status_code == 302
    assert again(flat).account_accepted_by == cast.pcm
    client.force_login(cast.mentor)
    page = client.get(f"/my/{flat.enrolment.slug}/audit/").content.decode()
    assert "Asha Patel accepted your account on" in page


def test_e1_e10_the_new_pcm_accepts_an_account_on_which_the_old_school_has_commented(flat, cast, client):
    said(flat, cast.pcm, comment="Said at the old school.")
    new_pcm = move(cast)
    client.force_login(new_pcm)
    door = f"/my/mentors/{flat.enrolment.slug}/audit/"
    page = client.get(door).content.decode()
    assert ("Accept the account" in page, "Said at the old school." in page) == (True, False)
    assert client.post(door).status_code == 302
    row = again(flat)
    assert (row.account_accepted_by, row.comment) == (new_pcm, "Said at the old school.")
    page = client.get(door).content.decode()
    assert "Accept the account" not in page
    assert client.post(door).status_code == 403


# --- the pages ---------------------------------------------------------------------------------------------


def test_t1_the_audit_is_the_pcms_alone(audit, cast, client):
    door = f"/my/mentors/{audit.enrolment.slug}/audit/"
    codes = {}
    for name in ("mentor", "pcm", "tutor", "office", "lead"):
        client.force_login(getattr(cast, name))
        codes[name] = (client.get(door).status_code, client.post(door, {}).status_code)
    assert codes == {
        "mentor": (404, 404),
        "pcm": (200, 200),
        "tutor": (403, 403),
        "office": (404, 404),
        "lead": (404, 404),
    }


def test_an_audit_that_is_not_sent_is_not_there(enrolment, cast, client):
    make.begin_audit(enrolment)
    client.force_login(cast.pcm)
    assert client.get(f"/my/mentors/{enrolment.slug}/audit/").status_code == 404


def test_the_mentors_result_page_tells_the_comment_and_its_day(audit, cast, mine):
    door = f"/my/{audit.enrolment.slug}/audit/"
    assert "What your PCM says" not in mine.get(door).content.decode()
    said(audit, cast.pcm)
    page = mine.get(door).content.decode()
    assert "Asha Patel noted that you talked about it on" in page
    assert "Begin with questions." in page
