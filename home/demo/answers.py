"""Answers to a form's questions as a willing person would give them, for whatever the editors ask."""

import random

from django.utils import timezone

from forms import actions, compiler
from forms.readiness import obstacles
from portfolio import ratings


def fill(submission, *, texts, leave=0, rate=None):
    """Answer and save every step but the last `leave`, as the owner, through the real action.

    `rate` gives the point for a criterion's row; without it most are 2 or 3, as a beginner's are.
    """
    chance = random.Random(submission.owner.email)  # noqa: S311  the same answers on every machine
    written = iter(texts * 20)
    steps = compiler.steps(submission.version)
    facts = submission.form.subject_for(submission)
    for step in steps[: len(steps) - leave]:
        given = {
            question["id"]: answer(question, facts, chance, written, rate) for question in step["fields"]
        }
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


def earlier_points(audit):
    """{criterion's code: its point} of an audit that was sent."""
    sending = audit.sendings.select_related("version").last()
    return {row["code"]: row["point"] for group in ratings.read(sending)[0] for row in group.rows}


def kept(audit):
    """A way of rating that goes up nowhere: an earlier audit's answers, a few of them lower (E10)."""
    earlier = earlier_points(audit)
    chance = random.Random(f"{audit.owner.email} again")  # noqa: S311
    return lambda row: str(max(int(earlier[row["code"]]) - chance.choices((0, 1), (5, 1))[0], 1))


def grown(audit):
    """A way of rating that goes up from an earlier audit's answers as often as not, and sometimes down."""
    earlier = earlier_points(audit)
    chance = random.Random(f"{audit.owner.email} again")  # noqa: S311

    def rate(row):
        step = chance.choices((1, 0, -1, None), (10, 8, 2, 1))[0]
        return "N/A" if step is None else str(min(max(int(earlier[row["code"]]) + step, 1), 4))

    return rate


def answer(question, facts, chance, written, rate=None):
    """One answer in the form in which its kind keeps it (forms.kinds); None leaves a file question alone."""
    kind = question["kind"]
    if kind == "rating_grid":
        points = [point["id"] for point in question["scale"] if point["id"].isdigit()]
        rate = rate or (lambda row: chance.choices(points, (2, 5, 4, 1))[0])
        return {row["key"]: rate(row) for row in question["rows"]}
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
