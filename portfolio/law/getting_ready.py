"""What comes before the work with a student teacher: notice, level before, audits, conversation, modules.

Each function looks at a Record and yields a Requirement if the level asks for it, or nothing.
"""

from cms.dates import date_uk
from modules.models import Level
from people.roles import Role
from portfolio.answers import GET_READY, MODULES, Answer, Requirement, numbered
from portfolio.facts import years_before
from portfolio.models import Conversation, Exemption, Request

Progress = Level.Progress


def sharing_notice(record):
    """R33, E18: the notice about sharing was read and answered. Either answer will do."""
    answered = record.answered_sharing_on
    chosen = "Agreed to sharing" if record.shares else "Chose not to share"
    yield Requirement(
        key="sharing",
        rules=("R33", "E18"),
        group=GET_READY,
        label="Sharing notice",
        question="Has the mentor read and answered the notice about sharing?",
        answer=Answer.MET if answered else Answer.NOT_YET,
        why=f"{chosen} on {date_uk(answered)}." if answered else "Read the notice and choose an answer.",
        url=record.url("sharing"),
        proof=("Details",) if answered else (),
    )


def prerequisite(record):
    """R6, R7, R9: the level before is certified, and so are its modules. Nothing expires by itself (E9)."""
    before = record.level.prerequisite
    if before is None:
        return
    asked = record.open_request(Request.Kind.EXPERIENCE)
    if record.prerequisite_on:
        certified = f"Certified at {before.title} on {date_uk(record.prerequisite_on)}."
        answer, who, why = Answer.MET, Role.MENTOR, certified + getting_old(record)
    elif record.prerequisite_signed:
        answer, who = Answer.WAITING, Role.OFFICE
        why = f"{before.title} is signed by everybody. The office issues it next."
    elif asked and Exemption.Waives.PREREQUISITE in record.level.experience_may_replace:
        answer, who = Answer.WAITING, Role.PROVIDER_LEAD
        why = f"{asked.provider} decides whether experience stands in for the {before.title} certificate."
    else:
        answer, who, why = Answer.NOT_YET, Role.MENTOR, f"There is no valid {before.title} certificate."
    yield Requirement(
        key="prerequisite",
        rules=("R6", "R7", "R9"),
        group=GET_READY,
        label=f"{before.title} certificate",
        question=f"Is the mentor certified at {before.title}?",
        answer=answer,
        why=why,
        who=who.value,
    )


def getting_old(record):
    """A note where the certificate of the level before is older than its level likes; no refusal (E9, Q7)."""
    years = record.level.prerequisite.refresh_after_years
    if not years or record.prerequisite_on >= years_before(record.today, years):
        return ""
    ago = "a year" if years == 1 else f"{years} years"
    return (
        f" It stays valid, and as it is more than {ago} old, going over its modules again is worth the time."
    )


def audit(record):
    """R11: the confidence audit is the baseline and supports the first talk with the PCM."""
    if not record.level.needs_audit or record.level.needs_second_audit:
        return
    if record.audit:
        answer, why = Answer.MET, f"Completed on {date_uk(record.audit.sent_at)}."
    elif record.audit_draft:
        answer, why = Answer.NOT_YET, "You have begun. Go on where you stopped."
    else:
        answer, why = Answer.NOT_YET, "Say how confident you are about each criterion."
    yield Requirement(
        key="audit",
        rules=("R11",),
        group=GET_READY,
        label="Confidence audit",
        question="Has the mentor completed the confidence audit?",
        answer=answer,
        why=why,
        url=record.url("audit"),
        begun=record.audit_draft is not None,
        proof=("Audit",) if record.audit else (),
    )


def second_audit(record):
    """R12, E10: the audit is done again before this level's modules, and shows progress since the first."""
    if not record.level.needs_second_audit:
        return
    who = Role.MENTOR
    if not record.audit:
        begun = "You have begun. Go on where you stopped."
        again = "Say again how confident you are. The modules open afterwards."
        answer, why = Answer.NOT_YET, begun if record.audit_draft else again
    elif record.comparison is None:
        done = date_uk(record.audit.sent_at)
        answer, why = Answer.MET, f"Completed on {done}. It is the first audit, so nothing is compared."
    else:
        answer, who, why = progress_since_first(record)
    yield Requirement(
        key="second_audit",
        rules=("R12", "E10"),
        group=GET_READY,
        label="Confidence audit, done again",
        question="Has the mentor done the audit again, and does it show progress since the first?",
        answer=answer,
        why=why,
        url=record.url("audit"),
        begun=bool(record.audit or record.audit_draft),
        proof=("Audit",) if record.audit else (),
        to_go="Your PCM reads it" if who == Role.PCM else "",
        who=who.value,
    )


