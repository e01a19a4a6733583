"""The register's search: who may look, whom they find, and what mentors know of it (R33–R35, T44)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.actions import answer_sharing_notice
from people.models import Joining, SharingDecision, SharingNotice
from people.roles import Role
from register import searching
from register.folding import folded, words_of
from register.models import Certificate, Lookup, Reason, SearchWord, Status
from register.room import register_visible_to, room_hats
from register.searching import By, read
from tests.factories.people import AppointmentFactory, ProviderFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db):
    """Somebody in the office of another provider."""
    provider = ProviderFactory(name="Brook University", short_name="Brook")
    return holder(Role.OFFICE, provider=provider, name="Bo Brook")


def share(person, shares):
    notice = SharingNotice.objects.latest_published()
    return answer_sharing_notice(person=person, notice=notice, shares=shares, by=person)


def search(user, text, reason=Reason.PLACEMENT):
    """(names found, whether there are more) when this person looks."""
    [hat] = room_hats(user)
    found, more = searching.look_up(by=user, hat=hat, typed=read(text), reason=reason)
    return [row.name for row in found], more


def look(client, user, text, **more):
    """The page with the answer."""
    client.force_login(user)
    return client.post("/register/", {"q": text, "reason": "placement"} | more)


def status(certificate, status):
    Certificate.objects.filter(pk=certificate.pk).update(status=status)


# --- what was typed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "by", "text"),
    [
        ("RP12/34567", By.TRN, "1234567"),
        ("12 34567", By.TRN, "1234567"),
        ("23456", By.TRN, "0023456"),
        (" Jo@School.Example ", By.EMAIL, "jo@school.example"),
        ("mc-2026-000123", By.NUMBER, "MC-2026-000123"),
        ("MC 2026 000123", By.NUMBER, "MC-2026-000123"),
    ],
)
def test_one_box_takes_what_people_type(typed, by, text):
    assert read(typed) == searching.Typed(by, text)


def test_a_number_may_name_an_edition():
    assert read("MC-2026-000123-2") == searching.Typed(By.NUMBER, "MC-2026-000123", edition=2)


@pytest.mark.parametrize("typed", ["Jo", "å", "--", "12345678", "1"])
def test_what_is_too_short_or_no_trn_is_refused_with_words(typed):
    with pytest.raises(ValidationError):
        read(typed)


def test_words_are_compared_without_case_accents_and_apostrophes():
    assert folded("Łucja O’Brien-Nguyễn  ÐÓRA ß") == ["lucja", "obrien", "nguyen", "dora", "ss"]
    assert words_of({"name": "Jo High", "school": "St. Mary’s High School, Ealing"}) == [
        "jo",
        "high",
        "marys",
        "ealing",
    ]
    assert words_of(None) == []


# --- whom one finds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["oka", "jo okafor", "OKAFOR", "Hillcrest okafor", "o Hillcrest", "jo@okafor.example", "7654321"]
)
def test_r35_a_sharing_mentor_is_found_by_name_school_trn_and_address(cast, other, typed):
    cast.made(cast.mentor(email="jo@okafor.example", trn="7654321"))
    expected = [] if typed.startswith("o ") else ["Jo Okafor"]  # one letter has to be the whole word
    assert search(other, typed) == (expected, False)


def test_r35_a_sharing_mentor_is_found_by_number(cast, other):
    certificate = cast.made()
    assert search(other, certificate.number.lower()) == (["Jo Okafor"], False)
    assert search(other, certificate.reference) == (["Jo Okafor"], False)
    assert search(other, f"{certificate.number}-2") == ([], False)


@pytest.mark.parametrize("typed", ["kafor", "jo okafox", "hillcrest okafox", "o@okafor.example", "765432"])
def test_what_does_not_fit_finds_nobody(cast, other, typed):
    cast.made(cast.mentor(email="jo@okafor.example", trn="7654321"))
    assert search(other, typed) == ([], False)


def test_r34_the_issuing_provider_finds_its_own_whether_they_share_or_not(cast, other):
    share(cast.made().person, False)
    assert search(cast.office, "okafor") == (["Jo Okafor"], False)
    assert search(cast.tutor, "okafor") == (["Jo Okafor"], False)
    assert search(other, "okafor") == ([], False)


def test_accept_13_e18_withdrawn_sharing_hides_on_the_next_request(client, cast, other):
    mentor = cast.made().person
    assert "Jo Okafor" in look(client, other, "okafor").content.decode()
    share(mentor, False)
    assert "Jo Okafor" not in look(client, other, "okafor").content.decode()
    share(mentor, True)
    assert "Jo Okafor" in look(client, other, "okafor").content.decode()


def test_e18_who_never_answered_is_not_shared(cast, other):
    certificate = cast.made()
    SharingDecision.objects.all().delete()
    assert search(other, "okafor") == ([], False)
    assert list(register_visible_to(cast.provider.pk)) == [certificate]


def test_e16_the_answer_counts_that_any_account_of_the_person_gave_last(cast, other):
    mentor = cast.made(cast.mentor(email="old@mentor.example")).person
    kept = UserFactory(email="new@mentor.example")
    Joining.objects.create(
        kept=kept, joined=mentor, why="Same person", joined_by=cast.office, was_active=True
    )
    type(mentor).objects.filter(pk=mentor.pk).update(same_as=kept, is_active=False)
    assert search(other, "new@mentor.example") == (["Jo Okafor"], False)
    share(kept, False)
    assert search(other, "new@mentor.example") == ([], False)
    assert search(other, "okafor") == ([], False)


def test_t43_whose_details_were_removed_appears_nowhere(cast, other):
    certificate = cast.made()
    certificate.facts = certificate.salt = None
    certificate.save(update_fields=["facts", "salt"])
    assert not SearchWord.objects.exists()
    for user in (other, cast.office):
        assert search(user, "okafor") == ([], False)
        assert search(user, certificate.number) == ([], False)


def test_one_that_is_being_made_is_not_on_the_register_yet(cast, other):
    cast.issued()
    assert search(other, "okafor") == ([], False)


@pytest.mark.parametrize(
    ("state", "word"),
    [(Status.VALID, "Valid"), (Status.REVOKED, "Not valid"), (Status.SUPERSEDED, "Replaced")],
)
def test_accept_12_provider_b_sees_name_level_date_issuer_and_status_alone(client, cast, other, state, word):
    """Of a sharing mentor of another provider; never evidence, audits, or what others noted."""
    certificate = cast.made(cast.mentor(email="canary@mentor.example", trn="7654321"))
    status(certificate, state)
    response = look(client, other, "okafor")
    [row] = response.context["found"]
    facts = certificate.printed
    assert (row.name, row.level, row.awarded_on, row.provider, row.word) == (
        "Jo Okafor",
        "Entry level",
        facts.award_date,
        "Kingsmere University",
        word,
    )
    text = response.content.decode()
    hidden = ["7654321", "canary@mentor.example", facts.school, facts.code, certificate.number, "Asha Patel"]
    assert [secret for secret in hidden if secret in text] == []
    assert f"/{certificate.award.enrolment.slug}/" not in text


def test_e14_a_replaced_edition_shows_the_name_that_counts_now(cast, other):
    old = cast.made()
    status(old, Status.SUPERSEDED)
    new = Certificate(
        **{
            field.attname: getattr(old, field.attname)
            for field in Certificate._meta.concrete_fields
            if field.name not in {"id", "code", "revision", "status", "facts"}
        },
        revision=2,
        status=Status.VALID,
        facts=old.facts | {"name": "Jo Adeyemi", "revision": 2},
    )
    new.save()
    assert search(other, "okafor") == ([], False)
    assert search(other, "adeyemi") == (["Jo Adeyemi"], False)
    [hat] = room_hats(other)
    found, _ = searching.look_up(by=other, hat=hat, typed=read(old.reference), reason=Reason.RECORDS)
    assert [(row.name, row.word) for row in found] == [("Jo Adeyemi", "Replaced")]
    found, _ = searching.look_up(by=other, hat=hat, typed=read(old.number), reason=Reason.RECORDS)
    assert [(row.name, row.word) for row in found] == [("Jo Adeyemi", "Valid")]


# --- many, and what is noted -------------------------------------------------------------------------------


def stored(cast, name):
    """A certificate on the register, without the worker's drawing."""
    certificate = cast.issued(cast.mentor(name=name))
    done = {"storage_key": "x", "sha256": "x", "stored_at": timezone.now(), "status": Status.VALID}
    Certificate.objects.filter(pk=certificate.pk).update(**done)
    return certificate


