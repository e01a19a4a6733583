"""Who works with a provider: noted by it, seen by it and the mentor, in and out as a table (R36)."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from forms.errors import NotNow
from people.roles import Role
from portfolio.models import Enrolment, Placement
from register import engaging
from register.engagements import Lines
from register.importing import read_table
from register.models import Engagement
from register.room import engagements_visible_to, people_known_to
from tests.factories.modules import LevelFactory
from tests.factories.people import AppointmentFactory, ProviderFactory, SchoolFactory, UserFactory, holder

pytestmark = pytest.mark.django_db

MENTOR, TRAINER = Engagement.What.MENTOR, Engagement.What.TRAINER
LIST = "/register/engagements/"
START = date(2026, 9, 7)


class World:
    """A provider with its staff and two schools, a mentor at one of them, and another provider's office."""

    def __init__(self):
        self.provider = ProviderFactory(name="Kingsmere University", short_name="Kingsmere")
        self.school = SchoolFactory(name="Hillcrest School", urn="100001", town="", partner=self.provider)
        self.second = SchoolFactory(name="Marlow Park", urn="100002", town="", partner=self.provider)
        self.office = holder(Role.OFFICE, provider=self.provider, name="Sam Lee")
        self.lead = holder(Role.PROVIDER_LEAD, provider=self.provider, name="Lea Lead")
        self.tutor = holder(Role.LINK_TUTOR, provider=self.provider, name="Tom Reid")
        self.mentor = holder(
            Role.MENTOR, school=self.school, name="Jo Okafor", email="jo@mentor.example", trn="1234567"
        )
        self.elsewhere = ProviderFactory(name="Brook University", short_name="Brook")
        self.other = holder(Role.OFFICE, provider=self.elsewhere, name="Bo Brook")

    def note(self, **changed):
        facts = {
            "person": self.mentor,
            "provider": self.provider,
            "school": self.school,
            "what": MENTOR,
            "start": START,
            "by": self.office,
        }
        return engaging.note_engagement(**facts | changed)


@pytest.fixture
def world(db):
    return World()


def lines(user, **chosen):
    """(mentor, school, what, who noted it) of each line that the person sees."""
    return [(line.name, line.school.name, line.what, line.noted_by) for line in Lines(user, **chosen)[:]]


JO = ("Jo Okafor", "Hillcrest School", "Mentor of a student teacher")


# --- noting ------------------------------------------------------------------------------------------------


def test_r36_what_is_noted_is_seen_by_the_provider_and_the_mentor_alone(client, world):
    noted = world.note(note="Year 7", end=date(2026, 12, 11))
    for user in (world.office, world.lead, world.tutor):
        assert lines(user) == [(*JO, "Sam Lee")]
    assert lines(world.other) == []
    stranger = holder(Role.MENTOR, school=world.school)
    told = {}
    for user in (world.mentor, stranger, world.other):
        client.force_login(user)
        told[user] = "Year 7" in client.get("/my/lookups/").content.decode()
    assert told == {world.mentor: True, stranger: False, world.other: False}
    client.force_login(world.other)
    assert client.get(f"{LIST}{noted.slug}/").status_code == 404
    assert "Jo Okafor" not in client.get(LIST).content.decode()
    assert "Jo Okafor" not in client.get(f"{LIST}engagements.csv").content.decode()


def test_accept_12_what_another_provider_noted_is_in_no_search_of_mine(client, world):
    world.note(note="ZZCANARY")
    client.force_login(world.other)
    for text in ("okafor", "hillcrest", "jo@mentor.example", "1234567"):
        page = client.post("/register/", {"q": text, "reason": "placement"}).content.decode()
        assert "ZZCANARY" not in page
        assert "Nobody found" in page


@pytest.mark.parametrize("who", ["tutor", "other", "mentor"])
def test_r36_only_the_providers_own_office_or_lead_notes(world, who):
    with pytest.raises(PermissionDenied):
        world.note(by=getattr(world, who))
    assert not Engagement.objects.exists()


def test_the_lead_notes_too(world):
    assert world.note(by=world.lead).noted_by == world.lead


