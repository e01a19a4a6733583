"""The desks: what each shows of whom, and that their queries do not grow with what there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import portfolio.actions
import reviews.actions
from cms.dates import date_uk
from people.models.periods import today
from people.roles import Role
from portfolio.models import Enrolment, EvidenceItem, Placement, Request
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, SchoolFactory, holder
from tests.portfolio.conftest import content  # noqa: F401  fixture: the site's own forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make.make_cast()


def queries(client, address):
    """How many queries a page asks when the process is warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def shown(client, person, address):
    """What a desk's template was given."""
    client.force_login(person)
    return client.get(address).context


def quiet(enrolment, days):
    """Let everything about the enrolment lie so many days back."""
    Enrolment.objects.filter(pk=enrolment.pk).update(started_on=make.ago(days))


# --- whose desk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "address", "template"),
    [
        (Role.PCM, "/my/school/", "home/desks/school.html"),
        (Role.LINK_TUTOR, "/my/visits/", "home/desks/visits.html"),
        (Role.PROVIDER_LEAD, "/my/provider/", "home/desks/provider.html"),
    ],
)
def test_who_is_no_mentor_finds_the_desk_of_their_role(client, cast, role, address, template):
    client.force_login(holder(role))
    for each in ("/my/", address):
        page = client.get(each)
        assert page.status_code == 200
        assert page.templates[0].name == template
        assert [item["url"] for item in page.context["main_nav"] if item["current"]] == [address]
    client.force_login(holder(Role.OFFICE))
    assert client.get(address).status_code == 403


def test_e25_five_roles_are_five_desks_and_each_leads_to_the_others(client, cast):
    person = cast.mentor
    cast.enrol()
    elsewhere = SchoolFactory(partner=cast.provider)
    AppointmentFactory(person=person, role=Role.PCM, school=elsewhere)
    for role in (Role.LINK_TUTOR, Role.PROVIDER_LEAD, Role.OFFICE):
        AppointmentFactory(person=person, role=role, provider=cast.provider)
    desks = ["/my/", "/my/school/", "/my/visits/", "/my/provider/"]
    others = ["/reviews/", "/office/", "/register/", "/reviews/hand-over/", "/reviews/reports/"]
    for desk in desks:
        found = shown(client, person, desk)
        assert [url for _, _, url in found["rooms"]] == [each for each in desks if each != desk] + others
        assert [item["url"] for item in found["main_nav"] if item["current"]] == [desk]


def test_an_editor_and_somebody_without_a_role_find_their_rooms(client, cast):
    found = shown(client, holder(Role.COORDINATOR), "/my/")
    assert ([url for _, _, url in found["rooms"]], found["mentor"]) == (["/reviews/reports/"], False)
    assert shown(client, cast.mentor, "/my/")["mentor"] is True


# --- the mentor --------------------------------------------------------------------------------------------


def test_the_mentor_sees_what_lies_ahead_soonest_first(client, cast):
    enrolment = make.on_mastery(cast)
    make.place(enrolment, cast, start=make.ago(400), end=make.ago(300))
    make.place(enrolment, cast, start=make.ago(20), end=make.ago(-30), completed=False, student="BT")
    found = shown(client, cast.mentor, "/my/")["ahead"]
    last = found[-1].day
    assert [row.what for row in found] == [
        "Your placement with BT at Hillcrest School ends",
        "The 24 months for your placements end",
    ]
    assert found[0].day == make.ago(-30)
    assert 729 <= (last - make.ago(400)).days <= 731
    Request.objects.create(
        kind=Request.Kind.PAUSE, person=cast.mentor, level=enrolment.level, enrolment=enrolment,
        provider=cast.provider, start=make.ago(9), end=make.ago(-10), granted=True, decided_by=cast.lead,
        decided_at=timezone.now(),
    )  # fmt: skip
    found = shown(client, cast.mentor, "/my/")["ahead"]
    assert [(row.day, row.what) for row in found[:1]] == [(make.ago(-10), "The last day of your pause")]
    assert found[-1].day == last + timedelta(days=20)


def test_a_sheet_under_review_says_by_when_it_should_be_answered(client, cast):
    make.send_sheet(cast.ready())
    [row] = shown(client, cast.mentor, "/my/")["ahead"]
    assert row.what.startswith(
        "Your record sheet should be answered by the professional co-ordinating mentor"
    )
    assert row.day == make.ago(-14)


