"""Providers, schools and the partnerships between them (scheme.md 2.6, R40, E13)."""

from django.db import models
from django.db.models import F, Q

from people.identifiers import clean_postcode, validate_provider_code, validate_ukprn, validate_urn

from .periods import Period, PeriodQuerySet, today


class ProviderQuerySet(models.QuerySet):
    def members(self, on=None):
        """Providers that belong to the collaboration on the day `on` (today when not given)."""
        day = on or today()
        return self.filter(Q(member_to__isnull=True) | Q(member_to__gte=day), member_from__lte=day)


class Provider(models.Model):
    """A university or school-centred provider. One that leaves keeps its row and its certificates (R2)."""

    class Kind(models.TextChoices):
        HEI = "hei", "University (HEI)"
        SCITT = "scitt", "School-centred provider (SCITT)"

    name = models.CharField(max_length=150, unique=True)
    short_name = models.CharField(max_length=60, help_text="For lists and narrow screens.")
    slug = models.SlugField(unique=True, help_text="Used in addresses; do not change it once it is in use.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField("provider code", max_length=3, blank=True, validators=[validate_provider_code])
    ukprn = models.CharField("UKPRN", max_length=8, blank=True, validators=[validate_ukprn])
    office_email = models.EmailField("partnership office's email address")
    member_from = models.DateField("member since", default=today)
    member_to = models.DateField("member until", null=True, blank=True, help_text="Leave empty for a member.")

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member_to__isnull=True) | Q(member_to__gte=F("member_from")),
                name="people_provider_left_after_joining",
                violation_error_message="A provider cannot leave before it joined.",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="people_provider_one_per_code",
                violation_error_message="Another provider has this code.",
            ),
        ]

    def __str__(self):
        return self.name

    def is_member(self, on=None):
        """Whether the provider belongs to the collaboration on the day `on` (today when not given)."""
        day = on or today()
        return self.member_from <= day and (self.member_to is None or self.member_to >= day)


class SchoolQuerySet(models.QuerySet):
    def open(self, on=None):
        """Schools not closed by the day `on` (today when not given)."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on or today()))

    def partners_of(self, providers, on=None):
        """Schools in partnership with any of these providers on the day `on`."""
        ids = Partnership.objects.current(on).filter(provider__in=providers).values("school")
        return self.filter(pk__in=ids)


class School(models.Model):
    """A school. A new URN is a new row: the old one is closed and names its successor (E13)."""

    class Phase(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        ALL_THROUGH = "all-through", "All-through"
        OTHER = "other", "Other"

    name = models.CharField(max_length=150)
    urn = models.CharField("URN", max_length=6, null=True, blank=True, unique=True, validators=[validate_urn])
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phase = models.CharField(max_length=12, choices=Phase.choices)
    closed_on = models.DateField("closed on", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="became"
    )

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "town"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="people_school_not_its_own_successor",
                violation_error_message="A school cannot become itself.",
            ),
            models.CheckConstraint(
                condition=Q(urn__isnull=True) | ~Q(urn=""), name="people_school_urn_absent_or_given"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.town}" if self.town else self.name

    def clean_fields(self, exclude=None):
        """An empty URN is no URN, so that two schools may both lack one."""
        self.urn = (self.urn or "").strip() or None
        super().clean_fields(exclude=exclude)

    def clean(self):
        self.postcode = clean_postcode(self.postcode)

    def is_open(self, on=None):
        """Whether the school has not closed by the day `on` (today when not given)."""
        return self.closed_on is None or self.closed_on > (on or today())


class Partnership(Period):
    """A school works with a provider between two days."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="partnerships")
    school = models.ForeignKey(School, models.PROTECT, related_name="partnerships")

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["provider__name", "school__name", "start"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["provider", "school"],
                condition=Q(end__isnull=True),
                name="people_partnership_one_open",
                violation_error_message="This school and this provider are already in partnership.",
            ),
        ]

    def __str__(self):
        return f"{self.provider.short_name} and {self.school}"
