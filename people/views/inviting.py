"""Accepting an invitation (T8).

The address in the mail holds the token. Opening it only keeps its fingerprint in the session, and leads to a
page without the token. Nothing that leads on from there can tell the token to anybody, and the page may
have a form: from one under no-referrer a browser sends no origin, and it would be refused. Nothing is used up
before the form is sent, so mail scanners do no harm.
"""

from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cms.signin import FirstPasswordForm
from people.actions import accept_invitation
from people.letters import from_whom
from people.models import User
from people.models.invitations import fingerprint
from people.permissions import can_accept, invitation_behind

OPENED = "invitation"  # key in the session: the fingerprint of the link that was opened last
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def unkept(view):
    """The view, its answers kept by no cache and no search engine."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answer


@require_safe
@unkept
def invitation_link(request, token):
    """The address in the mail: used by nobody's look at it, it leads on to the invitation's page."""
    found = invitation_behind(fingerprint(token))
    if found:
        request.session[OPENED] = found.token_hash
    else:
        request.session.pop(OPENED, None)
    response = redirect("people:invitation")
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@unkept
def invitation(request):
    """Who invites to which role; accepting makes the account where there is none, and signs in."""
    if request.method == "POST" and not consume(request, action="login"):
        response = render(request, "account/invitation_wait.html", status=429)
        response["Retry-After"] = "60"
        return response
    found = invitation_behind(request.session.get(OPENED, ""))
    if found is None:
        return over(request)
    person = request.user if request.user.is_authenticated else None
    allowed = can_accept(person, found)
    if person and not allowed:
        return render(request, "account/invitation_other.html", status=403)
    form = None
    if person is None and allowed:
        data = request.POST if request.method == "POST" else None
        form = FirstPasswordForm(User(email=found.email, name=found.name), data)
    if request.method == "POST" and allowed and (form is None or form.is_valid()):
        return accepted(request, found, person, form)
    context = {"invitation": found, "sender": from_whom(found.created_by, found), "form": form}
    return render(request, "account/invitation.html", context | {"allowed": allowed})


def accepted(request, found, person, form):
    """Carry it out and lead to the person's rooms; whoever is new is signed in."""
    password = form.cleaned_data["password1"] if form else None
    try:
        accepted_by = accept_invitation(invitation=found, by=person, password=password)
    except (PermissionDenied, ValidationError):
        return over(request)
    request.session.pop(OPENED, None)
    if person is None:
        # They have just typed their password: nothing asks for it again at once (T39).
        record_authentication(request, accepted_by, method="password")
        return perform_login(request, accepted_by)
    messages.success(request, f"You now have this role: {found.title}")
    return redirect(settings.LOGIN_REDIRECT_URL)


def over(request):
    """The one page for links that are unknown, used, lapsed, replaced or taken back; it never says which."""
    return render(request, "account/invitation_over.html", status=410)