def a_year(enrolment, cast, pieces, placements):
    """So much work on Mastery."""
    for number in range(pieces):
        make.add_evidence(enrolment, "S1.1", "S2.8", title=f"Lesson {number}")
    for number in range(placements):
        make.place(enrolment, cast, start=make.ago(600 - 40 * number), end=make.ago(561 - 40 * number))


def test_the_desks_of_mentor_and_pcm_ask_the_same_with_200_pieces_and_12_placements(client, cast):
    enrolment = make.on_mastery(cast)
    make.do_audit(enrolment, rating="4")
    make.talk(enrolment)
    a_year(enrolment, cast, 2, 1)
    asked = {}
    for pieces, placements in ((0, 0), (198, 11)):
        a_year(enrolment, cast, pieces, placements)
        for person, address in (
            (cast.mentor, "/my/"),
            (cast.pcm, "/my/school/"),
            (cast.tutor, "/my/visits/"),
        ):
            client.force_login(person)
            asked.setdefault(address, []).append(queries(client, address))
    assert EvidenceItem.objects.filter(enrolment=enrolment).count() == 200
    assert Placement.objects.filter(enrolment=enrolment).count() == 12
    for address, (few, many) in asked.items():
        assert few == many, address
        assert many <= 15, address


# --- the PCM -----------------------------------------------------------------------------------------------


def pause(enrolment, cast):
    """A pause that was granted and has begun."""
    Request.objects.create(
        kind=Request.Kind.PAUSE, person=enrolment.person, level=enrolment.level, enrolment=enrolment,
        provider=cast.provider, start=make.ago(3), granted=True, decided_by=cast.lead,
        decided_at=timezone.now(),
    )  # fmt: skip


def test_the_pcm_sees_who_is_stuck_and_since_when(client, cast):
    lively, still, paused = (
        cast.enrol(cast.another_mentor(name=name)) for name in ("Lively", "Still", "Paused")
    )
    for enrolment in (still, paused):
        quiet(enrolment, 30)
    quiet(lively, 29)
    pause(paused, cast)
    found = shown(client, cast.pcm, "/my/school/")
    assert [(row["name"], row["state"].label, row["tag"]) for row in found["mentors"]] == [
        ("Lively", "In progress", "in_progress"),
        ("Paused", "Paused", "cannot_start"),
        ("Still", "In progress", "in_progress"),
    ]
    assert [(row["name"], row["quiet"]) for row in found["stuck"]] == [
        ("Still", f"Nothing since {date_uk(make.ago(30))}")
    ]
    make.add_evidence(still, "S1.1")
    assert shown(client, cast.pcm, "/my/school/")["stuck"] == []


def test_the_pcm_sees_observations_due_until_one_counts(client, cast):
    enrolment = make.on_mastery(cast)
    assert [row["name"] for row in shown(client, cast.pcm, "/my/school/")["due"]] == ["Jo Okafor"]
    make.watch(enrolment, cast, targets_seen=False)
    assert len(shown(client, cast.pcm, "/my/school/")["due"]) == 1
    make.watch(enrolment, cast)
    assert shown(client, cast.pcm, "/my/school/")["due"] == []


def test_the_pcm_sees_what_waits_for_them_and_nothing_of_other_schools(client, cast):
    make.send_sheet(cast.ready())
    found = shown(client, cast.pcm, "/my/school/")
    assert [stage.round.submission.owner for stage in found["waiting"]] == [cast.mentor]
    assert [row["name"] for row in found["audits"]] == ["Jo Okafor"]
    assert (len(found["confirm"]), found["to_settle"]) == (0, 1)
    other = holder(Role.PCM, school=SchoolFactory(partner=cast.provider))
    found = shown(client, other, "/my/school/")
    assert [found[name] for name in ("mentors", "waiting", "audits", "confirm", "copies")] == [[]] * 5


# --- the link tutor ----------------------------------------------------------------------------------------