def test_pressed_twice_it_is_noted_once(world):
    first, second = world.note(slug="abcd1234"), world.note(slug="abcd1234")
    assert first == second
    assert Engagement.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"end": date(2026, 9, 6)}, "end", engaging.BACKWARDS),
        ({"start": date(1999, 9, 6)}, "start", "First day must be on or after 1 January 2000"),
        ({"start": START}, "start", engaging.NOTED_ALREADY),
    ],
)
def test_what_cannot_be_is_not_noted(world, changed, field, message):
    world.note()
    with pytest.raises(ValidationError) as refused:
        world.note(**changed)
    assert refused.value.message_dict == {field: [message]}
    assert Engagement.objects.count() == 1


def test_t5_nobody_is_named_who_has_nothing_to_do_with_the_provider(world):
    stranger = holder(Role.MENTOR, school=SchoolFactory())
    closed = holder(Role.MENTOR, school=world.school, is_active=False)
    left = AppointmentFactory(person=UserFactory(), role=Role.MENTOR, school=world.school, over=True).person
    assert set(people_known_to(world.provider)) == {world.mentor, left}
    for person in (stranger, closed, world.office):
        with pytest.raises(ValidationError) as refused:
            world.note(person=person)
        assert refused.value.message_dict == {"person": [engaging.NOBODY]}
    with pytest.raises(ValidationError) as refused:
        world.note(school=SchoolFactory())
    assert refused.value.message_dict == {"school": [engaging.ELSEWHERE]}


def test_what_was_noted_is_kept_whatever_happens_to_the_row(world):
    noted = world.note()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_engagement SET start = '2020-01-01'")
    engaging.take_back(engagement=noted, by=world.lead)
    noted.refresh_from_db()
    assert (noted.taken_back_by, noted.taken_back_at is not None) == (world.lead, True)
    assert lines(world.office) == []
    assert not engagements_visible_to(world.office).exists()
    with pytest.raises(NotNow):
        engaging.take_back(engagement=noted, by=world.lead)
    assert world.note().pk != noted.pk  # the right one can be noted afterwards


def test_the_last_day_can_be_noted_later(world):
    noted = world.note()
    engaging.end_engagement(engagement=noted, end=date(2026, 12, 11), by=world.lead)
    noted.refresh_from_db()
    assert noted.end == date(2026, 12, 11)
    with pytest.raises(ValidationError):
        engaging.end_engagement(engagement=noted, end=date(2026, 9, 6), by=world.lead)
    for verb in (
        lambda by: engaging.end_engagement(engagement=noted, end=START, by=by),
        lambda by: engaging.take_back(engagement=noted, by=by),
    ):
        for by in (world.tutor, world.other):
            with pytest.raises(PermissionDenied):
                verb(by)


# --- placements and the list -------------------------------------------------------------------------------


def place(world, *, home=None, **changed):
    """A placement as the mentor recorded it, of an enrolment with the `home` provider."""
    level = LevelFactory()
    enrolment = Enrolment.objects.create(
        person=changed.pop("person", world.mentor),
        level=level,
        framework=level.framework,
        provider=home or world.provider,
    )
    facts = {"provider": world.provider, "school": world.school, "start": START, "end": date(2026, 12, 11)}
    return Placement.objects.create(enrolment=enrolment, student="ZC-1", **facts | changed)


def test_placements_stand_in_the_list_by_themselves_and_are_typed_by_nobody(client, world):
    place(world, home=world.elsewhere)
    assert lines(world.office) == [(*JO, "")]
    assert lines(world.other) == []  # the home provider learns of it in the portfolio, not here
    with pytest.raises(ValidationError) as refused:
        world.note()
    assert refused.value.message_dict == {"start": [engaging.BY_THE_MENTOR]}
    client.force_login(world.office)
    page = client.get(LIST).content.decode()
    assert 'Noted by:">The mentor' in page
    assert "ZC-1" not in page + client.get(f"{LIST}engagements.csv").content.decode()
    client.force_login(world.mentor)
    assert "You recorded this placement yourself" in client.get("/my/lookups/").content.decode()


