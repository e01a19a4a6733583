"""Two people revoke a certificate; the public learns the day, the mentor the reason too (E17)."""

import dataclasses
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from forms.errors import Changed, NotNow
from people.models import OutgoingMail
from people.roles import Role
from portfolio.models import Enrolment
from portfolio.waivers import holds_prerequisite
from register import actions, chain, inspection, tasks
from register.corrections import Why, Words
from register.models import Certificate, Kind, Revocation, Status
from tests.factories.modules import LevelFactory
from tests.factories.people import AppointmentFactory, holder
from tests.factories.register import make_cast, make_sheet_page

NOTE = "The school says that somebody else mentored the placement."
Reason, Outcome, Appeal = Revocation.Reason, Revocation.Outcome, Revocation.Appeal


def ask(certificate, by, reason=Reason.EXPERIENCE):
    return actions.ask_revocation(certificate=certificate, reason=reason, note=NOTE, by=by)


def revoke(certificate, cast):
    revocation = ask(certificate, cast.office)
    return actions.decide_revocation(revocation=revocation, confirm=True, by=cast.colleague)


def appeal(revocation, by, outcome=Appeal.UPHELD):
    return actions.note_appeal(revocation=revocation, appeal=outcome, note="The panel heard it.", by=by)


def as_it_is(row):
    return type(row).objects.get(pk=row.pk)


def faults():
    return [str(finding) for finding in inspection.findings() if finding.is_fault]


@pytest.fixture
def certificate(cast):
    return cast.made()


def test_e17_asking_changes_nothing_but_tells_the_colleagues_and_the_lead(cast, certificate):
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    revocation = ask(certificate, cast.office)
    assert (as_it_is(certificate).status, certificate.award.withdrawn_at) == (Status.VALID, None)
    told = OutgoingMail.objects.filter(kind="revocation-asked", reference=str(revocation.pk))
    assert {mail.recipient for mail in told} == {cast.colleague.email, lead.email}
    assert [mail.text for mail in told if NOTE in mail.text or "Okafor" in mail.text] == []


def test_e17_confirmed_by_a_second_person_it_counts_nowhere_any_more(cast, certificate):
    revocation = revoke(certificate, cast)
    award = as_it_is(certificate.award)
    event = certificate.events.get(kind=Kind.REVOKED)
    assert (as_it_is(certificate).status, award.withdrawn_at is not None) == (Status.REVOKED, True)
    assert (event.by, event.facts) == (cast.colleague, {"revocation": revocation.pk})
    assert (revocation.outcome, revocation.asked_by, revocation.decided_by) == (
        Outcome.CONFIRMED,
        cast.office,
        cast.colleague,
    )
    assert faults() == []


def test_e17_the_public_sees_the_day_and_no_reason(client, cast, certificate):
    revoke(certificate, cast)
    html = client.get(reverse("register:check", args=[certificate.code])).content.decode()
    day = timezone.localdate()
    assert f"revoked this certificate on {day.day} {day:%B %Y}" in html
    assert [text for text in (Reason.EXPERIENCE.label, NOTE, cast.colleague.name) if text in html] == []


def test_e17_the_mentor_is_told_how_to_appeal_and_reads_the_reason_after_signing_in(
    client, cast, certificate
):
    revoke(certificate, cast)
    message = OutgoingMail.objects.get(kind="certificate-revoked")
    assert message.recipient == certificate.person.email
    assert "right to appeal" in message.text
    assert cast.provider.office_email in message.text
    assert Reason.EXPERIENCE.label not in message.text
    client.force_login(certificate.person)
    page = client.get(reverse("register:own_certificate", args=[certificate.number, 1]))
    assert (page.status_code, page["Content-Type"]) == (410, "text/html; charset=utf-8")
    html = page.content.decode()
    assert Reason.EXPERIENCE.label in html
    assert NOTE not in html


