"""Tags for templates that show a mentor's own work."""

from decimal import Decimal

from django import template

from cms import charts
from portfolio import ratings
from portfolio.models import Enrolment, ModuleCompletion
from portfolio.permissions import can_complete_module

register = template.Library()

register.simple_tag(charts.span)


@register.inclusion_tag("portfolio/my_module.html", takes_context=True)
def my_module(context, page):
    """The signed-in mentor's own state on a module's page; nothing for everybody else.

    Pages for visitors come from the page cache; those for people signed in never do.
    """
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return {}
    enrolment = Enrolment.objects.of(user).current().filter(level=page.level_id).first()
    if enrolment is None:
        return {}
    done = ModuleCompletion.objects.filter(enrolment=enrolment, module=page.pk).first()
    closed = "" if done else getattr(can_complete_module(enrolment), "reason", "")
    return {"enrolment": enrolment, "done": done, "code": page.code.lower(), "closed": closed}


@register.simple_tag
def numbered_title(number, title):
    """ "1. Get ready"."""
    return f"{number}. {title}"


@register.simple_tag
def lookup(mapping, key):
    """The value of a dict, or None."""
    return mapping.get(key) if mapping else None


@register.filter
def met(requirements):
    """How many of the sealed requirements are met or waived."""
    return sum(requirement["answer"] in ("Met", "Waived") for requirement in requirements)


@register.filter
def number(text):
    """A mean kept as text ("2.8") as a number, for plots."""
    return float(text)


@register.filter
def point(text):
    """A rating or a mean kept as text as a number that can be drawn and subtracted; None for none."""
    return Decimal(text) if text else None


@register.simple_tag
def since_first(sending):
    """What has changed since the mentor's first audit, for portfolio/change.html; None for the first."""
    return ratings.since_first(sending)
