"""What the portfolio demands at single signatures, beyond the general rules of reviews/guards.py.

Nobody is above these rules, administrators neither (T6).
"""

from cms.permissions import Allowed, Refused
from people.roles import Role
from portfolio import waivers
from portfolio.models import Exemption, Observation
from reviews.models import Stage


def first_refusal(user, stage, enrolment):
    """The first Refused that the rules give for this person at this stage, else Allowed."""
    answers = (
        level_before(enrolment),
        observed_by_pcm(stage, enrolment),
        waived_nothing(user, stage, enrolment),
    )
    return next((answer for answer in answers if not answer), Allowed())


def level_before(enrolment):
    """R6, E9: what the level builds on still holds; it may have been withdrawn since the sending."""
    if waivers.holds_prerequisite(enrolment.person, enrolment.level):
        return Allowed()
    before = enrolment.level.prerequisite.title
    return Refused(
        f"The mentor holds no valid {before} certificate any more, and nothing stands in its place. "
        "Ask the partnership office what happens next."
    )


def observed_by_pcm(stage, enrolment):
    """R24: the PCM signs after having seen the mentor observe, give feedback and set targets."""
    if stage.role != Role.PCM or not enrolment.level.needs_pcm_observation:
        return Allowed()
    seen = Observation.objects.filter(kind=Observation.Kind.PCM, feedback_seen=True, targets_seen=True)
    if seen.filter(enrolment=enrolment).exists():
        return Allowed()
    return Refused(
        "Before you sign, watch the mentor observe a lesson, give feedback and set targets, and note it "
        "under “Your mentors”. You can send the record sheet back without it."
    )


def waived_nothing(user, stage, enrolment):
    """R7, E25: whoever waived a requirement for the mentor does not give the last signature as well."""
    last = not Stage.objects.filter(round=stage.round_id, position__gt=stage.position).exists()
    valid = Exemption.objects.valid().filter(person=enrolment.person_id, level=enrolment.level_id)
    if last and valid.filter(decided_by=user.pk).exists():
        return Refused("You waived a requirement for this mentor, so somebody else has to sign last.")
    return Allowed()
