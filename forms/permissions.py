"""Who may do what with a submission. Those who review it have their own door (reviews.permissions)."""

from cms.permissions import Allowed, Refused
from forms.models import Status, Submission
from forms.versions import still_sends

WHY_NOT = {
    Status.SENT: "You have sent this, so it cannot be changed now.",
    Status.ACCEPTED: "This has been signed off, so it cannot be changed.",
    Status.WITHDRAWN: "You have taken this back, so it cannot be changed.",
}


def submissions_visible_to(user):
    """The submissions that are this person's own."""
    return Submission.objects.owned_by(user) if user.is_authenticated else Submission.objects.none()


def can_start(user, form):
    """May this person begin a new submission of this form?"""
    if not form.live_version_id:
        return Refused("This form is not open yet.")
    return form.may_start(user)


def can_edit(user, submission):
    """May this person change the answers?"""
    if submission.owner_id != user.pk:
        return Refused("This is not yours.")
    if not submission.is_open:
        return Refused(WHY_NOT[submission.status])
    return Allowed()


def can_send(user, submission):
    """May this person send it, as far as the person and the form's version are concerned?"""
    allowed = can_edit(user, submission)
    if allowed and not still_sends(submission.version):
        return Refused("The questions have changed since you started. Use the new version, then send it.")
    return allowed


def can_discard(user, submission):
    """May this person delete it? Only a draft that was never sent."""
    if submission.owner_id != user.pk:
        return Refused("This is not yours.")
    if submission.status != Status.DRAFT or submission.sendings.exists():
        return Refused("This has been sent, so it cannot be deleted.")
    return Allowed()


def can_withdraw(user, submission):
    """May this person take back what they sent?"""
    if submission.owner_id != user.pk:
        return Refused("This is not yours.")
    if submission.status != Status.SENT:
        return Refused("This is not waiting for anybody, so there is nothing to take back.")
    return submission.form.may_withdraw(submission.sendings.order_by("-number").first())
