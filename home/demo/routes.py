"""The ways through the scheme that are not the usual one: experience that counts, a pause, a move."""

import datetime

from django.utils import timezone

import forms.actions
import reviews.actions
from forms import compiler
from home.demo import answers
from home.demo.clock import days_ago
from people.actions import appoint
from people.models import Provider
from people.roles import Role
from portfolio import actions
from portfolio.asking import left_to_waive
from portfolio.loading import block_id
from portfolio.models import Enrolment, RequestPage
from reviews.routing import open_stage


class Routes:
    """Carries out home/demo/routes.yaml."""

    def __init__(self, people, words):
        self.people, self.words = people, words

    def arrange(self):
        """Somebody who applies, somebody who pauses, somebody who wants to move."""
        self.applicant(self.words["applicant"])
        self.pause(self.words["pause"])
        self.move(self.words["move"])

    def applicant(self, row):
        """Experience that is to count; signed by the PCM, it waits for the lead (R20)."""
        with days_ago(12):
            person = self.people.person(row["name"])
            self.people.remember("mentor", person, row["note"])
            school = self.people.schools[row["school"]]
            start = timezone.localdate() - datetime.timedelta(days=30)
            appoint(person=person, role=Role.MENTOR, school=school, by=self.people.admin, start=start)
        request = apply(person, self.words, 9)
        sign(request, self.people.helper(Role.PCM, row["school"]), 6)

    def pause(self, row):
        """A pause that goes on (E12)."""
        enrolment = Enrolment.objects.current().get(person__name=row["name"])
        today = timezone.localdate()
        with days_ago(row["ago"]):
            request = actions.ask_pause(
                enrolment=enrolment,
                start=today - datetime.timedelta(days=row["began"]),
                end=today + datetime.timedelta(days=row["until"]),
                by=enrolment.person,
            )
        with days_ago(row["ago"] - 2):
            actions.decide_request(request=request, by=self.lead(enrolment.provider), granted=True)

    def move(self, row):
        """A move to another provider, which is to decide (E6)."""
        enrolment = Enrolment.objects.current().get(person__name=row["name"], level__slug="mastery")
        with days_ago(row["ago"]):
            actions.ask_transfer(
                enrolment=enrolment,
                provider=Provider.objects.get(slug=row["to"]),
                words=row["words"],
                by=enrolment.person,
            )

    def lead(self, provider):
        return self.people.helper(Role.PROVIDER_LEAD, provider.slug)


def by_experience(mentor, words, ago):
    """The mentor's experience counts in place of Entry: applied, supported, decided and signed (R7, R20)."""
    request = apply(mentor.person, words, ago, provider=mentor.provider)
    sign(request, mentor.pcm, ago - 4)
    reasons = words["reasons"]
    with days_ago(ago - 9):
        waived = [
            (each, each in reasons, reasons.get(each, reasons["other"]))
            for each in left_to_waive(mentor.person, mentor.level)
        ]
        actions.decide_request(request=request, by=mentor.lead, waived=waived)
    sign(request, mentor.lead, ago - 9)


def apply(person, words, ago, **context):
    """The application, filled in and sent so many days ago; returns its Request."""
    page = RequestPage.objects.get(asks=RequestPage.Asks.EXPERIENCE, level__slug="mastery")
    written = {block_id("mastery/experience", key): text for key, text in words["experience"].items()}
    with days_ago(ago):
        submission = forms.actions.start(page=page, by=person, **context)
        facts = page.subject_for(submission)
        for step in compiler.steps(submission.version):
            given = {
                question["id"]: written.get(question["id"])
                or answers.answer(question, facts, None, iter(()), None)
                for question in step["fields"]
            }
            given = {key: value for key, value in given.items() if value is not None}
            forms.actions.save_step(submission=submission, by=person, step_id=step["id"], answers=given)
        answers.send(submission)
    return submission.request


def sign(request, by, ago):
    """The stage whose turn it is, signed so many days ago."""
    round_ = request.submission.rounds.get()
    with days_ago(ago, hour=17):
        reviews.actions.sign(stage=open_stage(round_), by=by, typed_name=by.name, seal=round_.sending.seal)
