"""What stands on a long page, for the list at its top: read off its headings, so that none is forgotten."""

import re

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

HEADING = re.compile(r'<h2\b[^>]*\bid="(?P<anchor>[^"]+)"[^>]*>(?P<title>.*?)</h2>', re.DOTALL)


def contents(page):
    """[(anchor, title)] of the second-level headings of some HTML of ours, in order."""
    return [
        # Our own HTML, escaped already: only its tags are taken out.
        (found["anchor"], mark_safe(" ".join(strip_tags(found["title"]).split())))  # noqa: S308
        for found in HEADING.finditer(page)
    ]
