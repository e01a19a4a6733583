"""What reviewers read beside the answers: the frozen record, drawn from sealed parts alone.

Nothing here looks at the mentor's portfolio of today. A piece that was erased says so in its place.
"""

from django.utils.text import slugify

from forms.models import SealedPart


def review_panels(round_, user):
    """[(template, context)] for the review page, in the order in which one reads (R26, R29)."""
    return frozen_panels(round_.sending)


def frozen_panels(sending):
    """[(template, context)] of one sending. Files are linked by their labels through `files` of the page."""
    parts = [part for part in sending.parts.all() if part.kind == SealedPart.Kind.ENCLOSED]
    pieces = {}
    for part in parts:
        if not part.is_erased:
            piece = {**part.content, "label": part.label, "anchor": slugify(part.label)}
            pieces.setdefault(piece.get("piece", ""), []).append(piece)
    evidence = pieces.get("evidence", [])
    panels = [
        ("requirements", {"requirements": required(pieces), "details": details(pieces)}),
        ("audit", {"audits": pieces.get("audit", [])}),
        (
            "work",
            {name: pieces.get(name, []) for name in ("module", "placement", "conversation", "observation")},
        ),
        ("criteria", {"standards": by_criterion(pieces), "missing": without_evidence(pieces)}),
        ("evidence", {"evidence": evidence}),
        ("erased", {"erased": [part.label for part in parts if part.is_erased]}),
    ]
    return [(f"portfolio/panels/{name}.html", context) for name, context in panels if any(context.values())]


DETAILS = {
    "name": "Name",
    "email": "Email",
    "trn": "Teacher reference number",
    "school": "School",
    "provider": "Provider",
    "level": "Level",
    "framework": "Standards",
    "started_on": "Enrolled on",
    "sharing": "Sharing with other providers",
}


def details(pieces):
    """Who, where and which level, as rows: [{anchor, rows}]."""
    found = []
    for piece in pieces.get("details", []):
        shown = {**piece, "trn": masked(piece.get("trn", ""))}
        rows = [(label, shown[name]) for name, label in DETAILS.items() if shown.get(name)]
        found.append({"anchor": piece["anchor"], "rows": rows})
    return found


def masked(trn):
    """The last four digits: enough to tell two people apart, too few to use (scheme.md 7)."""
    return f"•••{trn[-4:]}" if trn else ""


def required(pieces):
    """The requirements, each with links to its proofs."""
    return [
        {
            **requirement,
            "proof": [{"label": label, "anchor": slugify(label)} for label in requirement["proof"]],
        }
        for piece in pieces.get("requirements", [])
        for requirement in piece["requirements"]
    ]


def by_criterion(pieces):
    """[{title, criteria}] with the evidence for each criterion that is key or shown."""
    shown = {}
    for item in pieces.get("evidence", []):
        for link in item["criteria"]:
            shown.setdefault(link["code"], []).append({**item, "how": link["note"]})
    standards = [
        {
            "title": standard["title"],
            "criteria": [
                {**criterion, "evidence": shown.get(criterion["code"], [])}
                for criterion in standard["criteria"]
                if criterion["key"] or criterion["code"] in shown
            ],
        }
        for piece in pieces.get("criteria", [])
        for standard in piece["standards"]
    ]
    return [standard for standard in standards if standard["criteria"]]


def without_evidence(pieces):
    """Codes of key criteria that no evidence in the record shows."""
    return [
        criterion["code"]
        for standard in by_criterion(pieces)
        for criterion in standard["criteria"]
        if not criterion["evidence"]
    ]
