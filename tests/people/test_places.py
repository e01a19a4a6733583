"""Constraints are tried past the models' own checks: straight into the database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import Partnership, Provider, School
from tests.factories.people import PartnershipFactory, ProviderFactory, SchoolFactory


def refused_by_the_database(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    return True


def test_members_on_a_day_are_those_who_belonged_on_that_day(db):
    here = ProviderFactory(member_from=date(2020, 9, 1))
    gone = ProviderFactory(member_from=date(2020, 9, 1), member_to=date(2022, 8, 31))
    ProviderFactory(member_from=date(2999, 1, 1))
    assert set(Provider.objects.members()) == {here}
    assert set(Provider.objects.members(date(2022, 8, 31))) == {here, gone}
    assert set(Provider.objects.members(date(2022, 9, 1))) == {here}
    assert (gone.is_member(date(2022, 8, 31)), gone.is_member(date(2022, 9, 1))) == (True, False)


def test_provider_cannot_leave_before_it_joined(provider):
    rows = Provider.objects.filter(pk=provider.pk)
    assert refused_by_the_database(lambda: rows.update(member_to=date(2000, 1, 1)))


def test_two_providers_without_a_code_are_fine_but_a_code_is_one_providers(db):
    ProviderFactory(code=""), ProviderFactory(code=""), ProviderFactory(code="S64")
    assert refused_by_the_database(lambda: ProviderFactory(code="S64"))


def test_schools_without_urn_are_many_but_a_urn_is_one_schools(db):
    for name in ("North", "South"):
        school = School(name=name, urn="  ", phase="primary")
        school.full_clean()
        school.save()
    assert list(School.objects.values_list("urn", flat=True)) == [None, None]
    SchoolFactory(urn="123456")
    assert refused_by_the_database(lambda: SchoolFactory(urn="123456"))


def test_school_that_became_another_keeps_its_row(db):
    academy = SchoolFactory()
    old = SchoolFactory(closed_on=date(2024, 9, 1), successor=academy)
    assert set(School.objects.open()) == {academy}
    assert set(School.objects.open(date(2024, 8, 31))) == {academy, old}
    assert (old.is_open(date(2024, 8, 31)), old.is_open(date(2024, 9, 1))) == (True, False)
    assert refused_by_the_database(lambda: School.objects.filter(pk=old.pk).update(successor=old))


@pytest.mark.parametrize("urn", ["12345", "1234567", "12345a"])
def test_urn_has_six_digits(db, urn):
    with pytest.raises(ValidationError, match="6 digits"):
        SchoolFactory.build(urn=urn).full_clean()


def test_one_open_partnership_and_any_number_of_past_ones(provider, school):
    PartnershipFactory(provider=provider, school=school, start=date(2010, 9, 1), end=date(2012, 8, 31))
    PartnershipFactory(provider=provider, school=school, start=date(2013, 9, 1), end=date(2014, 8, 31))
    assert refused_by_the_database(lambda: PartnershipFactory(provider=provider, school=school))
    assert Partnership.objects.filter(provider=provider, school=school).count() == 3


def test_partnership_cannot_end_before_it_begins(provider, school):
    rows = Partnership.objects.filter(school=school)
    assert refused_by_the_database(lambda: rows.update(end=date(2000, 1, 1)))


def test_partners_are_those_of_the_day(provider, school):
    rows = Partnership.objects.filter(school=school)
    rows.update(end=date(2024, 8, 31))
    assert set(School.objects.partners_of([provider], date(2024, 8, 31))) == {school}
    assert set(School.objects.partners_of([provider], date(2024, 9, 1))) == set()