def test_the_list_is_narrowed_by_school_year_and_by_words(client, world):
    world.note(start=date(2024, 9, 2), end=date(2025, 8, 31))
    world.note(start=date(2025, 9, 1), end=None, school=world.second, what=TRAINER)
    place(world, start=date(2026, 9, 7))
    assert len(lines(world.office)) == 3
    found = {
        year: [line.start.year for line in Lines(world.office, year=date(year, 9, 1))[:]]
        for year in (2023, 2024, 2025, 2026)
    }
    assert found == {2023: [], 2024: [2024], 2025: [2025], 2026: [2026, 2025]}
    assert len(lines(world.office, words="okafor hillcrest")) == 2
    assert len(lines(world.office, words="MARLOW")) == 1
    assert lines(world.office, words="nobody") == []
    client.force_login(world.office)
    for query, many in (("", 3), ("?words=marlow", 1), ("?year=2024", 1), ("?year=1999&words=", 3)):
        assert client.get(LIST + query).context["page_obj"].paginator.count == many


def test_the_list_asks_the_same_for_2_lines_as_for_80(client, world):
    client.force_login(world.tutor)
    asked = []
    for many in (1, 40):
        for days in range(many):
            start, person = START + timedelta(days=days), holder(Role.MENTOR, school=world.school)
            world.note(person=person, start=start, what=TRAINER)
            place(world, person=person, start=start)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert len(client.get(f"{LIST}?page=4").context["page_obj"].object_list) == 7


# --- pages -------------------------------------------------------------------------------------------------


def add_url(world):
    return f"{LIST}add/?school={world.school.pk}"


def filled(**changed):
    """What is typed into the form for an engagement."""
    given = {
        "mentor": "jo@mentor.example",
        "what": "trainer",
        "start_day": "9",
        "start_month": "9",
        "start_year": "2026",
        "note": "Led a workshop",
        "once": "abcd1234",
    }
    return given | changed


def test_an_engagement_is_noted_from_the_mentors_of_the_school(client, world):
    client.force_login(world.office)
    assert "At which school?" in client.get(f"{LIST}add/").content.decode()
    assert "Jo Okafor" in client.get(add_url(world)).content.decode()
    for _ in range(2):
        assert client.post(add_url(world), filled())["Location"] == LIST
    noted = Engagement.objects.get()
    assert (noted.person, noted.school, noted.what, noted.start, noted.end, noted.note, noted.noted_by) == (
        world.mentor,
        world.school,
        TRAINER,
        date(2026, 9, 9),
        None,
        "Led a workshop",
        world.office,
    )


