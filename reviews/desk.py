"""What one person may decide about one round now: asked once, used by the page, its form and its buttons."""

from functools import cached_property

from people.roles import Role
from reviews import guards
from reviews.routing import is_asked, open_stage, role_name, whose_turn

BEFORE_ISSUE = "office"  # where the form names no stage: signed by all, not issued yet


class Desk:
    """A round on somebody's desk."""

    def __init__(self, round_, user):
        self.round = round_
        self.user = user
        self.mentor = round_.submission.owner
        self.stage = self._stage()

    def _stage(self):
        """Where the person would decide: the first stage still to come that asks them, else the open one."""
        own = (
            stage for stage in self.round.stages.all() if not stage.closed_at and is_asked(self.user, stage)
        )
        now = open_stage(self.round)
        return next(own, now) if now else None

    @property
    def position(self):
        """What the form carries to say at which point the decision was asked for."""
        return str(self.stage.position) if self.stage else BEFORE_ISSUE

    @property
    def role(self):
        """In which role the person would decide."""
        return role_name(self.stage) if self.stage else Role.OFFICE.label.lower()

    @cached_property
    def may_decide(self):
        """Allowed, or Refused with the sentence that stands in place of the decision panel."""
        return guards.can_send_back(self.user, self.round, self.stage)

    @cached_property
    def may_sign(self):
        """Allowed, or Refused with what is missing before the person can sign."""
        if not self.may_decide:
            return self.may_decide
        if self.stage is None:
            return guards.Refused(
                "Everybody has signed. You can send this back until the certificate is issued."
            )
        return self.round.submission.form.guards(self.stage, self.user)

    @property
    def explanation(self):
        """What stands in place of the decision: why this person decides nothing, and whose turn it is."""
        why = self.may_decide.reason
        turn = whose_turn(self.round)
        return [why] if self.round.closed_at or turn in why else [why, f"This waits for {turn}."]
