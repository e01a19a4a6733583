"""Two accounts of one person (E16): joined by whom and why, and what was said of which pair."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class JoiningQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not parted again."""
        return self.filter(parted_at=None)


class Joining(models.Model):
    """Two accounts were said to be one person's: `joined` is closed, `kept` stays. Undone, the row stays.

    `User.same_as` says the same as the standing rows do, where many people are asked about at once.
    """

    kept = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="joinings")
    joined = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    joined_at = models.DateTimeField(default=timezone.now)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    was_active = models.BooleanField()  # whether parting opens the account again
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    parted_why = models.CharField(max_length=500, blank=True)

    objects = JoiningQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["-joined_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["joined"], condition=Q(parted_at=None), name="people_joined_to_one_account"
            ),
            models.CheckConstraint(condition=~Q(kept=F("joined")), name="people_joining_of_two_accounts"),
            models.CheckConstraint(
                condition=Q(parted_at=None, parted_by=None)
                | Q(parted_at__isnull=False, parted_by__isnull=False),
                name="people_parted_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.joined_id} joined to {self.kept_id}"


class PossibleDuplicate(models.Model):
    """What somebody said of a pair of accounts: perhaps one person, or certainly two. The latest word counts.

    `first` has the lower number of the two, so that a pair stands here once.
    """

    class Word(models.TextChoices):
        SAME = "same", "Perhaps the same person"
        TWO = "two", "Two people"

    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    word = models.CharField(max_length=4, choices=Word)
    note = models.CharField(max_length=500, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_possible_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="people_pair_in_order"),
            models.CheckConstraint(condition=Q(word__in=["same", "two"]), name="people_pair_word"),
        ]

    def __str__(self):
        return f"{self.first_id} and {self.second_id}: {self.word}"
