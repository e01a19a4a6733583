"""A corrected certificate takes the place of one with a slip or a former name, once, whoever asks (E14)."""

import datetime
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from forms.errors import Changed, NotNow
from people.models import OutgoingMail
from people.roles import Role
from register import actions, inspection, tasks
from register.corrections import Why, Words
from register.models import Certificate, Kind, Revocation, Status
from tests.factories.people import AppointmentFactory, holder
from tests.factories.register import make_cast


def words(certificate, **changed):
    """What the certificate says, with these words changed."""
    now = Words.of(certificate.printed)
    given = {"name": now.name, "school": now.school, "award_date": now.award_date}
    return Words(**given | changed)


def replace(certificate, by, **changed):
    changed = changed or {"name": "Jo Lindqvist"}
    return actions.replace(certificate=certificate, words=words(certificate, **changed), why=Why.NAME, by=by)


def as_it_is(certificate):
    return Certificate.objects.get(pk=certificate.pk)


def faults():
    return [str(finding) for finding in inspection.findings() if finding.is_fault]


@pytest.fixture
def certificate(cast):
    return cast.made()


def test_e14_number_and_award_stay_and_only_the_corrected_words_change(cast, certificate):
    edition = replace(certificate, cast.colleague)
    same = ("award_id", "number", "person_id", "provider_id", "level_id", "sealed_by")
    assert [getattr(edition, name) for name in same] == [getattr(certificate, name) for name in same]
    changed = {key for key in edition.facts if edition.facts[key] != certificate.facts[key]}
    assert changed == {"name", "revision", "code", "url"}
    assert (edition.revision, edition.status, edition.issued_by) == (2, Status.ISSUING, cast.colleague)
    assert edition.facts["url"].endswith(f"/verify/{edition.code}/")


def test_e14_the_old_one_is_replaced_and_the_worker_makes_and_sends_the_new_one(cast, certificate):
    edition = replace(certificate, cast.office)
    event = certificate.events.get(kind=Kind.SUPERSEDED)
    assert (as_it_is(certificate).status, event.by) == (Status.SUPERSEDED, cast.office)
    assert event.facts == {"revision": 2, "why": "name"}
    tasks.make(edition.pk)
    assert as_it_is(edition).status == Status.VALID
    message = OutgoingMail.objects.get(kind="certificate", reference=f"{certificate.number}/2")
    assert message.recipient == certificate.person.email
    assert message.subject == "Your new certificate: Entry level mentor certificate"
    assert "takes the place of the one" in message.text
    assert message.attachments[0]["name"] == f"{certificate.number}-2.pdf"
    assert faults() == []


def test_e14_nobody_finds_the_old_name_on_a_public_page(client, cast, certificate):
    edition = replace(certificate, cast.office)
    tasks.make(edition.pk)
    old = client.get(reverse("register:check", args=[certificate.code])).content.decode()
    new = client.get(reverse("register:check", args=[edition.code])).content.decode()
    assert "Replaced by a newer certificate" in old
    assert reverse("register:check", args=[edition.code]) in old
    assert ("Jo Okafor" in old, "Jo Okafor" in new, "Jo Lindqvist" in new) == (False, False, True)
    assert certificate.words.count() == 0


def test_while_the_new_one_is_made_the_old_page_says_so(client, cast, certificate):
    replace(certificate, cast.office)
    page = client.get(reverse("register:check", args=[certificate.code])).content.decode()
    assert "The new one is being made" in page
    assert "Jo Okafor" not in page


def test_the_replaced_file_is_not_handed_out_any_more(client, cast, certificate):
    edition = replace(certificate, cast.office)
    tasks.make(edition.pk)
    client.force_login(certificate.person)
    answers = [
        client.get(reverse("register:own_certificate", args=[certificate.number, revision]))
        for revision in (1, 2)
    ]
    assert [answer.status_code for answer in answers] == [410, 200]
    assert "This certificate was replaced" in answers[0].content.decode()


