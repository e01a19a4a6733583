"""What was achieved. Only issuing a certificate makes an award (architecture, "upward" 3)."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce

from people.models import User


class AwardQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(withdrawn_at=None)

    def held_by(self, person):
        """Those of the person, on whichever of their joined accounts (E16)."""
        return self.filter(person__in=User.objects.accounts_of(person).values("pk"))

    def held_along(self, path):
        """The same in a subquery, for rows whose column `path` is the person."""
        kept = Coalesce(OuterRef(OuterRef(f"{path}__same_as")), OuterRef(OuterRef(path)))
        return self.filter(person__in=User.objects.sharing(kept).values("pk"))


class Award(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards")
    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="awards")
    enrolment = models.ForeignKey("portfolio.Enrolment", on_delete=models.PROTECT, related_name="awards")
    round = models.OneToOneField("reviews.Round", on_delete=models.PROTECT, related_name="award")
    awarded_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "level"], condition=Q(withdrawn_at=None), name="award_once_per_level"
            ),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.level_id}"
