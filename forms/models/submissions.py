"""What a person is filling in, or has sent."""

import secrets

from django.conf import settings
from django.db import models

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I or O: references are read aloud


class Status(models.TextChoices):
    DRAFT = "draft", "In progress"
    SENT = "sent", "With reviewer"
    RETURNED = "returned", "Changes needed"
    ACCEPTED = "accepted", "Signed off"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = (Status.DRAFT, Status.RETURNED)  # the owner can change it
SETTLED = (Status.SENT, Status.ACCEPTED, Status.WITHDRAWN)


def new_reference():
    """Ten random letters (46 bits): names a submission in addresses and on the phone; guards nothing."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


class SubmissionQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(owner=user)

    def open(self):
        return self.filter(status__in=OPEN)


class Submission(models.Model):
    """Answers on their way. `status` is written in forms.actions alone; `revision` counts saves, so that two
    devices cannot overwrite each other unseen."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    page = models.ForeignKey("forms.FormPage", on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    answers = models.JSONField(default=dict)  # {step id: {field id: value}}
    revision = models.PositiveIntegerField(default=0)
    school = models.ForeignKey(
        "people.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider = models.ForeignKey(
        "people.Provider", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SubmissionQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        indexes = [models.Index(fields=["owner", "page", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="submission_status_known"
            )
        ]

    def __str__(self):
        return self.reference

    @property
    def form(self):
        """The page in its own class: the only right way to ask it anything (architecture, "upward" 2).

        Raises TypeError when that class is gone from the code: the base would answer "ready" to everything.
        """
        if not hasattr(self, "_form"):
            form = self.page.specific
            if form.specific_class is None or not isinstance(form, form.specific_class):
                raise TypeError(f"The kind of form page {self.page_id} is not known here")
            self._form = form
        return self._form

    @property
    def is_open(self):
        return self.status in OPEN
