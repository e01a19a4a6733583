"""The settings of the two levels, drawn and drawn again, as an editor could set them (R39, scheme.md 6)."""

from modules.models import Level
from tests.portfolio.lives.deciding import WAIVABLE
from tests.portfolio.lives.means import Means
from tests.portfolio.lives.world import CODES

OTHER = {"entry": "mastery", "mastery": "entry"}


class Levels(Means):
    """{slug: settings as plain values}, the same dicts for every life at a level."""

    def __init__(self, world, tally):
        self.world, self.tally = world, tally
        self.settings = {slug: {} for slug in OTHER}

    def change(self, slug, draw):
        """Draw the settings of a level: as likely those of today as any others."""
        self.draw = draw
        mastery, level = slug == "mastery", self.world.levels[slug]
        columns = {
            "needs_audit": self.often(),
            "needs_second_audit": self.often() if mastery else self.seldom(),
            "audit_progress": self.one(["criterion", "mean", "account", "none"]),
            "needs_conversation": self.often(),
            "placements_needed": self.one([1, 1, 2, 0]),
            "needs_joint_observation": not mastery or self.seldom(),
            "needs_pcm_observation": mastery or self.seldom(),
            "needs_full_cycle": self.often() if mastery else self.seldom(),
            "window_months": self.one([24, 12, 5, 2]),
            "needs_completion": self.often(),
            "needs_same_student": self.seldom(),
            "experience_may_replace": list(WAIVABLE if self.often() else WAIVABLE[1:]),
            "experience_years": self.one([None, 1, 2]),
        }
        prerequisite = self.world.levels["entry"] if mastery and self.often() else None
        # New standards may be published meanwhile: whoever has begun keeps theirs, known by the codes (E20).
        version = self.one([0, 0, 1])
        framework = self.world.criteria[version]["S1.1"].framework
        Level.objects.filter(pk=level.pk).update(framework=framework, prerequisite=prerequisite, **columns)
        stages, key = self.some(self.world.stages), self.some(CODES)
        level.stages.set(stages)
        level.key_criteria.set([self.world.criteria[version][code] for code in key])
        self.settings[slug].update(
            columns | {"prerequisite": bool(prerequisite), "stages": stages or self.world.stages, "key": key}
        )
        self.count("settings changed")
