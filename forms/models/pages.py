"""A form that editors build, and its versions: what was published, word for word, for ever."""

import re
from dataclasses import dataclass, field

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.permissions import Allowed, Refused
from forms.blocks import StepsBlock

REFERENCE = re.compile(r"[A-Z]{10}")


@dataclass(frozen=True)
class Blocker:
    """Why a form cannot be sent yet: `why` in a sentence, and where the person can act (`url` may be
    empty).
    """

    why: str
    url: str = ""


@dataclass(frozen=True)
class Enclosed:
    """One piece that a form's page lays beside the answers when they are sent.

    `label` is neutral (it stays readable after erasing), `content` is plain JSON, `attachments` are the files
    that the piece names.
    """

    label: str
    content: dict
    attachments: list = field(default_factory=list)


class FormPage(RoutablePageMixin, Page):
    """A multi-step form. The methods under "questions" are asked by the engine and answered better by
    subclasses.

    Ask them only through `submission.form`, which is the page in its own class: on this base they fail
    open.
    """

    introduction = RichTextField(
        blank=True, help_text="Shown before the first step: what it is for, how long it takes."
    )
    steps = StreamField(StepsBlock(), blank=True, help_text="One page for each step.")
    sent_text = RichTextField(
        blank=True, help_text="Shown when the form was sent: what happens next, by when, who to ask."
    )
    statement = models.TextField(
        blank=True,
        default="What I have written is true, and no pupil or student teacher can be identified in it.",
        help_text="What the person agrees to by sending.",
    )
    send_label = models.CharField(
        max_length=40, default="Send", help_text='The last button, a verb: "Send for review".'
    )
    live_version = models.ForeignKey(
        "forms.FormVersion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("steps"),
        FieldPanel("statement"),
        FieldPanel("send_label"),
        FieldPanel("sent_text"),
    ]
    template = "forms/form_page.html"
    subpage_types = []
    # What a sent one is called to its owner: "With reviewer" where somebody decides on it, else "Sent".
    is_reviewed = False
    preview_modes = [("", "Start page"), ("questions", "All its questions")]
    # A copy has versions of its own, made when it is published.
    exclude_fields_in_copy = ["live_version"]

    # -- questions that a subclass answers better ----------------------------------------------------------
    def may_start(self, user):
        """May this person begin a new one? Allowed, or Refused with a sentence."""
        return Allowed() if self.live_version_id else Refused("This form is not open yet.")

    def start_context(self, user):
        """What a subclass wants to show or ask before starting (a dict for the start page)."""
        return {}

    def started(self, submission):
        """Called in the transaction that makes a submission."""

    def subject_for(self, submission):
        """Facts for prefilling and addressing: name, email, where known school, provider, level (rows)."""
        return {"name": submission.owner.name, "email": submission.owner.email}

    def blockers(self, submission):
        """What must still be true before sending: a list of Blocker, empty when ready."""
        return []

    def enclosure(self, submission):
        """What is sealed beside the answers: a list of Enclosed."""
        return []

    def previous_hash(self, submission):
        """The hash that the next sending continues from: here the last sending's seal, "" for the first."""
        last = submission.sendings.order_by("-number").first()
        return last.seal if last else ""

    def may_withdraw(self, sending):
        """May the owner take back what was sent?"""
        return Refused("This has been sent and cannot be taken back.")

    def notice(self, submission):
        """What the owner should read before going on, such as why it was sent back: a sentence, or ""."""
        return ""

    def after_saving(self, submission):
        """Where "Save and come back later" leads: an address, or "" for the form's own start page."""
        return ""

    def after_sending(self, submission):
        """Where the confirmation page leads on: (label, url)."""
        return ("Go to your desk", "/my/")

    # -- callbacks -----------------------------------------------------------------------------------------
    @property
    def sent_heading(self):
        """What the page after sending says in large letters."""
        return f"{self.title} sent"

    def sent(self, sending):
        """Called in the transaction that sends."""

    def accepted(self, sending):
        """Called in the transaction that accepts."""

    def returned(self, sending, reason):
        """Called in the transaction that sends back."""

    def withdrawn(self, sending):
        """Called in the transaction that withdraws."""

    def discarded(self, submission):
        """Called in the transaction that deletes a draft, before it: delete what `started` made for it."""

    # -- Wagtail -------------------------------------------------------------------------------------------
    def with_content_json(self, content):
        """A revision being published keeps the live version of today, not the one of the day it was
        written.
        """
        page = super().with_content_json(content)
        page.live_version_id = self.live_version_id
        return page

    def route(self, request, path_components):
        """An unpublished form takes nobody new, but those who began can finish, and see what they sent."""
        if not self.live and path_components and REFERENCE.fullmatch(path_components[0]):
            match = self.resolve_subpage(f"/{'/'.join(path_components)}/")
            return RouteResult(self, args=tuple(match))
        return super().route(request, path_components)

    def serve_preview(self, request, mode_name):
        """What an editor sees beside the page being edited: the start page, or every question on one page."""
        from forms import views

        return views.preview(request, self) if mode_name == "questions" else views.start(request, self)

    # -- routes --------------------------------------------------------------------------------------------
    @path("")
    def start(self, request):
        from forms import views

        return views.start(request, self)

    @path("<slug:reference>/")
    def resume(self, request, reference):
        from forms import views

        return views.resume(request, self, reference)

    @path("<slug:reference>/check/")
    def check_answers(self, request, reference):
        from forms import views

        return views.check(request, self, reference)

    @path("<slug:reference>/sent/")
    def confirmation(self, request, reference):
        from forms import views

        return views.sent(request, self, reference)

    @path("<slug:reference>/version/")
    def new_version(self, request, reference):
        from forms import views

        return views.new_version(request, self, reference)

    @path("<slug:reference>/delete/")
    def delete_draft(self, request, reference):
        from forms import views

        return views.delete(request, self, reference)

    @path("<slug:reference>/withdraw/")
    def take_back(self, request, reference):
        from forms import views

        return views.withdraw(request, self, reference)

    @path("<slug:reference>/files/<slug:key>/")
    def attachment(self, request, reference, key):
        from forms import views

        return views.attachment(request, self, reference, key)

    @path("<slug:reference>/<slug:step>/")
    def step(self, request, reference, step):
        from forms import views

        return views.step(request, self, reference, step)


class FormVersion(models.Model):
    """A published definition: plain dicts, never changed. Drafts and sendings point at it (R39)."""

    page = models.ForeignKey(FormPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["page", "sha256"], name="version_definition_once"),
        ]

    def __str__(self):
        return f"{self.page_id} version {self.number}"