def test_the_tutor_sees_schools_with_their_mentors_and_joint_observations(client, cast):
    cast.enrol()
    held = cast.enrol(cast.another_mentor(name="Ada Held"))
    make.observe(held)
    found = shown(client, cast.tutor, "/my/visits/")
    assert found["schools"] == [
        {
            "school_id": cast.school.pk,
            "school_name": "Hillcrest School",
            "mentors": 2,
            "due": 1,
            "reading": 0,
            "certified": 0,
        }
    ]
    assert [row["name"] for row in found["due"]] == ["Jo Okafor"]
    assert found["chosen"] is None
    chosen = shown(client, cast.tutor, f"/my/visits/?school={cast.school.pk}")
    assert [(row["name"], row["due"]) for row in chosen["mentors"]] == [
        ("Ada Held", False),
        ("Jo Okafor", True),
    ]
    foreign = holder(Role.LINK_TUTOR)
    found = shown(client, foreign, f"/my/visits/?school={cast.school.pk}")
    assert (found["schools"], found["chosen"], found["due"]) == ([], None, [])


def test_the_tutor_sees_who_is_near_the_end(client, cast):
    enrolment = cast.ready()
    [row] = shown(client, cast.tutor, "/my/visits/")["near"]
    assert (row["name"], row["word"]) == ("Jo Okafor", "In progress")
    round_ = make.send_sheet(enrolment)
    [row] = shown(client, cast.tutor, "/my/visits/")["near"]
    assert row["word"] == "With the PCM"
    make.sign(round_, cast.pcm)
    found = shown(client, cast.tutor, "/my/visits/")
    assert found["near"] == []
    assert [stage.round for stage in found["waiting"]] == [round_]


def test_e17_a_mentor_whose_certificate_was_revoked_is_not_near_the_end(client, cast):
    enrolment = cast.ready()
    round_ = make.sign_all(make.send_sheet(enrolment), cast)
    award = portfolio.actions.record_award(enrolment=enrolment, round=round_, by=cast.office, on=today())
    portfolio.actions.withdraw_award(award=award, by=cast.lead)
    # The round is closed by the issuing decision, which register appends.
    type(round_).objects.filter(pk=round_.pk).update(closed_at=round_.signed_at)
    found = shown(client, cast.tutor, f"/my/visits/?school={cast.school.pk}")
    assert found["near"] == []
    assert [(row["word"], row["tag"]) for row in found["mentors"]] == [("Certificate revoked", "withdrawn")]


def test_e12_the_tutor_sees_who_pauses(client, cast):
    enrolment = cast.enrol()
    pause(enrolment, cast)
    [row] = shown(client, cast.tutor, f"/my/visits/?school={cast.school.pk}")["mentors"]
    assert (row["word"], row["tag"]) == ("Paused", "cannot_start")
    [row] = shown(client, cast.tutor, "/my/mentors/")["rows"]
    assert row["state"].label == "Paused"
    assert shown(client, cast.tutor, f"/my/mentors/{enrolment.slug}/")["state"].label == "Paused"


def test_evidence_taken_out_no_longer_brings_near_the_end(client, cast):
    enrolment = cast.ready()
    EvidenceItem.objects.filter(enrolment=enrolment).update(removed_at=timezone.now())
    assert shown(client, cast.tutor, "/my/visits/")["near"] == []


# --- navigation --------------------------------------------------------------------------------------------


def test_a_mentors_page_asks_who_they_stand_in_for_and_edit_with_one_query(client, cast):
    cast.enrol()
    client.force_login(cast.mentor)
    with CaptureQueriesContext(connection) as asked:
        client.get("/my/enrol/")
    assert sum("reviews_deputy" in query["sql"] for query in asked) == 1
    assert sum("auth_group" in query["sql"] for query in asked) == 1
    with CaptureQueriesContext(connection) as asked:
        client.get("/my/")
    [query] = [query["sql"] for query in asked if "reviews_deputy" in query["sql"]]
    assert "portfolio_enrolment" in query


def test_a_mentor_who_stands_in_finds_what_waits(client, cast):
    cast.enrol()
    assert "/reviews/" not in [item["url"] for item in shown(client, cast.mentor, "/my/")["main_nav"]]
    reviews.actions.stand_in(
        appointment=cast.pcm.appointments.get(),
        deputy=cast.mentor,
        start=today(),
        end=today() + timedelta(days=3),
        by=cast.pcm,
    )
    for address in ("/my/", "/my/enrol/"):
        assert "/reviews/" in [item["url"] for item in shown(client, cast.mentor, address)["main_nav"]]


def test_the_name_of_the_desk_is_kept(cast):
    assert reverse("portfolio:desk") == "/my/"
