"""How a life begins: a person at a level, and what came before."""

from datetime import timedelta

from people.models import User
from people.models.periods import today
from portfolio.models import Enrolment
from portfolio.slugs import new_slug
from tests.portfolio.lives.levels import OTHER
from tests.portfolio.lives.world import CODES


class Beginning:
    """The first day."""

    def begins(self, levels):
        slug = self.one(["mastery", "mastery", "entry"])
        self.level, self.other = (self.world.levels[each] for each in (slug, OTHER[slug]))
        self.person = User.objects.create(name="Jo Okafor", email=f"{new_slug()}@lives.example")
        self.home = self.world.providers[0]
        self.enrolment = self.enrol(self.level)
        self.earlier = self.draft = None
        self.facts = {
            "today": today(),
            "home": self.home.pk,
            "shares": None,
            "level": levels.settings[slug],
            "criteria": list(CODES),
            "modules": dict.fromkeys(self.world.modules[slug], False),
            "before": "nothing",
            "first_audit": None,
            "audits": [],
            "talks": [],
            "placements": [],
            "observations": [],
            "evidence": [],
            "waived": set(),
            "asked": set(),
            "pauses": [],
            "more_months": 0,
        }
        if slug == "mastery" and self.often():
            self.earlier = self.enrol(self.other)
            if self.often():
                self.facts["first_audit"] = self.write_audit(self.earlier, at=today() - timedelta(days=9))

    def enrol(self, level):
        framework = self.world.criteria[0]["S1.1"].framework
        return Enrolment.objects.create(
            person=self.person, level=level, framework=framework, provider=self.home
        )