@pytest.mark.parametrize("key", ["JO@mentor.example", "RP12/34567"])
def test_somebody_from_another_school_is_known_by_address_or_trn(client, world, key):
    client.force_login(world.office)
    url = f"{LIST}add/?school={world.second.pk}"
    assert client.post(url, filled(mentor="", key=key)).status_code == 302
    assert Engagement.objects.get().person == world.mentor


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mentor": ""}, "mentor"),
        ({"mentor": "other"}, "key"),
        ({"mentor": "other", "key": "nobody@mentor.example"}, "key"),
        ({"mentor": "other", "key": "12345678"}, "key"),
        ({"key": "1234567"}, "key"),
        ({"what": "wizard"}, "what"),
        ({"start_year": ""}, "start"),
        ({"end_day": "1", "end_month": "9", "end_year": "2026"}, "end"),
        ({"start_year": "2029"}, "start"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(client, world, changed, field):
    client.force_login(world.office)
    response = client.post(add_url(world), filled(**changed))
    assert response.context["form"].errors.keys() == {field}
    assert not Engagement.objects.exists()


def test_the_last_day_and_taking_back_on_the_page_of_one(client, world):
    noted = world.note()
    client.force_login(world.office)
    url = f"{LIST}{noted.slug}/"
    assert client.post(url, {"end_day": "1", "end_month": "9", "end_year": "2026"}).context[
        "form"
    ].errors.keys() == {"end"}
    assert client.post(url, {"end_day": "11", "end_month": "12", "end_year": "2026"}).status_code == 302
    assert "11 December 2026" in client.get(url).content.decode()
    assert client.post(f"{url}take-back/")["Location"] == LIST
    assert client.get(url).status_code == 404


def test_a_link_tutor_reads_and_changes_nothing(client, world):
    noted = world.note()
    client.force_login(world.tutor)
    assert "Take it back" not in client.get(f"{LIST}{noted.slug}/").content.decode()
    assert "Note an engagement" not in client.get(LIST).content.decode()
    for url in (f"{LIST}{noted.slug}/", f"{LIST}{noted.slug}/take-back/", f"{LIST}add/", f"{LIST}import/"):
        assert client.post(url).status_code == 403
    for url in (f"{LIST}add/", f"{LIST}import/"):
        assert client.get(url).status_code == 403


# --- tables ------------------------------------------------------------------------------------------------

NO_TRN = "Enter a teacher reference number of 7 digits, for example 1234567 or RP12/34567."
TWO_SCHOOLS = "There are 2 partner schools called Hillcrest School: enter the URN"
NO_SUCH_WORK = "‘What’ must be " + " or ".join(f"‘{what.label}’" for what in Engagement.What)
HEAD = "Email,TRN,School,URN,What,First day,Last day,Note"


def table(*rows, head=HEAD):
    return "\r\n".join([head, *rows]).encode()


def test_a_table_is_noted_whole(world):
    holder(Role.MENTOR, school=world.second, email="amy@mentor.example")
    read = read_table(
        table(
            "jo@mentor.example,,hillcrest school,,,7/9/2026,,",
            ",RP12/34567,,100002,Trainer or speaker,2026-09-08,11 Dec 2026,'=1 on",
            "",
            "AMY@mentor.example,,Marlow Park,,other,1/9/2026,,",
        ),
        world.provider,
    )
    assert (read.problems, read.known) == ([], 0)
    engaging.note_all(provider=world.provider, rows=read.rows, by=world.lead)
    found = Engagement.objects.order_by("start").values_list(
        "person__email", "school__urn", "what", "start", "end", "note"
    )
    assert list(found) == [
        ("amy@mentor.example", "100002", "other", date(2026, 9, 1), None, ""),
        ("jo@mentor.example", "100001", "mentor", START, None, ""),
        ("jo@mentor.example", "100002", "trainer", date(2026, 9, 8), date(2026, 12, 11), "=1 on"),
    ]


def test_every_mistake_is_named_with_its_line_and_nothing_is_noted(client, world):
    SchoolFactory(name="Hillcrest School", urn="100009", town="Otherton", partner=world.provider)
    mistakes = {
        "nobody@mentor.example,,,100001,,7/9/2026,,": f"{engaging.NOBODY}: nobody@mentor.example",
        ",,,100001,,7/9/2026,,": "Enter the mentor’s email address or TRN",
        ",12345678,,100001,,7/9/2026,,": NO_TRN,
        "jo@mentor.example,,,999999,,7/9/2026,,": f"{engaging.ELSEWHERE}: 999999",
        "jo@mentor.example,,Hillcrest School,,,7/9/2026,,": TWO_SCHOOLS,
        "jo@mentor.example,,,,,7/9/2026,,": "Enter the school’s name or URN",
        "jo@mentor.example,,,100001,wizard,7/9/2026,,": NO_SUCH_WORK,
        "jo@mentor.example,,,100001,,,,": "Enter the first day",
        "jo@mentor.example,,,100001,,32/9/2026,,": "There is no 32 September 2026",
        "jo@mentor.example,,,100001,,7/9/2026,6/9/2026,": engaging.BACKWARDS,
        f"jo@mentor.example,,,100001,,7/9/2026,,{'x' * 201}": "The note is longer than 200 characters",
        "jo@mentor.example,,,100001,,7/9/2026,,": "",
        "jo@mentor.example,,,100001,mentor,2026-09-07,,again": "This is the same as line 13",
    }
    data = table(*mistakes)
    read = read_table(data, world.provider)
    assert read.problems == [(n, said) for n, said in enumerate(mistakes.values(), 2) if said]
    client.force_login(world.office)
    page = client.post(f"{LIST}import/", {"table": SimpleUploadedFile("t.csv", data)}).content.decode()
    assert "Line 11" in page
    assert "12 things to put right" in page
    assert not Engagement.objects.exists()


def test_one_line_names_all_its_mistakes(world):
    read = read_table(table("no@mentor.example,,Nowhere,,,soon,,"), world.provider)
    assert [line for line, _ in read.problems] == [2, 2, 2]


def test_what_is_known_already_is_left_out_so_a_table_may_come_twice(client, world):
    place(world, start=date(2026, 9, 1))
    data = table(
        "jo@mentor.example,,,100001,,7/9/2026,,",
        "jo@mentor.example,,,100001,,1/9/2026,,",
    )
    client.force_login(world.office)
    said = []
    for _ in range(2):
        response = client.post(f"{LIST}import/", {"table": SimpleUploadedFile("t.csv", data)}, follow=True)
        said += [str(message) for message in response.context["messages"]]
    assert said == ["1 engagement noted, 1 were there already", "0 engagements noted, 2 were there already"]
    assert Engagement.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column ‘Email’ or ‘TRN’"),
        (b"Email,School\r\n", "no column ‘First day’"),
        (table(), "no rows"),
        (table(*["jo@mentor.example,,,100001,,7/9/2026,,"] * 1001), "more than 1000 rows"),
        (b"\x00\xff\xfe\x89PNG", "no column"),
        (table('"' + "x" * 200_000), "cannot read"),
    ],
)
def test_what_is_no_table_is_refused_with_words(world, data, words):
    with pytest.raises(ValidationError, match=words):
        read_table(data, world.provider)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_of_all_common_programs_are_read(world, encoding, mark):
    world.school.name = "Ysgol Bryn Élan"
    world.school.save()
    text = f"first day{mark}EMAIL{mark}School\n7/9/2026{mark}jo@mentor.example{mark}Ysgol Bryn Élan\n"
    read = read_table(text.encode(encoding), world.provider)
    assert (read.problems, [row["school"] for row in read.rows]) == ([], [world.school])


