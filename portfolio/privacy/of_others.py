"""What a person did in other mentors' portfolios: their own words and a reference, not the mentor's work."""

from cms.privacy import Export
from portfolio.models import (
    Audit,
    Concern,
    Conversation,
    Event,
    EvidenceItem,
    Exemption,
    Observation,
    Placement,
    Request,
)


def not_own(model, column):
    """The rows of others' portfolios in which the person stands in this column."""
    return lambda person: (
        model.objects.filter(**{column: person}).exclude(enrolment__person=person).order_by("pk")
    )


EXPORTS = [
    Export(
        Conversation,
        "Conversations with mentors that you noted",
        not_own(Conversation, "recorded_by"),
        {"Reference": "slug", "Held": "held_on", "Gist": "gist", "Agreed to start": "agreed"},
        people=("recorded_by",),
    ),
    Export(
        Conversation,
        "Conversations with mentors that you were asked to confirm",
        not_own(Conversation, "other"),
        {
            "Reference": "slug",
            "Held": "held_on",
            "Confirmed": "confirmed_at",
            "What you remember differently": "otherwise",
        },
        people=("other",),
    ),
    Export(
        EvidenceItem,
        "Professional conversations that you were asked to confirm",
        not_own(EvidenceItem, "other"),
        {
            "Reference": "slug",
            "Held": "activity_date",
            "Confirmed": "confirmed_at",
            "What you remember differently": "otherwise",
        },
        people=("other",),
    ),
    Export(
        Observation,
        "Observations of mentors that you noted",
        not_own(Observation, "recorded_by"),
        {
            "Reference": "slug",
            "Kind": "kind",
            "Held": "held_on",
            "Note": "note",
            "Feedback was seen": "feedback_seen",
            "Targets were seen": "targets_seen",
            "Remote": "remote",
        },
        people=("recorded_by",),
    ),
    Export(
        Observation,
        "Observations that you were asked to confirm",
        not_own(Observation, "other"),
        {
            "Reference": "slug",
            "Held": "held_on",
            "Confirmed": "confirmed_at",
            "What you remember differently": "otherwise",
        },
        people=("other",),
    ),
    Export(
        Audit,
        "What you said about mentors’ audits",
        not_own(Audit, "commented_by"),
        {"Reference": "submission__reference", "Said": "commented_at", "Your words": "comment"},
        people=("commented_by",),
    ),
    Export(
        Audit,
        "Accounts of progress that you accepted",
        not_own(Audit, "account_accepted_by"),
        {"Reference": "submission__reference", "Accepted": "account_accepted_at"},
        people=("account_accepted_by",),
    ),
    Export(
        Placement,
        "Your decisions about placements",
        not_own(Placement, "decided_by"),
        {"Reference": "slug", "Decision": "counts", "Reason": "counts_because", "Decided": "decided_at"},
        people=("decided_by",),
    ),
    Export(
        Request,
        "Your decisions about requests",
        lambda person: Request.objects.filter(decided_by=person),
        {
            "Reference": "slug",
            "Kind": "kind",
            "Granted": "granted",
            "Reason": "reason",
            "Decided": "decided_at",
        },
        people=("decided_by",),
    ),
    Export(
        Exemption,
        "Your decisions to waive requirements",
        lambda person: Exemption.objects.filter(decided_by=person),
        {
            "Reference": "slug",
            "Requirement": "requirement",
            "Granted": "granted",
            "Reason": "reason",
            "Decided": "decided_at",
        },
        people=("decided_by",),
    ),
    Export(
        Exemption,
        "Waivers that you withdrew",
        lambda person: Exemption.objects.filter(withdrawn_by=person),
        {"Reference": "slug", "Requirement": "requirement", "Withdrawn": "withdrawn_at"},
        people=("withdrawn_by",),
    ),
    Export(
        Event,
        "What you did with others’ enrolments",
        not_own(Event, "by"),
        {"Reference": "enrolment__slug", "What": "kind", "When": "at", "Words": "words"},
        people=("by",),
    ),
    Export(
        Concern,
        "Concerns that you reported",
        lambda person: Concern.objects.filter(reported_by=person),
        {"Reference": "slug", "Reported": "reported_at", "Your words": "words", "Outcome": "outcome"},
        people=("reported_by",),
    ),
    Export(
        Concern,
        "Concerns that you settled",
        lambda person: Concern.objects.filter(settled_by=person),
        {"Reference": "slug", "Settled": "settled_at", "Outcome": "outcome"},
        people=("settled_by",),
    ),
    Export(
        EvidenceItem,
        "Evidence that you took out of portfolios",
        not_own(EvidenceItem, "redacted_by"),
        {"Reference": "slug", "Redacted": "redacted_at"},
        people=("redacted_by",),
    ),
]
