"""Signed by hand: the office records it with both days and a scan, and all rules of signing hold (E23)."""

from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db import DatabaseError, transaction

from forms import files
from forms.errors import Changed, NotNow
from forms.models import Attachment
from people.models import OutgoingMail
from people.models.periods import LONDON
from people.roles import Role
from register.wording import signatories
from reviews import actions, chain, guards
from reviews.history import entries, signing_steps
from reviews.models import Outcome, Round
from reviews.paper import can_record_paper
from reviews.routing import people_asked
from tests.factories.forms import pdf, upload
from tests.factories.people import AppointmentFactory, holder
from tests.factories.portfolio import boxes
from tests.factories.reviews import sign, stage_of, waiting

SENT, MENTOR_DAY, SIGNED_DAY, RECORDED = (date(2026, 11, day) for day in (2, 3, 5, 9))


@contextmanager
def on(day):
    with time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=LONDON), tick=False):
        yield


@pytest.fixture
def round_(cast):
    """A sheet that was sent on 2 November and waits for the PCM; today is 9 November."""
    with on(SENT):
        found = cast.send()
    with on(RECORDED):
        yield found


def a_scan(owner, name="signed.pdf"):
    return files.accept(upload(name), owner=owner)


def record(round_, cast, **more):
    """Record the PCM's signature as the real page would."""
    given = {
        "stage": stage_of(round_),
        "signatory": cast.pcm,
        "mentor_signed_on": MENTOR_DAY,
        "signed_on": SIGNED_DAY,
        "by": cast.office,
        "seal": round_.sending.seal,
    } | more
    given.setdefault("scan", a_scan(given["by"]))
    return actions.record_paper(**given)


def refusal(round_, cast, error=PermissionDenied, **more):
    """Why it cannot be recorded; nothing is."""
    with pytest.raises(error) as told:
        record(round_, cast, **more)
    assert not round_.decisions.exists()
    return str(told.value)


def faults(round_):
    found = chain.verify(Round.objects.for_review().get(pk=round_.pk))
    return [(finding.kind, finding.label) for finding in found if finding.is_fault]


# --- what is recorded --------------------------------------------------------------------------------------


def test_who_signed_is_the_signatory_and_the_office_recorded_it(round_, cast):
    scan = a_scan(cast.office)
    line = record(round_, cast, scan=scan)

    assert (line.outcome, line.signatory, line.recorded_by) == (Outcome.SIGNED, cast.pcm, cast.office)
    assert (line.mentor_paper_on, line.paper_on, line.scan) == (MENTOR_DAY, SIGNED_DAY, scan)
    assert (line.at.date(), line.role, line.statement) == (RECORDED, Role.PCM, line.stage.statement)
    assert stage_of(round_).role == Role.LINK_TUTOR
    assert waiting(cast.tutor) == [round_]
    assert waiting(cast.pcm) == []
    assert faults(round_) == []


def test_the_last_signature_on_paper_accepts_the_sheet(round_, cast):
    record(round_, cast)
    record(round_, cast, signatory=cast.tutor, signed_on=date(2026, 11, 6))
    round_.refresh_from_db()

    assert round_.signed_at is not None
    assert round_.submission.__class__.objects.get(pk=round_.submission_id).status == "accepted"
    assert faults(round_) == []


def test_a_deputys_paper_says_for_whom_they_stood_in(round_, cast):
    from reviews.models import Deputy

    deputy = holder(Role.MENTOR, school=cast.school, name="Dan Deputy")
    Deputy.objects.create(
        appointment=cast.pcm.appointments.get(), person=cast.pcm, deputy=deputy, start=SENT, end=RECORDED
    )
    line = record(round_, cast, signatory=deputy)

    assert (line.signatory, line.deputy_of) == (deputy, cast.pcm)


def test_history_says_on_paper_when_and_by_whom_it_was_recorded(round_, cast):
    record(round_, cast)
    found = Round.objects.with_talk().get(pk=round_.pk)
    newest = entries([found], cast.tutor)[0]

    assert (newest["who"], newest["text"], newest["link"]) == (
        "Asha Patel",
        "signed on paper on 5 November 2026 (the mentor on 3 November 2026) as professional co-ordinating "
        "mentor (PCM), recorded by Olu Office",
        "Scan of the signed paper",
    )
    assert [step["text"] for step in signing_steps(found, cast.tutor)][1] == (
        "signed on paper on 5 November 2026; recorded by Olu Office on 9 November 2026"
    )