def test_nobody_revokes_alone(cast, certificate):
    revocation = ask(certificate, cast.office)
    with pytest.raises(PermissionDenied, match="You asked for this yourself"):
        actions.decide_revocation(revocation=revocation, confirm=True, by=cast.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revocation.objects.filter(pk=revocation.pk).update(
            outcome=Outcome.CONFIRMED, decided_by=cast.office, decided_at=timezone.now()
        )
    assert as_it_is(certificate).status == Status.VALID


def test_the_lead_may_be_either_of_the_two(cast, certificate):
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    revocation = ask(certificate, lead)
    actions.decide_revocation(revocation=revocation, confirm=True, by=cast.office)
    assert as_it_is(certificate).status == Status.REVOKED


def test_neither_others_nor_the_holder_have_a_part_in_it(cast, certificate):
    AppointmentFactory(person=certificate.person, role=Role.OFFICE, provider=cast.provider)
    others = [holder(Role.OFFICE), holder(Role.PROVIDER_LEAD), cast.pcm, cast.tutor, certificate.person]
    others.append(holder(Role.COORDINATOR, is_superuser=True))
    for person in others:
        with pytest.raises(PermissionDenied):
            ask(certificate, person)
    revocation = ask(certificate, cast.office)
    for person in others:
        with pytest.raises(PermissionDenied):
            actions.decide_revocation(revocation=revocation, confirm=True, by=person)
    assert as_it_is(revocation).outcome == ""


def test_asking_twice_is_asking_once(cast, certificate):
    first = ask(certificate, cast.office)
    assert ask(certificate, cast.office) == first
    with pytest.raises(PermissionDenied, match="Somebody asked to revoke"):
        ask(certificate, cast.colleague)
    assert Revocation.objects.count() == 1


def test_declined_or_taken_back_the_certificate_stands_and_can_be_asked_about_again(cast, certificate):
    declined = ask(certificate, cast.office)
    actions.decide_revocation(revocation=declined, confirm=False, by=cast.colleague, note="It was hers.")
    taken = ask(certificate, cast.office)
    with pytest.raises(NotNow, match="Only whoever asked"):
        actions.take_back_revocation(revocation=taken, by=cast.colleague)
    actions.take_back_revocation(revocation=taken, by=cast.office)
    outcomes = [as_it_is(row).outcome for row in (declined, taken)]
    assert (outcomes, as_it_is(certificate).status) == (
        [Outcome.DECLINED, Outcome.TAKEN_BACK],
        Status.VALID,
    )
    assert OutgoingMail.objects.filter(kind="certificate-revoked").count() == 0
    assert ask(certificate, cast.office).is_open


def test_it_is_decided_once(cast, certificate):
    revocation = revoke(certificate, cast)
    again = actions.decide_revocation(revocation=revocation, confirm=True, by=cast.colleague)
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    for by, confirm in ((cast.colleague, False), (lead, True)):
        with pytest.raises(Changed):
            actions.decide_revocation(revocation=revocation, confirm=confirm, by=by)
    assert again == revocation
    for change in ({"outcome": Outcome.DECLINED}, {"reason": Reason.HOLDER}, {"asked_by": lead}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revocation.objects.filter(pk=revocation.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_decide_one_way():
    cast = make_cast()
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    certificate = cast.made()
    revocation = ask(certificate, cast.office)
    results, gate = [], threading.Barrier(2)

    def decide(by, confirm):
        gate.wait()
        try:
            actions.decide_revocation(revocation=revocation, confirm=confirm, by=by)
            results.append(confirm)
        except Changed:
            results.append("changed")
        finally:
            connection.close()

    answers = [(cast.colleague, True), (lead, False)]
    threads = [threading.Thread(target=decide, args=each) for each in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert "changed" in results
    revoked = as_it_is(certificate).status == Status.REVOKED
    assert revoked == (True in results)
    assert Certificate.objects.filter(events__kind=Kind.REVOKED).exists() == revoked


def corrected(certificate, by, name):
    words = Words(name, certificate.printed.school, certificate.printed.award_date)
    return actions.replace(certificate=certificate, words=words, why=Why.SPELLING, by=by)


def test_every_edition_is_revoked_and_the_earlier_name_stays_hidden(client, cast, certificate):
    edition = corrected(certificate, cast.office, "Jo Lindqvist")
    tasks.make(edition.pk)
    revoke(as_it_is(edition), cast)
    assert set(Certificate.objects.values_list("status", flat=True)) == {Status.REVOKED}
    html = client.get(reverse("register:check", args=[certificate.code])).content.decode()
    assert ('id="verdict">Not valid' in html, "Jo Okafor" in html) == (True, False)
    assert faults() == []


def test_nothing_is_revoked_while_an_edition_is_made(cast, certificate):
    revocation = ask(certificate, cast.office)
    Certificate.objects.filter(pk=certificate.pk).update(status=Status.SUPERSEDED)
    again = Certificate.objects.get(pk=certificate.pk)
    again.pk, again.revision, again.code, again.status = None, 2, "7K2M9QXC4TRDW8HPZ", Status.ISSUING
    again.storage_key, again.sha256, again.size, again.stored_at = "", "", None, None
    again._state.adding = True
    again.save(force_insert=True)
    with pytest.raises(NotNow, match="being made"):
        actions.decide_revocation(revocation=revocation, confirm=True, by=cast.colleague)
    assert as_it_is(revocation).is_open


def test_a_revoked_certificate_that_one_person_made_so_is_found(cast, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(status=Status.REVOKED)
    chain.append(as_it_is(certificate), Kind.REVOKED)
    assert faults() == [f"{certificate.reference} is revoked, and no two people decided so."]


# --- what rests on it --------------------------------------------------------------------------------------


def test_e09_mastery_cannot_begin_on_a_revoked_entry(cast, certificate):
    mastery = LevelFactory(title="Mastery", prerequisite=cast.level)
    before = bool(holds_prerequisite(certificate.person, mastery))
    revoke(certificate, cast)
    assert (before, bool(holds_prerequisite(certificate.person, mastery))) == (True, False)


def test_e09_mastery_that_stands_on_it_stays_valid_and_is_shown_under_review(client, cast, certificate):
    level = LevelFactory(
        title="Mastery",
        certificate_title="Mastery level",
        certificate_statement="has mentored through a year.",
        framework=cast.level.framework,
        prerequisite=cast.level,
        needs_audit=False,
        needs_conversation=False,
        placements_needed=0,
    )
    higher = dataclasses.replace(cast, level=level, page=make_sheet_page(level))
    mastery = higher.made(mentor=certificate.person)
    client.force_login(cast.office)
    assert client.get("/office/").context["decide"] == []
    revoke(certificate, cast)
    desk = client.get("/office/")
    assert desk.context["decide"] == [mastery]
    assert "Under review" in desk.content.decode()
    assert "Under review" in client.get(url_of(mastery, "sheet")).content.decode()
    assert as_it_is(mastery).status == Status.VALID


# --- the appeal --------------------------------------------------------------------------------------------


def test_e17_a_successful_appeal_issues_a_new_edition_under_the_same_number(client, cast, certificate):
    revocation = revoke(certificate, cast)
    appeal(revocation, cast.colleague)
    edition = Certificate.objects.get(revision=2)
    tasks.make(edition.pk)
    award = as_it_is(certificate.award)
    assert (edition.number, award.withdrawn_at) == (certificate.number, None)
    assert as_it_is(certificate).status == Status.REVOKED
    html = client.get(reverse("register:check", args=[certificate.code])).content.decode()
    assert reverse("register:check", args=[edition.code]) in html
    assert "A new certificate was issued since" in html
    assert faults() == []


def test_a_dismissed_appeal_is_noted_and_told(cast, certificate):
    revocation = appeal(revoke(certificate, cast), cast.office, Appeal.DISMISSED)
    assert (revocation.appeal, revocation.appeal_by) == (Appeal.DISMISSED, cast.office)
    message = OutgoingMail.objects.get(kind="appeal-dismissed")
    assert message.recipient == certificate.person.email
    assert Certificate.objects.count() == 1


def test_an_appeal_is_noted_once_and_only_after_a_revocation(cast, certificate):
    revocation = ask(certificate, cast.office)
    with pytest.raises(PermissionDenied, match="no revocation here"):
        appeal(revocation, cast.office)
    actions.decide_revocation(revocation=revocation, confirm=True, by=cast.colleague)
    assert appeal(revocation, cast.office) == appeal(revocation, cast.office)
    with pytest.raises(PermissionDenied):
        appeal(revocation, cast.colleague, Appeal.DISMISSED)
    assert Certificate.objects.count() == 2


def test_nobody_gets_two_certificates_by_an_appeal(cast, certificate):
    revocation = revoke(certificate, cast)
    Enrolment.objects.filter(person=certificate.person).update(withdrawn_on=timezone.localdate())
    cast.issued(mentor=certificate.person)
    with pytest.raises(PermissionDenied, match="certified at this level again"):
        appeal(revocation, cast.office)
    assert as_it_is(revocation).appeal == ""


# --- the pages ---------------------------------------------------------------------------------------------


def url_of(certificate, name="revoke"):
    return reverse(f"register:{name}", args=[certificate.award.round.submission.reference])


def test_asking_and_confirming_on_the_page(client, cast, certificate):
    client.force_login(cast.office)
    empty = client.post(url_of(certificate)).content.decode()
    assert "Select a reason" in empty
    answer = client.post(url_of(certificate), {"reason": "experience", "note": NOTE})
    assert (answer.status_code, answer.url) == (302, url_of(certificate))
    html = client.get(url_of(certificate)).content.decode()
    assert "Take it back" in html
    assert "Revoke the certificate" not in html
    assert client.post(url_of(certificate, "revoke_decide"), {"answer": "revoke"}).status_code == 403
    client.force_login(cast.colleague)
    assert client.get("/office/").context["decide"] == [certificate]
    assert NOTE in client.get(url_of(certificate)).content.decode()
    no_reason = client.post(url_of(certificate, "revoke_decide"), {"answer": "decline"}).content.decode()
    assert "Say why you decline" in no_reason
    client.post(url_of(certificate, "revoke_decide"), {"answer": "revoke"})
    assert as_it_is(certificate).status == Status.REVOKED
    assert client.post(url_of(certificate, "revoke_appeal"), {"appeal": "upheld", "note": NOTE}).url
    assert Certificate.objects.count() == 2
    assert client.get(reverse("register:revocations")).context["decided"] != []


def test_taking_it_back_on_the_page(client, cast, certificate):
    ask(certificate, cast.office)
    client.force_login(cast.office)
    client.post(url_of(certificate, "revoke_take_back"))
    assert Revocation.objects.get().outcome == Outcome.TAKEN_BACK


@pytest.mark.parametrize("name", ["revoke", "revoke_decide", "revoke_take_back", "revoke_appeal"])
def test_whose_door_it_is(client, cast, certificate, name):
    url = url_of(certificate, name)
    assert client.post(url).status_code == 302
    ours = 200 if name == "revoke" else 404
    for person, code in (
        (cast.office, ours),
        (holder(Role.PROVIDER_LEAD, provider=cast.provider), ours),
        (holder(Role.OFFICE), 404),
        (holder(Role.PROVIDER_LEAD), 404),
        (cast.pcm, 403),
        (certificate.person, 403),
        (holder(Role.COORDINATOR, is_superuser=True), 403),
    ):
        client.force_login(person)
        assert client.post(url).status_code == code


def test_the_list_shows_ones_own_providers_alone(client, cast, certificate):
    ask(certificate, cast.office)
    url = reverse("register:revocations")
    for person, count in ((cast.colleague, 1), (holder(Role.OFFICE), 0)):
        client.force_login(person)
        assert len(client.get(url).context["open"]) == count


def revoked_ones(cast, names):
    for name in names:
        revoke(cast.made(mentor=cast.mentor(name=name)), cast)


def test_the_list_costs_the_same_for_one_and_for_many(client, cast, django_assert_max_num_queries):
    client.force_login(cast.office)
    revoked_ones(cast, ["One"])
    client.get(reverse("register:revocations"))
    with django_assert_max_num_queries(9) as one:
        client.get(reverse("register:revocations"))
    revoked_ones(cast, ["Two", "Three", "Four"])
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(reverse("register:revocations"))
