"""What waits for one person in several rooms, as lists that desks show."""

from django.urls import reverse

from portfolio import confirming
from reviews.queue import stages_waiting_for

LISTED = 5


def reviews_waiting(user):
    """(the oldest stages that wait for the person's signature, whether there are more)."""
    stages = list(stages_waiting_for(user)[: LISTED + 1])
    return stages[:LISTED], len(stages) > LISTED


def to_confirm(user):
    """What mentors wrote about a time with this person, the oldest first: [{name, what, day, url}].

    Three queries: conversations, joint observations, professional conversations kept as evidence.
    """
    kinds = (
        ("conversation", "Conversation", confirming.conversations_to_confirm(user), "held_on"),
        ("observation", "Joint observation", confirming.observations_to_confirm(user), "held_on"),
        ("evidence", "Professional conversation", confirming.evidence_to_confirm(user), "activity_date"),
    )
    found = [
        {
            "name": row.enrolment.person.name,
            "what": what,
            "day": getattr(row, day),
            "url": reverse("portfolio:confirm_one", args=[kind, row.slug]),
        }
        for kind, what, rows, day in kinds
        for row in rows.select_related("enrolment__person")
    ]
    return sorted(found, key=lambda row: row["day"])
