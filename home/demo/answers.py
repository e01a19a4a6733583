"""Answers to a form's questions as a willing person would give them, for whatever the editors ask."""

import random

from django.utils import timezone

from forms import actions, compiler
from forms.readiness import obstacles


def fill(submission, *, texts, leave=0):
    """Answer and save every step but the last `leave`, as the owner, through the real action."""
    chance = random.Random(submission.owner.email)  # noqa: S311  the same answers on every machine
    written = iter(texts * 20)
    steps = compiler.steps(submission.version)
    facts = submission.form.subject_for(submission)
    for step in steps[: len(steps) - leave]:
        given = {question["id"]: answer(question, facts, chance, written) for question in step["fields"]}
        kept = submission.answers.get(step["id"], {})
        actions.save_step(
            submission=submission,
            by=submission.owner,
            step_id=step["id"],
            answers={key: value for key, value in given.items() if value is not None} | kept,
        )


def send(submission):
    """Send what was filled in; says what is missing instead of sending something half done."""
    if missing := obstacles(submission):
        raise ValueError(f"{submission.owner.name}: {[blocker.why for blocker in missing]}")
    owner = submission.owner
    return actions.send(
        submission=submission, by=owner, statement=submission.form.statement, typed_name=owner.name
    )


def answer(question, facts, chance, written):
    """One answer in the form in which its kind keeps it (forms.kinds); None leaves a file question alone."""
    kind = question["kind"]
    if kind == "rating_grid":
        points = [point["id"] for point in question["scale"] if point["id"].isdigit()]
        return {row["key"]: chance.choice(points[1:]) for row in question["rows"]}
    if kind == "long_text":
        return next(written)
    if kind in ("radios", "checkboxes"):
        first = question["options"][0]["id"]
        return [first] if kind == "checkboxes" else first
    fixed = {
        "yes_no": "yes",
        "declaration": True,
        "signature": {"name": facts["name"], "date": timezone.localdate().isoformat()},
        "email": facts["email"],
        "date": timezone.localdate().isoformat(),
        "short_text": str(facts.get(question.get("prefill"), "") or "Mathematics"),
    }
    return fixed.get(kind)
