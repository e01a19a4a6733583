"""A mentor's own evidence: the pieces with their notes and files, what they were before, and concerns."""

from cms.privacy import Export, Made
from forms.privacy import copied
from portfolio import versions
from portfolio.models import Concern, EvidenceCriterion, EvidenceItem, EvidenceVersion
from portfolio.privacy.own import LEVEL, of_enrolment

FILE = Made(copied, ("attachment__key", "attachment__name", "attachment__state"))


def version_in_words(content):
    """A version as its page shows it: [[label, text], …]."""
    return [list(row) for row in versions.words(content)]


EXPORTS = [
    Export(
        EvidenceItem,
        "Evidence",
        of_enrolment(EvidenceItem),
        {
            "Reference": "slug",
            "Level": LEVEL,
            "Title": "title",
            "Kind": "kind",
            "Date of the activity": "activity_date",
            "Description": "description",
            "Reflection": "reflection",
            "Placement": "placement__slug",
            "Module": "module__title",
            "Link": "link",
            "Where it is kept": "location",
            "Nobody can be identified": "anonymous",
            "Talked with": "other__name",
            "Name as you wrote it": "other_name",
            "Confirmed": "confirmed_at",
            "Remembered differently": "otherwise",
            "Added": "created_at",
            "Last changed": "changed_at",
            "Taken out": "removed_at",
            "Redacted": "redacted_at",
            "Redacted by": "redacted_by__name",
        },
    ),
    Export(
        EvidenceCriterion,
        "Criteria that your evidence shows",
        lambda person: EvidenceCriterion.objects.filter(evidence__enrolment__person=person).order_by("pk"),
        {
            "Evidence": "evidence__slug",
            "Criterion": "criterion__code",
            "What it says": "criterion__text",
            "Your note": "note",
        },
    ),
    Export(
        EvidenceItem.files.through,
        "Files of your evidence",
        lambda person: EvidenceItem.files.through.objects.filter(
            evidenceitem__enrolment__person=person
        ).order_by("pk"),
        {"Evidence": "evidenceitem__slug", "Name": "attachment__name", "File": FILE},
    ),
    Export(
        EvidenceVersion,
        "Earlier versions of your evidence",
        lambda person: EvidenceVersion.objects.filter(evidence__enrolment__person=person).order_by("pk"),
        {
            "Evidence": "evidence__slug",
            "Version": "number",
            "Until": "until",
            "Content": Made(version_in_words, ("content",)),
        },
    ),
    Export(
        EvidenceVersion.files.through,
        "Files of earlier versions",
        lambda person: EvidenceVersion.files.through.objects.filter(
            evidenceversion__evidence__enrolment__person=person
        ).order_by("pk"),
        {
            "Evidence": "evidenceversion__evidence__slug",
            "Version": "evidenceversion__number",
            "Name": "attachment__name",
            "File": FILE,
        },
    ),
    Export(
        Concern,
        "Concerns about your evidence",
        lambda person: Concern.objects.filter(evidence__enrolment__person=person),
        {
            "Reference": "slug",
            "Evidence": "evidence__slug",
            "Reported": "reported_at",
            "Words": "words",
            "Outcome": "outcome",
            "Settled by": "settled_by__name",
            "Settled": "settled_at",
        },
        note="Who reported a concern is not told: pupils and student teachers are safer if people speak up.",
    ),
]
