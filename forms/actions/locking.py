"""How every action takes its row, and gives it back."""

from forms.errors import NotNow
from forms.models import Submission


def now_or_not(permission):
    """Raises NotNow with the reason of a Refused."""
    if not permission:
        raise NotNow(permission.reason)


def locked(submission):
    """The row as it is now, locked; it asks the same page object as the caller's."""
    rows = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version", "owner")
        .defer("version__definition")
    )
    row = rows.get(pk=submission.pk)
    if "_form" in submission.__dict__:
        row._form = submission._form
    return row


def write(row, submission, *changed):
    """Save the named fields of the locked row, and show them on the caller's object too."""
    row.save(update_fields=[*changed, "changed_at"])
    for name in (*changed, "changed_at"):
        setattr(submission, name, getattr(row, name))
