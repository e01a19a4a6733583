"""Who signs, in order, and what has happened so far: as lists that templates draw."""

from django.urls import reverse
from django.utils.text import capfirst

from cms.dates import date_uk, time_uk
from reviews.models import Comment, Outcome
from reviews.permissions import comments_visible_to
from reviews.routing import as_held, capacity, role_name

DONE, NOW, WAIT, ENDED = "done", "now", "wait", "ended"
STATE_WORDS = {DONE: "Done", NOW: "Now", WAIT: "Later", ENDED: "Ended"}


# --- who signs ---------------------------------------------------------------------------------------------


def signing_steps(round_, user):
    """The mentor, each stage, the office: [{who, text, state, word}]."""
    mentor = round_.submission.owner.name
    steps = [_step(f"{mentor}, mentor,", f"sent this on {date_uk(round_.sending.sent_at)}", DONE)]
    for stage in round_.stages.all():
        steps += _stage_steps(stage, round_, user)
    return [*steps, _office_step(round_)] if round_.submission.form.ends_with_office else steps


def _stage_steps(stage, round_, user):
    """One step for each signature, and one for what is still wanted."""
    lines = [line for line in round_.decisions.all() if line.stage_id == stage.pk and line.signatory]
    signed = [line for line in lines if line.outcome == Outcome.SIGNED]
    steps = [_step(f"{_signer(line, user)},", _signed(line, user), DONE) for line in signed]
    steps += [
        _step(f"{_signer(line, user)},", f"sent this back on {date_uk(line.at)}", ENDED)
        for line in lines
        if line.outcome == Outcome.SENT_BACK
    ]
    if steps and (stage.closed_at or len(signed) >= stage.signatures_wanted):
        return steps
    return [*steps, _waiting_step(stage, round_, signed)]


def _signed(line, user):
    """When somebody signed; of a paper also who recorded it and when (E23)."""
    if not line.paper_on:
        return f"signed on {date_uk(line.at)}"
    recorder = "you" if line.recorded_by_id == user.pk else line.recorded_by.name
    return f"signed on paper on {date_uk(line.paper_on)}; recorded by {recorder} on {date_uk(line.at)}"


def _waiting_step(stage, round_, signed):
    who = f"{capfirst(role_name(stage))},"
    if stage.is_open:
        asked = f"is asked since {date_uk(stage.opened_at)}"
        return _step(who, f"{asked}{_by_name(stage, signed)}", NOW)
    if round_.closed_at:
        return _step(who, "was not asked", ENDED)
    return _step(who, "signs after that", WAIT)


def _by_name(stage, signed):
    """Whom an open stage asks by name, to follow "is asked since": its panel, or whom it was passed on to."""
    if stage.is_panel:
        done = {line.signatory_id for line in signed}
        names = [member.person.name for member in stage.panel.all() if member.person_id not in done]
        return f": {', '.join(names)}" if names else ". The office names who sits on it"
    return f", passed on to {stage.assignee.name}" if stage.assignee_id else ""


def _office_step(round_):
    for line in round_.decisions.all():
        who = f"{line.signatory.name}, partnership office," if line.signatory else ""
        if line.outcome == Outcome.ISSUED:
            return _step(who, f"issued the certificate on {date_uk(line.at)}", DONE)
        if line.outcome == Outcome.SENT_BACK and line.stage_id is None:
            return _step(who, f"sent this back on {date_uk(line.at)}", ENDED)
    if round_.closed_at:
        return _step("Partnership office", "was not asked", ENDED)
    if round_.signed_at:
        return _step("Partnership office", "issues the certificate next", NOW)
    return _step("Partnership office", "issues the certificate when everybody has signed", WAIT)


def _step(who, text, state):
    return {"who": who, "text": text, "state": state, "word": STATE_WORDS[state]}


def _signer(line, user):
    """Who decided and in which capacity: "Zofia Wąsik, acting link tutor, Kingsmere University"."""
    name = "You" if line.signatory_id == user.pk else line.signatory.name
    return f"{name}, {as_held(role_name(line.stage), line)}"


