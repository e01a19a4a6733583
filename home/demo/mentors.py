"""What every mentor of the demonstration does, whatever the level: each verb calls the real action.

The levels' own ways are in entry.py and mastery.py. A method happens at the moment that its caller has
travelled to (clock.py).
"""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import forms.actions
import register.actions
import register.tasks
import reviews.actions
from forms import files
from home.demo import answers, talks
from home.demo.clock import days_ago
from home.demo.paper import one_page
from modules.models import Criterion, Level, ModulePage
from people.actions import appoint
from people.roles import Role
from portfolio import actions
from portfolio.models import AuditPage, EvidenceItem, RecordSheetPage
from reviews.openings import files_to_open
from reviews.routing import open_stage


class Mentor:
    """One row of cast.yaml on the way through one level.

    `waited` counts the days for which the mentor has stood at `stage`, `sent` those since the record sheet
    was sent. Subclasses say what happens on which day.
    """

    level_slug = ""
    stages = {}  # stage: (what it means to whoever signs in, days from sending the sheet until it)

    def __init__(self, row, people, words):
        self.row, self.people, self.words = row, people, words
        self.today = timezone.localdate()
        self.stage, self.waited = row["stage"], row["waited"]
        self.sent = self.waited + self.stages[self.stage][1]
        self.school = people.schools[row["school"]]
        self.provider = people.providers[row["provider"]]
        self.level = Level.objects.get(slug=self.level_slug)

    # --- who takes part ---------------------------------------------------------------------------------

    @property
    def pcm(self):
        return self.people.helper(Role.PCM, self.row["school"])

    @property
    def tutor(self):
        return self.people.helper(Role.LINK_TUTOR, self.row["provider"])

    @property
    def second_tutor(self):
        return self.people.colleague(Role.LINK_TUTOR, self.row["provider"])

    @property
    def office(self):
        return self.people.helper(Role.OFFICE, self.row["provider"])

    @property
    def lead(self):
        return self.people.helper(Role.PROVIDER_LEAD, self.row["provider"])

    # --- what the mentor does ---------------------------------------------------------------------------

    def arrive(self, note):
        """The account and the post at the school."""
        self.person = self.people.person(self.row["name"])
        self.people.remember("mentor", self.person, note)
        appoint(
            person=self.person,
            role=Role.MENTOR,
            school=self.school,
            by=self.people.admin,
            start=timezone.localdate() - datetime.timedelta(days=30),
        )

    def enrol(self):
        self.enrolment = actions.enrol(
            person=self.person,
            level=self.level,
            provider=self.provider,
            shares=self.row.get("shares", True),
            school_copy=self.row.get("school_copy", False),
            by=self.person,
        )

    def begin_audit(self, *, leave=0, rate=None):
        """A draft of the audit, answered but for the last `leave` steps."""
        self.audit = forms.actions.start(page=AuditPage.objects.get(level=self.level), by=self.person)
        answers.fill(self.audit, texts=self.words["long_texts"], leave=leave, rate=rate)

    def talk(self):
        """The conversation with the PCM, who agrees."""
        talks.talk(self)

    def module(self, words):
        actions.complete_module(
            enrolment=self.enrolment,
            module=ModulePage.objects.get(level=self.level, code=words["code"]),
            completed_on=timezone.localdate(),
            reflection=words["reflection"],
            by=self.person,
        )

    def place(self, *, before, days, completed, placement=None, **facts):
        """A placement that began `before` days before the sheet was sent and lasts so many days."""
        first = self.today - datetime.timedelta(days=self.sent + before)
        return actions.save_placement(
            enrolment=self.enrolment,
            by=self.person,
            provider=self.provider,
            school=self.school,
            student=self.words["student"],
            start=first,
            end=first + datetime.timedelta(days=days),
            completed=completed,
            placement=placement,
            **facts,
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
                other=talks.partner(self, piece),
                files=[self.file(piece)] if "file" in piece else [],
            )
            notes = {criterion.pk: piece["criteria"][criterion.code] for criterion in criteria}
            actions.save_notes(evidence=item, notes=notes, by=self.person)
            talks.confirm_evidence(item)

    def file(self, piece):
        upload = SimpleUploadedFile(f"{piece['file']}.pdf", one_page(piece["file"], piece["description"]))
        return files.accept(upload, owner=self.person)

    def send(self):
        """The record sheet, signed and sent to the PCM."""
        with days_ago(self.sent):
            page = RecordSheetPage.objects.get(level=self.level)
            self.sheet = forms.actions.start(page=page, by=self.person)
            answers.fill(self.sheet, texts=self.words["sheet_texts"])
            self.round = answers.send(self.sheet).round

    # --- what is decided about it -----------------------------------------------------------------------

    def sign(self, reviewer, ago):
        """Signed by whoever opened the files that the stage wants opened."""
        stage = open_stage(self.round)
        with days_ago(ago, hour=13):
            for label, _ in files_to_open(stage):
                reviews.actions.note_opening(round=self.round, by=reviewer, label=label)
            reviews.actions.sign(
                stage=stage,
                by=reviewer,
                typed_name=reviewer.name,
                seal=self.round.sending.seal,
            )
        self.round = type(self.round).objects.get(pk=self.round.pk)

    def send_back(self, reviewer, ago=None, *, reason="", sections=()):
        """Sent back when the mentor's wait began, or `ago`; with the level's reason or another."""
        with days_ago(self.waited if ago is None else ago, hour=13):
            reviews.actions.send_back(
                round=self.round,
                stage=open_stage(self.round),
                by=reviewer,
                reason=reason or self.words["sent_back"],
                seal=self.round.sending.seal,
                sections=sections,
            )

    def issue(self):
        with days_ago(self.waited, hour=10):
            certificate = register.actions.issue(round=self.round, by=self.office)
        # The worker's own task, run here so that the demonstration starts with finished certificates.
        register.tasks.make(certificate.pk)
