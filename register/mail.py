"""The messages about certificates: the one that brings it (R30, R32), and those about revoking (E17)."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail
from people.permissions import holders
from people.roles import PROVIDER_STAFF
from register import codes
from register.chain import mail_reference

REPLACES = (
    "It takes the place of the one that you had under this number. That one does not count any more, so "
    "please delete copies of it."
)
WHY = "You get this message because your partnership office has issued a certificate for you."


def issued(certificate):
    """Owe the mentor the message with the signed PDF; return the OutgoingMail, the same when asked again."""
    person, facts = certificate.person.account, certificate.printed
    corrected = certificate.revision > 1
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
        subject=f"Your {'new ' if corrected else ''}certificate: {facts.title}",
        template="base",
        context={
            "greeting": person.name,
            "lines": [
                f"{facts.provider} has issued your {facts.title}, number {certificate.number}. "
                "It is attached to this message as a signed PDF.",
                *([REPLACES] if corrected else []),
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


def revocation_asked(revocation, certificate):
    """Ask everybody in the provider's office, and its leads, to look at it; not whoever asked."""
    provider, asked_by = certificate.provider, revocation.asked_by
    people = {
        person.pk: person for role in sorted(PROVIDER_STAFF) for person in holders(role, provider=provider)
    }
    for person in people.values():
        if person.pk not in (asked_by.pk, certificate.person_id):
            mail.queue(
                kind="revocation-asked",
                reference=str(revocation.pk),
                to=person.email,
                person=person,
                subject=f"To confirm: revoking certificate {certificate.number}",
                template="base",
                context={
                    "greeting": person.name,
                    "lines": [
                        f"{asked_by.name} asks to revoke certificate {certificate.number} of {provider}. A "
                        "second person has to confirm or decline this. The reason is on the page below; one "
                        "answer is enough.",
                    ],
                    "action_label": "Read it and decide",
                    "action_url": _page(certificate),
                    "why": f"You get this message because you work for {provider}.",
                },
            )


def revoked(certificate):
    """Tell the mentor, and how to appeal. The reason is read after signing in."""
    office = certificate.provider.office_email
    return _to_mentor(
        certificate,
        kind="certificate-revoked",
        subject=f"Your certificate {certificate.number} is no longer valid",
        lines=[
            f"{certificate.provider} has revoked your certificate {certificate.number}, "
            f"{certificate.level.title}. Its check page says that it is not valid, and gives no reason. "
            "Please do not show it any more.",
            "You can read the reason after signing in, on the page below.",
            f"You have the right to appeal. Write to the partnership office, {office}, say what you see "
            "differently, and ask for the decision to be looked at again. If your appeal succeeds, a new "
            "certificate is issued.",
        ],
    )


def appeal_dismissed(certificate):
    """Tell the mentor that the revocation stands."""
    return _to_mentor(
        certificate,
        kind="appeal-dismissed",
        subject=f"Your appeal about certificate {certificate.number}",
        lines=[
            f"{certificate.provider} has looked again at the decision to revoke your certificate "
            f"{certificate.number}, of {date_uk(certificate.issued_at)}. The decision stands.",
            f"The partnership office explains it to you: {certificate.provider.office_email}.",
        ],
    )


def _to_mentor(certificate, *, kind, subject, lines):
    person = certificate.person.account
    return mail.queue(
        kind=kind,
        reference=mail_reference(certificate),
        to=person.email,
        person=person,
        subject=subject,
        template="base",
        context={
            "greeting": person.name,
            "lines": lines,
            "action_label": "See your certificate",
            "action_url": reverse(
                "register:own_certificate", args=[certificate.number, certificate.revision]
            ),
            "why": "You get this message because it is about a certificate of yours.",
        },
    )


def _page(certificate):
    """Where the provider's staff decide about it."""
    return reverse("register:revoke", args=[certificate.award.round.submission.reference])
