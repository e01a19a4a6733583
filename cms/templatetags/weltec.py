"""Tags and filters for every template: the mark, plots, patterns, dates, forms' problems."""

from django import template
from django.utils.html import format_html

from cms import charts, dates, fields, patterns

register = template.Library()

register.simple_tag(charts.ring)
register.simple_tag(charts.dumbbell)
register.simple_tag(charts.mark)
register.simple_tag(charts.bar)
register.simple_tag(charts.funnel)
register.simple_tag(patterns.pattern)
register.simple_tag(patterns.twin)
register.filter(dates.date_uk)
register.filter(dates.time_uk)

# One vocabulary of statuses everywhere (tags, matrix, mail, CSV): its word, and which look the word gets.
STATUSES = {
    "completed": ("Completed", "done"),
    "in_progress": ("In progress", "prog"),
    "not_started": ("Not started", "todo"),
    "changes_needed": ("Changes needed", "act"),
    "with_reviewer": ("With reviewer", "prog"),
    "cannot_start": ("Cannot start yet", "wait"),
    "accepted": ("Accepted", "done"),
    "draft": ("Draft", "wait"),
    "sent": ("Sent for review", "prog"),
    "sent_again": ("Sent again", "next"),
    "signed_off": ("Signed off", "done"),
    "issued": ("Certificate issued", "done"),
    "withdrawn": ("Withdrawn", "wait"),
    "expired": ("Expired", "wait"),
}


@register.simple_tag
def logo(last="#fff"):
    """Return the mark, four rounded quarters for the four standards. On white, `last` is pine."""
    return format_html(
        '<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
        '<path d="M2 18V9a7 7 0 0 1 7-7h9v16z" fill="#f5b83d"/>'
        '<path d="M22 2h9a7 7 0 0 1 7 7v9H22z" fill="#cfe3de"/>'
        '<path d="M2 22h16v16H9a7 7 0 0 1-7-7z" fill="#cfe3de"/>'
        '<path d="M22 22h16v9a7 7 0 0 1-7 7h-9z" fill="{}"/></svg>',
        last,
    )


@register.filter
def since(moment):
    """Return "today", "1 day" or "9 days" for the time from then until now."""
    if not moment:
        return ""
    days = dates.days_since(moment)
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'}"


@register.filter
def saved_at(moment):
    """Return "today at 4:12pm" or "16 November 2026 at 4:12pm", to follow "Last saved"."""
    if not moment:
        return ""
    day = "today" if dates.days_since(moment) == 0 else dates.date_uk(moment)
    return f"{day} at {dates.time_uk(moment)}"


@register.filter
def first_name(name):
    """Return the first word of a person's name, or all of it when that is an initial or a title."""
    words = str(name or "").split()
    if not words or len(words[0].rstrip(".")) < 2 or words[0].rstrip(".").lower() in TITLES:
        return str(name or "")
    return words[0]


TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev"}


@register.filter
def status_word(status):
    """Return a status's word: "with_reviewer" → "With reviewer". An unknown one is shown as it is."""
    return STATUSES.get(str(status), (str(status), ""))[0]


@register.filter
def status_kind(status):
    """Return the look of a status's tag: done, prog, todo, act, next or wait."""
    return STATUSES.get(str(status), ("", "todo"))[1]


@register.simple_tag(takes_context=True)
def problems(context, *sources):
    """Return the problems of the forms given, or of `form`, `forms` and `formset` in the context."""
    if not sources:
        sources = [context.get(name) for name in ("form", "forms", "formset")]
    return fields.problems(*(source for source in sources if source))


@register.simple_tag(takes_context=True)
def error_prefix(context):
    """Return "Error: " for the title when a form on the page has errors (WCAG 3.3.1)."""
    return "Error: " if problems(context) else ""


@register.filter
def plainly(form):
    """Draw a library's form as ours: `{{ form|plainly }}`."""
    return fields.draw_plainly(form)


@register.simple_tag
def change(before, after):
    """Return "+2", "−1" or "same" for two ratings, nothing when one is missing."""
    if before is None or after is None:
        return ""
    if after == before:
        return "same"
    if after > before:
        return format_html('<span class="up">+{}</span>', after - before)
    return format_html('<span class="dn">−{}</span>', before - after)


@register.filter
def attribute(attrs, name):
    """Return an attribute of a widget whose name a template cannot spell ("data-maxwords")."""
    return attrs.get(name, "")


@register.filter
def upto(number):
    """Return 1 to number, to loop over."""
    return range(1, int(number) + 1)


@register.filter
def on_new_line(value):
    """Return a text after a line break: browsers drop a textarea's first, which may be the writer's own."""
    return f"\n{value}" if value else ""
