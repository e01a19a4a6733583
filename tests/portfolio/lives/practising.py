"""Placements, observations and evidence."""

from datetime import timedelta

from django.utils import timezone

from people.models.periods import today
from portfolio.models import EvidenceCriterion, EvidenceItem, Observation, Placement
from tests.portfolio.lives.means import happens
from tests.portfolio.lives.world import CODES

STUDENTS = {"sk": ("SK", "sk", "S.K."), "ao": ("AO",), "k17": ("K-17", "K17")}  # however they are written
KINDS = ("observation", "meeting", "reflection", "conversation", "cpd", "reading", "other")


class Practising:
    """The work with student teachers."""

    # --- placements -----------------------------------------------------------------------------------------

    @happens(9)
    def a_placement_is_added(self):
        """One behind the mentor, under way or to come; seldom one that somebody has to decide about."""
        start, end = self.its_days()
        provider = self.world.providers[0 if self.often() else self.number(1, 2)]
        placement = {
            "start": start,
            "end": end,
            "completed": end <= today() and self.often(),
            "shared": self.seldom(8),
            "interrupted": end <= today() and self.seldom(10),
            "counts": "",
            "provider": provider.pk,
            "stage": self.its_stage(),
            "student": self.one(list(STUDENTS)),
        }
        row = Placement.objects.create(
            enrolment=self.enrolment,
            school=self.world.school,
            provider=provider,
            provider_phase_id=placement["stage"] and self.world.phases[provider.pk, placement["stage"]],
            student=self.one(STUDENTS[placement["student"]]),
            **{name: placement[name] for name in ("start", "end", "completed", "shared", "interrupted")},
        )
        self.facts["placements"].append(placement | {"pk": row.pk})
        self.count("placement")

    def its_days(self):
        """First and last day; often such that the months since an earlier one are just over, or not quite."""
        edges = [
            self.after_months(each["start"], self.facts["level"]["window_months"] + self.facts["more_months"])
            for each in self.facts["placements"]
        ]
        ends = [edge + timedelta(days=beside) for edge in edges for beside in (-2, -1, 0)]
        ends = [day for day in ends if day <= today() + timedelta(days=40)]
        if ends and self.often(2):
            end = self.one(ends)
        else:
            end = today() + timedelta(days=self.number(-300, 40))
        while end in {each["end"] for each in self.facts["placements"]}:
            end -= timedelta(days=1)  # so that nobody has to choose between two years that end on one day
        return end - timedelta(days=self.number(0, 120)), end

    def after_months(self, day, months):
        """A day about so many months later."""
        years, month = divmod(day.month - 1 + months, 12)
        return day.replace(year=day.year + years, month=month + 1, day=min(day.day, 28))

    def its_stage(self):
        """The stage of its phase: often one that is missing, seldom none."""
        if self.seldom(10):
            return None
        known = {each["stage"] for each in self.facts["placements"]}
        missing = [stage for stage in self.world.stages if stage not in known]
        return self.one(missing or self.world.stages)

    @happens(3, lambda life: life.can_be_completed())
    def a_placement_is_completed(self):
        placement = self.one(self.can_be_completed())
        self.change(placement, completed=True)
        self.count("placement completed")

    def can_be_completed(self):
        return [each for each in self.facts["placements"] if not each["completed"] and each["end"] <= today()]

    @happens(1, lambda life: life.facts["placements"])
    def a_placement_changes(self):
        """Shared or broken off, or not after all."""
        placement = self.one(self.facts["placements"])
        if self.often(2):
            self.change(placement, shared=not placement["shared"])
        else:
            self.change(placement, interrupted=not placement["interrupted"])
        self.count("placement changed")

    @happens(6, lambda life: life.to_decide())
    def the_lead_decides_about_a_placement(self):
        placement = self.one(self.to_decide())
        counts = self.one(["wholly", "partly", "not", "wholly"])
        self.change(placement, counts=counts, decided_by=self.world.people["lead"], decided_at=timezone.now())
        self.count(f"placement counts: {counts}")

    def to_decide(self):
        return [
            each
            for each in self.facts["placements"]
            if each["shared"] or each["interrupted"] or each["provider"] != self.home.pk
        ]

    def change(self, placement, **to):
        Placement.objects.filter(pk=placement["pk"]).update(**to)
        placement.update({name: value for name, value in to.items() if name in placement})

    # --- observations ---------------------------------------------------------------------------------------

    @happens(2)
    def a_lesson_is_observed_with_the_tutor(self):
        known, confirmed = self.often(), self.seldom()
        Observation.objects.create(
            enrolment=self.enrolment,
            held_on=self.past_day(),
            tutor_name="Tom Reid",
            note="More wait time.",
            recorded_by=self.person,
            other=self.world.people["link_tutor"] if known else None,
            confirmed_at=timezone.now() if known and confirmed else None,
        )
        self.facts["observations"].append({"kind": "joint"})
        self.count("joint observation")

    @happens(3)
    def the_pcm_observes(self):
        seen = {"feedback": self.often(), "targets": self.often()}
        Observation.objects.create(
            enrolment=self.enrolment,
            kind=Observation.Kind.PCM,
            held_on=self.past_day(),
            tutor_name="Asha Patel",
            recorded_by=self.world.people["pcm"],
            mentor=self.person,
            feedback_seen=seen["feedback"],
            targets_seen=seen["targets"],
            remote=self.seldom(),
        )
        self.facts["observations"].append({"kind": "pcm", **seen})
        self.count("observation by the PCM")

    # --- evidence -------------------------------------------------------------------------------------------

    @happens(9)
    def evidence_is_added(self):
        item = {
            "day": self.past_day(1000),
            "kind": self.one(KINDS),
            "criteria": self.some(CODES, least=1),
            "removed": False,
            "to_confirm": "",
        }
        other = None
        if item["kind"] == "conversation" and self.often():
            item["to_confirm"] = self.one(["pcm", "link_tutor"])
            other = self.world.people[item["to_confirm"]]
        row = EvidenceItem.objects.create(
            enrolment=self.enrolment,
            title="A lesson",
            description="What came of it.",
            kind=item["kind"],
            activity_date=item["day"],
            anonymous=True,
            other=other,
        )
        EvidenceCriterion.objects.bulk_create(
            EvidenceCriterion(evidence=row, criterion=self.world.criteria[0][code])
            for code in item["criteria"]
        )
        self.facts["evidence"].append(item | {"pk": row.pk})
        self.count(f"evidence: {item['kind']}")

    @happens(2, lambda life: life.facts["evidence"])
    def evidence_is_removed_or_put_back(self):
        item = self.one(self.facts["evidence"])
        item["removed"] = not item["removed"]
        EvidenceItem.objects.filter(pk=item["pk"]).update(
            removed_at=timezone.now() if item["removed"] else None
        )
        self.count("evidence removed" if item["removed"] else "evidence put back")

    @happens(2, lambda life: life.to_confirm())
    def a_conversation_is_confirmed(self):
        item = self.one(self.to_confirm())
        item["to_confirm"] = ""
        EvidenceItem.objects.filter(pk=item["pk"]).update(confirmed_at=timezone.now())
        self.count("evidence confirmed")

    def to_confirm(self):
        return [item for item in self.facts["evidence"] if item["to_confirm"]]
