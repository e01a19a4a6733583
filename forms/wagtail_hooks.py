"""A form page with submissions is not deleted."""

from cms.deletion import keep_pages
from forms.models import FormPage


def in_use(title, number):
    """What whoever tried to delete the form reads."""
    return f"“{title}” has {number} submission{'' if number == 1 else 's'}; unpublish it instead."


keep_pages(FormPage, "submissions", in_use)