def test_mentor_and_signatory_are_told_that_it_was_on_paper(round_, cast):
    record(round_, cast)
    told = {
        mail.recipient: mail.text
        for mail in OutgoingMail.objects.filter(kind__in=["review-signed", "review-on-paper"])
    }

    assert sorted(told) == sorted([cast.mentor.email, cast.pcm.email])
    assert "on paper on 5 November 2026, recorded by Olu Office" in told[cast.mentor.email]
    assert "If you did not sign it, tell the partnership office at once." in told[cast.pcm.email]


def test_the_certificate_names_who_signed_and_the_day_on_the_paper(round_, cast):
    record(round_, cast)
    found = Round.objects.for_review().get(pk=round_.pk)
    level = type("Level", (), {"required_signatures": [Role.PCM]})

    assert [(line.name, line.date) for line in signatories(found, level)] == [("Asha Patel", SIGNED_DAY)]


# --- the rules ---------------------------------------------------------------------------------------------


def test_only_the_office_of_the_sheets_provider_records(round_, cast):
    others = [cast.pcm, cast.tutor, cast.lead, holder(Role.OFFICE), holder(Role.COORDINATOR)]
    for person in others:
        assert refusal(round_, cast, by=person, signatory=cast.pcm) == (
            "Only the partnership office of the provider can do this."
        )


def test_nobody_records_for_their_own_work(round_, cast):
    AppointmentFactory(person=cast.mentor, role=Role.OFFICE, provider=cast.provider)

    assert (
        refusal(round_, cast, by=cast.mentor)
        == "This is your own work. Somebody else has to decide about it."
    )


def test_nobody_records_their_own_signature(round_, cast):
    AppointmentFactory(person=cast.office, role=Role.PCM, school=cast.school)

    assert refusal(round_, cast, signatory=cast.office) == (
        "You are asked yourself, so a colleague in your office has to record it."
    )


def test_a_second_account_of_the_recorder_signs_nothing_on_paper(round_, cast):
    EmailAddress.objects.create(user=cast.pcm, email=cast.office.email, verified=True)

    assert refusal(round_, cast) == "You are asked yourself, so a colleague in your office has to record it."


def test_who_has_signed_this_records_nothing(round_, cast):
    AppointmentFactory(person=cast.office, role=Role.PCM, school=cast.school)
    sign(round_, cast.office)

    with pytest.raises(PermissionDenied, match="You have already signed this"):
        record(round_, cast, signatory=cast.tutor)


def test_who_recorded_a_signature_neither_signs_nor_issues(round_, cast):
    AppointmentFactory(person=cast.office, role=Role.LINK_TUTOR, provider=cast.provider)
    record(round_, cast)
    stage = stage_of(round_)

    with pytest.raises(PermissionDenied, match="You recorded a signature here"):
        sign(round_, cast.office)
    assert (waiting(cast.office), list(people_asked(stage))) == ([], [cast.tutor])
    sign(round_, cast.tutor)
    found = Round.objects.for_review().get(pk=round_.pk)
    assert str(guards.can_issue(cast.office, found, [Role.PCM])) == (
        "You recorded a signature here, so somebody else has to take the next step."
    )
    assert guards.can_issue(holder(Role.OFFICE, provider=cast.provider), found, [Role.PCM])


@pytest.mark.parametrize("who", ["mentor", "tutor", "lead"])
def test_only_somebody_whom_the_stage_asks_today_can_have_signed(round_, cast, who):
    person = getattr(cast, who)

    assert refusal(round_, cast, signatory=person).startswith(
        f"{person.name} could not sign this on the site either"
    )


def test_who_has_left_the_role_cannot_have_signed_today(round_, cast):
    cast.pcm.appointments.update(end=SIGNED_DAY)

    assert "Only they can decide at this stage." in refusal(round_, cast)


def test_nobody_signs_two_stages_on_paper(round_, cast):
    AppointmentFactory(person=cast.pcm, role=Role.LINK_TUTOR, provider=cast.provider)
    record(round_, cast)

    with pytest.raises(PermissionDenied, match="You have already signed this"):
        record(round_, cast)


