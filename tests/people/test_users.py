import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from people.models import User
from tests.factories.people import UserFactory


def test_person_is_kept_in_one_spelling(db):
    person = User.objects.create_user(" Jo@School.Example ", "  Jo   Blogg\u0073 ", trn="RP12/34567")
    assert (person.email, person.name, person.trn) == ("jo@school.example", "Jo Bloggs", "1234567")
    assert person.has_usable_password() is False
    assert (person.get_full_name(), person.get_short_name(), str(person)) == ("Jo Bloggs", "Jo", "Jo Bloggs")


def test_person_is_found_whatever_the_case_of_the_address(db):
    person = UserFactory(email="jo@school.example")
    assert User.objects.get_by_natural_key(" JO@School.example") == person


@pytest.mark.parametrize("again", ["jo@school.example", "Jo@School.Example"])
def test_one_mailbox_is_one_person_even_past_the_manager(db, again):
    UserFactory(email="jo@school.example")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_user (password, is_superuser, email, name, is_active, is_staff, date_joined,"
            " session_salt) VALUES ('', %s, %s, 'Twin', %s, %s, '2025-01-01', 'x')",
            [False, again, True, False],
        )
    assert User.objects.count() == 1


def test_second_account_with_the_same_address_is_refused_with_a_sentence(db):
    UserFactory(email="jo@school.example")
    with pytest.raises(ValidationError, match="Somebody already has it"):
        User.objects.create_user("JO@school.example", "Jo Again")


def test_trn_belongs_to_one_person_and_has_seven_digits(db):
    UserFactory(trn="1234567")
    with pytest.raises(ValidationError, match="already exists"):
        User.objects.create_user("b@people.example", "B", trn="12/34567")
    for trn in ("1234567", "12345"):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(trn=trn)


def test_many_people_have_no_trn(db):
    UserFactory(), UserFactory()
    User.objects.create_user("c@people.example", "C", trn="")
    assert list(User.objects.values_list("trn", flat=True)) == [None, None, None]


def test_nobody_is_nameless(db):
    with pytest.raises(ValidationError, match="cannot be blank"):
        User.objects.create_user("d@people.example", " \u200b ")


def test_administrators_are_made_by_the_manager(db):
    root = User.objects.create_superuser("root@people.example", "Root", "long-enough-password")
    assert (root.is_superuser, root.is_staff, root.check_password("long-enough-password")) == (
        True,
        True,
        True,
    )


def test_malformed_trn_is_named_as_the_wrong_field(db):
    with pytest.raises(ValidationError) as refused:
        User.objects.create_user("e@people.example", "E", trn="12345678")
    assert set(refused.value.message_dict) == {"trn"}
