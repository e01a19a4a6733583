"""Mentors send, send again, take back, answer, and ask for somebody else."""

import contextlib

import hypothesis.strategies as st

import forms.actions
from forms.errors import NotNow
from forms.models import SealedPart, Submission
from people.models import User
from reviews import actions
from reviews.models import Comment, Round, Stage
from tests.factories.reviews import Cast
from tests.reviews.book import Past, Sheet, Step
from tests.reviews.machine.means import happens

SHEETS = 3  # under way at once: few, so that something comes of them


class Mentors:
    """Whatever those do whose work it is."""

    @happens(5, lambda self: sum(past.turn is not None for past in self.book.under_way()) < SHEETS)
    def a_mentor_sends(self, data):
        mentor = User.objects.get(pk=data.draw(st.sampled_from(sorted(self.world.addressed))))
        submission = self.cast().draft(mentor, f"Lesson {len(self.book.sheets) + 1}")
        sheet = Sheet(submission.pk, mentor.pk)
        if data.draw(st.booleans()):
            self.attach(submission)
        self.send(sheet, submission)

    @happens(8, lambda self: self.returned())
    def a_mentor_sends_again(self, data):
        sheet = data.draw(st.sampled_from(self.returned()))
        submission = Submission.objects.get(pk=sheet.pk)
        submission._form = self.page()
        for key in {past.files[label] for past in sheet.rounds for label in past.erased & set(past.files)}:
            with contextlib.suppress(NotNow):  # it was taken out before
                forms.actions.detach(submission=submission, by=submission.owner, key=key)
        if data.draw(st.booleans()):
            self.cast().answer(submission, f"Lesson, version {len(sheet.rounds) + 1}")
        if data.draw(st.booleans()):
            self.attach(submission)
        self.send(sheet, submission)

    def returned(self):
        """Sheets that were sent back."""
        return [sheet for sheet in self.book.sheets if sheet.status == "returned"]

    def cast(self):
        """The factory's ways of drafting and attaching, for our page."""
        return Cast(None, None, self.page(), *[None] * 5)

    def attach(self, submission):
        number = next(self.files)
        self.cast().attach(submission, name=f"{number}.png", colour=number)

    def send(self, sheet, submission):
        """Send; the book foretells the round: copied stages, somebody else or a panel where it must be."""
        expected = [self.foretold(sheet, number, stage) for number, stage in enumerate(self.plan, 1)]
        round_ = self.dare("send", lambda: self.cast().send(submission), against=[])
        keys = Stage.objects.filter(round=round_).order_by("position").values_list("pk", flat=True)
        steps = [Step(pk, *terms) for pk, terms in zip(keys, expected, strict=True)]
        steps[0].began = True
        files = SealedPart.objects.filter(sending=round_.sending, kind="file").values_list("label", "content")
        past = Past(
            pk=round_.pk,
            sheet=sheet,
            number=len(sheet.rounds) + 1,
            seal=round_.sending.seal,
            files={label: content["key"] for label, content in files},
            steps=steps,
        )
        if not sheet.rounds:
            self.book.sheets.append(sheet)
        sheet.rounds.append(past)
        sheet.status = "sent"
        self.unverified.add(past.pk)

    def foretold(self, sheet, position, stage):
        """The terms of a stage that is copied now, in the order of Step."""
        refusals = sheet.refusals(stage["role"]) if stage["panel_size"] else []
        panel = len(refusals) >= 2
        fresh = not panel and any(another for _, another in refusals)
        self.tally["panel stages"] += panel
        self.tally["fresh stages"] += fresh
        school, provider = self.world.addressed[sheet.mentor]
        wanted = stage["panel_size"] if panel else stage["wanted"]
        terms = (stage["must_open"], stage["panel_size"], fresh, panel)
        return (position, stage["role"], school.pk, provider.pk, wanted, *terms)

    @happens(1, lambda self: self.book.rounds())
    def a_mentor_does_something_else(self, data):
        what = data.draw(st.sampled_from(["ask for another", "answer", "answer", "withdraw"]))
        past = self.a_round(data)
        mentor = data.draw(st.sampled_from([past.sheet.mentor, past.sheet.mentor, self.somebody(data)]))
        {"ask for another": self.want_another, "answer": self.answer, "withdraw": self.withdraw}[what](
            past, User.objects.get(pk=mentor)
        )

    @happens(4, lambda self: self.moderated())
    def a_mentor_asks_for_somebody_else(self, data):
        past = data.draw(st.sampled_from(self.moderated()))
        self.want_another(past, User.objects.get(pk=past.sheet.mentor))

    def moderated(self):
        """Rounds after which the mentor can ask for somebody else."""
        last = [sheet.rounds[-1] for sheet in self.returned()]
        return [past for past in last if not self.book.against_another(past.sheet.mentor, past)]

    def want_another(self, past, mentor):
        against = self.book.against_another(mentor.pk, past)
        asking = {"round": Round.objects.get(pk=past.pk), "by": mentor}
        if self.dare("ask for another", lambda: actions.ask_for_another(**asking), against):
            assert against == []
            past.another = True

    def answer(self, past, mentor):
        questions = [key for key, is_question in past.remarks if is_question]
        question = Comment.objects.filter(pk__in=questions, answer=None).first()
        if question:
            against = [] if past.sheet.mentor == mentor.pk and not past.ended else ["not theirs, or over"]
            saying = {"question": question, "by": mentor, "text": "It was on Monday."}
            assert self.dare("answer", lambda: actions.answer(**saying), against) is None or not against

    def withdraw(self, past, mentor):
        sheet = past.sheet
        submission = Submission.objects.get(pk=sheet.pk)
        submission._form = self.page()
        against = [] if sheet.mentor == mentor.pk and sheet.status == "sent" else ["not theirs, or not sent"]
        taking = {"submission": submission, "by": mentor}
        if self.dare("withdraw", lambda: forms.actions.withdraw(**taking), against):
            assert against == []
            last = sheet.rounds[-1]
            last.lines.append(("withdrawn", None, None, mentor.pk, None))
            last.close("withdrawn")
            sheet.status = "withdrawn"
            self.unverified.add(last.pk)
