"""How far a mentor has come: one state, one next step, and the tasks in their four groups.

Nothing here is stored.
"""

from dataclasses import dataclass

from cms.dates import date_uk
from forms.models import Status
from people.roles import Role
from portfolio.requirements import FINISH, GROUPS, Answer, requirements, unmet
from reviews.routing import in_hand, role_name


@dataclass(frozen=True)
class State:
    """Where an enrolment stands: a key for lists, and the word people read."""

    key: str
    label: str


NEW = State("enrolled", "Not started")
IN_PROGRESS = State("in_progress", "In progress")
READY = State("ready", "Ready to send")
RETURNED = State("returned", "Changes needed")
SIGNED_OFF = State("signed_off", "Signed off")
CERTIFIED = State("certified", "Certificate issued")
REVOKED = State("revoked", "Certificate revoked")
WITHDRAWN = State("withdrawn", "Withdrawn")
PAUSED = State("paused", "Paused")

# Who is waited for, by `who` of a requirement: for its task, and where it is all there is to wait for.
WAITS_FOR = {
    Role.PCM: "your PCM",
    Role.LINK_TUTOR: "your link tutor",
    Role.PROVIDER_LEAD: "your provider",
    Role.OFFICE: "the office",
}


def state(record):
    """The State of an enrolment. With a reviewer its key is "with_" and the role, such as with_pcm.

    What has been sent goes on during a pause, which stops the mentor's own work alone (E12).
    """
    if record.awarded_on:
        return CERTIFIED
    if record.enrolment.withdrawn_on:
        return WITHDRAWN
    sheet = record.sheet
    if sheet and sheet.status == Status.SENT and record.open_stage:
        return State(f"with_{record.open_stage.role}", f"With the {role_name(record.open_stage)}")
    if sheet and sheet.status == Status.ACCEPTED:
        return REVOKED if was_revoked(record) else SIGNED_OFF
    if record.is_paused:
        return PAUSED
    if sheet and sheet.status == Status.RETURNED:
        return RETURNED
    if not unmet(record):
        return READY
    return IN_PROGRESS if has_begun(record) else NEW


def was_revoked(record):
    """Whether the sheet's round ended with a certificate that no longer counts (E17)."""
    accepted = record.sheet is not None and record.sheet.status == Status.ACCEPTED
    return bool(accepted and record.round and record.round.closed_at and not record.awarded_on)


def has_begun(record):
    """Whether the mentor has done anything since enrolling."""
    work = (record.audits, record.conversations, record.placements, record.observations, record.links)
    return any(work) or any(module.completed_on for module in record.modules)


@dataclass(frozen=True)
class NextStep:
    """What to do now, as the top of the desk says it."""

    title: str
    text: str
    url: str = ""
    button: str = ""


def next_step(record):
    """The one thing to do next, or who is waited for."""
    now = state(record)
    sheet = record.url("record_sheet")
    if now == CERTIFIED:
        return NextStep(
            "You are certified", f"Your certificate was awarded on {date_uk(record.awarded_on)}. Well done."
        )
    if now == WITHDRAWN:
        return NextStep(
            "You have withdrawn", f"You left this level on {date_uk(record.enrolment.withdrawn_on)}."
        )
    if now == PAUSED:
        return NextStep(
            "You are on a pause", pause_words(record), record.url("own_requests"), "See your pause"
        )
    if now == RETURNED:
        return NextStep(
            "Next: look again at your record sheet",
            f"{sent_back_by(record)} Nothing is lost.",
            sheet,
            "Read the reason",
        )
    if now == SIGNED_OFF:
        return NextStep(
            "Everybody has signed",
            f"The partnership office of {record.enrolment.provider} issues your certificate next.",
        )
    if now == REVOKED:
        return NextStep(
            "Your certificate was revoked",
            "It is not valid any more. Below you can read why, and how to appeal.",
        )
    if now.key.startswith("with_"):
        since = f"since {date_uk(record.open_stage.opened_at)}"
        return NextStep(
            "Your record sheet is being read",
            f"{now.label}, {since}{in_hand(record.open_stage)}. You will hear by email.",
            sheet,
            "See what you sent",
        )
    if now == READY:
        return NextStep(
            "Next: your record sheet",
            "Everything is in place. Check the sheet and send it.",
            sheet,
            "Go to the record sheet",
        )
    missing = unmet(record)
    first = next((each for each in missing if each.who == Role.MENTOR), None)
    if first is None:
        return waited_for(missing[0])
    return NextStep(
        f"Next: {first.label}", first.hint or first.why, first.url, "Go on" if first.begun else "Start"
    )


