"""An event's list, for its provider's office and lead: who booked, who came, and calling it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cms.permissions import require
from modules import actions, permissions
from modules.forms import AttendanceForm, CallOffForm, GuestForm


def kept(request, pk):
    """The event at this address. PermissionDenied for who keeps no lists, Http404 for others' events (T1)."""
    require(permissions.keeps_lists(request.user))
    return get_object_or_404(permissions.events_kept_by(request.user), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def attendance(request, event):
    """Who is booked, and who came: one tick each."""
    page = kept(request, event)
    rows = page.bookings.live().select_related("person", "noted_by").order_by("person__name", "pk")
    if request.method == "POST":
        require(permissions.can_note(request.user, page))
        form = AttendanceForm(request.POST, bookings=rows)
        if form.is_valid():
            actions.note_attendance(event=page, by=request.user, **form.cleaned_data)
            messages.success(request, f"It is noted who came to “{page.title}”")
        else:  # somebody left the list while the page was open
            messages.error(request, "The list has changed since you opened it. Look at it again.")
        return redirect("modules:attendance", page.pk)
    context = {"event": page, "rows": list(rows), "can_note": permissions.can_note(request.user, page)}
    context["can_call_off"] = permissions.can_call_off(request.user, page)
    return render(request, "modules/attendance.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def guest(request, event):
    """Note somebody who came without booking, by their e-mail address."""
    page = kept(request, event)
    require(permissions.can_note(request.user, page))
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {"event": page, "email": form.cleaned_data["email"], "by": request.user}
        booking = _attempt(form, actions.add_guest, **facts)
        if booking:
            messages.success(request, f"{booking.person} stands on the list and came")
            return redirect("modules:attendance", page.pk)
    return render(request, "modules/guest.html", {"form": form, "event": page})


@login_required
@require_http_methods(["GET", "POST"])
def call_off(request, event):
    """Call an event off; everybody who has booked gets a message."""
    page = kept(request, event)
    if not page.is_called_off:
        require(permissions.can_call_off(request.user, page))
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and (page.is_called_off or form.is_valid()):
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        if _attempt(form, actions.call_off, event=page, by=request.user, reason=reason):
            messages.success(request, f"“{page.title}” is called off. Who had booked gets a message")
            return redirect("modules:attendance", page.pk)
    return render(request, "modules/call_off.html", {"form": form, "event": page, "booked": page.taken()})


def _attempt(form, action, **facts):
    """Do the action and return its result, or put what it refuses on the form and return None."""
    try:
        return action(**facts)
    except ValidationError as error:
        form.add_error(None, error)
    return None
