"""The two forms that belong to a mentor's portfolio: the audit and the record sheet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from wagtail.admin.panels import FieldPanel

from cms.permissions import Refused
from forms.models import FormPage
from reviews.models import ReviewedFormPage


class AuditPage(FormPage):
    """The confidence audit (R11, R12): begun from an enrolment, frozen when sent."""

    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="audit_pages")

    content_panels = [*FormPage.content_panels, FieldPanel("level")]
    template = "forms/form_page.html"

    def may_start(self, user):
        from portfolio.permissions import can_start_audit

        return super().may_start(user) and can_start_audit(user, self)

    def started(self, submission):
        from portfolio.actions import audit_started

        audit_started(submission=submission, page=self)

    def subject_for(self, submission):
        from portfolio.record import subject

        return super().subject_for(submission) | subject(submission.audit.enrolment)

    def discarded(self, submission):
        Audit.objects.filter(submission=submission).delete()

    def after_saving(self, submission):
        return own_page(submission.audit)

    def after_sending(self, submission):
        return ("See your result", own_page(submission.audit, "audit"))


class RecordSheetPage(ReviewedFormPage):
    """The level's record sheet (R26–R30): opens when all requirements are met, encloses the frozen record."""

    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="record_sheet_pages")

    content_panels = [*ReviewedFormPage.content_panels, FieldPanel("level")]
    template = "forms/form_page.html"

    def may_start(self, user):
        from portfolio.permissions import can_start_record_sheet

        return super().may_start(user) and can_start_record_sheet(user, self)

    def started(self, submission):
        from portfolio.actions import record_sheet_started

        record_sheet_started(submission=submission, page=self)

    def subject_for(self, submission):
        from portfolio.record import subject

        return super().subject_for(submission) | subject(submission.record_sheet.enrolment)

    def blockers(self, submission):
        from portfolio.requirements import blockers

        return blockers(submission.record_sheet.enrolment)

    def enclosure(self, submission):
        from portfolio.enclosure import enclosure

        return enclosure(submission.record_sheet.enrolment)

    def may_withdraw(self, sending):
        from portfolio.permissions import can_withdraw_sheet

        return can_withdraw_sheet(sending) if sending else Refused("Nothing has been sent yet.")

    def guards(self, stage, user):
        from portfolio.permissions import may_sign_stage

        return may_sign_stage(user, stage)

    def panels(self, round_, user):
        from portfolio.panels import review_panels

        return review_panels(round_, user)

    def piece_name(self, content, label):
        from portfolio.pieces import name_of

        return name_of(content, label)

    def piece_words(self, content):
        from portfolio.pieces import words_of

        return words_of(content)

    def notice(self, submission):
        from portfolio.record import why_sent_back

        return why_sent_back(submission)

    def discarded(self, submission):
        RecordSheet.objects.filter(submission=submission).delete()

    def after_saving(self, submission):
        return own_page(submission.record_sheet)

    def after_sending(self, submission):
        return ("Go to your certificate", own_page(submission.record_sheet))


def own_page(paper, name="enrolment"):
    """The address of the enrolment's page that an audit or a record sheet leads back to."""
    return reverse(f"portfolio:{name}", args=[paper.enrolment.slug])


class Audit(models.Model):
    """A self-evaluation against the criteria; its ratings are the submission's sealed answers."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", "First audit"
        REVISIT = "revisit", "Second audit"
        EXTRA = "extra", "Extra audit"

    enrolment = models.ForeignKey("portfolio.Enrolment", on_delete=models.PROTECT, related_name="audits")
    submission = models.OneToOneField("forms.Submission", on_delete=models.PROTECT, related_name="audit")
    kind = models.CharField(max_length=10, choices=Kind)
    # The PCM's side of it: when they talked about it, and what the PCM says (R11, R21).
    discussed_on = models.DateField(null=True, blank=True)
    comment = models.TextField(blank=True)
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    commented_at = models.DateTimeField(null=True, blank=True)
    # Where no rating rose: who accepted the mentor's account of what has changed instead (E10).
    account_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    account_accepted_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # a mentor's work is no content of the site

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account_accepted_at=None, account_accepted_by=None)
                | Q(account_accepted_at__isnull=False, account_accepted_by__isnull=False),
                name="audit_account_accepted_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment}: {self.kind}"


class RecordSheet(models.Model):
    enrolment = models.ForeignKey(
        "portfolio.Enrolment", on_delete=models.PROTECT, related_name="record_sheets"
    )
    submission = models.OneToOneField(
        "forms.Submission", on_delete=models.PROTECT, related_name="record_sheet"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.enrolment}: {self.submission_id}"
