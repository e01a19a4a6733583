"""The forms with which a mentor asks a provider for something: experience to count, or more time."""

from django.db import models
from django.urls import reverse
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import path

from reviews.models import ReviewedFormPage


class RequestPage(ReviewedFormPage):
    """The form with which a mentor asks for something that the provider decides (R7, R20, E11).

    Its review workflow ends with the provider lead, who decides before signing.
    """

    class Asks(models.TextChoices):
        EXPERIENCE = "experience", "Experience in place of requirements"
        EXTENSION = "extension", "More time"

    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="request_pages")
    asks = models.CharField(max_length=12, choices=Asks, help_text="What those who send it ask for.")

    content_panels = [*ReviewedFormPage.content_panels, FieldPanel("level"), FieldPanel("asks")]
    template = "portfolio/request_start.html"
    ends_with_office = False  # the provider lead's signature is the end of it
    sent_heading = "Your request is sent"  # its title asks already: "Ask that your experience counts"

    @path("")
    def start(self, request):
        from portfolio.views.requests import start

        return start(request, self)

    def may_start(self, user):
        from portfolio.asking import can_ask

        return super().may_start(user) and can_ask(user, self)

    def start_context(self, user):
        from portfolio.asking import who_decides

        return who_decides(user, self)

    def started(self, submission, provider=None):
        from portfolio.actions import request_started

        request_started(submission=submission, page=self, provider=provider)

    def subject_for(self, submission):
        from portfolio.applying import subject

        return super().subject_for(submission) | subject(submission.request)

    def blockers(self, submission):
        from portfolio.applying import blockers

        return blockers(submission.request)

    def may_withdraw(self, sending):
        from portfolio.applying import can_take_back

        return can_take_back(sending)

    def guards(self, stage, user):
        from portfolio.applying import may_sign_stage

        return may_sign_stage(stage)

    def panels(self, round_, user):
        from portfolio.applying import review_panels

        return review_panels(round_, user)

    def notice(self, submission):
        from portfolio.record import why_sent_back

        return why_sent_back(submission)

    def withdrawn(self, sending):
        from portfolio.actions import request_taken_back

        super().withdrawn(sending)
        request_taken_back(submission=sending.submission)

    def discarded(self, submission):
        from portfolio.models.requests import Request

        Request.objects.filter(submission=submission).delete()

    def after_saving(self, submission):
        return reverse("portfolio:request", args=[submission.request.slug])

    def after_sending(self, submission):
        return ("See what you asked", reverse("portfolio:request", args=[submission.request.slug]))
