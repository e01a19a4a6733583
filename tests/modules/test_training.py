"""Training each year: held, booked, came, and who has no event in a school year (R37)."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from modules import actions, training
from modules.models import FlyerNotice
from people.models import Provider
from people.roles import Role
from tests.factories.events import booked, make_event
from tests.factories.people import ProviderFactory, SchoolFactory, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
IN_MARCH = "2026-03-10 12:00Z"


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(IN_MARCH):
        yield


@pytest.fixture
def provider():
    return ProviderFactory(name="Kingsmere University", short_name="Kingsmere")


@pytest.fixture
def lead(provider):
    return holder(Role.PROVIDER_LEAD, provider=provider)


def line(user, start=2025):
    """The only Line of a lead's report: (held, coming, booked, came, without an event)."""
    [found] = training.report(user, training.Year(start))
    return found.held, found.coming, found.booked, found.came, found.is_without


def test_held_coming_booked_and_came_are_counted(provider, lead):
    held = make_event(provider, on=date(2025, 11, 5))
    make_event(provider, on=date(2026, 5, 5))
    make_event(on=date(2025, 11, 5))
    make_event(provider, on=date(2025, 12, 5), live=False)
    rows = booked(held, *(holder(Role.MENTOR) for _ in range(3)))
    holder(Role.PCM, email="guest@school.example")
    actions.note_attendance(event=held, listed=[row.pk for row in rows], came=[rows[0].pk], by=lead)
    actions.add_guest(event=held, email="guest@school.example", by=lead)
    assert line(lead) == (1, 1, 3, 2, False)


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2025, 8, 31), 2024),
        (date(2025, 9, 1), 2025),
        (date(2026, 8, 31), 2025),
        (date(2026, 9, 1), 2026),
    ],
)
def test_a_school_year_runs_from_september_to_august_in_london(provider, lead, day, start):
    make_event(provider, on=day, hours=(0, 23))
    assert {year: line(lead, year)[4] for year in (2024, 2025, 2026)} == {
        year: year != start for year in (2024, 2025, 2026)
    }


def test_an_event_called_off_does_not_count(provider, lead):
    event = make_event(provider, on=date(2026, 5, 5))
    assert line(lead) == (0, 1, 0, 0, False)
    actions.call_off(event=event, reason="Snow", by=lead)
    assert line(lead) == (0, 0, 0, 0, True)


def test_a_provider_is_asked_for_the_years_in_which_it_belonged(provider):
    coordinator = holder(Role.COORDINATOR)
    Provider.objects.exclude(pk=provider.pk).update(member_to="2020-08-31")
    Provider.objects.filter(pk=provider.pk).update(member_from="2024-10-01", member_to="2025-09-01")
    named = {year.start: len(training.report(coordinator, year)) for year in training.years()}
    assert named == {2025: 1, 2024: 1, 2023: 0, 2022: 0, 2021: 0, 2020: 0}


def test_each_sees_their_own_and_co_ordinators_all(client, provider, lead):
    others = Provider.objects.count()
    for person, count in (
        (lead, 1),
        (holder(Role.OFFICE, provider=provider), 1),
        (holder(Role.COORDINATOR), others),
    ):
        client.force_login(person)
        assert len(client.get(reverse("modules:training")).context["lines"]) == count
    for role in (Role.MENTOR, Role.PCM, Role.LINK_TUTOR):
        client.force_login(holder(role))
        for name in ("training", "training_csv"):
            assert client.get(reverse(f"modules:{name}")).status_code == 403


def test_the_page_flags_who_has_none_in_the_chosen_year(client, provider, lead):
    event = make_event(provider, on=date(2025, 11, 5))
    client.force_login(lead)
    address = reverse("modules:training")
    this, before = client.get(address), client.get(f"{address}?year=2024")
    assert [page.context["finding"] for page in (this, before)] == [
        "Kingsmere has an event in this school year.",
        "Kingsmere has no event in this school year.",
    ]
    assert [">No event<" in page.content.decode() for page in (this, before)] == [False, True]
    assert (this.context["kept"], before.context["kept"]) == ([event], [])
    assert client.get(f"{address}?year=1066").context["year"].start == 2025


def test_the_table_has_every_year_and_no_formulas(client, provider, lead):
    Provider.objects.filter(pk=provider.pk).update(name="=Kingsmere")
    make_event(provider, on=date(2025, 11, 5))
    client.force_login(lead)
    answer = client.get(reverse("modules:training_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == training.HEADER
    assert [row[0] for row in rows[1:]] == [year.label for year in training.years()]
    assert rows[1] == ["2025 to 2026", "'=Kingsmere", "1", "0", "0", "0", "no", "0", "0"]


def test_r23_schools_with_the_flyer_up_are_counted(provider, lead):
    schools = [SchoolFactory(partner=provider) for _ in range(3)]
    SchoolFactory(partner=provider, closed_on="2025-12-01")
    pcm = holder(Role.PCM, school=schools[0])
    actions.note_flyer(school=schools[0], by=pcm)
    FlyerNotice.objects.create(school=schools[1], person=pcm, year=2024, version="2024-09-01")
    found = {year: training.report(lead, training.Year(year))[0] for year in (2025, 2024)}
    assert {year: (each.flyers, each.schools) for year, each in found.items()} == {2025: (1, 3), 2024: (1, 4)}


def test_the_report_asks_the_same_for_many_events(client, provider, lead):
    client.force_login(lead)
    asked = []
    for count in (1, 8):
        for _ in range(count):
            event = make_event(provider, on=date(2025, 11, 5))
            booked(event, holder(Role.MENTOR, school=SchoolFactory(partner=provider)))
        client.get(reverse("modules:training"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("modules:training"))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
