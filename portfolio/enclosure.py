"""The record as it is frozen when the record sheet is sent: plain words that stay readable for ever.

Each piece has a neutral label (it outlives the erasing of its content) and says what kind of piece it is.
`id` tells the same piece in two sendings, so that changes can be shown.
"""

from cms.dates import date_uk
from forms.models.pages import Enclosed
from portfolio import ratings
from portfolio.answers import listed
from portfolio.frozen import confirmed_words, conversation, observation, placement
from portfolio.models import EvidenceItem
from portfolio.record import load, subject
from portfolio.requirements import requirements


def enclosure(enrolment):
    """A list of Enclosed: everything that those who sign put their names to."""
    record = load(enrolment)
    return [
        details(record),
        required(record),
        criteria(record),
        *audit(record),
        *modules(record),
        *cycle(record),
        *numbered("Placement", record.placements, placement),
        *numbered("Conversation", record.conversations, conversation),
        *numbered("Observation", record.observations, observation),
        *evidence(record),
    ]


def details(record):
    """Who, where, which level, and the answer about sharing."""
    facts = subject(record.enrolment)
    school = facts["school"]
    return Enclosed(
        "Details",
        {
            "piece": "details",
            "id": "details",
            "name": facts["name"],
            "email": facts["email"],
            "trn": facts["trn"],
            "school": str(school) if school else "",
            "urn": (school.urn or "") if school else "",
            "provider": str(facts["provider"]),
            "level": facts["level"].title,
            "framework": str(facts["framework"]),
            "started_on": date_uk(record.enrolment.started_on),
            "sharing": sharing_words(record),
            "route": route_words(record),
            "pauses": listed(pause_words(pause) for pause in record.pauses),
            "more_time": f"{record.extra_months} months" if record.extra_months else "",
        },
    )


def route_words(record):
    """By which route the mentor comes: experience stands in for some of what the level asks (R7, R20)."""
    replaced = [row.get_requirement_display() for row in record.exemptions.values()]
    return f"Experienced mentor. Waived: {'; '.join(replaced)}" if replaced else "Standard"


def pause_words(pause):
    """An approved pause: its days and nothing else (E12)."""
    first, last = pause
    return f"{date_uk(first)} to {date_uk(last)}" if last else f"since {date_uk(first)}"


def sharing_words(record):
    """The answer to the sharing notice, as it stood."""
    if not record.answered_sharing_on:
        return "Not answered"
    answer = "May be shared with the other providers" if record.shares else "May not be shared"
    return f"{answer} (answered on {date_uk(record.answered_sharing_on)})"


def required(record):
    """Each requirement with its answer, why, and the labels of the pieces that show it."""
    answered = [
        {
            "key": requirement.key,
            "rules": list(requirement.rules),
            "question": requirement.question,
            "answer": str(requirement.answer),
            "why": requirement.why,
            "proof": list(requirement.proof),
        }
        for requirement in requirements(record)
    ]
    return Enclosed("Requirements", {"piece": "requirements", "id": "requirements", "requirements": answered})


def criteria(record):
    """The criteria as they read on the day, by standard, with the key ones marked."""
    key = {criterion.pk for criterion in record.key_criteria}
    standards = {}
    for criterion in record.criteria:
        standard = standards.setdefault(
            criterion.standard_id, {"title": str(criterion.standard), "criteria": []}
        )
        standard["criteria"].append(
            {"code": criterion.code, "text": criterion.text, "key": criterion.pk in key}
        )
    return Enclosed(
        "Criteria", {"piece": "criteria", "id": "criteria", "standards": list(standards.values())}
    )


def audit(record):
    """The latest audit that was sent, beside the mentor's first where there was one before (R12)."""
    if not record.audit:
        return []
    sending = record.audit.sendings.select_related("version").order_by("-number").first()
    sending.submission = record.audit
    groups, words = ratings.read(sending)
    return [
        Enclosed(
            "Audit",
            {
                "piece": "audit",
                "id": record.audit.reference,
                "kind": record.audit.audit.get_kind_display(),
                "completed_on": date_uk(sending.sent_at),
                "finding": ratings.finding(groups),
                "groups": [
                    {"title": group.title, "mean": group.mean, "rows": group.rows, "note": group.note}
                    for group in groups
                ],
                "words": [list(pair) for pair in words],
                "change": ratings.since_first(sending),
                **talked_over(record),
            },
        )
    ]


def talked_over(record):
    """What the PCM says about the audit, and who accepted the account of what has changed (R21, E10)."""
    row = record.audit.audit
    accepted = record.account_accepted
    return {
        "discussed_on": date_uk(row.discussed_on),
        "comment": row.comment,
        "account_accepted": f"By {accepted[0]} on {date_uk(accepted[1])}" if accepted else "",
    }


def modules(record):
    """The modules that are finished."""
    return [
        Enclosed(
            f"Module {module.code}",
            {
                "piece": "module",
                "id": module.code,
                "title": module.title,
                "completed_on": date_uk(module.completed_on),
                "reflection": module.reflection,
            },
        )
        for module in record.modules
        if module.completed_on
    ]


def cycle(record):
    """The stages of the year, and which placements count, where they have to cover them all (R14, R15)."""
    if not record.level.needs_full_cycle:
        return []
    content = {
        "piece": "cycle",
        "id": "cycle",
        "stages": [stage.title for stage in record.stages_of_the_year],
        "counted": [
            f"Placement {number}"
            for number, row in enumerate(record.placements, 1)
            if row in record.counted_placements
        ],
    }
    return [Enclosed("Cycle", content)]


def numbered(name, rows, content):
    """One piece for each row: "Placement 1", "Placement 2"."""
    return [Enclosed(f"{name} {number}", content(row)) for number, row in enumerate(rows, 1)]


def evidence(record):
    """One piece for each item, with its files; the criteria carry the words they had on the day."""
    rows = EvidenceItem.objects.filter(enrolment=record.enrolment).select_related("module", "other")
    items = {item.pk: item for item in rows.prefetch_related("files")}
    texts = {criterion.pk: criterion for criterion in record.criteria}
    placements = {row.pk: f"Placement {number}" for number, row in enumerate(record.placements, 1)}
    links = {}
    for link in record.links:
        if link.criterion_id in texts:  # what is from other standards never counts (E20)
            links.setdefault(link.evidence_id, []).append(link)
    return [
        Enclosed(
            f"Evidence {number}",
            evidence_content(items[each.pk], links.get(each.pk, []), texts)
            | {"placement": placements.get(each.placement_id, "")},
            list(items[each.pk].files.all()),
        )
        for number, each in enumerate(record.evidence, 1)
    ]


def evidence_content(item, links, criteria):
    """A piece of evidence in words."""
    return {
        "piece": "evidence",
        "id": item.slug,
        "title": item.title,
        "kind": item.get_kind_display(),
        "date": date_uk(item.activity_date),
        "description": item.description,
        "link": item.link,
        "location": item.location,
        "reflection": item.reflection,
        "module": item.module.title if item.module else "",
        "with": item.other.name if item.other else item.other_name,
        "confirmed": confirmed_words(item),
        "criteria": [
            {
                "code": criteria[link.criterion_id].code,
                "text": criteria[link.criterion_id].text,
                "note": link.note,
            }
            for link in links
        ],
    }
