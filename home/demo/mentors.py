"""Mentors of the demonstration at every stage, brought there step by step by the real actions."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

import forms.actions
import register.actions
import register.tasks
import reviews.actions
from forms import files
from home.demo import answers
from home.demo.clock import days_ago
from modules.models import Criterion, Level, ModulePage
from people.actions import appoint
from people.permissions import holders
from people.roles import Role
from portfolio import actions
from portfolio.models import AuditPage, EvidenceItem, RecordSheetPage
from reviews.routing import open_stage

# What each stage means to whoever signs in, and for how many days the sheet was on its way to it.
STAGES = {
    "new": ("new: enrolled, the audit begun", 0),
    "midway": ("midway: half of the record is there", 0),
    "returned": ("returned: the PCM asked for a change", 6),
    "with_pcm": ("with PCM: waits for the PCM’s signature", 0),
    "with_tutor": ("with tutor: waits for the link tutor", 5),
    "ready": ("ready: the office can issue", 9),
    "certified": ("certified Entry", 14),
}


class Mentor:
    """One mentor's way through Entry: each method is a day, `advance` walks as far as the stage says."""

    def __init__(self, row, people, words):
        self.row, self.people, self.words = row, people, words
        self.today = timezone.localdate()
        self.stage, self.waited = row["stage"], row["waited"]
        self.sent = self.waited + STAGES[self.stage][1]
        self.school = people.schools[row["school"]]
        self.provider = people.providers[row["provider"]]
        self.level = Level.objects.get(slug="entry")

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
            "returned": [self.send_back],
            "with_tutor": [self.pcm_signs],
            "ready": [self.pcm_signs, self.tutor_signs],
            "certified": [self.pcm_signs, self.tutor_signs, self.issue],
        }
        for step in after[self.stage]:
            step()

    def begin(self):
        """The account, the post at the school, the enrolment and a first look at the audit."""
        start = self.sent + 76 if self.stage != "new" else self.waited
        with days_ago(start, hour=9):
            self.person = self.people.person(self.row["name"])
            self.people.remember("mentor", self.person, STAGES[self.stage][0])
            appoint(
                person=self.person,
                role=Role.MENTOR,
                school=self.school,
                by=self.people.admin,
                start=timezone.localdate() - datetime.timedelta(days=30),
            )
            self.enrolment = actions.enrol(
                person=self.person,
                level=self.level,
                provider=self.provider,
                shares=self.row.get("shares", True),
                by=self.person,
            )
            self.audit = forms.actions.start(page=AuditPage.objects.get(level=self.level), by=self.person)
            answers.fill(self.audit, texts=self.words["long_texts"], leave=3 if self.stage == "new" else 0)

    def prepare(self):
        """The audit sent, the talk with the PCM, the first module and the first half of the evidence."""
        with days_ago(self.sent + 74):
            answers.send(self.audit)
        with days_ago(self.sent + 72):
            actions.save_conversation(
                enrolment=self.enrolment,
                by=self.person,
                held_on=timezone.localdate(),
                with_name=self.pcm.name,
                gist=self.words["conversation"],
                agreed=True,
            )
        with days_ago(self.sent + 71):
            self.placement = self.save_placement(completed=False)
        self.module(self.words["modules"][0])
        for piece in self.words["evidence"][:3]:
            self.evidence(piece)

    def finish(self):
        """Everything else that the record sheet asks for."""
        self.module(self.words["modules"][1])
        for piece in self.words["evidence"][3:]:
            self.evidence(piece)
        with days_ago(self.sent + 20):
            actions.save_observation(
                enrolment=self.enrolment,
                by=self.person,
                held_on=timezone.localdate(),
                tutor_name=self.tutor.name,
                note=self.words["observation"],
            )
        with days_ago(self.sent + 3):
            self.save_placement(completed=True, placement=self.placement)

    def save_placement(self, *, completed, placement=None):
        first = self.today - datetime.timedelta(days=self.sent + 70)
        weeks = 12 if self.stage == "midway" else 9
        return actions.save_placement(
            enrolment=self.enrolment,
            by=self.person,
            provider=self.provider,
            school=self.school,
            student="RK",
            phase="First placement",
            start=first,
            end=first + datetime.timedelta(weeks=weeks),
            completed=completed,
            placement=placement,
        )

    def module(self, words):
        with days_ago(self.sent + words["before"]):
            actions.complete_module(
                enrolment=self.enrolment,
                module=ModulePage.objects.get(level=self.level, code=words["code"]),
                completed_on=timezone.localdate(),
                reflection=words["reflection"],
                by=self.person,
            )

    def evidence(self, piece):
        """One dated piece with its criteria and a note for each, some with a file."""
        with days_ago(self.sent + piece["before"]):
            criteria = Criterion.objects.filter(
                framework=self.enrolment.framework, code__in=piece["criteria"]
            )
            item = actions.save_evidence(
                enrolment=self.enrolment,
                by=self.person,
                title=piece["title"],
                kind=EvidenceItem.Kind(piece["kind"]),
                activity_date=timezone.localdate(),
                criteria=criteria,
                anonymous=True,
                description=piece["description"],
                location=piece.get("location", ""),
                files=[self.file(piece)] if "file" in piece else [],
            )
            notes = {criterion.pk: piece["criteria"][criterion.code] for criterion in criteria}
            actions.save_notes(evidence=item, notes=notes, by=self.person)

    def file(self, piece):
        upload = SimpleUploadedFile(f"{piece['file']}.pdf", one_page(piece["file"], piece["description"]))
        return files.accept(upload, owner=self.person)

    def send(self):
        """The record sheet, signed and sent to the PCM."""
        with days_ago(self.sent):
            sheet = forms.actions.start(page=RecordSheetPage.objects.get(level=self.level), by=self.person)
            answers.fill(sheet, texts=self.words["long_texts"])
            self.round = answers.send(sheet).round

    @property
    def pcm(self):
        return holders(Role.PCM, school=self.school).get()

    @property
    def tutor(self):
        return holders(Role.LINK_TUTOR, provider=self.provider).get()

    def sign(self, reviewer, ago):
        with days_ago(ago, hour=13):
            reviews.actions.sign(
                stage=open_stage(self.round),
                by=reviewer,
                typed_name=reviewer.name,
                seal=self.round.sending.seal,
            )
        self.round = type(self.round).objects.get(pk=self.round.pk)

    def pcm_signs(self):
        self.sign(self.pcm, self.waited if self.stage == "with_tutor" else self.sent - 5)

    def tutor_signs(self):
        self.sign(self.tutor, self.waited if self.stage == "ready" else self.waited + 3)

    def send_back(self):
        with days_ago(self.waited, hour=13):
            reviews.actions.send_back(
                round=self.round,
                stage=open_stage(self.round),
                by=self.pcm,
                reason=self.words["sent_back"],
                seal=self.round.sending.seal,
            )

    def issue(self):
        office = holders(Role.OFFICE, provider=self.provider).get()
        with days_ago(self.waited, hour=10):
            certificate = register.actions.issue(round=self.round, by=office)
        # The worker's own task, run here so that the demonstration starts with finished certificates.
        register.tasks.make(certificate.pk)


def one_page(title, text):
    """A one-page PDF with a title and a few lines: bytes."""
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4)
    page.setTitle(title)
    page.setFont("Helvetica-Bold", 16)
    page.drawString(72, 770, title)
    page.setFont("Helvetica", 11)
    words, line, y = text.replace("’", "'").replace("“", '"').replace("”", '"').split(), "", 740
    for word in [*words, None]:
        if word is None or len(line) + len(word) > 80:
            page.drawString(72, y, line)
            line, y = "", y - 16
        line = f"{line} {word}".strip() if word else line
    page.save()
    return out.getvalue()
