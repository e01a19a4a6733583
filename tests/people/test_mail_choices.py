"""What people choose about the mail they get, and how others read it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from people import actions
from people.models import MailChoice, User
from people.permissions import mail_choice
from people.topics import TOPICS
from tests.factories.people import UserFactory

MAIL = "/account/mail/"


def test_everybody_hears_weekly_until_they_choose_otherwise(db):
    person = UserFactory()
    before = mail_choice(person, "reviews")
    for value in ("each", "weekly", "each"):
        actions.choose_mail(person=person, topic="reviews", value=value, by=person)
    assert (before, mail_choice(person, "reviews")) == ("weekly", "each")
    assert MailChoice.objects.get().value == "each"


def test_choices_of_many_people_take_one_query(db, django_assert_num_queries):
    chosen, other = UserFactory(), UserFactory()
    actions.choose_mail(person=chosen, topic="reviews", value="each", by=chosen)
    with django_assert_num_queries(1):
        rows = dict(User.objects.with_mail_choice("reviews").values_list("pk", "mail_choice"))
    assert rows == {chosen.pk: "each", other.pk: "weekly"}
    assert list(User.objects.with_mail_choice("reviews").filter(mail_choice="weekly")) == [other]


def test_unknown_topics_are_a_mistake_of_the_program(db):
    with pytest.raises(KeyError):
        mail_choice(UserFactory(), "lottery")
    with pytest.raises(KeyError):
        User.objects.with_mail_choice("lottery")


@pytest.mark.parametrize(("topic", "value"), [("reviews", "hourly"), ("reviews", ""), ("lottery", "weekly")])
def test_only_what_is_on_offer_can_be_chosen(db, topic, value):
    person = UserFactory()
    with pytest.raises(ValidationError):
        actions.choose_mail(person=person, topic=topic, value=value, by=person)
    assert not MailChoice.objects.exists()


def test_nobody_chooses_for_somebody_else(admin):
    with pytest.raises(PermissionDenied, match="Everybody chooses their own mail"):
        actions.choose_mail(person=UserFactory(), topic="reviews", value="each", by=admin)
    assert not MailChoice.objects.exists()


def test_database_keeps_one_answer_per_topic(db):
    person = UserFactory()
    MailChoice.objects.create(person=person, topic="reviews", value="each")
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.create(person=person, topic="reviews", value="weekly")
    assert MailChoice.objects.count() == 1


def checked(page):
    """The values of the radios that are chosen on a page."""
    inputs = [part.split(">")[0] for part in page.content.decode().split("<input")[1:]]
    return [part.split('value="')[1].split('"')[0] for part in inputs if "checked" in part]


def test_the_page_shows_the_choice_and_keeps_a_new_one(client, db):
    person = UserFactory()
    client.force_login(person)
    page = client.get(MAIL)
    assert (page.status_code, checked(page)) == (200, ["weekly", "weekly"])
    assert all(topic.question in page.content.decode() for topic in TOPICS.values())
    saved = client.post(MAIL, {"reviews": "each", "portfolio": "never"}, follow=True)
    assert saved.redirect_chain == [(MAIL, 302)]
    assert ("Your choice is saved" in saved.content.decode(), checked(saved)) == (True, ["each", "never"])
    assert mail_choice(person, "reviews") == "each"


@pytest.mark.parametrize("sent", [{}, {"reviews": "hourly"}])
def test_the_page_says_what_to_select(client, db, sent):
    client.force_login(UserFactory())
    page = client.post(MAIL, sent).content.decode()
    assert "There is a problem" in page
    assert "Select how often we should tell you what waits" in page
    assert not MailChoice.objects.exists()


def test_who_is_signed_out_signs_in_first(client, db):
    for answer in (client.get(MAIL), client.post(MAIL, {"reviews": "each"})):
        assert answer.url == f"{reverse('account_login')}?next={MAIL}"
