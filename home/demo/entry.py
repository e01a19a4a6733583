"""Mentors at every stage of the Entry level."""

import reviews.actions
from home.demo import answers, talks
from home.demo.clock import days_ago
from home.demo.mentors import Mentor
from portfolio import actions


class Entry(Mentor):
    """One mentor’s way through Entry: each method is a day or two, `advance` goes as far as the stage."""

    level_slug = "entry"
    stages = {
        "new": ("new: enrolled, the audit begun", 0),
        "midway": ("midway: half of the record is there", 0),
        "returned": ("returned: the PCM asked for a change", 6),
        "with_pcm": ("with PCM: waits for the PCM’s signature", 0),
        "with_tutor": ("with tutor: waits for the link tutor", 5),
        "ready": ("ready: the office can issue", 9),
        "certified": ("certified Entry", 14),
        "revoked": ("revoked: the certificate does not count any more", 14),
        "refused": ("refused: the tutor asked for a change, the mentor for another tutor", 9),
        "panel": ("panel: sent back twice, now a panel decides", 24),
    }

    def __init__(self, row, people, words):
        super().__init__(row, people, words["entry"])

    def advance(self):
        """Begin, and go on until the stage is reached."""
        self.begin()
        if self.stage == "new":
            return
        self.prepare()
        if self.stage == "midway":
            return
        self.finish()
        self.send()
        after = {
            "with_pcm": [],
            "returned": [self.pcm_sends_back],
            "with_tutor": [self.pcm_signs],
            "ready": [self.pcm_signs, self.tutor_signs],
            "certified": [self.pcm_signs, self.tutor_signs, self.issue],
            "revoked": [self.pcm_signs, self.tutor_signs, self.issue],  # revoked in afterwards.py
            "refused": [self.pcm_signs, self.refused],
            "panel": [self.refused_twice],
        }
        for step in after[self.stage]:
            step()

    def begin(self):
        """The account, the enrolment and a first look at the audit."""
        start = self.sent + 76 if self.stage != "new" else self.waited
        with days_ago(start, hour=9):
            self.arrive(self.row.get("note") or self.stages[self.stage][0])
            self.enrol()
            self.begin_audit(leave=3 if self.stage == "new" else 0)

    def prepare(self):
        """The audit sent, the talk with the PCM, the first module and the first half of the evidence."""
        with days_ago(self.sent + 74):
            answers.send(self.audit)
        with days_ago(self.sent + 72):
            self.talk()
        with days_ago(self.sent + 71):
            self.placement = self.save_placement(completed=False)
        self.do_module(self.words["modules"][0])
        for piece in self.words["evidence"][:3]:
            self.evidence(piece)

    def finish(self):
        """Everything else that the record sheet asks for."""
        self.do_module(self.words["modules"][1])
        for piece in self.words["evidence"][3:]:
            self.evidence(piece)
        with days_ago(self.sent + 20):
            talks.observe_together(self)
        with days_ago(self.sent + 3):
            self.save_placement(completed=True, placement=self.placement)

    def save_placement(self, **facts):
        weeks = 12 if self.stage == "midway" else 9
        return self.place(before=70, days=7 * weeks, phase="First placement", **facts)

    def do_module(self, words):
        with days_ago(self.sent + words["before"]):
            self.module(words)

    def pcm_signs(self):
        self.sign(self.pcm, self.waited if self.stage == "with_tutor" else self.sent - 5)

    def tutor_signs(self):
        self.sign(self.tutor, self.waited if self.stage == "ready" else self.waited + 3)

    def pcm_sends_back(self):
        self.send_back(self.pcm)

    def refused(self):
        """The tutor sends the sheet back; the mentor asks for another one to decide (E8)."""
        self.refuse(self.tutor, self.waited, 0)
        with days_ago(max(self.waited - 1, 0)):
            reviews.actions.ask_for_another(round=self.round, by=self.person)

    def refused_twice(self):
        """Both tutors send it back, one after the other, so that a panel decides (E8)."""
        since = self.waited
        self.sign(self.pcm, since + 22)
        self.refuse(self.tutor, since + 18, 0)
        with days_ago(since + 17):
            reviews.actions.ask_for_another(round=self.round, by=self.person)
        self.send_again(since + 15, 0)
        self.sign(self.pcm, since + 12)
        self.refuse(self.second_tutor, since + 9, 1)
        self.send_again(since + 5, 1)
        self.sign(self.pcm, since)

    def refuse(self, tutor, ago, turn):
        """Sent back with what to look at again, and a remark beside it."""
        part = f"Evidence {turn + 1}"
        with days_ago(ago, hour=12):
            reviews.actions.comment(round=self.round, by=tutor, part=part, text=self.words["remarks"][turn])
        self.send_back(tutor, ago, reason=self.words["tutor_sent_back"][turn], sections=[part, "Evidence 3"])

    def send_again(self, ago, turn):
        """A piece of evidence mended, and the sheet sent again."""
        with days_ago(ago, hour=11):
            item = self.enrolment.evidence.order_by("pk")[turn]
            notes = {link.criterion_id: link.note for link in item.links.all()}
            notes[next(iter(notes))] += f" {self.words['mended'][turn]}"
            actions.save_notes(evidence=item, notes=notes, by=self.person)
            self.sheet.refresh_from_db()
            self.round = answers.send(self.sheet).round