def progress_since_first(record):
    """(answer, who, why): as the level measures progress (Q2), or an account that the PCM accepts (E10).

    Lower ratings never count against anybody: with experience one sees more.
    """
    found, done = record.comparison, date_uk(record.audit.sent_at)
    why = f"Done again on {done}, after the first of {date_uk(record.compared_with)}. {found.finding}"
    if shows_progress(found, record.level.audit_progress):
        return Answer.MET, Role.MENTOR, why
    if record.account_accepted:
        name, on = record.account_accepted
        return Answer.MET, Role.MENTOR, f"{why} {name} accepted the written account on {date_uk(on)}."
    if found.account:
        waits = "A written account says what has changed. Your PCM reads and accepts it."
        return Answer.WAITING, Role.PCM, f"{why} {waits}"
    ask = "Do the audit once more and write what has changed since your first."
    return Answer.NOT_YET, Role.MENTOR, f"{why} {ask}"


def shows_progress(comparison, measure):
    """Whether the ratings alone show progress, by the level's measure (Q2).

    Nothing is held against anybody where the earlier ratings were erased.
    """
    if measure in (Progress.NONE, Progress.ACCOUNT):
        return measure == Progress.NONE
    if comparison.erased and not comparison.compared:
        return True
    return bool(comparison.up) if measure == Progress.CRITERION else mean_is_higher(comparison)


def mean_is_higher(comparison):
    """Whether the mean of the criteria that have a number in both audits is higher in the later one."""
    rows = [row for group in comparison.groups for row in group.rows if row["before"] and row["after"]]
    return sum(int(row["after"]) for row in rows) > sum(int(row["before"]) for row in rows)


def conversation(record):
    """R11, R21: the mentor talked it through with the PCM, who agrees. Talks with tutors are others (R22)."""
    if not record.level.needs_conversation:
        return
    held = [talk for talk in record.conversations if talk.role == Conversation.Role.PCM]
    agreed = [talk for talk in held if talk.agreed]
    who = Role.PCM if held else Role.MENTOR
    if agreed:
        answer, why = Answer.MET, f"Agreed with {agreed[0].with_name} on {date_uk(agreed[0].held_on)}."
    elif held:
        answer, why = Answer.WAITING, f"{held[-1].with_name} has not agreed yet."
    else:
        answer, why = Answer.NOT_YET, "Talk to your PCM, share your audit, and note the date."
    yield Requirement(
        key="conversation",
        rules=("R11", "R21"),
        group=GET_READY,
        label="Conversation with your PCM",
        question="Has the mentor talked the level through with the PCM, and does the PCM agree?",
        answer=answer,
        why=why,
        url=record.url("conversations"),
        begun=bool(held),
        proof=numbered("Conversation", record.conversations, held) if agreed else (),
        who=who.value,
    )


def closed_because(record):
    """Why the level's modules cannot be completed yet, in a sentence; "" when they are open (R9, R12)."""
    first = [each for ask in (prerequisite, second_audit) for each in ask(record)]
    for requirement in first:
        if requirement.is_met or requirement.key in record.exemptions:
            continue
        if requirement.key == "prerequisite":
            return f"Opens when you are certified at {record.level.prerequisite.title}."
        if not record.audit:
            return "Opens when you have sent your audit again."
        if requirement.answer == Answer.WAITING:
            return "Opens when your PCM has accepted your account of what has changed."
        return (
            "Opens when your audit shows progress, or your PCM has accepted your account of what has changed."
        )
    return ""


def modules(record):
    """R8, R10: every module of the level, each with a reflection.

    The activities in them are never asked for (R38). They are closed while something comes first (R9, R12).
    """
    closed = closed_because(record)
    for module in record.modules:
        done = module.completed_on and module.reflection.strip()
        yield Requirement(
            key=f"module-{module.code.lower()}",
            rules=("R8",),
            group=MODULES,
            label=module.title,
            question=f"Has the mentor worked through module {module.code} and reflected on it?",
            answer=Answer.MET if done else Answer.NOT_YET,
            why=f"Completed on {date_uk(module.completed_on)}."
            if done
            else closed or "Note when you finished it and what you learned.",
            url="" if closed and not done else record.url("module", module.code.lower()),
            proof=(f"Module {module.code}",) if done else (),
        )
