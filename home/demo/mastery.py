"""Mentors at several stages of the Mastery level, each with the way there: Entry, or a provider's waiver."""

import datetime

from django.utils import timezone

from home.demo import answers
from home.demo.clock import days_ago
from home.demo.entry import Entry
from home.demo.mentors import Mentor
from home.demo.routes import by_experience
from modules.models import Phase
from portfolio import actions

ENTRY_BEFORE = 400  # days between the Entry certificate and the Mastery record sheet: a year and more


class Mastery(Mentor):
    """One mentor's year: `advance` walks as far as the stage says.

    All dates count back from the day on which the sheet is sent. `midway` that day is still to come.
    """

    level_slug = "mastery"
    stages = {
        "account": ("Mastery, begun: the account of the audit waits for the PCM", -325),
        "midway": ("Mastery, midway: two of three placements are over", -100),
        "waived": ("Mastery, waived: experience stands in for Entry, midway since", -100),
        "with_pcm": ("Mastery, with PCM: the PCM’s observation is still to be noted", 0),
        "returned": ("Mastery, returned: the link tutor asked for a change", 12),
        "with_tutor": ("Mastery, with tutor: waits for the link tutor", 3),
        "certified": ("certified Mastery", 20),
        "to_send": ("Mastery, ready: everything is there but the record sheet", 0),
    }

    def __init__(self, row, people, words):
        super().__init__(row, people, words["mastery"])
        self.all_words = words

    def advance(self):
        """Entry or the waiver, then the year, then as far as the stage says."""
        self.first_audit = None
        self.waiver() if self.stage == "waived" else self.entry()
        self.begin()
        if self.stage == "account":
            return
        for number in (0, 1):
            self.part(number)
        if self.stage in ("midway", "waived"):
            with days_ago(1):
                self.place(**self.phase(2), completed=False)
            return
        self.part(2)
        if self.stage == "to_send":
            return
        self.send()
        after = {
            "with_pcm": [],
            "returned": [self.pcm_signs, self.tutor_sends_back],
            "with_tutor": [self.pcm_signs],
            "certified": [self.pcm_signs, self.tutor_signs, self.issue],
        }
        for step in after[self.stage]:
            step()

    # --- before ------------------------------------------------------------------------------------------

    def entry(self):
        """The Entry certificate, a year and more ago."""
        row = {**self.row, "stage": "certified", "waited": self.sent + ENTRY_BEFORE, "note": self.note}
        before = Entry(row, self.people, self.all_words)
        before.advance()
        self.person, self.first_audit = before.person, before.audit

    def waiver(self):
        """The lead of the home provider accepts years of mentoring in place of Entry (R7, R20)."""
        self.words = {**self.words, **self.words["newcomer"]}
        with days_ago(self.sent + 345):
            self.arrive(self.note)
        by_experience(self, self.all_words["routes"], self.sent + 340)

    @property
    def note(self):
        return self.stages[self.stage][0]

    # --- the year ----------------------------------------------------------------------------------------

    def begin(self):
        """Enrolled, the audit done again, talked through with the PCM."""
        with days_ago(self.sent + 325):
            self.enrol()
            way = answers.kept if self.stage == "account" else answers.grown
            self.begin_audit(rate=way(self.first_audit) if self.first_audit else None)
            answers.send(self.audit)
        if self.stage == "account":
            return
        with days_ago(self.sent + 322):
            self.talk()

    def part(self, number):
        """One stage of the year: its placement, and the modules and evidence that belong to it."""
        words = self.words["parts"][number]
        with days_ago(self.sent + words["before"] - words["days"] - 1):
            self.place(**self.phase(number), completed=True)
        for module in words["modules"]:
            with days_ago(self.sent + module["before"]):
                self.module(module)
        for piece in words["evidence"]:
            self.evidence(piece)

    def phase(self, number):
        """What the placement of this stage of the year is called and when it is, as `place` takes it."""
        words = self.words["parts"][number]
        phases = Phase.objects.filter(provider=self.provider, stage__order=number + 1)
        return {"before": words["before"], "days": words["days"], "provider_phase": phases.first()}

    # --- the review --------------------------------------------------------------------------------------

    def pcm_signs(self):
        """The PCM notes what was seen during the last placement, and signs."""
        with days_ago(self.sent - 3, hour=12):
            actions.record_pcm_observation(
                enrolment=self.enrolment,
                by=self.pcm,
                held_on=timezone.localdate() - datetime.timedelta(days=40),
                feedback_seen=True,
                targets_seen=True,
                note=self.words["observation"],
            )
        self.sign(self.pcm, self.sent - 3)

    def tutor_signs(self):
        self.sign(self.tutor, self.waited + 4)

    def tutor_sends_back(self):
        self.send_back(self.tutor)
