"""The flyer: one sheet with a code, and the PCM's word once a school year, without proof (R23)."""

import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from modules import actions, permissions
from modules.models import FlyerNotice, FlyerPage
from people.roles import Role
from tests.factories.people import AppointmentFactory, SchoolFactory, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.fixture
def school():
    return SchoolFactory(name="Hillcrest School")


@pytest.fixture
def pcm(school):
    return holder(Role.PCM, school=school, name="Asha Patel")


def test_the_flyer_is_a_page_with_a_code_and_the_day_of_its_version(client):
    html = client.get("/pcm/flyer/").content.decode()
    assert re.search(r'<img src="data:image/png;base64,[^"]{200,}"[^>]*alt="QR code that opens ', html)
    assert html.count("<h1") == 1
    with time_machine.travel("2030-01-07 12:00Z"):
        FlyerPage.objects.get().save_revision().publish()
    assert "Flyer of 7 January 2030" in client.get("/pcm/flyer/").content.decode()


def test_r23_the_pcm_says_once_a_year_that_it_is_up(client, school, pcm):
    FlyerPage.objects.get().save_revision().publish()
    page = FlyerPage.objects.get()
    client.force_login(pcm)
    assert client.get("/my/school/").context["flyer"] == [school]
    for _ in range(2):
        answer = client.post(reverse("modules:flyer"), {"school": school.pk, "done": "on"})
        assert answer["Location"] == reverse("modules:flyer")
    [notice] = FlyerNotice.objects.all()
    assert (notice.school, notice.person, notice.revision) == (school, pcm, page.live_revision)
    assert notice.version == page.version
    assert client.get("/my/school/").context["flyer"] == []
    assert "Asha Patel noted it" in client.get(reverse("modules:flyer")).content.decode()


def test_the_next_school_year_it_is_due_again(school, pcm):
    with time_machine.travel("2026-08-31 22:00Z"):  # still August in London
        actions.note_flyer(school=school, by=pcm)
        assert permissions.flyer_due(pcm) == []
    with time_machine.travel("2026-08-31 23:30Z"):  # September in London
        assert permissions.flyer_due(pcm) == [school]
        actions.note_flyer(school=school, by=pcm)
    assert sorted(FlyerNotice.objects.values_list("year", flat=True)) == [2025, 2026]


def test_a_second_pcm_finds_it_noted(school, pcm):
    first = actions.note_flyer(school=school, by=pcm)
    assert actions.note_flyer(school=school, by=holder(Role.PCM, school=school)) == first
    assert first.person == pcm


def test_the_box_has_to_be_ticked_and_the_school_to_be_ones_own(client, school, pcm):
    client.force_login(pcm)
    answer = client.post(reverse("modules:flyer"), {"school": school.pk})
    assert "Tick the box when the flyer is up" in answer.content.decode()
    answer = client.post(reverse("modules:flyer"), {"school": SchoolFactory().pk, "done": "on"})
    assert answer.status_code == 200
    assert not FlyerNotice.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PCM])
def test_nobody_else_says_so(client, school, role):
    person = holder(role)
    client.force_login(person)
    assert client.get(reverse("modules:flyer")).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.note_flyer(school=school, by=person)


def test_a_pcm_of_two_schools_notes_each(client, school, pcm):
    other = SchoolFactory(name="Ashdown School")
    AppointmentFactory(person=pcm, role=Role.PCM, school=other)
    client.force_login(pcm)
    assert [each for each, _ in client.get(reverse("modules:flyer")).context["rows"]] == [other, school]
    client.post(reverse("modules:flyer"), {"school": other.pk, "done": "on"})
    assert [each for each, _ in client.get(reverse("modules:flyer")).context["rows"]] == [school]


def test_without_a_flyer_nothing_is_due(school, pcm):
    FlyerPage.objects.get().unpublish()
    assert permissions.flyer_due(pcm) == []
    with pytest.raises(ValidationError, match="There is no flyer"):
        actions.note_flyer(school=school, by=pcm)


def test_the_database_keeps_one_note_for_a_school_and_year(school, pcm):
    facts = {"school": school, "person": pcm, "year": 2025, "version": "2025-09-01"}
    FlyerNotice.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        FlyerNotice.objects.create(**facts)


def test_the_pcms_desk_asks_one_query_for_it(school, pcm):
    permissions.hats(pcm)
    with CaptureQueriesContext(connection) as queries:
        permissions.flyer_due(pcm)
    assert len(queries) == 1
