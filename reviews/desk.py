"""What one person may decide about one round now: asked once, used by the page, its form and its buttons."""

from functools import cached_property

from people.roles import Role
from reviews import guards
from reviews.models import Outcome
from reviews.openings import which_opened
from reviews.paper import can_record_paper
from reviews.permissions import can_ask, can_name_panel, can_pass_on
from reviews.routing import as_held, asked_as, is_asked, open_stage, role_name, whose_turn

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
    def seen(self):
        """The number of the last thing that had happened: what comes after it is news."""
        return max((line.seq for line in self.round.decisions.all()), default=0)

    @property
    def role(self):
        """In which capacity the person would decide: "acting link tutor, Kingsmere University"."""
        if self.stage is None:
            return Role.OFFICE.label.lower()
        if self.stage.is_panel:
            return f"member of the {role_name(self.stage)}"
        asked = asked_as(self.user, self.stage)
        return as_held(role_name(self.stage), asked) if asked else role_name(self.stage)

    @cached_property
    def may_decide(self):
        """Allowed, or Refused with the sentence that stands in place of the decision panel."""
        return guards.can_send_back(self.user, self.round, self.stage)

    @cached_property
    def may_sign(self):
        """Allowed, or Refused with what is missing before the person can sign.

        Files that wait to be opened do not count here: the page lists them beside the signature.
        """
        if not self.may_decide:
            return self.may_decide
        if self.stage is None:
            return guards.Refused(
                "Everybody has signed. You can send this back until the certificate is issued."
            )
        return self.round.submission.form.guards(self.stage, self.user)

    @cached_property
    def may_ask(self):
        """May the person ask the mentor something? Allowed or Refused."""
        return can_ask(self.user, self.stage) if self.stage else guards.Refused("Everybody has signed.")

    @cached_property
    def may_pass_on(self):
        """May the person give the stage to somebody else? Allowed or Refused."""
        return can_pass_on(self.user, self.stage) if self.stage else guards.Refused("Everybody has signed.")

    @cached_property
    def may_name_panel(self):
        """May the person say who sits on the panel whose turn it is? Allowed or Refused."""
        return can_name_panel(self.user, self.stage) if self.stage else guards.Refused("Nothing is open.")

    @cached_property
    def may_record_paper(self):
        """May the person record that somebody signed by hand? Allowed or Refused (E23)."""
        now = open_stage(self.round)
        return can_record_paper(self.user, now) if now else guards.Refused("Nothing is open.")

    @cached_property
    def to_open(self):
        """{label: whether it was opened} of the files that the person has to open before signing."""
        if self.stage is None or not self.may_decide:
            return {}
        return {label: done for (label, _), done in which_opened(self.user, self.stage).items()}

    @cached_property
    def draft(self):
        """What the person began to decide and kept for later, or None."""
        if self.stage is None or not self.may_decide:
            return None
        return self.stage.drafts.filter(person=self.user).first()

    @property
    def passed_on(self):
        """The decision that gave the stage to whom it is now, or None."""
        if self.stage is None or self.stage.assignee_id is None:
            return None
        lines = [line for line in self.round.decisions.all() if line.stage_id == self.stage.pk]
        given = [line for line in lines if line.outcome == Outcome.REASSIGNED]
        return given[-1] if given else None

    @property
    def explanation(self):
        """What stands in place of the decision: why this person decides nothing, and whose turn it is."""
        why = self.may_decide.reason
        turn = whose_turn(self.round)
        return [why] if self.round.closed_at or turn in why else [why, f"This waits for {turn}."]
