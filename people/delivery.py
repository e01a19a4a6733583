"""Turning an OutgoingMail into bytes for the mail server, and its refusals into what to do next."""

import hashlib
import smtplib

from django.conf import settings
from django.core.files.storage import storages
from django.core.mail import EmailMultiAlternatives, get_connection

# Said at the door, before any message: the server is out of order for everybody, or our settings are wrong.
AT_THE_DOOR = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPServerDisconnected,
)
REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


class AttachmentChanged(Exception):
    """The stored file is not the one that was queued."""


class AttachmentMissing(Exception):
    """The stored file cannot be read, perhaps for the moment."""


def send(mail):
    """Hand the message to the mail server and return once it has said yes. Raises what sending raises."""
    connection = get_connection(settings.MAIL_TRANSPORT_BACKEND, fail_silently=False)
    connection.send_messages([build(mail)])


def build(mail):
    """The message with its attachments. Raises AttachmentMissing or AttachmentChanged."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.sender or settings.DEFAULT_FROM_EMAIL,
        to=[mail.recipient],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments:
        message.attach(attachment["name"], stored_bytes(attachment), attachment["content_type"])
    return message


def stored_bytes(attachment):
    """The attachment's bytes from the private storage, checked against the SHA-256 noted when it was queued.

    Raises AttachmentMissing or AttachmentChanged.
    """
    try:
        with storages["private"].open(attachment["storage_key"], "rb") as file:
            content = file.read()
    except OSError:
        raise AttachmentMissing from None
    if hashlib.sha256(content).hexdigest() != attachment["sha256"]:
        raise AttachmentChanged
    return content


def is_permanent(error):
    """Whether trying again cannot help: the server said 5xx to this message, or it cannot be built."""
    if isinstance(error, AT_THE_DOOR):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    if is_servers_fault(error):  # first, because ssl's certificate errors are ValueErrors too
        return isinstance(error, smtplib.SMTPNotSupportedError)
    return isinstance(error, (AttachmentChanged, ValueError))


def is_servers_fault(error):
    """Whether the mail server or the way to it failed, and not something of ours."""
    return isinstance(error, (OSError, smtplib.SMTPException))


def is_unreachable(error):
    """Whether the server did not answer at all, so that other messages would wait in vain as well."""
    return isinstance(error, AT_THE_DOOR) or (is_servers_fault(error) and not isinstance(error, REFUSALS))