def test_no_stage_is_skipped_by_paper(round_, cast):
    later = round_.stages.get(role=Role.LINK_TUTOR)

    assert "It is not your turn yet" in refusal(round_, cast, stage=later, signatory=cast.tutor)


def test_what_the_form_demands_holds_on_paper_too(round_, cast, monkeypatch):
    said = guards.Refused("Before you sign, watch the mentor observe a lesson.")
    monkeypatch.setattr(type(round_.submission.form), "guards", lambda *_: said)

    assert str(said) in refusal(round_, cast)


def test_what_must_be_opened_does_not_hold_up_a_paper(cast):
    cast.page.workflow.stages.update(must_open="each")
    with on(SENT):
        submission = cast.draft()
        cast.attach(submission)
        round_ = cast.send(submission)
    with on(RECORDED):
        assert not guards.can_sign(cast.pcm, Round.objects.for_review().get(pk=round_.pk).stages.all()[0])
        assert record(round_, cast).signatory == cast.pcm


@pytest.mark.parametrize(
    ("mentor_day", "signed_day", "sentence"),
    [
        (
            date(2026, 11, 1),
            date(2026, 11, 5),
            "The mentor’s day must be 2 November 2026, when this was sent, or later.",
        ),
        (
            date(2026, 11, 5),
            date(2026, 11, 4),
            "This day must be the mentor’s day or later: the mentor signs first.",
        ),
        (date(2026, 11, 3), date(2026, 11, 10), "This day cannot be in the future."),
        (date(2026, 11, 10), date(2026, 11, 10), "This day cannot be in the future."),
    ],
)
def test_days_out_of_order_are_refused(round_, cast, mentor_day, signed_day, sentence):
    assert refusal(round_, cast, NotNow, mentor_signed_on=mentor_day, signed_on=signed_day) == sentence


def test_all_on_one_day_is_in_order(round_, cast):
    with on(SENT):
        assert record(round_, cast, mentor_signed_on=SENT, signed_on=SENT).paper_on == SENT


def test_the_tutors_day_is_not_before_the_pcms(round_, cast):
    record(round_, cast)

    with pytest.raises(
        NotNow, match="This day must be 5 November 2026, when the stage before was signed, or later"
    ):
        record(round_, cast, signatory=cast.tutor, signed_on=date(2026, 11, 4))


def test_a_paper_about_an_earlier_sending_is_refused(round_, cast):
    assert "This has changed since you opened it" in refusal(round_, cast, Changed, seal="0" * 64)


def test_a_scan_that_waits_for_the_virus_check_is_refused(round_, cast):
    scan = a_scan(cast.office)
    Attachment.objects.filter(pk=scan.pk).update(state=Attachment.State.SCANNING)

    assert "has not been checked for viruses yet" in refusal(round_, cast, NotNow, scan=scan)


def test_a_scan_is_the_recorders_own_and_serves_once(round_, cast):
    assert "belongs to something else" in refusal(round_, cast, NotNow, scan=a_scan(cast.mentor))
    scan = a_scan(cast.office)
    record(round_, cast, scan=scan)
    with pytest.raises(NotNow, match="belongs to something else"):
        record(round_, cast, scan=scan, signatory=cast.tutor)


def test_two_offices_at_once_make_one_decision(round_, cast):
    stage, other = stage_of(round_), holder(Role.OFFICE, provider=cast.provider)
    record(round_, cast, stage=stage)

    with pytest.raises(PermissionDenied, match="This stage has been signed already"):
        record(round_, cast, stage=stage, by=other)
    assert round_.decisions.count() == 1


# --- the record --------------------------------------------------------------------------------------------


def test_a_lost_or_changed_scan_is_named(round_, cast):
    line = record(round_, cast)
    path, storage = files.path_of(line.scan.key), storages["private"]
    storage.delete(path)
    assert faults(round_) == [("scan missing", "Decision 1")]
    with storage.open(path, "wb") as stored:
        stored.write(pdf() + b"more")
    assert faults(round_) == [("scan changed", "Decision 1")]


def test_another_scan_or_day_breaks_the_chain(round_, cast):
    line = record(round_, cast)
    Attachment.objects.filter(pk=line.scan.pk).update(sha256="0" * 64)

    assert ("edited", "Decision 1") in faults(round_)


