"""Writing mail into the outbox, in the transaction of what it tells about (X4, T28)."""

import uuid
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.context import make_context
from django.template.loader import get_template, select_template
from django.utils.crypto import get_random_string
from django_q.tasks import async_task

from people.identifiers import clean_email
from people.models import OutgoingMail

SUBJECT_LENGTH = 200


def queue(
    *, kind, reference, to, subject, template, context, person=None, attachments=(), sender="", secret=False
):
    """Owe one message to `to` about (kind, reference) and return its OutgoingMail, the same when asked again.

    Call it inside the transaction of what happened: row and task are rolled back with it. `template` "base"
    puts the context's greeting, lines, action and why into templates/emails/base.txt and base.html; another
    name means templates/emails/<name>.txt, and <name>.html where there is one. An `action_url` may be a path.
    `attachments` are dicts of storage_key (in the private storage), name, content_type and sha256. `secret`
    hides the message from every list and empties it once it is sent.
    """
    recipient = clean_email(to)
    known = OutgoingMail.objects.filter(kind=kind, reference=reference, recipient=recipient).first()
    if known:
        return known
    subject = one_line(subject)
    text, html = render(template, {**context, "subject": subject})
    return put(
        kind=kind,
        reference=reference,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        person=person,
        sender=sender,
        attachments=[dict(attachment) for attachment in attachments],
        secret=secret,
    )


def put(*, kind, reference, recipient, subject, **content):
    """Write the row once per (kind, reference, recipient), and its delivery task beside it.

    Raises IntegrityError when something else than a twin stands in the way.
    """
    key = {"kind": kind, "reference": reference, "recipient": recipient}
    try:
        with transaction.atomic():
            about = {"subject": one_line(subject), "message_id": message_id(**key)}
            mail = OutgoingMail.objects.create(**key, **about, **content)
            enqueue(mail.pk)
    except IntegrityError:
        twin = OutgoingMail.objects.filter(**key).first()
        if twin is None:
            raise
        return twin
    return mail


def enqueue(pk):
    """Ask a worker to deliver a message. With the ORM broker the task is a row of the same transaction."""
    async_task("people.tasks.deliver", pk, task_name=f"mail-{pk}", group="mail")


def render(template, context):
    """The plain text and the HTML of a message. The text is never HTML-escaped: O'Brien stays O'Brien."""
    context = {"base_url": settings.BASE_URL, "site_name": settings.WAGTAIL_SITE_NAME, **context}
    if context.get("action_url"):
        context["action_url"] = on_our_site(context["action_url"])
    plain = get_template(f"emails/{template}.txt").template
    text = plain.render(make_context(context, autoescape=False)).strip() + "\n"
    twin = select_template([f"emails/{template}.html", "emails/base.html"])
    if "lines" not in context and twin.template.name == "emails/base.html":
        context = {"subject": context["subject"], "lines": paragraphs(text)}
    return text, twin.render(context)


def on_our_site(url):
    """The address on BASE_URL, never on the Host a request named (F2). Raises ValueError for others."""
    address = urljoin(f"{settings.BASE_URL}/", url)
    if not f"{address}/".startswith(f"{settings.BASE_URL}/"):
        raise ValueError("Messages only link to this site.")
    return address


def paragraphs(text):
    """The paragraphs of a plain text, each on one line."""
    return [" ".join(block.split()) for block in text.split("\n\n") if block.strip()]


def one_line(subject):
    """A subject without line breaks, encoded ones neither (T28), cut to what the column holds."""
    return " ".join(str(subject).replace("=?", "= ?").split())[:SUBJECT_LENGTH]


def message_id(kind, reference, recipient):
    """The same Message-ID for the same news, so that a message sent twice by mishap is shown once (X1)."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.BASE_URL}/{kind}/{reference}/{recipient}")
    return f"<{name}@{urlsplit(settings.BASE_URL).hostname}>"


def new_reference():
    """A reference for a message that answers one request and no record, such as a password reset."""
    return get_random_string(20)
