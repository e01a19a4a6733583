"""Asks again for password or passkey, before what nobody may do who only finds a browser open (T39).

A POST that comes too long after its person last proved who they are is kept in their own session, and they
are led to allauth's pages. When they have proved it there, the kept POST is carried out, once.
"""

import secrets
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import stash_and_reauthenticate
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpResponseRedirect, QueryDict
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDict

KEPT = "stepup_kept"  # in the session: {token: a POST that waits}
MARK = "kept"  # in an address: the token of the POST that was meant for it
MOST = 5  # waiting at once, for people with several windows; the oldest gives way
LAPSED = (
    "Nothing was sent just now: it was sent before, or it has waited too long. "
    "Look whether it is done, and send it again if it is not."
)


def question(request):
    """Return the response that asks (or says that a kept POST has lapsed), None when nothing is to be asked.

    A view asks on GET at once, and on POST once it would go ahead; signed-out people go to sign in. The
    address must answer GET: that is where a POST that has lapsed leads. Files are not kept. A page that the
    view draws instead of redirecting must name its form's action, for it shows at the question's address.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return None if proved_lately(request) else _ask(request, _keep(request))
    token = request.GET.get(MARK)
    if token is None:
        return None
    return _ask(request, token) if _waiting(request, token) else _say_it_lapsed(request)


def proved_lately(request):
    """True when this session saw its person's password or passkey within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    Signing in counts. allauth's own answer does not count it, and is yes for people who have no password.
    """
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and abs(time.time() - proofs[-1]["at"]) < app_settings.REAUTHENTICATION_TIMEOUT


def carry_on(request, state):
    """Called by allauth after the proof: do what waits for it, and return the view's response.

    Returns None when nothing does; allauth then leads to the address, where `question` says so.
    """
    wanted = parse_qs(urlsplit(get_next_redirect_url(request) or "").query)
    token = wanted.get(MARK, [""])[0]
    kept = _waiting(request, token)
    others = {key: value for key, value in request.session.get(KEPT, {}).items() if key != token}
    request.session[KEPT] = others
    if others:
        _call_back(request)
    # Two presses come with the same session; the shared cache lets one of them through.
    if kept is None or not cache.add(_once(token), True, settings.SESSION_COOKIE_AGE):
        return None
    _become(request, kept)
    found = request.resolver_match
    return found.func(request, *found.args, **found.kwargs)


# --- what waits ---------------------------------------------------------------------------------------------


def _keep(request):
    """Put the POST into the session; return its token."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)  # it has done its work
    token = secrets.token_urlsafe(16)
    others = list(request.session.get(KEPT, {}).items())[1 - MOST :]
    kept = {
        "by": str(request.user.pk),
        "at": time.time(),
        "path": request.path,
        "path_info": request.path_info,
        "query": request.GET.urlencode(),
        "post": typed.urlencode(),
    }
    request.session[KEPT] = {**dict(others), token: kept}
    return token


def _waiting(request, token):
    """The POST that waits under the token for this very person, or None; it waits as long as a session."""
    kept = request.session.get(KEPT, {}).get(token)
    if kept is None or kept["by"] != str(request.user.pk):
        return None
    if abs(time.time() - kept["at"]) > settings.SESSION_COOKIE_AGE or cache.get(_once(token)):
        return None
    return kept


def _once(token):
    """The cache's key that says that a POST was carried out."""
    return f"stepup:{token}"


def _become(request, kept):
    """Make the request that brought the proof the one that was kept, whose own token was checked then."""
    request.path, request.path_info = kept["path"], kept["path_info"]
    request.GET = QueryDict(kept["query"])
    request.POST = QueryDict(kept["post"])
    request._files = MultiValueDict()
    request._body = kept["post"].encode()
    request.META |= {"PATH_INFO": kept["path_info"], "QUERY_STRING": kept["query"]}
    request.resolver_match = resolve(kept["path_info"])


# --- the question -------------------------------------------------------------------------------------------


def _ask(request, token):
    """Lead to allauth's page. `next` names the POST: a proof given for something else leaves it alone."""
    _call_back(request)
    back = f"{request.path}?{urlencode({MARK: token})}"
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def _call_back(request):
    stash_and_reauthenticate(request, {}, f"{__name__}.{carry_on.__name__}")


def _say_it_lapsed(request):
    messages.warning(request, LAPSED)
    return HttpResponseRedirect(request.path)
