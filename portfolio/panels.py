"""What reviewers read beside the answers: the frozen record, drawn from sealed parts.

Nothing of the mentor's portfolio of today is looked at, but the PCM's observation: it may be noted after the
sheet was sent (R24). A piece that was erased says so in its place.
"""

from django.urls import reverse
from django.utils.text import slugify

from forms.models import SealedPart
from portfolio.changes import differ, sealed_in
from portfolio.frozen import observation
from portfolio.models import Enrolment, Observation
from portfolio.permissions import can_record_pcm_observation
from portfolio.timeline import timeline

WORK = ("module", "placement", "conversation", "observation", "pcm_observation")


def review_panels(round_, user):
    """[(template, context)] for the review page, in the order in which one reads (R26, R29)."""
    sending = round_.sending
    panels = frozen_panels(sending, news(round_))
    if asks_for_pcm(sending):
        panels.insert(1, ("portfolio/panels/pcm_observation.html", pcm_observation(round_, user)))
    return panels


def frozen_panels(sending, news=None):
    """[(template, context)] of one sending. Files are linked by their labels through `files` of the page.

    `news` is {evidence's id: "New" or "Changed"} since the round before, None for the first round.
    """
    parts = [part for part in sending.parts.all() if part.kind == SealedPart.Kind.ENCLOSED]
    pieces = {}
    for part in parts:
        if not part.is_erased:
            piece = {**part.content, "label": part.label, "anchor": slugify(part.label)}
            pieces.setdefault(piece.get("piece", ""), []).append(piece)
    evidence = [{**piece, "news": (news or {}).get(piece["id"], "")} for piece in pieces.get("evidence", [])]
    pieces["evidence"] = evidence
    panels = [
        ("requirements", {"requirements": required(pieces), "details": details(pieces)}),
        ("audit", {"audits": pieces.get("audit", [])}),
        ("cycle", timeline(pieces)),
        (
            "work",
            {name: pieces.get(name, []) for name in WORK},
        ),
        ("criteria", criteria(pieces)),
        ("evidence", {"evidence": evidence}),
        ("erased", {"erased": [part.label for part in parts if part.is_erased]}),
    ]
    return [(f"portfolio/panels/{name}.html", context) for name, context in panels if any(context.values())]


def news(round_):
    """{evidence's id: "New" or "Changed"} against the round before: one query, none in the first round."""
    if round_.number == 1:
        return {}
    earlier = SealedPart.objects.filter(
        sending__submission=round_.submission_id, sending__round__number=round_.number - 1
    )
    old, new = (
        {piece["id"]: piece for piece in sealed_in(list(parts)) if piece.get("piece") == "evidence"}
        for parts in (earlier, round_.sending.parts.all())
    )
    found = {}
    for key, piece in new.items():
        if key not in old:
            found[key] = "New"
        elif differ(old[key], piece):
            found[key] = "Changed"
    return found


# --- the PCM's observation, as it stands today ------------------------------------------------------------


def asks_for_pcm(sending):
    """Whether the level asked for the PCM's observation when this was sent."""
    return any(
        requirement.get("key") == "pcm_observation"
        for part in sending.parts.all()
        if part.kind == SealedPart.Kind.ENCLOSED and not part.is_erased
        for requirement in part.content.get("requirements", [])
    )


def pcm_observation(round_, user):
    """{observations, address}: what is noted, and where this person may note it while it is missing."""
    enrolment = Enrolment.objects.select_related("person").get(record_sheets__submission=round_.submission_id)
    rows = list(Observation.objects.filter(enrolment=enrolment, kind=Observation.Kind.PCM))
    address = ""
    if not any(row.counts for row in rows) and can_record_pcm_observation(user, enrolment):
        back = reverse("reviews:review", args=[round_.sending.reference])
        address = f"{reverse('portfolio:pcm_observation', args=[enrolment.slug])}?next={back}"
    return {"observations": [observation(row) for row in rows], "address": address}


# --- pieces in words ---------------------------------------------------------------------------------------

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
    "route": "Route",
    "pauses": "Approved pauses",
    "more_time": "More time granted",
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


def criteria(pieces):
    """{parts, missing}: the evidence beside each criterion, what is new or changed before the rest.

    `parts` are {title, standards}; without news there is one, without a title.
    """
    standards = by_criterion(pieces)
    parts = [
        {"title": title, "standards": chosen}
        for title, wanted in (("New or changed since the round before", True), ("The other criteria", False))
        if (chosen := only(standards, wanted))
    ]
    if parts and not any(piece["news"] for piece in pieces["evidence"]):
        parts[0]["title"] = ""
    return {"parts": parts, "missing": without_evidence(standards)}


def by_criterion(pieces):
    """[{title, criteria}] with the evidence for each criterion that is key or shown, news first."""
    shown = {}
    for item in sorted(pieces["evidence"], key=lambda item: not item["news"]):
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


def only(standards, has_news):
    """The standards with those criteria alone that have news, or have none."""
    chosen = [
        {
            "title": standard["title"],
            "criteria": [
                criterion
                for criterion in standard["criteria"]
                if any(item["news"] for item in criterion["evidence"]) == has_news
            ],
        }
        for standard in standards
    ]
    return [standard for standard in chosen if standard["criteria"]]


def without_evidence(standards):
    """Codes of key criteria that no evidence in the record shows."""
    return [
        criterion["code"]
        for standard in standards
        for criterion in standard["criteria"]
        if not criterion["evidence"]
    ]
