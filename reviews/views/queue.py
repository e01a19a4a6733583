"""What waits for a reviewer, and what they decided. Rows come from reviews/queue.py."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from people.models.periods import today
from people.permissions import staffed_providers
from reviews.queue import decided_by, for_the_list, kinds_waiting_for, stages_waiting_for
from reviews.queue_forms import DecidedFilter, QueueFilter
from reviews.queue_words import row_of

PAGE = 50
LATELY = 5
LISTED = 1000  # a longer queue is not counted to its end, and is narrowed to see the rest


@login_required
@require_GET
def queue(request):
    """What waits for this person, oldest first and narrowed by the filters, and what they decided lately."""
    user = request.user
    pages, schools = kinds_waiting_for(user)
    filters = QueueFilter(request.GET, pages=pages, schools=schools)
    stages = filters.narrow(stages_waiting_for(user), user, today()).select_related(None).only("pk")
    count = stages.order_by()[: LISTED + 1].count()
    listed = Paginator(stages[:LISTED], PAGE)
    listed.count = min(count, LISTED)
    page = listed.get_page(request.GET.get("page"))
    rows = [row_of(stage, user) for stage in for_the_list(page, user)]
    first = _first(rows) if page.number == 1 and not filters.chosen else None
    context = {
        "page_obj": page,
        "rows": rows,
        "first": first,
        "first_is_oldest": first is not None and first is rows[0],
        "count": listed.count,
        "more": count > LISTED,
        "filters": filters,
        "query": _query(filters),
        "lately": decided_by(user)[:LATELY],
        "runs_provider": bool(staffed_providers(user)),
    }
    return render(request, "reviews/queue.html", context)


def _first(rows):
    """The oldest row that no colleague has in hand; the oldest of all when they have every one."""
    return next((row for row in rows if not row.is_with_a_colleague), rows[0] if rows else None)


@login_required
@require_GET
def decided(request):
    """This person's own decisions, newest first, each with a link to the round as it was sent."""
    filters = DecidedFilter(request.GET)
    lines = decided_by(request.user)
    if filters.chosen:
        lines = lines.filter(outcome=filters.chosen["outcome"])
    listed = Paginator(lines, PAGE)
    page = listed.get_page(request.GET.get("page"))
    context = {"page_obj": page, "count": listed.count, "filters": filters, "query": _query(filters)}
    return render(request, "reviews/decided.html", context)


def _query(filters):
    """What was chosen, for the links to other pages of the list: "due=late&"."""
    return f"{urlencode(filters.chosen)}&" if filters.chosen else ""