def test_so_many_are_shown_and_the_rest_has_to_be_asked_for(client, cast, other, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 2)
    for name in ("Ann Okafor", "Ben Okafor", "Éva Okafor"):
        stored(cast, name)
    assert search(other, "okafor") == (["Ben Okafor", "Éva Okafor"], True)
    assert "There are more" in look(client, other, "okafor").content.decode()
    assert search(other, "okafor ann") == (["Ann Okafor"], False)


def test_r35_the_queries_do_not_grow_with_what_is_found(client, cast, other):
    stored(cast, "Ann Okafor")
    look(client, other, "okafor")
    asked = []
    for expected in (1, 4):
        for name in ("Ben Okafor", "Cem Okafor", "Eva Okafor")[: expected - 1]:
            stored(cast, name)
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/register/", {"q": "okafor hillcrest", "reason": "placement"})
        assert len(response.context["found"]) == expected
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_words_are_found_through_an_index(cast):
    rows = searching.matches(register_visible_to(cast.provider.pk), read("okafor hillcrest"))
    if connection.vendor == "sqlite":
        plan = rows.explain()
        assert "register_searchword" in plan
        assert "SCAN register_searchword" not in plan
        assert "SCAN register_certificate" not in plan


def notes():
    """What the Lookups say."""
    return sorted(
        (
            row.looked_by.name,
            row.provider.short_name,
            row.role,
            row.by,
            row.reason,
            row.person and row.person.name,
        )
        for row in Lookup.objects.all()
    )


