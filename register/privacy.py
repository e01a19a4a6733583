"""What this app keeps about a person, and what of it the person is given (cms/privacy.py, T45)."""

from django.db.models import Q

from cms.privacy import Export, LeftOut, StoredFile
from forms.privacy import PROOFS
from register.models import Certificate, CertificateEvent, Engagement, Lookup, Revocation, SheetFile

BEFORE_ANYBODY_IS_GIVEN_IT = (
    "A note of an inquiry, which may speak of others. The partnership office gives it on request, after it "
    "has taken out what is theirs."
)
WORKERS_NOTE = "A note of the worker that makes the file."


def signed_file(place, number, revision):
    """Where the signed PDF is, and what it is called in the copy; None before it was made."""
    return (place, f"{number}-{revision}.pdf") if place else None


EXPORTS = [
    Export(
        Certificate,
        "Certificates",
        lambda person: Certificate.objects.filter(person=person).order_by("issued_at", "pk"),
        {
            "Number": "number",
            "Revision": "revision",
            "Check code": "code",
            "Level": "level__title",
            "Provider": "provider__name",
            "Status": "status",
            "Issued": "issued_at",
            "Issued by": "issued_by__name",
            "What is printed on it": "facts",
            "Bytes": "size",
            "Stored": "stored_at",
            "Fingerprint (SHA-256)": "sha256",
        },
        people=("person",),
        untold={
            "award": "Stands among your awards.",
            "salt": PROOFS,
            "sealed_by": PROOFS,
            "storage_key": "Where the file lies; the file itself is in this copy.",
            "attempts": WORKERS_NOTE,
            "problem": WORKERS_NOTE,
            "due_at": WORKERS_NOTE,
        },
        file=StoredFile(signed_file, ("storage_key", "number", "revision")),
    ),
    Export(
        CertificateEvent,
        "What happened to your certificates",
        lambda person: CertificateEvent.objects.filter(certificate__person=person).order_by(
            "certificate", "seq"
        ),
        {
            "Certificate": "certificate__number",
            "Revision": "certificate__revision",
            "Number": "seq",
            "What": "kind",
            "When": "at",
            "By": "by__name",
            "Fingerprint": "hash",
        },
        untold={"facts": PROOFS, "previous": PROOFS},
    ),
    Export(
        Revocation,
        "Revocations",
        lambda person: (
            Revocation.objects.filter(award__person=person).exclude(outcome="").order_by("asked_at")
        ),
        {
            "Level": "award__level__title",
            "Reason": "reason",
            "Asked for": "asked_at",
            "Outcome": "outcome",
            "Decided": "decided_at",
            "Appeal": "appeal",
            "Appeal decided": "appeal_at",
        },
        untold=dict.fromkeys(("note", "decision_note", "appeal_note"), BEFORE_ANYBODY_IS_GIVEN_IT),
        note="One that nobody has decided yet is not told, so that an inquiry can run its course.",
    ),
    Export(
        Engagement,
        "Work with providers",
        lambda person: Engagement.objects.filter(person=person).order_by("start", "pk"),
        {
            "Reference": "slug",
            "Provider": "provider__name",
            "School": "school__name",
            "As": "what",
            "First day": "start",
            "Last day": "end",
            "Note": "note",
            "Noted by": "noted_by__name",
            "Noted": "noted_at",
            "Taken back by": "taken_back_by__name",
            "Taken back": "taken_back_at",
        },
        people=("person",),
    ),
    Export(
        Lookup,
        "Who looked you up in the register",
        lambda person: Lookup.objects.filter(person=person).order_by("at", "pk"),
        {
            "Looked up by": "looked_by__name",
            "Provider": "provider__name",
            "Role": "role",
            "Found by": "by",
            "Why": "reason",
            "When": "at",
        },
        people=("person",),
    ),
    Export(
        SheetFile,
        "PDFs of your record sheets",
        lambda person: SheetFile.objects.filter(round__submission__owner=person),
        {
            "Reference": "round__submission__reference",
            "Round": "round__number",
            "Signatures and other decisions on it": "decisions",
            "Asked for by": "asked_by__name",
            "Asked for": "asked_at",
            "Made": "made_at",
            "Bytes": "size",
        },
        untold={"attempts": WORKERS_NOTE, "problem": WORKERS_NOTE, "sha256": PROOFS},
        note="Made from what you sent and what was decided, which stand elsewhere in this copy.",
    ),
    Export(
        Certificate,
        "Certificates you issued",
        lambda person: Certificate.objects.filter(issued_by=person).exclude(person=person),
        {"Number": "number", "Revision": "revision", "Issued": "issued_at"},
        people=("issued_by",),
    ),
    Export(
        CertificateEvent,
        "What you did with certificates",
        lambda person: CertificateEvent.objects.filter(by=person).exclude(certificate__person=person),
        {"Certificate": "certificate__number", "What": "kind", "When": "at"},
        people=("by",),
    ),
    Export(
        Revocation,
        "Revocations that you asked for or decided",
        lambda person: Revocation.objects.filter(
            Q(asked_by=person) | Q(decided_by=person) | Q(appeal_by=person)
        ).exclude(award__person=person),
        {
            "Reference of the record sheet": "award__round__submission__reference",
            "Asked for": "asked_at",
            "Outcome": "outcome",
            "Decided": "decided_at",
            "Appeal": "appeal",
            "Appeal decided": "appeal_at",
        },
        people=("asked_by", "decided_by", "appeal_by"),
    ),
    Export(
        Engagement,
        "Work of mentors that you noted or took back",
        lambda person: Engagement.objects.filter(Q(noted_by=person) | Q(taken_back_by=person)).exclude(
            person=person
        ),
        {"Reference": "slug", "Noted": "noted_at", "Taken back": "taken_back_at"},
        people=("noted_by", "taken_back_by"),
    ),
    Export(
        Lookup,
        "Your look-ups in the register",
        lambda person: Lookup.objects.filter(looked_by=person),
        {"Provider": "provider__name", "Role": "role", "Found by": "by", "Why": "reason", "When": "at"},
        people=("looked_by",),
    ),
    Export(
        SheetFile,
        "PDFs of record sheets that you asked for",
        lambda person: SheetFile.objects.filter(asked_by=person).exclude(round__submission__owner=person),
        {"Reference": "round__submission__reference", "Asked for": "asked_at"},
        people=("asked_by",),
    ),
]

LEFT_OUT = [
    LeftOut(
        "register.SearchWord",
        "The words of name and school that are printed on a certificate, by which the register is searched. "
        "The certificate says them.",
    ),
]