@pytest.mark.parametrize(
    "changed",
    [{"paper_on": RECORDED}, {"mentor_paper_on": SENT}, {"scan": None}],
    ids=lambda changed: next(iter(changed)),
)
def test_the_database_lets_nobody_change_a_paper(round_, cast, changed):
    line = record(round_, cast)

    with pytest.raises(DatabaseError, match="can only be erased"), transaction.atomic():
        round_.decisions.filter(pk=line.pk).update(**changed)


@pytest.mark.parametrize(
    "facts",
    [
        {"paper_on": SIGNED_DAY},
        {"paper_on": SIGNED_DAY, "mentor_paper_on": MENTOR_DAY},
        {"paper_on": MENTOR_DAY, "mentor_paper_on": SIGNED_DAY, "scan": True},
        {"paper_on": SIGNED_DAY, "mentor_paper_on": MENTOR_DAY, "scan": True, "own": True},
    ],
)
def test_the_database_takes_no_half_a_paper(round_, cast, facts):
    facts = dict(facts)
    by = cast.pcm if facts.pop("own", False) else cast.office
    if facts.get("scan"):
        facts["scan"] = a_scan(cast.office)
    facts |= {"stage": stage_of(round_), "signatory": cast.pcm, "recorded_by": by, "role": Role.PCM}

    with pytest.raises(DatabaseError, match="a paper has both days"), transaction.atomic():
        chain.append(round_, outcome=Outcome.SIGNED, **facts)


def test_erasing_takes_the_scan_too_and_the_chain_still_holds(
    round_, cast, django_capture_on_commit_callbacks
):
    line = record(round_, cast)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_decision(decision=line, by=cast.lead, reason="Asked for by the signatory.")

    assert not storages["private"].exists(files.path_of(line.scan.key))
    assert faults(round_) == []
    found = Round.objects.with_talk().get(pk=round_.pk)
    assert [entry.get("url") for entry in entries([found], cast.tutor)] == [None, None, None]


# --- the page ----------------------------------------------------------------------------------------------


def posted(round_, cast, **more):
    """What the office's browser sends."""
    typed = {
        "seal": round_.sending.seal,
        "stage": "1",
        "signatory": str(cast.pcm.pk),
        "scan": upload("signed.pdf"),
        "seen": "on",
        **boxes("mentor_signed_on", MENTOR_DAY),
        **boxes("signed_on", SIGNED_DAY),
    } | more
    return {name: value for name, value in typed.items() if value is not None}


def page_of(round_):
    return f"/reviews/{round_.submission.reference}/paper/"


@pytest.fixture
def office(client, cast, monkeypatch):
    """A client signed in as the office, lately enough."""
    monkeypatch.setattr("reviews.views.paper.question", lambda request: None)
    client.force_login(cast.office)
    return client


def test_the_office_records_it_on_the_page_and_a_second_press_leads_to_the_same_place(office, round_, cast):
    first = office.post(page_of(round_), posted(round_, cast))
    second = office.post(page_of(round_), posted(round_, cast))

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == f"/reviews/{round_.submission.reference}/"
    assert round_.decisions.count() == 1
    assert "It now waits for the link tutor, Kingsmere University." in office.get(first["Location"]).text


def test_the_page_offers_those_whom_the_stage_asks_today(office, round_, cast):
    found = office.get(page_of(round_))

    assert [name for _, name in found.context["form"].fields["signatory"].choices] == ["Asha Patel"]


