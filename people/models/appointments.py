"""Who holds which role where, between which days. Roles are only ever held through these rows (E25, T7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from people.roles import Role

from .periods import Period, PeriodQuerySet
from .places import Partnership, Provider, School
from .posts import ACTING_FITS, ACTING_HELP, PLACE_OF_ROLE, WRONG_ACTING, WRONG_PLACE, Post


class AppointmentQuerySet(PeriodQuerySet):
    def as_role(self, role):
        """Appointments to this role."""
        return self.filter(role=role)

    def reaching_school(self, school, on=None):
        """Appointments that count at a school: held there, or for all schools of a provider it works with."""
        providers = Partnership.objects.current(on).filter(school=school).values("provider")
        return self.filter(
            Q(school=school) | Q(school__isnull=True, provider__in=providers) | Q(role=Role.COORDINATOR)
        )

    def reaching_provider(self, provider, on=None):
        """Appointments that count for a provider: held with it, or held at a school it works with."""
        schools = Partnership.objects.current(on).filter(provider=provider).values("school")
        return self.filter(
            Q(provider=provider) | Q(provider__isnull=True, school__in=schools) | Q(role=Role.COORDINATOR)
        )


class Appointment(Post, Period):
    """A person holds a role at a school, for a provider or for the collaboration, between two days."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="appointments")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="appointments")
    acting = models.BooleanField(default=False, help_text=ACTING_HELP)
    note = models.CharField(
        max_length=200,
        blank=True,
        help_text="For example “while the PCM is on leave”. Not a health reason.",
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = "role"
        verbose_name_plural = "roles"
        ordering = ["person__name", "role", "start"]
        indexes = [models.Index(fields=["role", "school", "provider"], name="people_appointment_place")]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=PLACE_OF_ROLE,
                name="people_appointment_place_of_role",
                violation_error_message=WRONG_PLACE,
            ),
            models.CheckConstraint(
                condition=ACTING_FITS,
                name="people_appointment_acting",
                violation_error_message=WRONG_ACTING,
            ),
            # SQLite holds two NULLs to be different, so an absent place is compared as 0.
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("school", 0),
                Coalesce("provider", 0),
                condition=Q(end__isnull=True),
                name="people_appointment_one_open",
                violation_error_message="This person already holds this role there.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.title}"

    def reaches(self, *, school=None, provider=None):
        """Whether the role counts at this school and for this provider; the twin of the querysets above."""
        if self.role == Role.COORDINATOR:
            return True
        return (school is None or self._reaches_school(school)) and (
            provider is None or self._reaches_provider(provider)
        )

    def _reaches_school(self, school):
        if self.school_id:
            return self.school_id == school.pk
        return Partnership.objects.current().filter(school=school, provider=self.provider_id).exists()

    def _reaches_provider(self, provider):
        if self.provider_id:
            return self.provider_id == provider.pk
        return Partnership.objects.current().filter(provider=provider, school=self.school_id).exists()
