"""Reviews of a mentor's work. What a reviewer wrote about it is the mentor's to have."""

from django.db.models import Exists, OuterRef, Q

from cms.privacy import Export, Made, StoredFile
from forms.files import path_of
from forms.models import Attachment
from forms.privacy import PROOFS, copied
from reviews.models import (
    DECIDING,
    Comment,
    Decision,
    Notice,
    Opening,
    Outcome,
    PanelMember,
    Round,
    Stage,
)

REFERENCE = "round__submission__reference"
OF_STAGE = "stage__round__submission__reference"
SETTINGS_OF_A_STAGE = "A setting of the review workflow."


def own_files(person):
    """What the person uploaded, but for scans of what other people signed by hand: those are theirs."""
    recorded = Decision.objects.filter(recorded_by=person, scan__isnull=False).exclude(mentor=person)
    return Attachment.objects.filter(owner=person).exclude(pk__in=recorded.values("scan")).order_by("pk")


def uploaded(key, name, state):
    """Where the bytes are, as StoredFile asks; None where there is nothing to give."""
    return (path_of(key), name) if key and state == Attachment.State.CLEAN else None


def scan(key, name, state):
    """Where the scan of a signature by hand lies in the copy."""
    return copied(key, name, state) if key else None


def comments_on(person):
    """What was said about the person's work: what they read on its page, and all of it once it is closed."""
    decided = Decision.objects.filter(
        round=OuterRef("round"), outcome__in=[*DECIDING, Outcome.ISSUED], at__gte=OuterRef("at")
    )
    said = Q(is_question=True) | Q(answers__isnull=False) | Q(round__closed_at__isnull=False)
    shown = said | (Q(audience=Comment.Audience.MENTOR) & Exists(decided))
    return Comment.objects.filter(shown, round__submission__owner=person).order_by("at", "pk")


EXPORTS = [
    Export(
        Attachment,
        "Files you uploaded",
        own_files,
        {
            "Name": "name",
            "Kind": "content_type",
            "Bytes": "size",
            "Uploaded": "created_at",
            "With the form": "submission__reference",
            "Fingerprint (SHA-256)": "sha256",
            "File": Made(copied, ("key", "name", "state")),
        },
        people=("owner",),
        file=StoredFile(uploaded, ("key", "name", "state")),
    ),
    Export(
        Round,
        "Reviews of what you sent",
        lambda person: Round.objects.filter(submission__owner=person).order_by("opened_at", "pk"),
        {
            "Reference": "submission__reference",
            "Number": "number",
            "Reviewed as": "workflow_name",
            "Opened": "opened_at",
            "Signed by all": "signed_at",
            "Closed": "closed_at",
            "You asked for somebody else": "another_wanted_at",
        },
        untold={
            "sending": "Has the same reference and number.",
            "workflow": "Its name stands there.",
            "workflow_digest": PROOFS,
        },
    ),
    Export(
        Stage,
        "Who was asked, stage by stage",
        lambda person: Stage.objects.filter(round__submission__owner=person).order_by("round", "position"),
        {
            "Reference": REFERENCE,
            "Round": "round__number",
            "Stage": "position",
            "Role": "role",
            "School": "school__name",
            "Provider": "provider__name",
            "Words to sign": "statement",
            "Passed on to": "assignee__name",
            "Taken up by": "claimed_by__name",
            "Taken up": "claimed_at",
            "Opened": "opened_at",
            "Due": "due_on",
            "Closed": "closed_at",
            "Decided by a panel": "is_panel",
            "Decided by somebody new": "is_fresh",
        },
        untold=dict.fromkeys(
            [
                "signatures_wanted",
                "must_open",
                "target_days",
                "remind_after_days",
                "escalate_after_days",
                "panel_size",
            ],
            SETTINGS_OF_A_STAGE,
        ),
    ),
    Export(
        PanelMember,
        "Panels that decided about you",
        lambda person: PanelMember.objects.filter(stage__round__submission__owner=person),
        {
            "Reference": OF_STAGE,
            "Member": "person__name",
            "Named by": "named_by__name",
            "Named": "named_at",
        },
        untold={"stage": "Its reference stands there."},
    ),
    Export(
        Decision,
        "Decisions about your work",
        lambda person: Decision.objects.filter(mentor=person).order_by("round", "seq"),
        {
            "Reference": REFERENCE,
            "Round": "round__number",
            "Number": "seq",
            "Decision": "outcome",
            "Role": "role",
            "Acting": "acting",
            "Signed by": "signatory__name",
            "In place of": "deputy_of__name",
            "Passed on to": "passed_to__name",
            "Recorded by": "recorded_by__name",
            "Recorded": "at",
            "Signed by hand on": "paper_on",
            "You signed by hand on": "mentor_paper_on",
            "Name typed": "typed_name",
            "Words signed": "statement",
            "What was said": "comment",
            "Parts to look at again": "sections",
            "Parts erased": "erased",
            "Scan": Made(scan, ("scan__key", "scan__name", "scan__state")),
            "Fingerprint": "hash",
        },
        people=("mentor",),
        untold={
            "stage": "Its role stands there.",
            "salt": PROOFS,
            "commitment": PROOFS,
            "previous": PROOFS,
        },
        file=StoredFile(uploaded, ("scan__key", "scan__name", "scan__state")),
    ),
    Export(
        Comment,
        "What was said about your work",
        comments_on,
        {
            "Reference": REFERENCE,
            "Round": "round__number",
            "By": "author__name",
            "Said": "at",
            "About part": "part",
            "About criterion": "criterion",
            "For": "audience",
            "A question": "is_question",
            "Text": "text",
        },
        untold={"answers": "An answer follows its question."},
        note="What reviewers note for each other is here once the review is closed.",
    ),
    Export(
        Opening,
        "Who opened your files",
        lambda person: Opening.objects.filter(round__submission__owner=person).order_by("at", "pk"),
        {"Reference": REFERENCE, "File": "label", "Opened by": "person__name", "Opened": "at"},
    ),
    Export(
        Notice,
        "Reminders and calls for help about your work",
        lambda person: Notice.objects.filter(stage__round__submission__owner=person).order_by("at", "pk"),
        {"Reference": OF_STAGE, "What": "kind", "To": "person__name", "Sent": "at"},
    ),
]
