"""A sent record sheet as a document: what was sealed, who has signed it, and room for those still to sign.

Nothing of the portfolio of today is looked at (scheme.md 2.3). The page and the PDF draw the same Document.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from cms.dates import date_uk
from forms.models import SealedPart
from people.permissions import staffed_providers
from portfolio.names import name_to_appear
from portfolio.panels import DETAILS, masked
from portfolio.signature_boxes import boxes
from reviews.dossier import Dossier
from reviews.models import Round
from reviews.queue import rounds_visible_to

KIND = SealedPart.Kind
ERASED = "This was erased."


def sheets_visible_to(user):
    """Rounds whose record sheet the person may print: their own, those that they may read as a reviewer, and
    those of the provider whose office or lead they are.
    """
    if not user.is_authenticated:
        return Round.objects.none()
    read = rounds_visible_to(user).values("pk")
    may = Q(submission__owner=user) | Q(pk__in=read) | Q(submission__provider__in=staffed_providers(user))
    return Round.objects.filter(may, submission__record_sheet__isnull=False)


@dataclass(frozen=True)
class Block:
    """`rows` of (label, text), or a table where there is a `head`; `words` stand above."""

    title: str = ""
    words: str = ""
    head: tuple = ()
    rows: list = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    title: str
    blocks: list


@dataclass(frozen=True)
class Document:
    """A record sheet as it was sent in one round."""

    title: str
    name: str  # the mentor's, as it is to appear on the certificate
    facts: list  # [(label, value)] of the head
    sections: list
    boxes: list  # portfolio.signature_boxes.Box
    erased: list  # labels


def document(round_):
    """The Document of a round from `RoundQuerySet.for_review`; reads the sealed parts once."""
    sending, dossier = round_.sending, Dossier(round_)
    found = pieces(dossier.parts)
    files = {part.label: part.content["name"] for part in dossier.parts if is_kept(part, KIND.FILE)}
    sections = [
        Section("The mentor", [details(found)]),
        Section("Answers", answers(dossier)),
        Section("What has to be in place", [requirements(found)]),
        Section("Confidence audit", audits(found)),
        Section("Modules", [modules(found)]),
        Section("Placements", placements(found)),
        Section("Conversations and observations", [talks(found), observations(found)]),
        Section("Evidence for each criterion", criteria(found)),
        Section("Each piece of evidence", evidence(found, files)),
        Section("Declaration", [declaration(dossier)]),
    ]
    sections = [Section(each.title, [block for block in each.blocks if block.rows]) for each in sections]
    return Document(
        title=round_.submission.form.title,
        name=name_to_appear(sending),
        facts=[
            ("Reference", sending.reference),
            ("Sent on", date_uk(sending.sent_at)),
            ("Round", str(round_.number)),
            ("Seal", f"{sending.seal[:16]} (the first 16 of 64 digits)"),
        ],
        sections=[section for section in sections if section.blocks],
        boxes=boxes(round_, dossier.signer),
        erased=[part.label for part in dossier.parts if part.is_erased],
    )


def is_kept(part, kind):
    return part.kind == kind and not part.is_erased


def pieces(parts):
    """{kind of piece: [its contents, each with its label]} of what was enclosed and not erased."""
    found = {}
    for part in parts:
        if is_kept(part, KIND.ENCLOSED):
            found.setdefault(part.content.get("piece", ""), []).append({**part.content, "label": part.label})
    return found


# --- sections ----------------------------------------------------------------------------------------------


def details(found):
    rows = [
        (label, piece[name])
        for piece in found.get("details", [])
        for piece in [{**piece, "trn": masked(piece.get("trn", ""))}]
        for name, label in {**DETAILS, "urn": "Unique reference number of the school"}.items()
        if piece.get(name)
    ]
    return Block(rows=rows)


def answers(dossier):
    """The form's own steps, an erased one as such."""
    return [
        Block(step["title"], rows=[("", ERASED)])
        if "erased" in step
        else Block(step["title"], rows=[(row["label"], shown(row)) for row in step["rows"]])
        for step in dossier.answers()
    ]


def shown(row):
    return "\n".join(file.name for file in row["files"]) if "files" in row else row["value"]