# --- what happened -----------------------------------------------------------------------------------------

WORDS = {
    Outcome.SIGNED: "signed",
    Outcome.SENT_BACK: "sent this back",
    Outcome.WITHDRAWN: "took this back",
    Outcome.ISSUED: "issued the certificate",
    Outcome.ERASED: "erased some details",
}


def entries(rounds, user=None):
    """What happened in these rounds, newest first, for components/timeline.html.

    For `user`, what was said is told too, as far as they read it; the rounds are from with_talk() then. The
    mentor reads no note that was written for whoever takes over.
    """
    found = [entry for round_ in rounds for entry in _of(round_, user)]
    return sorted(found, key=lambda entry: entry["when"], reverse=True)


def _of(round_, user):
    to_mentor = user is not None and round_.submission.owner_id == user.pk
    said = comments_visible_to(user, round_) if user else []
    return [
        _sent(round_),
        *(_decided(line, to_mentor) for line in round_.decisions.all()),
        *_wish(round_),
        *map(_said, said),
    ]


def _sent(round_):
    who = round_.submission.owner.name
    return {"when": round_.sending.sent_at, "who": who, "text": f"sent this for review{_again(round_)}"}


def _again(round_):
    return f" again, for round {round_.number}" if round_.number > 1 else ""


def _wish(round_):
    if round_.another_wanted_at is None:
        return []
    who = round_.submission.owner.name
    return [{"when": round_.another_wanted_at, "who": who, "text": "asked for somebody else to decide"}]


def _decided(line, to_mentor):
    parts = f", to look again at {', '.join(line.sections)}" if line.sections else ""
    parts += f", recorded by {line.recorded_by.name}" if line.paper_on else ""
    hidden = to_mentor and line.outcome == Outcome.REASSIGNED
    return _with_scan(line) | {
        "when": line.at,
        "who": (line.signatory or line.recorded_by).name,
        "text": f"{_deed(line)}{_as(line)}{parts}",
        "comment": "" if hidden else line.comment,
    }


def _with_scan(line):
    """The way to the scan of what was signed by hand, while it is kept."""
    if line.scan is None or line.is_erased:
        return {}
    url = reverse("reviews:paper_scan", args=[line.round.sending.reference, line.scan.key])
    return {"url": url, "link": "Scan of the signed paper"}


def _as(line):
    """In which capacity, to follow what was done."""
    if not line.role:
        return ""
    return " on the panel" if line.stage and line.stage.is_panel else f" as {capacity(line)}"


def _deed(line):
    if line.paper_on:
        days = f"{date_uk(line.paper_on)} (the mentor on {date_uk(line.mentor_paper_on)})"
        return f"signed on paper on {days}"
    if line.outcome != Outcome.REASSIGNED:
        return WORDS[line.outcome]
    if line.stage and line.stage.is_panel:
        return f"named {line.passed_to.name} to the panel"
    return f"passed this on to {line.passed_to.name}" if line.passed_to_id else "passed this on"


def _said(comment):
    about = comment.criterion or comment.part
    if comment.answers_id:
        text = "answered"
    elif comment.is_question:
        text = "asked a question"
    else:
        only = ", for reviewers only" if comment.audience == Comment.Audience.REVIEWERS else ""
        text = f"commented on {about}{only}" if about else f"commented{only}"
    return {"when": comment.at, "who": comment.author.name, "text": text, "comment": comment.text}


def told(line):
    """One decision as a sentence with its moment: "Tom Reid signed as link tutor, today at 4:12pm"."""
    entry = _decided(line, to_mentor=True)
    return f"{entry['who']} {entry['text']} on {date_uk(line.at)} at {time_uk(line.at)}."


def told_sending(round_):
    """The same of a sending."""
    at, who = round_.sending.sent_at, round_.submission.owner.name
    return f"{who} sent this for review{_again(round_)} on {date_uk(at)} at {time_uk(at)}."
