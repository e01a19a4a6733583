"""Training events: who may book, what the page says, places, mail, and the file for calendars (R37)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from modules import actions
from modules.models import EventBooking, EventPage, EventsPage
from people.models import OutgoingMail
from people.models.periods import today
from people.roles import Role
from tests.factories.events import begins_ago, booked, make_event
from tests.factories.people import ProviderFactory, UserFactory, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.fixture
def mentor():
    return holder(Role.MENTOR, name="Jo Okafor", email="jo@school.example")


def bookings(event):
    """[(name, has a place)] of everybody who ever booked."""
    return [(row.person.name, row.cancelled_at is None) for row in event.bookings.order_by("pk")]


def text(client, address):
    """What a page says; the long lines of a calendar's file, which are folded, in one piece."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\r\n ", "")


# --- booking -----------------------------------------------------------------------------------------------


def test_r37_mentors_and_pcms_of_any_provider_book_and_get_one_mail(client, mentor):
    event = make_event(title="Reading")
    client.force_login(mentor)
    for _ in range(2):
        answer = client.post(f"/my/events/{event.pk}/book/")
        assert (answer.status_code, answer["Location"]) == (302, event.url)
    assert bookings(event) == [("Jo Okafor", True)]
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.subject) == (
        "event-booked",
        "jo@school.example",
        "Booked: Reading",
    )
    assert event.when in mail.text
    assert "You have booked a place" in text(client, event.url)


@pytest.mark.parametrize(
    ("audience", "welcome"),
    [("mentors", {Role.MENTOR}), ("pcms", {Role.PCM}), ("both", {Role.MENTOR, Role.PCM})],
)
def test_an_event_is_for_whom_it_says(client, audience, welcome):
    event = make_event(audience=audience)
    came_in = set()
    for role in Role:
        client.force_login(holder(role))
        status = client.post(f"/my/events/{event.pk}/book/").status_code
        came_in |= {role} if status == 302 else set()
        assert status in (302, 403)
    assert came_in == welcome
    assert event.bookings.count() == len(welcome)


def test_cancelling_gives_the_place_back_and_one_can_book_again(client, mentor):
    event = make_event(places=1)
    other = holder(Role.MENTOR)
    actions.book(event=event, by=mentor)
    with pytest.raises(ValidationError, match="All places are booked"):
        actions.book(event=event, by=other)
    client.force_login(mentor)
    for _ in range(2):
        assert client.post(f"/my/events/{event.pk}/cancel/").status_code == 302
    actions.book(event=event, by=other)
    with pytest.raises(ValidationError, match="All places are booked"):
        actions.book(event=event, by=mentor)
    actions.cancel_booking(event=event, by=other)
    actions.book(event=event, by=mentor)
    assert [row for _, row in bookings(event)] == [False, False, True]
    assert OutgoingMail.objects.filter(kind="event-booked", person=mentor).count() == 2


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"days": -1}, "This event has begun already."),
        ({"closes_on": today() - timedelta(days=1)}, "Booking closed on"),
        ({"places": 0}, "All places are booked."),
    ],
)
def test_too_late_or_full_is_said_kindly(client, mentor, facts, why):
    event = make_event(**facts)
    client.force_login(mentor)
    answer = client.post(f"/my/events/{event.pk}/book/", follow=True)
    assert answer.status_code == 200
    assert [str(message).startswith(why) for message in answer.context["messages"]] == [True]
    assert not event.bookings.exists()


def test_one_can_book_on_the_last_day(mentor):
    assert actions.book(event=make_event(closes_on=today()), by=mentor).pk


def test_a_booking_stays_once_the_event_has_begun(mentor):
    event = make_event()
    actions.book(event=event, by=mentor)
    event = begins_ago(event, days=1)
    with pytest.raises(ValidationError, match="has begun"):
        actions.cancel_booking(event=event, by=mentor)
    assert bookings(event) == [("Jo Okafor", True)]


def test_nobody_cancels_for_somebody_else(client, mentor):
    event = make_event()
    actions.book(event=event, by=mentor)
    client.force_login(holder(Role.MENTOR))
    assert client.post(f"/my/events/{event.pk}/cancel/").status_code == 302
    assert bookings(event) == [("Jo Okafor", True)]


