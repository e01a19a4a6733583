"""EMAIL_BACKEND: what Wagtail, allauth and Django send goes through the outbox like our own mail."""

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from people import mail
from people.identifiers import clean_email
from people.models import User


class OutboxBackend(BaseEmailBackend):
    """Writes one row per message and recipient, delivered by a worker.

    These messages may carry links to choose a password, so they are secret: in no list, emptied once sent.
    """

    @transaction.atomic
    def send_messages(self, email_messages):
        """Queue the messages and return how many. Raises ValueError for one with attachments."""
        for message in email_messages:
            self._queue(message)
        return len(email_messages)

    def _queue(self, message):
        if message.attachments:
            raise ValueError("The outbox stores attachments by key: queue such mail with people.mail.queue.")
        parts = getattr(message, "alternatives", ())
        html = next((part.content for part in parts if part.mimetype == "text/html"), "")
        reference = mail.new_reference()
        for address in message.recipients():
            recipient = clean_email(address)
            mail.put(
                kind="site",
                reference=reference,
                recipient=recipient,
                subject=message.subject,
                text=message.body,
                html=html,
                sender=message.from_email or "",
                person=User.objects.filter(email=recipient).first(),
                secret=True,
            )
