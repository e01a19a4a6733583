"""The message that a copy of one's data is ready. The copy itself never goes by mail."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail

WHY = (
    "You get this message because somebody signed in as you has asked for a copy. If it was not you, tell us."
)


def ready(export):
    """Owe the person the message, once for each copy; return the OutgoingMail."""
    person = export.person
    return mail.queue(
        kind="data-export",
        reference=str(export.pk),
        to=person.email,
        person=person,
        subject="The copy of your data is ready",
        template="base",
        context={
            "greeting": person.name,
            "lines": [
                "The copy of everything that this site keeps about you is ready. Sign in to download it.",
                f"We delete it on {date_uk(export.gone_at)}. You can ask for another one at any time.",
            ],
            "action_label": "Go to your data",
            "action_url": reverse("portfolio:my_data"),
            "why": WHY,
        },
    )
