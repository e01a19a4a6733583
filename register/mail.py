"""The message that brings a mentor their certificate (R30, R32)."""

from django.urls import reverse

from people import mail
from register import codes
from register.chain import mail_reference

WHY = "You get this message because your partnership office has issued a certificate for you."


def issued(certificate):
    """Owe the mentor the message with the signed PDF; return the OutgoingMail, the same when asked again."""
    person, facts = certificate.person, certificate.printed
    attachment = {
        "storage_key": certificate.storage_key,
        "name": certificate.file_name,
        "content_type": "application/pdf",
        "sha256": certificate.sha256,
    }
    return mail.queue(
        kind="certificate",
        reference=mail_reference(certificate),
        to=person.email,
        person=person,
        subject=f"Your certificate: {facts.title}",
        template="base",
        context={
            "greeting": person.name,
            "lines": [
                f"{facts.provider} has issued your {facts.title}, number {certificate.number}. "
                "It is attached to this message as a signed PDF.",
                "Keep it with your records. You can forward this message, for example to your professional "
                "co-ordinating mentor (PCM), who keeps a copy for the school.",
                f"Anybody can check it with the code {codes.shown(certificate.code)} printed on it.",
            ],
            "action_label": "Open its check page",
            "action_url": reverse("register:check", args=[certificate.code]),
            "why": WHY,
        },
        attachments=[attachment],
    )
