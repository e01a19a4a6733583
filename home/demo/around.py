"""What is said and arranged around sheets that wait: days away, claims, questions, remarks, an invitation."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import reviews.actions
from forms import files
from home.demo.clock import days_ago
from home.demo.paper import one_page
from people.actions import invite
from people.models import User
from people.roles import Role
from reviews.models import Comment, Round
from reviews.routing import open_stage

SECTIONS = (
    "away",
    "on_paper",
    "claimed",
    "passed_on",
    "questions",
    "comments",
    "kept_for_later",
    "invitations",
)


class Around:
    """Carries out home/demo/reviews.yaml: a method for each of its sections, called with one row."""

    def __init__(self, people, words):
        self.people, self.words = people, words

    def arrange(self):
        """Every row of every section, in the order in which they stand."""
        for name in SECTIONS:
            for row in self.words[name]:
                with days_ago(row["ago"], hour=18):
                    getattr(self, name)(row)

    def away(self, row):
        person, first = named(row["person"]), timezone.localdate()
        reviews.actions.stand_in(
            appointment=person.appointments.first(),
            deputy=named(row["deputy"]),
            start=first,
            end=first + datetime.timedelta(days=row["days"]),
            by=person,
        )

    def on_paper(self, row):
        """The office records a signature that it has seen on paper, dated the day before (E23)."""
        by, signed_on = named(row["by"]), timezone.localdate() - datetime.timedelta(days=1)
        round_ = sheet_of(row)
        title = f"Record sheet of {row['mentor']}, signed by hand"
        text = f"Signed by {row['mentor']} and by {row['signatory']}."
        reviews.actions.record_paper(
            stage=open_stage(round_),
            signatory=named(row["signatory"]),
            mentor_signed_on=signed_on,
            signed_on=signed_on,
            scan=files.accept(SimpleUploadedFile("Signed sheet.pdf", one_page(title, text)), owner=by),
            by=by,
            seal=round_.sending.seal,
        )

    def claimed(self, row):
        reviews.actions.claim(stage=open_stage(sheet_of(row)), by=named(row["by"]))

    def passed_on(self, row):
        stage = open_stage(sheet_of(row))
        reviews.actions.pass_on(stage=stage, to=named(row["to"]), by=named(row["by"]), note=row["note"])

    def questions(self, row):
        """A question, and the mentor's answer where there is one."""
        round_ = sheet_of(row)
        question = reviews.actions.ask(
            stage=open_stage(round_), by=named(row["by"]), text=row["text"], part=row.get("part", "")
        )
        if "answer" in row:
            with days_ago(row["answered"], hour=18):
                owner = round_.submission.owner
                reviews.actions.answer(question=question, by=owner, text=row["answer"])

    def comments(self, row):
        reviews.actions.comment(
            round=sheet_of(row),
            by=named(row["by"]),
            text=row["text"],
            part=row.get("part", ""),
            criterion=row.get("criterion", ""),
            audience=row.get("audience", Comment.Audience.MENTOR),
        )

    def kept_for_later(self, row):
        reviews.actions.keep_draft(
            stage=open_stage(sheet_of(row)),
            by=named(row["by"]),
            decision=row["decision"],
            reason=row["reason"],
            sections=row["sections"],
        )

    def invitations(self, row):
        """Somebody is asked to act as PCM; the link is in the mail, and nobody has followed it yet."""
        invite(
            email=row["email"],
            name=row["name"],
            role=Role(row["role"]),
            by=named(row["by"]),
            school=self.people.schools[row["school"]],
            acting=True,
            end=timezone.localdate() + datetime.timedelta(days=row["days"]),
        )


def named(name):
    """The person of the cast."""
    return User.objects.get(name=name)


def sheet_of(row):
    """The mentor's open round."""
    return Round.objects.get(submission__owner__name=row["mentor"], closed_at=None)
