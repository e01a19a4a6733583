"""The public check: no sign-in, no list, nothing but what is printed, and without the signers' names."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from register import codes
from register.forms import CodeForm, CompareForm
from register.limits import WINDOW, too_many
from register.uploads import FingerprintHandler
from register.verdicts import mistyped, verdict_on

MOST_A_MINUTE = 60  # from one address: a school's office behind one address, never a search for codes
HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}


def limited(view):
    """The view with its limit for each address, and with headers that keep codes to this page."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if too_many(request, what="verify", most=MOST_A_MINUTE):
            response = render(request, "register/too_many.html", status=429)
            response["Retry-After"] = str(WINDOW)
        else:
            response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        # Under no-referrer a browser sends its own forms without an origin, and "Sign out" would be refused:
        # people who are signed in keep the site's same-origin, which tells other sites as little.
        if not request.user.is_authenticated:
            response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@require_safe
@limited
def box(request):
    """The box for a code. One that can be read leads to its page, one that cannot is told apart here."""
    if "code" not in request.GET:
        return render(request, "register/check.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return render(request, "register/check.html", {"form": form})
    typed = form.cleaned_data["code"]
    try:
        return redirect("register:check", codes.read(typed))
    except codes.MistypedCode as slip:
        return _page(request, mistyped(typed, str(slip)))


# The comparison touches no account, no cookie and no row, so there is nothing to forge; and from a page under
# no-referrer browsers send no origin to check.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def check(request, code):
    """The answer about one code; a POST compares a file with the one that was issued."""
    try:
        read = codes.read(code)
    except codes.MistypedCode as slip:
        return _page(request, mistyped(code, str(slip)))
    if read != code:
        return redirect("register:check", read)
    verdict = verdict_on(code)
    if request.method != "POST":
        return _page(request, verdict)
    request.upload_handlers = [FingerprintHandler(request)]
    compare = CompareForm(request.POST, request.FILES)
    same = None
    if verdict.is_valid and compare.is_valid():
        same = compare.cleaned_data["pdf"].sha256 == verdict.certificate.sha256
    return _page(request, verdict, compare=compare, same=same)


def _page(request, verdict, *, compare=None, same=None) -> HttpResponse:
    typed = verdict.shown if verdict.kind in ("none", "mistyped") else ""
    compare = compare or CompareForm()
    context = {
        "verdict": verdict,
        "certificate": verdict.certificate,
        "facts": verdict.certificate.printed if verdict.certificate and verdict.is_latest else None,
        "form": CodeForm(initial={"code": typed}),
        "compare": compare,
        "forms": [compare],
        "checked_at": timezone.now(),
        "same": same,
    }
    return render(request, "register/check.html", context)
