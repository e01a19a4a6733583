"""Who signs, in order, and what has happened so far: as lists that templates draw."""

from django.utils.text import capfirst

from cms.dates import date_uk
from reviews.models import Outcome
from reviews.routing import in_words, role_name

DONE, NOW, WAIT, ENDED = "done", "now", "wait", "ended"
STATE_WORDS = {DONE: "Done", NOW: "Now", WAIT: "Later", ENDED: "Ended"}


def signing_steps(round_, user):
    """The mentor, each stage, the office: [{who, text, state, word}]."""
    mentor = round_.submission.owner.name
    steps = [_step(f"{mentor}, mentor,", f"sent this on {date_uk(round_.sending.sent_at)}", DONE)]
    for stage in round_.stages.all():
        steps += _stage_steps(stage, round_, user)
    return [*steps, _office_step(round_)]


def _stage_steps(stage, round_, user):
    """One step for each signature, and one for what is still wanted."""
    lines = [line for line in round_.decisions.all() if line.stage_id == stage.pk and line.signatory]
    signed = [line for line in lines if line.outcome == Outcome.SIGNED]
    steps = [
        _step(f"{_who(line, user)}, {role_name(stage)},", f"signed on {date_uk(line.at)}", DONE)
        for line in signed
    ]
    for line in lines:
        if line.outcome == Outcome.SENT_BACK:
            steps.append(
                _step(
                    f"{_who(line, user)}, {role_name(stage)},", f"sent this back on {date_uk(line.at)}", ENDED
                )
            )
    if steps and (stage.closed_at or len(signed) >= stage.signatures_wanted):
        return steps
    who = f"{capfirst(role_name(stage))},"
    if stage.is_open:
        return [*steps, _step(who, f"is asked since {date_uk(stage.opened_at)}", NOW)]
    if round_.closed_at:
        return [*steps, _step(who, "was not asked", ENDED)]
    return [*steps, _step(who, "signs after that", WAIT)]


def _office_step(round_):
    for line in round_.decisions.all():
        if line.outcome == Outcome.ISSUED:
            return _step(
                f"{line.signatory.name}, partnership office,",
                f"issued the certificate on {date_uk(line.at)}",
                DONE,
            )
        if line.outcome == Outcome.SENT_BACK and line.stage_id is None:
            return _step(
                f"{line.signatory.name}, partnership office,", f"sent this back on {date_uk(line.at)}", ENDED
            )
    if round_.closed_at:
        return _step("Partnership office", "was not asked", ENDED)
    if round_.signed_at:
        return _step("Partnership office", "issues the certificate next", NOW)
    return _step("Partnership office", "issues the certificate when everybody has signed", WAIT)


def _step(who, text, state):
    return {"who": who, "text": text, "state": state, "word": STATE_WORDS[state]}


def _who(line, user):
    return "You" if line.signatory_id == user.pk else line.signatory.name


WORDS = {
    Outcome.SIGNED: "signed",
    Outcome.SENT_BACK: "sent this back",
    Outcome.REASSIGNED: "passed this on",
    Outcome.WITHDRAWN: "took this back",
    Outcome.ISSUED: "issued the certificate",
    Outcome.ERASED: "erased some details",
}


def entries(rounds):
    """What happened in these rounds, newest first, for components/timeline.html."""
    found = [entry for round_ in rounds for entry in [_sent(round_), *map(_decided, round_.decisions.all())]]
    return sorted(found, key=lambda entry: entry["when"], reverse=True)


def _sent(round_):
    again = f" again, for round {round_.number}" if round_.number > 1 else ""
    return {
        "when": round_.sending.sent_at,
        "who": round_.submission.owner.name,
        "text": f"sent this for review{again}",
    }


def _decided(line):
    role = f" as {in_words(line.role)}" if line.role else ""
    return {
        "when": line.at,
        "who": (line.signatory or line.recorded_by).name,
        "text": f"{WORDS[line.outcome]}{role}",
        "comment": line.comment,
    }
