"""Moving a draft to its form's newest questions (X8)."""

from django.db import transaction

from forms import compiler
from forms.actions.locking import locked, now_or_not, write
from forms.errors import NotNow
from forms.kinds import KINDS
from forms.models import FormPage, FormVersion
from forms.permissions import can_edit

ASIDE = "aside"  # among the answers: what an earlier version asked, kept though no longer asked


@transaction.atomic
def use_new_version(*, submission, by):
    """Move a draft to the form's live version. Answers to the same questions are carried over, others kept
    aside.
    """
    row = locked(submission)
    now_or_not(can_edit(by, row))
    live = FormVersion.objects.filter(
        pk__in=FormPage.objects.filter(pk=row.page_id).values("live_version")
    ).first()
    if live is None or live.pk == row.version_id:
        raise NotNow("You are using the newest questions already.")
    row.answers, row.version = _carried(row, live), live
    row.revision += 1
    write(row, submission, "version", "answers", "revision")
    return submission


def _carried(submission, live):
    """The answers as the live version asks for them; what fits nowhere under ASIDE, as people read it."""
    old = compiler.questions(submission.version)
    given = {key: answers[key] for answers in submission.answers.values() for key in old if key in answers}
    carried = {}
    for step in compiler.steps(live):
        for question in step["fields"]:
            key, earlier = question["id"], old.get(question["id"])
            if key in given and _still_fits(question, earlier, given[key]):
                carried.setdefault(step["id"], {})[key] = given.pop(key)
    names = compiler.names_of(
        [key for key, question in old.items() if question["kind"] == "file" for key in given.get(key) or []]
    )
    aside = [
        {"question": label, "answer": shown}
        for key, value in given.items()
        if value not in ("", [], {}, None, False)
        for label, shown in KINDS[old[key]["kind"]].shown(old[key], value, names)
    ]
    before = submission.answers.get(ASIDE, {}).get("kept", [])
    return carried | ({ASIDE: {"kept": [*before, *aside]}} if before or aside else {})


def _still_fits(question, earlier, answer):
    same_kind = earlier["kind"] == question["kind"]
    return question == earlier or (same_kind and KINDS[question["kind"]].fits(question, answer))
