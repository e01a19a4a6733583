"""Who may do what with review workflows in the admin. Who decides about a round stands in guards.py."""

from cms.permissions import Allowed, Refused

EDIT = "reviews.change_reviewworkflow"


def can_see_counts(user):
    """May this person see how many rounds wait at which stage? Those who edit the workflows, no names."""
    return Allowed() if user.has_perm(EDIT) else Refused("Only the co-ordinators see this.")


def can_delete_workflow(workflow):
    """May this workflow be deleted? Not while a form is reviewed by it or a round runs on it."""
    pages = [page.title for page in workflow.pages.order_by("title")]
    if pages:
        return Refused(
            f"“{workflow}” is used by {', '.join(pages)}. Choose another workflow there before you delete it."
        )
    running = workflow.rounds.filter(closed_at=None).count()
    if running:
        rounds = "1 review" if running == 1 else f"{running} reviews"
        return Refused(f"{rounds} still run on “{workflow}”. It can be deleted when they have ended.")
    return Allowed()
