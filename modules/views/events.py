"""Training events: the list, one event, booking and cancelling, one's own bookings, the calendar's file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from modules import actions, permissions
from modules.forms import EventFilter
from modules.ics import calendar

PAST = 12  # how many past events the list shows


def listing(request, page):
    """What the EventsPage serves: events to come, `provider` chooses whose, and the latest past ones."""
    filters = EventFilter(request.GET or None)
    found = page.events().select_related("provider", "cancellation")
    if provider := filters.chosen():
        found = found.filter(provider__slug=provider)
    context = page.get_context(request) | {
        "filters": filters,
        "filtered": bool(provider),
        "coming": list(found.to_come()),
        "past": list(found.going_ahead().over()[:PAST]),
        "mine": permissions.booked_ids(request.user),
    }
    return render(request, "modules/events_page.html", context)


def event(request, page):
    """What an EventPage serves: the event, and for who may book whether they have a place."""
    context = page.get_context(request)
    user = request.user
    if user.is_authenticated:
        taken = page.taken()
        context |= {
            "booking": permissions.bookings_of(user).filter(event_id=page.pk).first(),
            "can_come": permissions.can_come(user, page),
            "keeps": permissions.can_keep(user, page),
            "left": None if page.places is None else max(page.places - taken, 0),
            "why_not": actions.why_not_now(page, taken=taken),
        }
    else:
        context["why_not"] = actions.why_not_now(page, taken=0)
    return render(request, "modules/event_page.html", context)


@login_required
@require_GET
def own(request):
    """The person's own bookings, what is to come first."""
    rows = list(permissions.bookings_of(request.user))
    context = {
        "coming": [row for row in reversed(rows) if not row.event.is_over],
        "past": [row for row in rows if row.event.is_over],
    }
    return render(request, "modules/own_events.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def book(request, event):
    """Book a place; who comes here by a link (after signing in) finds the event's page."""
    page = get_object_or_404(permissions.events_shown(), pk=event)
    if request.method == "POST":
        try:
            actions.book(event=page, by=request.user)
            messages.success(request, f"You have a place at “{page.title}”. We have sent you an email.")
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return redirect(page.get_url(request))


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request, event):
    """Give one's place back."""
    page = get_object_or_404(permissions.events_shown(), pk=event)
    if request.method == "POST":
        try:
            if actions.cancel_booking(event=page, by=request.user):
                messages.success(request, f"Your booking for “{page.title}” is cancelled")
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return redirect(page.get_url(request))


@require_GET
def ics(request, event):
    """The event for one's own calendar; who has booked finds in it how to join."""
    page = get_object_or_404(permissions.events_shown(), pk=event)
    booked = page.pk in permissions.booked_ids(request.user)
    response = HttpResponse(calendar(page, joining=booked), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}.ics"'
    return response
