"""Reading what was sent: the latest round with the decision beside it, earlier rounds, files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from forms.files import respond
from reviews import actions
from reviews.queue import files_visible_to
from reviews.views.deciding import check
from reviews.views.page import Page, readable_rounds


@login_required
@require_http_methods(["GET", "POST"])
def review(request, reference):
    """A submission's latest round with the decision beside it. A POST leads on to the check of it."""
    page = Page(request, readable_rounds(request.user, reference))
    return check(request, page) if request.method == "POST" else page.draw()


@login_required
@require_GET
def past_round(request, reference, number):
    """One round as it was, whatever came after it; nothing is decided here."""
    rounds = readable_rounds(request.user, reference)
    shown = [round_ for round_ in rounds if round_.number <= number]
    if not shown or shown[0].number != number:
        raise Http404
    if shown[0] is rounds[0]:
        return redirect("reviews:review", reference=reference)
    return Page(request, shown, later=rounds[0]).draw()


@login_required
@require_GET
def file(request, reference, key):
    """A file that was sent, for whoever may read a round in which it was sent (T2, T24)."""
    return respond(_sent_file(request.user, reference, key).attachment)


@login_required
@require_POST
def open_file(request, reference, key):
    """Note that this person opens a file that a stage wants opened, then give it out."""
    _sent_file(request.user, reference, key)
    latest = readable_rounds(request.user, reference)[0]
    for part in latest.sending.parts.all():
        if part.kind == part.Kind.FILE and not part.is_erased and part.content["key"] == key:
            actions.note_opening(round=latest, by=request.user, label=part.label)
    return redirect("reviews:file", reference=reference, key=key)


def _sent_file(user, reference, key):
    sent = files_visible_to(user, reference).filter(attachment__key=key).first()
    if sent is None:
        raise Http404
    return sent
