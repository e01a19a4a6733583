"""What a mentor of the demonstration talks over with PCM and link tutor, and what those say about it."""

from django.utils import timezone

from portfolio import actions
from portfolio.confirming import audits_to_discuss


def talk(mentor):
    """The conversation about the level. The PCM confirms it and comments on the audit, unless it waits."""
    row = actions.save_conversation(
        enrolment=mentor.enrolment,
        by=mentor.person,
        held_on=timezone.localdate(),
        other=mentor.pcm,
        gist=mentor.words["conversation"],
        agreed=True,
    )
    if mentor.row.get("unconfirmed"):
        return
    actions.confirm_conversation(conversation=row, by=mentor.pcm)
    for audit in audits_to_discuss(mentor.pcm).filter(enrolment=mentor.enrolment):
        actions.comment_audit(
            audit=audit,
            by=mentor.pcm,
            discussed_on=timezone.localdate(),
            comment=mentor.words["audit_comment"],
        )


def observe_together(mentor):
    """A lesson observed with the tutor, who confirms it unless it waits."""
    row = actions.save_observation(
        enrolment=mentor.enrolment,
        by=mentor.person,
        held_on=timezone.localdate(),
        other=mentor.tutor,
        note=mentor.words["observation"],
    )
    if not mentor.row.get("unconfirmed"):
        actions.confirm_observation(observation=row, by=mentor.tutor)


def partner(mentor, piece):
    """With whom a professional conversation was held that is kept as evidence: the PCM; None for the rest."""
    return mentor.pcm if piece["kind"] == "conversation" else None


def confirm_evidence(item):
    """Who is named in a professional conversation confirms it."""
    if item.other:
        actions.confirm_evidence(evidence=item, by=item.other)