def test_an_event_that_is_not_published_cannot_be_booked(client, mentor):
    event = make_event(live=False)
    client.force_login(mentor)
    addresses = [
        f"/my/events/{event.pk}/book/",
        f"/my/events/{event.pk}/cancel/",
        f"/calendar/{event.pk}.ics",
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    assert client.post(addresses[0]).status_code == 404


def test_somebody_without_a_role_is_told_for_whom_it_is():
    with pytest.raises(PermissionDenied, match="Training is for mentors"):
        actions.book(event=make_event(), by=UserFactory())


# --- what is kept ------------------------------------------------------------------------------------------


NOW = timezone.now()


@pytest.mark.parametrize(
    "facts",
    [
        {"booked_at": NOW, "cancelled_at": NOW, "attended": True, "noted": True},
        {"booked_at": NOW, "attended": True},
        {"booked_at": NOW, "noted": True},
        {"booked_at": None},
        {"booked_at": None, "attended": False, "noted": True},
    ],
)
def test_the_database_refuses_bookings_that_cannot_be(mentor, facts):
    noted_by = holder(Role.OFFICE) if facts.get("noted") else None
    facts = {name: value for name, value in facts.items() if name != "noted"}
    with pytest.raises(IntegrityError), transaction.atomic():
        EventBooking.objects.create(event=make_event(), person=mentor, noted_by=noted_by, **facts)


def test_the_database_keeps_one_live_booking_of_a_person(mentor):
    event = make_event()
    booked(event, mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        booked(event, mentor)


def test_an_event_ends_after_it_begins_and_booking_closes_by_then():
    event = make_event()
    event.ends_at, event.closes_on = event.starts_at, event.first_day + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert set(refused.value.message_dict) == {"ends_at", "closes_on"}


def test_times_are_londons():
    event = make_event(on=today().replace(month=7, day=1))
    assert event.when == f"1 July {today().year}, 4pm to 6pm"
    assert event.starts_at.utcoffset() == timedelta(hours=1)


# --- pages -------------------------------------------------------------------------------------------------


def test_only_those_with_a_place_read_how_to_join(client, mentor):
    event = make_event(online_link="https://meet.example/abc", joining="Ask for Ms Reid")
    secrets = ["https://meet.example/abc", "Ask for Ms Reid"]
    file = f"/calendar/{event.pk}.ics"

    def told():
        return [[secret in text(client, address) for secret in secrets] for address in (event.url, file)]

    nothing, everything = [[False, False]] * 2, [[True, True]] * 2
    assert told() == nothing
    client.force_login(mentor)
    assert told() == nothing
    actions.book(event=event, by=mentor)
    assert told() == everything
    actions.cancel_booking(event=event, by=mentor)
    assert told() == nothing


def test_the_list_shows_what_comes_and_what_has_been_and_filters_by_provider(client):
    ours, theirs = ProviderFactory(), ProviderFactory()
    late, soon = make_event(ours, days=30), make_event(theirs, days=3)
    past, draft = make_event(ours, days=-5), make_event(ours, live=False)
    address = EventsPage.objects.get().url
    shown = client.get(address).context
    assert ([event.pk for event in shown["coming"]], [event.pk for event in shown["past"]]) == (
        [soon.pk, late.pk],
        [past.pk],
    )
    shown = client.get(f"{address}?provider={ours.slug}").context
    assert ([event.pk for event in shown["coming"]], shown["filtered"]) == ([late.pk], True)
    assert len(client.get(f"{address}?provider=nobody").context["coming"]) == 2
    assert draft.title not in text(client, address)


def test_the_list_asks_the_same_for_many_events(client, mentor):
    client.force_login(mentor)
    address, asked = EventsPage.objects.get().url, []
    for count in (2, 12):
        for _ in range(count):
            booked(make_event(), mentor)
            make_event(days=-9)
        for page in (address, "/my/events/"):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            asked.append(len(queries))
    assert asked[:2] == asked[2:]
    assert max(asked) <= 16


def test_ones_own_bookings_with_what_was_noted(client, mentor):
    came, missed, coming, gone = (make_event(days=days) for days in (-20, -10, 10, 20))
    for event in (came, missed, coming, gone):
        booked(event, mentor)
    office = holder(Role.OFFICE)
    came.bookings.update(attended=True, noted_by=office)
    missed.bookings.update(attended=False, noted_by=office)
    actions.cancel_booking(event=gone, by=mentor)
    client.force_login(mentor)
    shown = client.get("/my/events/").context
    assert [row.event_id for row in shown["coming"]] == [coming.pk]
    assert [(row.event_id, row.attended) for row in shown["past"]] == [(missed.pk, False), (came.pk, True)]
    client.force_login(holder(Role.MENTOR))
    assert "You have no place" in text(client, "/my/events/")


def test_the_file_for_calendars_can_be_read_back(client):
    event = make_event(title="Reading, writing; and O’Brien", place="Room 1, Twickenham")
    answer = client.get(f"/calendar/{event.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (event.starts_at, event.ends_at)
    assert (str(entry["summary"]), str(entry["location"])) == (event.title, event.place)
    again = Calendar.from_ical(client.get(f"/calendar/{event.pk}.ics").content).walk("VEVENT")[0]
    assert entry["uid"] == again["uid"]


def test_who_signs_in_to_book_comes_back_to_the_event(client):
    event = make_event()
    assert f"next={event.url}" in text(client, event.url).replace("%2F", "/")
    assert client.post(f"/my/events/{event.pk}/book/")["Location"].startswith("/account/login/")


def test_the_home_page_names_the_next_three(client):
    days = (40, 10, 30, 20)
    made = {number: make_event(days=number) for number in days}
    make_event(days=-2)
    off = make_event(days=1)
    actions.call_off(event=off, reason="Snow", by=holder(Role.OFFICE, provider=off.provider))
    assert [event.pk for event in client.get("/").context["events"]] == [made[n].pk for n in (10, 20, 30)]
    assert EventPage.objects.count() == 6
