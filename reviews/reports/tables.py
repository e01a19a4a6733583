"""The reports as tables for download: each gives (header, rows)."""

from django.conf import settings
from django.urls import reverse

from cms.dates import local
from reviews.reports import days_per_stage, load, returns, waiting
from reviews.reports.access import FEWEST

FEW = f"fewer than {FEWEST}"


def days(reach, period):
    """Days per stage: by school, or by provider for those who see no names."""
    report = days_per_stage(reach, period)
    place = "School" if reach.named else "Provider"
    header = [place, "Role", "Decided", "Half within days", "9 in 10 within days"]
    rows = report.schools if reach.named else report.providers
    return header, [(row.place, row.who, *_spread(row.spread)) for row in rows]


def _spread(spread):
    return (spread.count, spread.half, spread.nine) if spread else (FEW, None, None)


def sent_back(reach, period):
    """How often sheets were sent back, and which parts were named."""
    report = returns(reach, period)
    header = ["What", "Name", "Sheets decided", "Sent back", "Share"]
    what = "Stage" if reach.named else "Provider"
    places = [
        (what, row.name, FEW if row.decided is None else row.decided, row.back, row.share)
        for row in report.places
    ]
    return header, [*places, *(("Part", name, None, count, None) for name, count in report.parts)]


def shares(reach, period):
    """Who has how much."""
    header = ["Reviewer", "Roles", "Waiting now", "Decided", "Half within days"]
    return header, [
        (row.name, row.roles, row.waiting, row.decided, row.spread.half if row.spread else None)
        for row in load(reach, period).rows
    ]


def under_way(reach, period):
    """Everything that waits now, oldest first; counts by provider for those who see no names."""
    report = waiting(reach, limit=None)
    if not reach.named:
        header = ["Provider", "Waiting", "Late", "Oldest since"]
        return header, [
            (row.name, FEW if row.waiting is None else row.waiting, row.late, _day(row.since))
            for row in report.providers
        ]
    header = ["Mentor", "What", "School", "With", "Given to", "Since", "Due", "Days", "Address"]
    return header, [_line(stage) for stage in report.stages]


def _line(stage):
    submission = stage.round.submission
    return (
        submission.owner.name,
        submission.page.title,
        stage.school.name if stage.school else "",
        stage.with_whom,
        stage.assignee.name if stage.assignee else "",
        _day(stage.opened_at),
        stage.due_on.isoformat(),
        stage.days_waiting,
        settings.BASE_URL + reverse("reviews:review", args=[submission.reference]),
    )


def _day(moment):
    return local(moment).date().isoformat() if moment else None


TABLES = {"days": days, "sent-back": sent_back, "load": shares, "waiting": under_way}
