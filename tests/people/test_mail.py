"""The outbox: written with what it tells about, once, and safe to read."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django_q.models import OrmQ

from people import mail, tasks
from people.models import OutgoingMail
from tests.factories.people import OutgoingMailFactory, UserFactory

NEWS = {
    "kind": "news",
    "reference": "MC-1/1",
    "to": "Reader@People.example",
    "subject": "News for you",
    "template": "base",
    "context": {
        "greeting": "Sinéad O'Brien <sob@people.example>",
        "lines": ["There is news & more."],
        "action_label": "Read it",
        "action_url": "/my/",
        "why": "Because you asked.",
    },
}
HEADER_INJECTIONS = [
    "Hello\r\nBcc: all@example.org",
    "Hello\nBcc: all@example.org",
    "Hello\rBcc: all@example.org",
    "Hello\r\n\r\n<b>body</b>",
    "Hello\u2028Bcc: all@example.org",
    "Hello\x0bBcc: all@example.org",
    "Hello\x0cBcc: all@example.org",
    "Hello\x85Bcc: all@example.org",
    "Hello\x1cBcc: all@example.org",
    "\r\nBcc: all@example.org",
    "Hello\r\n Bcc: all@example.org",
    "=?utf-8?q?Hello=0ABcc:_all@example.org?=",
]


def test_queueing_writes_the_message_and_its_task(db):
    person = UserFactory()
    row = mail.queue(**NEWS, person=person)
    assert (row.recipient, row.subject, row.status, row.person) == (
        "reader@people.example",
        "News for you",
        "queued",
        person,
    )
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == ("people.tasks.deliver", (row.pk,))


class Undone(Exception):
    pass


@transaction.atomic
def queue_and_fail():
    mail.queue(**NEWS)
    assert (OutgoingMail.objects.count(), OrmQ.objects.count()) == (1, 1)
    raise Undone


def test_rollback_leaves_neither_message_nor_task(transactional_db):
    with pytest.raises(Undone):
        queue_and_fail()
    assert (OutgoingMail.objects.count(), OrmQ.objects.count()) == (0, 0)


def test_same_news_is_queued_once(db):
    first = mail.queue(**NEWS)
    again = mail.queue(**{**NEWS, "to": "reader@people.example", "subject": "Other words"})
    assert (again.pk, again.subject) == (first.pk, "News for you")
    mail.queue(**{**NEWS, "reference": "MC-1/2"})
    mail.queue(**{**NEWS, "to": "second@people.example"})
    assert (OutgoingMail.objects.count(), OrmQ.objects.count()) == (3, 3)
    assert len(set(OutgoingMail.objects.values_list("message_id", flat=True))) == 3


def test_message_id_depends_on_the_news_alone(db, settings):
    settings.BASE_URL = "https://mentors.example:8443"
    first = mail.message_id("news", "1", "a@people.example")
    assert first == mail.message_id("news", "1", "a@people.example")
    assert first != mail.message_id("news", "2", "a@people.example")
    assert first.endswith("@mentors.example>")


def test_text_is_plain_and_html_is_escaped(db, settings):
    settings.BASE_URL = "https://mentors.example"
    row = mail.queue(**NEWS)
    assert "Dear Sinéad O'Brien <sob@people.example>" in row.text
    assert "There is news & more." in row.text
    assert "Read it:\nhttps://mentors.example/my/" in row.text
    assert "Sinéad O&#x27;Brien &lt;sob@people.example&gt;" in row.html
    assert 'href="https://mentors.example/my/"' in row.html
    assert "<sob@" not in row.html


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/x", "https://mentors.example.evil.example/"]
)
def test_messages_link_to_this_site_alone(db, settings, url):
    settings.BASE_URL = "https://mentors.example"
    with pytest.raises(ValueError, match="only link to this site"):
        mail.queue(**{**NEWS, "context": {**NEWS["context"], "action_url": url}})
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("subject", HEADER_INJECTIONS)
def test_no_header_is_smuggled_in_by_a_subject(db, by_smtp, subject):
    row = mail.queue(**{**NEWS, "subject": subject})
    assert tasks.deliver(row.pk) == "sent"
    [message] = by_smtp.messages
    assert message["To"] == "reader@people.example"
    assert (message["Bcc"], message["Subject"].splitlines()[0]) == (None, message["Subject"])
    assert not any("all@example.org" in value for name, value in message.items() if name != "Subject")


def test_delivered_message_says_what_was_queued(db, by_smtp, settings):
    row = mail.queue(**NEWS)
    assert tasks.deliver(row.pk) == "sent"
    row.refresh_from_db()
    [message] = by_smtp.messages
    assert (message["Message-ID"], message["Auto-Submitted"]) == (row.message_id, "auto-generated")
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == row.text
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n").strip() == row.html.strip()
    assert (row.status, row.attempts, row.error) == ("sent", 1, "")
    assert row.sent_at is not None


def test_sent_has_a_time_even_past_the_code(db):
    row = OutgoingMailFactory()
    with pytest.raises(Exception, match="people_mail_sent_has_a_time"), transaction.atomic():
        OutgoingMail.objects.filter(pk=row.pk).update(status="sent")


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "people.backend.OutboxBackend"


def test_mail_of_other_packages_goes_through_the_outbox(db, outbox):
    person = UserFactory(email="jo@people.example")
    message = EmailMultiAlternatives(
        "Hi\nthere", "Plain", "site@people.example", ["Jo@people.example"], cc=["x@y.example"]
    )
    message.attach_alternative("<p>Rich</p>", "text/html")
    assert message.send() == 1
    rows = OutgoingMail.objects.order_by("recipient").values_list(
        "recipient", "subject", "text", "html", "sender", "person", "secret", "kind"
    )
    rest = ("Plain", "<p>Rich</p>", "site@people.example")
    assert list(rows) == [
        ("jo@people.example", "Hi there", *rest, person.pk, True, "site"),
        ("x@y.example", "Hi there", *rest, None, True, "site"),
    ]
    assert OrmQ.objects.count() == 2


def test_same_words_sent_twice_by_other_packages_are_two_messages(db, outbox):
    for _ in range(2):
        send_mail("Again", "Text", None, ["jo@people.example"])
    assert OutgoingMail.objects.count() == 2


def test_mail_with_attachments_is_refused_by_the_backend(db, outbox):
    message = EmailMultiAlternatives("Hi", "Text", None, ["jo@people.example"])
    message.attach("a.txt", "x", "text/plain")
    with pytest.raises(ValueError, match=r"people\.mail\.queue"):
        message.send()
    assert OutgoingMail.objects.count() == 0


def test_message_with_a_secret_is_emptied_once_sent(db, outbox, by_smtp):
    send_mail("Choose a password", "https://mentors.example/key/", None, ["jo@people.example"])
    row = OutgoingMail.objects.get()
    assert tasks.deliver(row.pk) == "sent"
    row.refresh_from_db()
    assert (row.text, row.html, row.subject) == ("", "", "Choose a password")
    assert "https://mentors.example/key/" in by_smtp.messages[0].get_content()


@pytest.fixture
def own_template(settings, tmp_path):
    """A message with a plain template of its own and no HTML twin."""
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "plain.txt").write_text(
        "Dear {{ name }}\n\nFirst line,\nstill first.\n\n{{ base_url }}\n"
    )
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


def test_template_of_its_own_is_wrapped_paragraph_by_paragraph(db, own_template, settings):
    settings.BASE_URL = "https://mentors.example"
    row = mail.queue(**{**NEWS, "template": "plain", "context": {"name": "Jo & Co"}})
    assert row.text == "Dear Jo & Co\n\nFirst line,\nstill first.\n\nhttps://mentors.example\n"
    assert row.html.count("Jo &amp; Co") == 1
    assert "First line, still first." in row.html
