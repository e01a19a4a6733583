"""Central training: the events that providers run for mentors and PCMs (R37), and who booked and came."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from cms.dates import date_uk, time_uk
from cms.pagecache import Shown
from cms.pages import GuidancePage
from people.models import Provider
from people.models.periods import LONDON
from people.permissions import staffed_providers


class EventsPage(GuidancePage):
    """The front page of training: what is to come, by provider, and what has been."""

    show_in_menus_default = False

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["modules.EventPage"]

    def events(self):
        """The live events below it."""
        return EventPage.objects.live().child_of(self)

    def serve(self, request, *args, **kwargs):
        from modules.views import events

        return events.listing(request, self)


class EventPageQuerySet(PageQuerySet):
    def of(self, providers):
        """Events of these providers."""
        return self.filter(provider__in=providers)

    def going_ahead(self):
        """Events that the public sees and nobody has called off."""
        return self.live().filter(cancellation=None)

    def to_come(self):
        """Events that are not over, the next one first."""
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def over(self):
        """Events that have ended, the latest first."""
        return self.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")

    def with_counts(self):
        """Events that know how many have `booked` and not cancelled, and how many `came` (booked or not)."""
        live = Q(bookings__cancelled_at=None)
        return self.annotate(
            booked=Count("bookings", filter=live & Q(bookings__booked_at__isnull=False)),
            came=Count("bookings", filter=live & Q(bookings__attended=True)),
        )


class EventPageForm(WagtailAdminPageForm):
    """An event's form. Who works for providers chooses among those; whoever edits the site, among members."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "provider" in self.fields:
            own = staffed_providers(self.for_user) if self.for_user else set()
            members = Provider.objects.filter(pk__in=own) if own else Provider.objects.members()
            self.fields["provider"].queryset = (
                members | Provider.objects.filter(pk=self.instance.provider_id)
            ).order_by("name")


class EventPage(GuidancePage):
    """One training event of a provider, open to mentors or PCMs of the whole collaboration (R37)."""

    class Audience(models.TextChoices):
        MENTORS = "mentors", "Mentors"
        PCMS = "pcms", "PCMs"
        BOTH = "both", "Mentors and PCMs"

    show_in_menus_default = False
    base_form_class = EventPageForm

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="events", help_text="Who runs it."
    )
    subject = models.CharField(
        max_length=160, help_text="What it brings up to date, such as “Reading in science, years 7 to 9”."
    )
    audience = models.CharField("for whom", max_length=8, choices=Audience, default=Audience.BOTH)
    starts_at = models.DateTimeField("begins", help_text="London time.")
    ends_at = models.DateTimeField("ends")
    place = models.CharField(max_length=160, help_text="Where it is, or “Online”. Everybody sees this.")
    online_link = models.URLField(
        blank=True, help_text="Where to join online. Only those who have booked see it."
    )
    joining = models.TextField(
        "joining instructions", blank=True,
        help_text="The room, what to bring, whom to ask for. Only those who have booked see it.",
    )  # fmt: skip
    places = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many can come. Empty: as many as like."
    )
    closes_on = models.DateField(
        "last day to book", null=True, blank=True, help_text="Empty: one can book until it begins."
    )

    content_panels = [
        *GuidancePage.content_panels[:1],
        FieldRowPanel([FieldPanel("provider"), FieldPanel("audience")]),
        FieldPanel("subject"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldPanel("online_link"),
                FieldPanel("joining"),
            ],
            "When and where",
        ),
        FieldRowPanel([FieldPanel("places"), FieldPanel("closes_on")], "Booking"),
        FieldPanel("body"),
    ]
    search_fields = [
        *GuidancePage.search_fields,
        index.SearchField("subject", boost=2),
        index.FilterField("provider"),
    ]

    parent_page_types = ["modules.EventsPage"]
    subpage_types = []

    objects = PageManager.from_queryset(EventPageQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins")
        ]

    def clean(self):
        """Says so in the form when the times or the last day to book cannot be."""
        super().clean()
        wrong = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            wrong["ends_at"] = "It cannot end before it begins."
        if self.starts_at and self.closes_on and self.closes_on > self.first_day:
            wrong["closes_on"] = "Nobody can book after the day on which it begins."
        if wrong:
            raise ValidationError(wrong)

    def serve(self, request, *args, **kwargs):
        from modules.views import events

        return events.event(request, self)

    @property
    def for_whom(self):
        """For whom it is, within a sentence: "mentors and PCMs"."""
        return {"mentors": "mentors", "pcms": "PCMs", "both": "mentors and PCMs"}[self.audience]

    @property
    def first_day(self):
        """The day in London on which it begins."""
        return timezone.localdate(self.starts_at, LONDON)

    @property
    def when(self):
        """Its day and times: "3 December 2026, 4pm to 5:30pm"."""
        until = time_uk(self.ends_at)
        if timezone.localdate(self.ends_at, LONDON) != self.first_day:
            until = f"{date_uk(self.ends_at)}, {until}"
        return f"{date_uk(self.starts_at)}, {time_uk(self.starts_at)} to {until}"

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()

    @property
    def is_over(self):
        return self.ends_at < timezone.now()

    @property
    def is_called_off(self):
        return hasattr(self, "cancellation")

    def taken(self):
        """How many places are booked."""
        return self.bookings.booked().count() if self.pk else 0


class EventCancellation(Shown):
    """An event does not take place. A row of its own, because publishing an older draft must not undo it."""

    event = models.OneToOneField(EventPage, on_delete=models.CASCADE, related_name="cancellation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)

    wagtail_reference_index_ignore = True  # the admin’s usage pages count content, not people’s records

    def __str__(self):
        return f"{self.event}: called off"


class EventBookingQuerySet(models.QuerySet):
    def live(self):
        """Those not cancelled; also of people who came without booking."""
        return self.filter(cancelled_at=None)

    def booked(self):
        """Live ones that take a place."""
        return self.live().filter(booked_at__isnull=False)


class EventBooking(models.Model):
    """A person books an event, may cancel, and came or not. `booked_at` is empty for who just came."""

    event = models.ForeignKey(EventPage, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="event_bookings"
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EventBookingQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # the admin’s usage pages count content, not people’s records

    class Meta:
        ordering = ["event", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event"],
                condition=Q(cancelled_at=None),
                name="event_booked_once_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(attended=None, noted_by=None) | Q(attended__isnull=False, noted_by__isnull=False),
                name="event_attendance_is_noted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(attended=None, booked_at__isnull=False),
                name="event_cancelled_was_booked_and_not_attended",
            ),
            models.CheckConstraint(
                condition=Q(booked_at__isnull=False) | Q(attended__isnull=False, attended=True),
                name="event_unbooked_guest_came",
            ),
        ]

    def __str__(self):
        return f"{self.person} at {self.event}"