def pause_words(record):
    """Until when the clock stands still, in a sentence or two (E12)."""
    first, last = record.pause
    until = f" until {date_uk(last)}, that day included" if last else ""
    return f"Your time has stood still since {date_uk(first)}{until}. Nothing is asked of you meanwhile."


def waited_for(requirement):
    """The next step when the mentor has done all they can: who is waited for, and why."""
    return NextStep(
        f"Waiting for {WAITS_FOR[requirement.who]}: {requirement.label}",
        requirement.hint or requirement.why,
        requirement.url,
        "Have a look",
    )


def sent_back_by(record):
    """Who sent the sheet back and when, in a sentence."""
    back = record.sent_back
    return f"{back.by} sent it back on {date_uk(back.at)} and says what to change."


@dataclass(frozen=True)
class Task:
    """A line of the task list, in the words of components/task_list.html."""

    name: str
    status: str
    url: str = ""
    hint: str = ""
    word: str = ""
    kind: str = ""


def task_groups(record):
    """[(title, [Task])] for the four groups that are not empty."""
    groups = {group: [] for group in GROUPS}
    for requirement in requirements(record):
        groups[requirement.group].append(task_of(requirement))
    groups[FINISH] += [record_sheet_task(record), certificate_task(record)]
    return [(title, tasks) for title, tasks in groups.items() if tasks]


def task_of(requirement):
    """A requirement as a task."""
    status = status_of(requirement)
    word = task_word(requirement)
    return Task(
        name=requirement.label,
        status=status,
        url=requirement.url,
        hint="" if status == "not_started" else requirement.hint or requirement.why,
        word=word,
        kind="next" if word and status == "in_progress" else "",
    )


def status_of(requirement):
    """How a requirement's task stands, as a key of components/tag.html."""
    if requirement.is_met:
        return "completed"
    if is_with_somebody(requirement):
        return "with_reviewer"
    if requirement.begun or requirement.answer == Answer.WAITING:
        return "in_progress"
    return "not_started" if requirement.url else "cannot_start"


def is_with_somebody(requirement):
    """Whether somebody else has to act and the mentor has done all they can."""
    return requirement.answer == Answer.WAITING and requirement.who in WAITS_FOR


def task_word(requirement):
    """A word of its own for a task's status: what was waived, how much is to go, or whose turn it is."""
    if requirement.answer == Answer.WAIVED:
        return str(Answer.WAIVED)
    if is_with_somebody(requirement):
        return requirement.to_go or f"With {WAITS_FOR[requirement.who]}"
    return requirement.to_go if requirement.begun and not requirement.is_met else ""


def record_sheet_task(record):
    """The record sheet: opens when everything before it is done (R27)."""
    name, sheet, url = "Record sheet and sign-off", record.sheet, record.url("record_sheet")
    if sheet is None or was_revoked(record):
        missing = len(unmet(record))
        if missing:
            things = "1 thing above is" if missing == 1 else f"{missing} things above are"
            return Task(name, "cannot_start", hint=f"Opens when everything is in place. {things} still open.")
        return Task(name, "not_started", url, "You sign first, then it goes to your PCM.")
    if sheet.status == Status.SENT:
        return Task(name, "with_reviewer", url, state(record).label)
    if sheet.status == Status.RETURNED:
        return Task(name, "changes_needed", url, sent_back_by(record))
    if sheet.status == Status.ACCEPTED:
        return Task(
            name,
            "signed_off",
            url,
            f"Signed by everybody on {date_uk(record.round and record.round.signed_at)}",
        )
    return Task(name, "in_progress", url, "You have begun. It is not sent yet.")


def certificate_task(record):
    """The certificate: only the office can do this one (R30)."""
    if record.awarded_on:
        return Task("Certificate", "issued", hint=f"Awarded on {date_uk(record.awarded_on)}")
    return Task(
        "Certificate", "cannot_start", hint="The partnership office issues it when everybody has signed."
    )


def tally(groups):
    """(done, total) over the tasks of all groups."""
    tasks = [task for _, tasks in groups for task in tasks]
    return sum(task.status in ("completed", "signed_off", "issued") for task in tasks), len(tasks)
