"""People, schools and providers: R10, R40, E1, E15, E22."""

import pytest
from django.urls import reverse

from people.models import Provider
from people.permissions import forget_hats, school_of
from people.roles import Role
from portfolio import permissions
from portfolio.record import load
from portfolio.requirements import Answer, requirements, unmet
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


def answers(enrolment):
    return {each.key: each.answer for each in requirements(load(make.fresh(enrolment)))}


def test_r10_a_module_needs_a_day_and_a_reflection_and_no_attendance(cast):
    enrolment = cast.enrol()
    make.do_module(enrolment, "M1", completed_on=make.ago(0), reflection="Read alone at home.")
    assert answers(enrolment)["module-m1"] == Answer.MET


def test_r40_each_provider_has_its_own_office_and_words(client, cast):
    enrolment = cast.enrol()
    Provider.objects.filter(pk=cast.provider.pk).update(office_email="mentors@kingsmere.example")
    client.force_login(cast.mentor)
    page = client.get(reverse("portfolio:enrolment", args=[enrolment.slug])).content.decode()
    assert "Kingsmere" in page
    assert "mentors@kingsmere.example" in page


def test_e01_who_changes_school_takes_the_work_along(cast):
    enrolment = cast.ready()
    elsewhere = SchoolFactory(name="Riverside School", partner=cast.provider)
    cast.mentor.appointments.update(end=make.ago(1))
    AppointmentFactory(person=cast.mentor, role=Role.MENTOR, school=elsewhere)
    forget_hats(cast.mentor)
    assert school_of(make.fresh(enrolment).person) == elsewhere
    assert enrolment.placements.get().school == cast.school
    assert unmet(load(make.fresh(enrolment))) == []


def test_e15_between_placements_modules_go_on_and_the_sheet_waits(cast):
    enrolment = make.on_mastery(cast)
    make.do_audit(enrolment, rating="4")
    make.do_module(enrolment, "M3")
    found = answers(enrolment)
    assert (found["module-m3"], found["full_cycle"]) == (Answer.MET, Answer.NOT_YET)
    page = make.RecordSheetPage.objects.get(level=cast.level)
    assert not permissions.can_start_record_sheet(cast.mentor, page)


def test_e22_a_mentor_needs_no_reference_number(cast):
    cast.mentor.trn = None
    cast.mentor.save()
    UserFactory(trn=None)
    assert unmet(load(cast.ready())) == []