def test_pressing_twice_makes_one_edition_and_another_correction_is_refused(cast, certificate):
    first = replace(certificate, cast.office)
    assert replace(certificate, cast.office) == first
    assert replace(certificate, cast.colleague) == first
    with pytest.raises(Changed):
        replace(certificate, cast.colleague, name="Somebody Else")
    assert Certificate.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_offices_at_once_make_one_edition():
    cast = make_cast()
    certificate = cast.made()
    results, gate = [], threading.Barrier(4)

    def ask(by, name):
        gate.wait()
        try:
            results.append(replace(certificate, by, name=name).revision)
        except Changed:
            results.append("changed")
        finally:
            connection.close()

    people = [(cast.office, "Jo A"), (cast.colleague, "Jo B")] * 2
    threads = [threading.Thread(target=ask, args=each) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [2, 2, "changed", "changed"]
    assert list(Certificate.objects.order_by("revision").values_list("revision", "status")) == [
        (1, Status.SUPERSEDED),
        (2, Status.ISSUING),
    ]


def test_a_third_edition_follows_the_second(cast, certificate):
    second = replace(certificate, cast.office)
    tasks.make(second.pk)
    third = replace(as_it_is(second), cast.office, name="Jo Third")
    tasks.make(third.pk)
    assert (third.revision, third.number) == (3, certificate.number)
    assert faults() == []


def test_what_does_not_print_or_does_not_differ_is_refused(cast, certificate):
    for changed, said in (
        ({"name": "王小明"}, "no letter for 王"),
        ({"name": "Jo Okafor"}, "Nothing is different"),
        ({"award_date": timezone.localdate() - datetime.timedelta(days=9)}, "between the last signature"),
        ({"award_date": timezone.localdate() + datetime.timedelta(days=1)}, "between the last signature"),
    ):
        with pytest.raises(NotNow, match=said):
            replace(certificate, cast.office, **changed)
    assert as_it_is(certificate).status == Status.VALID


def test_another_day_of_award_is_noted_with_the_award(cast, certificate):
    day = certificate.printed.award_date + datetime.timedelta(days=1)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        edition = replace(certificate, cast.office, award_date=day)
    edition.award.refresh_from_db()
    assert (edition.printed.award_date, edition.award.awarded_on) == (day, day)


def test_only_the_issuing_office_replaces_and_never_the_holder(cast, certificate):
    AppointmentFactory(person=certificate.person, role=Role.OFFICE, provider=cast.provider)
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    for person in (holder(Role.OFFICE), lead, cast.pcm, certificate.person):
        with pytest.raises(PermissionDenied):
            replace(certificate, person)
    assert Certificate.objects.count() == 1


def test_nothing_is_replaced_while_it_is_made_revoked_erased_or_waits_for_a_decision(cast, certificate):
    being_made = cast.issued(mentor=cast.mentor(name="Mentor Being"))
    erased = cast.made(mentor=cast.mentor(name="Mentor Erased"))
    Certificate.objects.filter(pk=erased.pk).update(facts=None, salt=None)
    actions.ask_revocation(
        certificate=certificate, reason=Revocation.Reason.MISTAKE, note="A mix-up.", by=cast.office
    )
    for held, said in (
        (being_made, "is being made"),
        (certificate, "asked to revoke"),
    ):
        with pytest.raises(PermissionDenied, match=said):
            replace(held, cast.office)
    with pytest.raises(PermissionDenied, match="details of this certificate were removed"):
        actions.replace(certificate=as_it_is(erased), words=words(certificate), why=Why.NAME, by=cast.office)


def test_the_account_gets_the_new_name_when_asked_and_keeps_the_old_one_for_the_office(cast, certificate):
    now = words(certificate, name="Jo Lindqvist")
    actions.replace(certificate=certificate, words=now, why=Why.NAME, by=cast.office, rename=True)
    certificate.person.refresh_from_db()
    assert certificate.person.name == "Jo Lindqvist"
    assert [row.name for row in certificate.person.former_names.all()] == ["Jo Okafor"]


# --- the page ----------------------------------------------------------------------------------------------


@pytest.fixture
def office(client, cast):
    client.force_login(cast.office)
    return client


def url_of(certificate, name="replace"):
    return reverse(f"register:{name}", args=[certificate.award.round.submission.reference])


def typed(certificate, **changed):
    """What the form posts."""
    day = certificate.printed.award_date
    given = {
        "seen": certificate.revision,
        "why": "name",
        "name": certificate.printed.name,
        "school": certificate.printed.school,
        "award_date_day": day.day,
        "award_date_month": day.month,
        "award_date_year": day.year,
    }
    return given | changed


def test_the_office_sees_what_will_print_before_it_is_issued(office, certificate):
    assert "Issue a corrected certificate" in office.get(url_of(certificate, "sheet")).content.decode()
    page = office.get(url_of(certificate))
    assert page.context["form"].initial["name"] == "Jo Okafor"
    shown = office.post(url_of(certificate), typed(certificate, name="Jo Lindqvist")).content.decode()
    assert "<bdi>Jo Lindqvist</bdi>" in shown
    assert f"{certificate.number} (revision 2)" in shown
    assert Certificate.objects.count() == 1


def test_the_page_issues_after_the_box_is_ticked_once_however_often(office, certificate):
    given = typed(certificate, name="Jo Lindqvist", confirm="1")
    unticked = office.post(url_of(certificate), given).content.decode()
    assert "Tick the box when you have read what will print" in unticked
    answers = [office.post(url_of(certificate), given | {"checked": "on"}) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, url_of(certificate, "sheet"))
    ] * 2
    assert Certificate.objects.count() == 2


def test_the_page_says_when_a_colleague_was_quicker(office, cast, certificate):
    replace(certificate, cast.colleague, name="Jo B")
    given = typed(certificate, name="Jo A", confirm="1", checked="on")
    answer = office.post(url_of(certificate), given)
    assert answer.status_code == 409
    assert "another edition of this certificate meanwhile" in answer.content.decode()


def test_what_cannot_print_is_said_instead_of_the_preview(office, certificate):
    html = office.post(url_of(certificate), typed(certificate, name="王小明")).content.decode()
    assert "no letter for 王" in html
    assert "Issue the corrected certificate" not in html


def test_the_certificates_page_tells_its_editions(office, cast, certificate):
    edition = replace(certificate, cast.colleague)
    tasks.make(edition.pk)
    html = office.get(url_of(certificate, "sheet")).content.decode()
    assert "The mentor’s name has changed" in html
    assert f"by {cast.colleague.name}" in html
    desk = office.get(reverse("register:desk"))
    assert desk.context["lately"] == [edition]


def test_whose_door_it_is(client, cast, certificate):
    url = url_of(certificate)
    assert client.get(url).status_code == 302
    for person, code in (
        (cast.office, 200),
        (holder(Role.OFFICE), 404),
        (holder(Role.PROVIDER_LEAD, provider=cast.provider), 403),
        (certificate.person, 403),
        (holder(Role.COORDINATOR, is_superuser=True), 403),
    ):
        client.force_login(person)
        assert (client.get(url).status_code, client.post(url).status_code) == (code, code)
