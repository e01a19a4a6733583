"""The school's copy: for the PCM of the school where it was signed, if the mentor lets it have one (R32)."""

import hashlib

import pytest
from django.urls import reverse

from people.models import Appointment
from people.permissions import forget_hats
from people.roles import Role
from portfolio.models import Enrolment
from register.copies import copies_for
from tests.factories.people import SchoolFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(cast):
    made = cast.made()
    allow(made)
    return made


def allow(certificate, school_copy=True):
    """What the mentor chose."""
    Enrolment.objects.filter(pk=certificate.award.enrolment_id).update(school_copy=school_copy)


def answer(client, person, certificate):
    """What the door says to the person."""
    client.force_login(person)
    return client.get(reverse("register:school_copy", args=[certificate.number, certificate.revision]))


def test_r32_the_pcm_gets_the_stored_file(client, cast, certificate):
    found = answer(client, cast.pcm, certificate)
    assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
    assert hashlib.sha256(found.content).hexdigest() == certificate.sha256
    assert copies_for(cast.pcm) == [certificate]


def test_r32_without_the_mentors_word_there_is_no_copy(client, cast, certificate):
    allow(certificate, False)
    assert answer(client, cast.pcm, certificate).status_code == 404
    assert copies_for(cast.pcm) == []


def test_r32_a_later_school_sees_nothing_and_the_one_that_signed_still_does(client, cast, certificate):
    later = SchoolFactory(partner=cast.provider)
    Appointment.objects.filter(person=certificate.person).update(school=later)
    new_pcm = holder(Role.PCM, school=later)
    assert answer(client, new_pcm, certificate).status_code == 404
    assert answer(client, cast.pcm, certificate).status_code == 200


def test_e4_the_copy_goes_to_the_pcm_of_today(client, cast, certificate):
    follower = holder(Role.PCM, school=cast.school)
    Appointment.objects.filter(person=cast.pcm).update(role=Role.MENTOR)
    forget_hats(cast.pcm)
    assert answer(client, cast.pcm, certificate).status_code == 404
    assert answer(client, follower, certificate).status_code == 200
    assert copies_for(follower) == [certificate]


def test_nobody_else_finds_it(client, cast, certificate):
    for person in (cast.tutor, cast.office, certificate.person, cast.mentor(name="Another")):
        assert answer(client, person, certificate).status_code == 404, person
    client.logout()
    address = reverse("register:school_copy", args=[certificate.number, certificate.revision])
    assert client.get(address).status_code == 302
    client.force_login(cast.pcm)
    assert client.post(address).status_code == 405


def test_a_withdrawn_certificate_is_no_copy_any_more(client, cast, certificate):
    certificate.award.withdrawn_at = certificate.issued_at
    certificate.award.save()
    assert answer(client, cast.pcm, certificate).status_code == 404
