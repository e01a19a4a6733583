"""The flyer about the certificates that PCMs put up in the staff room, and that they have done so (R23)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import Revision

from cms.dates import school_year_start
from cms.pages import GuidancePage
from modules.qr import png_data
from people.models import School
from people.models.periods import today


def this_school_year():
    """The year in which the present school year began."""
    return school_year_start(today()).year


class FlyerPage(GuidancePage):
    """A notice for the staff room: one sheet of A4 with a code that opens the site's front page.

    Each time it is published is a version, kept by Wagtail as a revision; the day stands on the sheet.
    """

    show_in_menus_default = False

    ask = models.CharField(
        max_length=200, help_text="The last line in large type: whom to ask, or what to do next."
    )

    content_panels = [*GuidancePage.content_panels, FieldPanel("ask")]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = []

    def get_context(self, request, *args, **kwargs):
        """Adds the `site_address` and its `code`, a picture as an address of its own."""
        address = settings.BASE_URL
        more = {"site_address": address.partition("://")[2], "code": png_data(f"{address}/")}
        return super().get_context(request, *args, **kwargs) | more

    @property
    def version(self):
        """The day of the version that the public sees; today in a draft that was never published."""
        return timezone.localdate(self.last_published_at) if self.last_published_at else today()


class FlyerNotice(models.Model):
    """A school's PCM says once a school year: the flyer is up and the mentors were told. No proof (R23)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="flyer_notices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flyer_notices"
    )
    year = models.PositiveSmallIntegerField(help_text="The year in which the school year began.")
    noted_on = models.DateField(default=today)
    version = models.DateField(help_text="The day of the flyer that was put up.")
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="What that flyer said, as long as Wagtail keeps it.",
    )  # fmt: skip

    wagtail_reference_index_ignore = True  # the admin’s usage pages count content, not people’s records

    class Meta:
        ordering = ["-year", "school"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="flyer_noted_once_a_school_year")
        ]

    def __str__(self):
        return f"{self.school}, {self.year}"
