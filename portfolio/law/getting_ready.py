"""What comes before the work with a student teacher: notice, level before, audits, conversation, modules.

Each function looks at a Record and yields a Requirement if the level asks for it, or nothing.
"""

from cms.dates import date_uk
from portfolio.answers import GET_READY, MODULES, Answer, Requirement, numbered


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
    if record.prerequisite_on:
        answer, why = Answer.MET, f"Certified at {before.title} on {date_uk(record.prerequisite_on)}."
    elif record.prerequisite_signed:
        answer, why = Answer.WAITING, f"{before.title} is signed by everybody. The office issues it next."
    else:
        answer, why = Answer.NOT_YET, f"There is no valid {before.title} certificate."
    yield Requirement(
        key="prerequisite",
        rules=("R6", "R7", "R9"),
        group=GET_READY,
        label=f"{before.title} certificate",
        question=f"Is the mentor certified at {before.title}?",
        answer=answer,
        why=why,
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
    if not record.audit:
        begun = "You have begun. Go on where you stopped."
        again = "Say again how confident you are. The modules open afterwards."
        answer, why = Answer.NOT_YET, begun if record.audit_draft else again
    elif record.comparison is None:
        done = date_uk(record.audit.sent_at)
        answer, why = Answer.MET, f"Completed on {done}. It is the first audit, so nothing is compared."
    else:
        answer, why = progress_since_first(record)
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
    )


def progress_since_first(record):
    """(answer, why): one criterion higher will do, or an account of what has changed (E10).

    Lower ratings never count against anybody: with experience one sees more. Who signs accepts the account.
    """
    found, done = record.comparison, date_uk(record.audit.sent_at)
    why = f"Done again on {done}, after the first of {date_uk(record.compared_with)}. {found.finding}"
    if found.up or (found.erased and not found.compared):
        return Answer.MET, why
    if found.account:
        return Answer.MET, f"{why} A written account says what has changed."
    ask = "Do the audit once more and write what has changed since your first."
    return Answer.NOT_YET, f"{why} {ask}"


def conversation(record):
    """R11, R21: the mentor talked it through with the PCM, who agrees."""
    if not record.level.needs_conversation:
        return
    agreed = [talk for talk in record.conversations if talk.agreed]
    if agreed:
        answer, why = Answer.MET, f"Agreed with {agreed[0].with_name} on {date_uk(agreed[0].held_on)}."
    elif record.conversations:
        answer, why = Answer.WAITING, f"{record.conversations[-1].with_name} has not agreed yet."
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
        begun=bool(record.conversations),
        proof=numbered("Conversation", record.conversations) if agreed else (),
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
