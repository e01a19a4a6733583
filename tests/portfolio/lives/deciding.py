"""What the provider decides: what is waived, pauses, more time."""

from datetime import timedelta

from django.utils import timezone

from people.models.periods import today
from portfolio.models import Exemption, Request
from tests.portfolio.lives.means import happens

WAIVABLE = ("prerequisite", "audit", "second_audit", "modules", "placement", "full_cycle", "window", "dates")


class Deciding:
    """The lead's side."""

    @happens(2)
    def experience_is_decided(self):
        """Granted, or decided against, requirement by requirement."""
        for key in self.some(WAIVABLE, least=1)[:2]:
            granted = self.often()
            if granted and key in self.facts["waived"]:
                continue
            Exemption.objects.create(
                person=self.person,
                level=self.level,
                requirement=key,
                provider=self.home,
                granted=granted,
                grounds="Eight years.",
                reason="Known to us.",
                decided_by=self.world.people["lead"],
            )
            if granted:
                self.facts["waived"].add(key)
            self.count("waived" if granted else "not waived")

    @happens(1, lambda life: life.facts["waived"])
    def a_waiver_is_withdrawn(self):
        key = self.one(sorted(self.facts["waived"]))
        Exemption.objects.valid().filter(person=self.person, level=self.level, requirement=key).update(
            withdrawn_at=timezone.now(), withdrawn_by=self.world.people["lead"]
        )
        self.facts["waived"].discard(key)
        self.count("waiver withdrawn")

    @happens(2)
    def a_pause_is_asked_for(self):
        """It lasts until a day, or until the mentor goes on."""
        start = today() + timedelta(days=self.number(-120, 20))
        end = start + timedelta(days=self.number(0, 90)) if self.often() else None
        if row := self.granted("pause", start=start, end=end):
            self.facts["pauses"].append((row.start, row.end))

    @happens(3)
    def more_time_is_asked_for(self):
        if row := self.granted("extension", months=self.number(1, 6)):
            self.facts["more_months"] += row.months

    @happens(1)
    def experience_is_asked_for(self):
        self.granted("experience")

    def granted(self, kind, **terms):
        """Ask the provider, or go on with what was asked; the Request if it is granted now, else None."""
        row = Request.objects.open().filter(person=self.person, level=self.level, kind=kind).first()
        row = row or Request.objects.create(
            kind=kind,
            person=self.person,
            level=self.level,
            enrolment=self.enrolment,
            provider=self.home,
            **terms,
        )
        self.facts["asked"].add(kind)
        becomes = self.one(["granted", "asked", "refused", "taken back"])
        self.count(f"{kind}: {becomes}")
        if becomes == "asked":
            return None
        self.facts["asked"].discard(kind)
        row.granted = {"granted": True, "refused": False}.get(becomes)
        if becomes == "taken back":
            row.withdrawn_at = timezone.now()
        else:
            row.decided_by, row.decided_at = self.world.people["lead"], timezone.now()
        row.save()
        return row if row.granted else None