def test_a_table_asks_the_same_for_1_row_as_for_200(world):
    people = [holder(Role.MENTOR, school=world.school) for _ in range(200)]
    asked = []
    for many in (1, 200):
        rows = [f"{person.email},,,100001,,7/9/2026,," for person in people[:many]]
        with CaptureQueriesContext(connection) as queries:
            assert len(read_table(table(*rows), world.provider).rows) == many
        asked.append(len(queries))
    assert asked == [4, 4]


def test_t29_the_download_is_safe_and_can_be_brought_in_again(client, world):
    world.note(note="=cmd|'/C calc'!A0", what=TRAINER)
    place(world, start=date(2026, 9, 1))
    client.force_login(world.tutor)
    response = client.get(f"{LIST}engagements.csv")
    assert response["Content-Disposition"] == 'attachment; filename="engagements.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["Mentor"], row["What"], row["First day"], row["Note"], row["Noted by"]) for row in rows] == [
        ("Jo Okafor", "Trainer or speaker", "2026-09-07", "'=cmd|'/C calc'!A0", "Sam Lee"),
        ("Jo Okafor", "Mentor of a student teacher", "2026-09-01", "", "The mentor"),
    ]
    again = read_table(response.content, world.provider)
    assert (again.rows, again.known, again.problems) == ([], 2, [])
    Engagement.objects.all().delete()
    assert [row["note"] for row in read_table(response.content, world.provider).rows] == ["=cmd|'/C calc'!A0"]


def test_the_download_holds_what_the_list_is_narrowed_to(client, world):
    world.note()
    client.force_login(world.office)
    assert b"Jo Okafor" in client.get(f"{LIST}engagements.csv?words=jo").content
    assert b"Jo Okafor" not in client.get(f"{LIST}engagements.csv?words=nobody").content