def requirements(found):
    rows = [
        (each["question"], f"{each['answer']}. {each['why']}")
        for piece in found.get("requirements", [])
        for each in piece["requirements"]
    ]
    return Block(rows=rows)


def audits(found):
    """What was said and how each criterion was rated."""
    blocks = []
    for piece in found.get("audit", []):
        kind = f"{piece.get('kind', 'Audit')}, completed on {piece['completed_on']}"
        blocks.append(Block("", rows=[(kind, piece.get("finding", "")), *map(tuple, piece["words"])]))
        for group in piece["groups"]:
            rows = [(f"{row['code']} {row['text']}", row["words"]) for row in group["rows"]]
            blocks.append(Block("", group["note"], (group["title"], "Answer"), rows))
    return blocks


def modules(found):
    rows = [
        (f"{piece['title']}, completed on {piece['completed_on']}", piece["reflection"])
        for piece in found.get("module", [])
    ]
    return Block(rows=rows)


def placements(found):
    """A line for each placement, with what it counts as; then why, where a provider has decided."""
    counted = [label for piece in found.get("cycle", []) for label in piece["counted"]]
    rows, decided = [], []
    for piece in found.get("placement", []):
        phase = " / ".join(dict.fromkeys(filter(None, (piece.get("phase"), piece.get("stage")))))
        stands = piece["completed"]
        if found.get("cycle"):
            stands += ". Counts" if piece["label"] in counted else ". Does not count"
        when = f"{piece['start']} to {piece['end']}"
        rows.append((piece["student"], when, phase, f"{piece['school']}\n{piece['provider']}", stands))
        special = ". ".join(filter(None, (piece.get("special"), piece.get("decision"))))
        if special:
            decided.append((f"{piece['student']}, {when}", special))
    head = ("Student teacher", "When", "Phase", "School and provider", "State")
    return [Block(head=head, rows=rows), Block("Decided by the provider", rows=decided)]


def talks(found):
    rows = [
        (f"Conversation with {piece['with']}, {piece['held_on']}", f"{piece['agreed']}. {piece['gist']}")
        for piece in found.get("conversation", [])
    ]
    return Block(rows=rows)


def observations(found):
    rows = [
        (f"Joint observation with {piece['tutor']}, {piece['held_on']}", piece["note"])
        for piece in found.get("observation", [])
    ]
    for piece in found.get("pcm_observation", []):
        saw = " and ".join(piece["seen"]) or "nothing yet"
        rows.append((f"Observed by {piece['by']}, {piece['held_on']}", f"Saw {saw}. {piece['note']}".strip()))
    return Block(rows=rows)


def criteria(found):
    """Each criterion, by standard, with the pieces of evidence that show it."""
    shows = {}
    for piece in found.get("evidence", []):
        for link in piece["criteria"]:
            line = f"{piece['label']}, {piece['date']}: {link['note']}".rstrip(": ")
            shows.setdefault(link["code"], []).append(line)
    blocks = []
    for piece in found.get("criteria", []):
        for standard in piece["standards"]:
            rows = [
                (
                    f"{each['code']} {each['text']}" + (" (key)" if each["key"] else ""),
                    "\n".join(shows.get(each["code"], ["No evidence"])),
                )
                for each in standard["criteria"]
                if each["key"] or each["code"] in shows
            ]
            blocks.append(Block(standard["title"], rows=rows))
    return blocks


def evidence(found, files):
    """Each piece in full; files by their names, an erased one as such."""
    blocks = []
    for piece in found.get("evidence", []):
        rows = [
            ("Kind and date", f"{piece['kind']}, {piece['date']}"),
            ("Description", piece["description"]),
            ("Files", "\n".join(files.get(label, f"{label}: erased") for label in piece.get("files", []))),
            ("Web address", piece["link"]),
            ("Kept at", piece["location"]),
        ]
        blocks.append(Block(f"{piece['label']}: {piece['title']}", rows=[row for row in rows if row[1]]))
    return blocks


def declaration(dossier):
    signer = dossier.signer
    if not signer:
        return Block(rows=[("", ERASED)])
    return Block(rows=[(signer.get("typed_name") or signer.get("name", ""), signer.get("statement", ""))])
