"""A module page that mentors have completed is not deleted: their records refer to it."""

from cms.deletion import keep_pages
from modules.models import ModulePage


def in_use(title, number):
    """What whoever tried to delete the module reads."""
    who = "1 mentor has" if number == 1 else f"{number} mentors have"
    return f"{who} completed “{title}”; unpublish it instead."


keep_pages(ModulePage, "completions", in_use)
