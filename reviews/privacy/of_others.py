"""What a person did as a reviewer: their own words and the round's reference, not the mentor's work."""

from django.db.models import Q

from cms.privacy import Export
from reviews.models import (
    Comment,
    Decision,
    Deputy,
    DraftDecision,
    Notice,
    Opening,
    PanelMember,
    Stage,
)
from reviews.privacy.own import OF_STAGE, REFERENCE


def taken_by(person):
    """Decisions that the person took: their own signatures, and what they decided without a signature."""
    theirs = Q(signatory=person) | Q(signatory=None, recorded_by=person)
    return Decision.objects.filter(theirs).exclude(mentor=person).order_by("at", "pk")


EXPORTS = [
    Export(
        Decision,
        "Your decisions",
        taken_by,
        {
            "Reference": REFERENCE,
            "Decision": "outcome",
            "Role": "role",
            "Acting": "acting",
            "Decided": "at",
            "Name you typed": "typed_name",
            "Words you signed": "statement",
            "What you said": "comment",
        },
        people=("signatory",),
    ),
    Export(
        Decision,
        "Decisions of others that you recorded",
        lambda person: (
            Decision.objects.filter(recorded_by=person, signatory__isnull=False)
            .exclude(signatory=person)
            .exclude(mentor=person)
        ),
        {"Reference": REFERENCE, "Decision": "outcome", "Recorded": "at"},
        people=("recorded_by",),
        note="Such as signatures on paper.",
    ),
    Export(
        Decision,
        "Decisions taken in your place, or passed on to you",
        lambda person: Decision.objects.filter(Q(deputy_of=person) | Q(passed_to=person)),
        {"Reference": REFERENCE, "Decision": "outcome", "Decided": "at"},
        people=("deputy_of", "passed_to"),
    ),
    Export(
        DraftDecision,
        "Decisions you began",
        lambda person: DraftDecision.objects.filter(person=person),
        {
            "Reference": OF_STAGE,
            "Decision": "decision",
            "Reason": "reason",
            "Parts to look at again": "sections",
            "Kept": "saved_at",
        },
        people=("person",),
        note="Until they decide, this is the reviewer’s alone; it is thrown away when they do.",
    ),
    Export(
        Comment,
        "Comments you wrote",
        lambda person: Comment.objects.filter(author=person).exclude(round__submission__owner=person),
        {
            "Reference": REFERENCE,
            "Said": "at",
            "About part": "part",
            "About criterion": "criterion",
            "For": "audience",
            "A question": "is_question",
            "Text": "text",
        },
        people=("author",),
    ),
    Export(
        Opening,
        "Files of others that you opened",
        lambda person: Opening.objects.filter(person=person).exclude(round__submission__owner=person),
        {"Reference": REFERENCE, "File": "label", "Opened": "at"},
        people=("person",),
    ),
    Export(
        Stage,
        "Reviews passed on to you, or taken up by you",
        lambda person: Stage.objects.filter(Q(assignee=person) | Q(claimed_by=person)),
        {"Reference": REFERENCE, "Role": "role", "Opened": "opened_at", "Closed": "closed_at"},
        people=("assignee", "claimed_by"),
    ),
    Export(
        PanelMember,
        "Panels you sat on or named",
        lambda person: PanelMember.objects.filter(Q(person=person) | Q(named_by=person)),
        {"Reference": OF_STAGE, "Named": "named_at"},
        people=("person", "named_by"),
    ),
    Export(
        Notice,
        "Reviews you were reminded of",
        lambda person: Notice.objects.filter(person=person),
        {"Reference": OF_STAGE, "What": "kind", "Sent": "at"},
        people=("person",),
    ),
    Export(
        Deputy,
        "Your days away",
        lambda person: Deputy.objects.filter(person=person),
        {
            "Role": "appointment__role",
            "In your place": "deputy__name",
            "First day": "start",
            "Last day": "end",
        },
        people=("person",),
    ),
    Export(
        Deputy,
        "Days on which you stood in for others",
        lambda person: Deputy.objects.filter(deputy=person),
        {"Role": "appointment__role", "For": "person__name", "First day": "start", "Last day": "end"},
        people=("deputy",),
    ),
]
