"""What has a first and perhaps a last day. Both days count (E26), and a day is a day in London."""

from calendar import monthrange
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def today():
    """Today's date in London, whatever time zone the process runs in."""
    return timezone.localdate(timezone=LONDON)


def months_after(day, months):
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


class PeriodQuerySet(models.QuerySet):
    def current(self, on=None):
        """Rows in force on the day `on` (today when not given), first and last day included."""
        day = on or today()
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)

    def not_over(self, on=None):
        """Rows in force or still to come."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=on or today()))


class Period(models.Model):
    """Base of rows that hold between two days."""

    start = models.DateField("first day", default=today)
    end = models.DateField("last day", null=True, blank=True, help_text="Leave empty while it goes on.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="%(app_label)s_%(class)s_end_not_before_start",
                violation_error_message="The last day cannot be before the first day.",
            )
        ]

    @property
    def is_to_come(self):
        """Whether its first day is still ahead."""
        return self.start > today()

    def is_current(self, on=None):
        """Whether the row is in force on the day `on` (today when not given)."""
        day = on or today()
        return self.start <= day and (self.end is None or self.end >= day)