def test_an_empty_page_says_what_is_missing(office, round_, cast):
    answer = office.post(page_of(round_), {"seal": round_.sending.seal, "stage": "1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors == {
        "signatory": ["Select who signed the paper"],
        "mentor_signed_on": ["Enter the day beside the mentor’s signature"],
        "signed_on": ["Enter the day beside this person’s signature"],
        "scan": ["Choose a PDF or a picture (JPG or PNG) of the signed paper"],
        "seen": ["Tick that you have seen the paper. Without it nothing can be recorded"],
    }


def test_a_slip_elsewhere_does_not_cost_choosing_the_scan_again(office, round_, cast):
    answer = office.post(page_of(round_), posted(round_, cast, seen=None))
    kept = answer.context["form"].kept

    assert f'name="kept" value="{kept.key}"' in answer.text
    office.post(page_of(round_), posted(round_, cast, scan=None, kept=kept.key))
    assert round_.decisions.get().scan == kept


def test_somebody_elses_upload_cannot_be_kept(office, round_, cast):
    answer = office.post(page_of(round_), posted(round_, cast, scan=None, kept=a_scan(cast.mentor).key))

    assert answer.context["form"].errors["scan"] == [
        "Choose a PDF or a picture (JPG or PNG) of the signed paper"
    ]


@pytest.mark.parametrize("name", ["signed.docx", "signed.exe", "signed.png"])
def test_what_is_no_scan_is_refused(office, round_, cast, name):
    answer = office.post(page_of(round_), posted(round_, cast, scan=upload(name)))

    assert list(answer.context["form"].errors) == ["scan"]
    assert not Attachment.objects.filter(owner=cast.office).exists()


def test_days_out_of_order_stand_beside_their_boxes(office, round_, cast):
    typed = posted(round_, cast, **boxes("mentor_signed_on", SIGNED_DAY), **boxes("signed_on", MENTOR_DAY))
    answer = office.post(page_of(round_), typed)

    assert answer.context["form"].errors == {
        "signed_on": ["This day must be the mentor’s day or later: the mentor signs first"]
    }


def test_a_page_from_before_somebody_else_signed_is_stale(office, round_, cast):
    typed = posted(round_, cast)
    sign(round_, cast.pcm)
    answer = office.post(page_of(round_), typed)

    assert answer.status_code == 409
    assert "This has changed since you opened it" in answer.text
    assert round_.decisions.count() == 1


def test_a_page_about_what_was_signed_by_all_meanwhile_leads_back(office, round_, cast):
    typed = posted(round_, cast)
    sign(round_, cast.pcm)
    sign(round_, cast.tutor)
    answer = office.post(page_of(round_), typed)

    assert (answer.status_code, answer["Location"]) == (302, f"/reviews/{round_.submission.reference}/")


def test_an_infected_scan_is_not_kept(office, round_, cast, settings, monkeypatch):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"

    def finds_a_virus(pk):
        Attachment.objects.filter(pk=pk).update(state=Attachment.State.REJECTED)

    monkeypatch.setattr("reviews.views.paper.look_for_viruses", finds_a_virus)
    answer = office.post(page_of(round_), posted(round_, cast))

    assert "This file holds a virus" in answer.context["form"].errors["scan"][0]
    assert not round_.decisions.exists()


def test_without_a_scanner_nothing_is_recorded_and_the_scan_is_kept(office, round_, cast, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    answer = office.post(page_of(round_), posted(round_, cast))

    assert "could not be checked for viruses just now" in answer.context["form"].errors["scan"][0]
    assert answer.context["form"].kept.state == Attachment.State.SCANNING
    assert not round_.decisions.exists()


def test_who_signed_in_long_ago_proves_who_they_are_and_the_scan_is_kept(client, round_, cast):
    client.force_login(cast.office)
    answer = client.post(page_of(round_), posted(round_, cast))

    assert answer["Location"].startswith("/account/reauthenticate/")
    (waits,) = client.session["stepup_kept"].values()
    assert f"kept={Attachment.objects.get(owner=cast.office).key}" in waits["post"]
    assert not round_.decisions.exists()


def test_the_scan_is_for_the_mentor_and_those_who_read_the_round(client, round_, cast):
    line = record(round_, cast)
    door = f"{page_of(round_)}{line.scan.key}/"
    readers = {"mentor": 200, "pcm": 200, "tutor": 200, "office": 200, "lead": 200}
    strangers = [cast.another_mentor(), holder(Role.PCM), holder(Role.OFFICE), holder(Role.COORDINATOR)]

    found = {}
    for name in readers:
        client.force_login(getattr(cast, name))
        found[name] = client.get(door).status_code
    assert found == readers
    for person in strangers:
        client.force_login(person)
        assert client.get(door).status_code == 404
    client.logout()
    assert client.get(door).status_code == 302


def test_the_review_page_leads_there_for_the_office_alone(client, round_, cast):
    seen = {}
    for name in ("pcm", "tutor", "office", "lead"):
        client.force_login(getattr(cast, name))
        seen[name] = page_of(round_) in client.get(f"/reviews/{round_.submission.reference}/").text
    assert seen == {"pcm": False, "tutor": False, "office": True, "lead": False}
    assert can_record_paper(cast.office, Round.objects.for_review().get(pk=round_.pk).stages.all()[0])