def test_r35_each_mentor_shown_is_noted_once_and_a_miss_without_what_was_typed(cast, other):
    stored(cast, "Ann Okafor")
    stored(cast, "Ben Okafor")
    search(other, "okafor", Reason.APPOINT)
    search(cast.tutor, "Ann Okafor", Reason.QUESTION)
    search(other, "zzcanary")
    assert notes()[1:] == [
        ("Bo Brook", "Brook", "office", "name", "appoint", "Ben Okafor"),
        ("Bo Brook", "Brook", "office", "name", "placement", None),
        ("Tom Reid", "Kingsmere", "link_tutor", "name", "question", "Ann Okafor"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM register_lookup")
        assert "zzcanary" not in str(cursor.fetchall())


def test_a_note_of_who_looked_is_never_changed(cast, other):
    search(other, "okafor")
    row = Lookup.objects.get()
    for change in (row.save, lambda: Lookup.objects.update(reason=Reason.RECORDS)):
        with pytest.raises(ValidationError):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_lookup SET reason = 'records'")


def test_the_mentor_reads_who_looked_when_and_why_and_nobody_else_does(client, cast, other):
    mentor = cast.made().person
    search(other, "okafor", Reason.APPOINT)
    client.force_login(mentor)
    text = client.get("/my/lookups/").content.decode()
    for told in ("Brook University", "Partnership office", "To appoint a mentor", "may look up"):
        assert told in text
    assert "Bo Brook" not in text
    for user in (other, cast.office, cast.mentor(name="Ola Else")):
        client.force_login(user)
        assert "Nobody has looked you up yet" in client.get("/my/lookups/").content.decode()


def test_the_mentor_reads_it_in_as_many_queries_for_one_as_for_thirty(client, cast, other):
    mentor = cast.made().person
    client.force_login(mentor)
    asked = []
    for many in (1, 30):
        for _ in range(many):
            search(other, "okafor")
        client.get("/my/lookups/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/my/lookups/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- who may -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_staff_of_member_providers_look_and_nobody_else(client, cast, role):
    client.force_login(holder(Role(role)))
    allowed = role in {"office", "provider_lead", "link_tutor"}
    assert client.get("/register/").status_code == (200 if allowed else 403)


def test_staff_of_a_provider_that_left_do_not_look(client, db):
    client.force_login(holder(Role.OFFICE, provider=ProviderFactory(left=True)))
    assert client.get("/register/").status_code == 403


def test_signed_out_people_are_sent_to_sign_in(client, db):
    assert client.get("/register/").status_code == 302


def test_a_post_that_ended_meanwhile_does_not_look(cast, other):
    [hat] = room_hats(other)
    other.appointments.update(end=timezone.localdate() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        searching.look_up(by=other, hat=hat, typed=read("okafor"), reason=Reason.RECORDS)
    assert not Lookup.objects.exists()


def test_whoever_works_for_two_providers_says_for_which(client, cast, other):
    AppointmentFactory(person=other, role=Role.LINK_TUTOR, provider=cast.provider, school=None)
    share(cast.made().person, False)
    assert look(client, other, "okafor").context["form"].errors.keys() == {"provider"}
    brook = next(hat.provider for hat in room_hats(other))
    assert look(client, other, "okafor", provider=brook.slug).context["found"] == []
    found = look(client, other, "okafor", provider=cast.provider.slug).context["found"]
    assert [row.name for row in found] == ["Jo Okafor"]
    assert notes() == [
        ("Bo Brook", "Brook", "office", "name", "placement", None),
        ("Bo Brook", "Kingsmere", "link_tutor", "name", "placement", "Jo Okafor"),
    ]


def test_what_was_typed_stands_in_no_address_and_the_answer_is_not_kept(client, cast, other):
    client.force_login(other)
    assert "searched" not in client.get("/register/?q=okafor&reason=placement").context
    assert "no-store" in look(client, other, "okafor")["Cache-Control"]


@pytest.mark.parametrize(
    ("q", "reason"), [("", "placement"), ("okafor", ""), ("okafor", "curious"), ("jo", "records")]
)
def test_without_a_reason_or_enough_letters_nothing_is_looked_up(client, cast, other, q, reason):
    client.force_login(other)
    response = client.post("/register/", {"q": q, "reason": reason})
    assert "There is a problem" in response.content.decode()
    assert not Lookup.objects.exists()
