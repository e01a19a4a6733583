"""The record as it is frozen when the record sheet is sent: plain words that stay readable for ever.

Each piece has a neutral label (it outlives the erasing of its content) and says what kind of piece it is.
`id` tells the same piece in two sendings, so that changes can be shown.
"""

from cms.dates import date_uk
from forms.models.pages import Enclosed
from portfolio import ratings
from portfolio.models import EvidenceItem, Observation
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
        },
    )


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
            },
        )
    ]


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


def placement(row):
    """A placement's content; `stage` is what its phase means to the whole collaboration."""
    return {
        "piece": "placement",
        "id": row.slug,
        "student": row.student,
        "phase": row.phase,
        "stage": str(row.provider_phase.stage) if row.provider_phase else "",
        "school": str(row.school),
        "provider": str(row.provider),
        "start": date_uk(row.start),
        "end": date_uk(row.end),
        "days": [row.start.isoformat(), row.end.isoformat()],
        "completed": "Completed" if row.completed else "Not completed",
    }


def conversation(row):
    """A conversation's content."""
    return {
        "piece": "conversation",
        "id": row.slug,
        "held_on": date_uk(row.held_on),
        "with": row.with_name,
        "gist": row.gist,
        "agreed": "Agreed" if row.agreed else "Not agreed yet",
    }


def observation(row):
    """An observation's content: with the tutor (R25), or of the mentor by the PCM (R24)."""
    found = {"id": row.slug, "held_on": date_uk(row.held_on), "note": row.note}
    if row.kind == Observation.Kind.PCM:
        return found | {"piece": "pcm_observation", "by": row.tutor_name, "seen": seen(row)}
    return found | {"piece": "observation", "tutor": row.tutor_name}


def seen(row):
    """What the PCM saw, in words: ["feedback", "target setting"]."""
    words = (("feedback", row.feedback_seen), ("target setting", row.targets_seen))
    return [word for word, was_seen in words if was_seen]


def evidence(record):
    """One piece for each item, with its files; the criteria carry the words they had on the day."""
    files = {
        item.pk: list(item.files.all())
        for item in EvidenceItem.objects.filter(enrolment=record.enrolment).prefetch_related("files")
    }
    texts = {criterion.pk: criterion for criterion in record.criteria}
    links = {}
    for link in record.links:
        links.setdefault(link.evidence_id, []).append(link)
    return [
        Enclosed(f"Evidence {number}", evidence_content(item, links[item.pk], texts), files[item.pk])
        for number, item in enumerate(record.evidence, 1)
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
        "criteria": [
            {
                "code": criteria[link.criterion_id].code,
                "text": criteria[link.criterion_id].text,
                "note": link.note,
            }
            for link in links
        ],
    }
