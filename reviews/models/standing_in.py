"""Who decides in somebody else's place: deputies for days away, members of a panel."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.models import Appointment
from people.models.periods import Period, PeriodQuerySet


class DeputyQuerySet(PeriodQuerySet):
    def in_force(self, on=None):
        """Current, while the appointment stood in for holds too and both accounts are open."""
        held = Appointment.objects.current(on).filter(person__is_active=True)
        return self.current(on).filter(appointment__in=held, deputy__is_active=True)


class Deputy(Period):
    """Between two days, somebody decides what one appointment of `person` is asked for.

    The appointment itself must hold on the day: who has left has no deputy (T7).
    """

    appointment = models.ForeignKey("people.Appointment", on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in")

    objects = DeputyQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta(Period.Meta):
        ordering = ["start", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(end__isnull=False), name="deputy_until_a_day"),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="deputy_is_somebody_else"),
        ]

    def __str__(self):
        return f"{self.deputy_id} for {self.person_id}"


class PanelMember(models.Model):
    """One of those who decide together at a panel stage (E8)."""

    stage = models.ForeignKey("reviews.Stage", on_delete=models.PROTECT, related_name="panel")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "person"], name="panel_member_once")]

    def __str__(self):
        return f"{self.stage_id}: {self.person_id}"
