"""A hypothesis state machine over the real verbs on the real database (T15, S8).

Sheets are sent, signed, sent back, passed on and issued by those who may and by those who may not, while
people come and go, days pass and the workflow is edited. The book knows by itself what must come of it, the
invariants compare the tables with it after each step.
"""

import contextlib
import itertools
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, seed, settings, target
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

import forms.actions
import people.actions
from cms.permissions import Allowed
from forms.errors import NotNow
from forms.models import SealedPart, Submission
from people.models import Appointment, Provider, School, User
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import (
    Comment,
    Decision,
    Deputy,
    ReviewedFormPage,
    ReviewStage,
    ReviewWorkflow,
    Round,
    Stage,
)
from tests.factories.reviews import Cast
from tests.reviews import invariants
from tests.reviews.book import Away, Book, Past, Sheet, Step, is_for
from tests.reviews.world import Post

BEGINNING = datetime(2026, 10, 1, 9, tzinfo=UTC)
SHEETS = 3  # under way at once: few, so that something comes of them
REFUSED = (PermissionDenied, NotNow, ValidationError)
PCM = {"role": "pcm", "wanted": 1, "must_open": "page", "panel_size": 2}
TUTOR = {"role": "link_tutor", "wanted": 1, "must_open": "changed", "panel_size": 2}
REASON = "Please add the date of the lesson."
HAPPENINGS = []  # (name of a method, its weight, the condition under which it makes sense), likeliest first


def happens(weight, when=lambda machine: True):
    """Of the things that can happen, this one is so likely.

    Not a rule of its own: hypothesis leaves many rules out of each run, and then hardly a sheet is accepted.
    """

    def listed(method):
        HAPPENINGS.append((method.__name__, weight, when))
        HAPPENINGS.sort(key=lambda happening: -happening[1])
        return method

    return listed


class ReviewMachine(RuleBasedStateMachine):
    """One run. `tally` counts, over all runs, what was done, what was refused and what came of it."""

    def __init__(self, world, tally):
        super().__init__()
        self.world, self.tally = world, tally
        self.clock = time_machine.travel(BEGINNING, tick=True)
        self.now = self.clock.start()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.book = Book(world)
        self.plan, self.names = [dict(PCM), dict(TUTOR)], itertools.count(2)
        self.write_plan()
        self.unverified, self.steps = set(), itertools.count(1)

    def teardown(self):
        self.all_verify()
        target(float(sum(past.signed for past in self.book.rounds())), label="accepted sheets")
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)
        self.clock.stop()

    @rule(data=st.data())
    def something_happens(self, data):
        likely = [name for name, weight, when in HAPPENINGS if when(self) for _ in range(weight)]
        getattr(self, data.draw(st.sampled_from(likely)))(data)

    # --- means ------------------------------------------------------------------------------------------

    def dare(self, what, verb, against):
        """Do it; return what it gives, or None where it is refused, which `against` must give a reason for.

        `against` None: the book does not know. Whether it should have been refused is for the invariants.
        """
        try:
            done = verb()
        except REFUSED as refusal:
            assert against is None or against, f"{what} was refused: {refusal}"
            self.count(f"{what}: refused")
            return None
        self.count(what)
        return done

    def count(self, what):
        """Note for the statistics that this has happened."""
        self.tally[what] += 1
        event(what)

    def somebody(self, data):
        """Anybody, with a closed account too."""
        return data.draw(st.sampled_from(self.book.people))

    def an_able_one(self, data):
        """(person, round, step) of somebody who may decide; every capacity has the same chance."""
        able = self.book.able()
        return data.draw(st.sampled_from(able[data.draw(st.sampled_from(list(able)))]))

    def a_round(self, data):
        """Any round, the last ones first."""
        return data.draw(st.sampled_from(self.book.rounds()[::-1]))

    def a_turn(self, data):
        """(round, step) of one that is open."""
        return data.draw(st.sampled_from([(past, past.turn) for past in self.book.under_way() if past.turn]))

    def page(self):
        """The form as it is today, addressed by the mentor's place."""
        page = ReviewedFormPage.objects.get(pk=self.world.page.pk)
        page.subject_for = lambda submission: dict(
            zip(("school", "provider"), self.world.addressed[submission.owner_id], strict=True)
        )
        page.may_withdraw = lambda sending: Allowed()
        return page

    # --- the mentors ------------------------------------------------------------------------------------

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
        self.cast().attach(submission, name=f"{self.tally['files']}.png", colour=self.tally["files"] % 250)
        self.tally["files"] += 1

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
        for question in Comment.objects.filter(pk__in=questions, answer=None)[:1]:
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

    # --- deciding ---------------------------------------------------------------------------------------

    @happens(8, lambda self: self.book.able())
    def somebody_who_may_signs(self, data):
        person, past, step = self.an_able_one(data)
        self.open_files(person, past)
        self.sign(person, past, step)

    @happens(
        4,
        lambda self: any(past.turn and past.turn.panel and past.turn.seats for past in self.book.under_way()),
    )
    def a_member_of_a_panel_signs(self, data):
        turns = [(past, past.turn) for past in self.book.under_way() if past.turn and past.turn.seats]
        past, step = data.draw(st.sampled_from(turns))
        person = data.draw(st.sampled_from(sorted(step.seats)))
        self.open_files(person, past)
        self.sign(person, past, step)

    @happens(4, lambda self: self.book.rounds())
    def anybody_signs(self, data):
        past = self.a_round(data)
        step = past.turn or past.steps[0]
        if data.draw(st.integers(0, 3)) == 0:
            step = data.draw(st.sampled_from(past.steps))
        others = [*past.signers(), *(twin for signer in past.signers() for twin in self.book.human(signer))]
        person = data.draw(st.sampled_from([self.somebody(data), past.sheet.mentor, *sorted(set(others))]))
        wrong = data.draw(st.sampled_from(["", "", "", "seal", "name"]))
        self.open_files(person, past)
        self.sign(person, past, step, wrong)

    def sign(self, person, past, step, wrong=""):
        against = self.book.against_signing(person, past, step) + ([f"another {wrong}"] if wrong else [])
        ways = self.book.capacities_of(person, step)
        by = User.objects.get(pk=person)
        signing = {
            "stage": Stage.objects.select_related("round").get(pk=step.pk),
            "by": by,
            "typed_name": "Somebody Else" if wrong == "name" else by.name,
            "seal": "0" * 64 if wrong == "seal" else past.seal,
        }
        line = self.dare("sign", lambda: actions.sign(**signing), against)
        if line is None:
            return
        self.decided(line, past, against, ways, ("signed", step.position, person, person, None))
        step.signed.append(person)
        if len(step.signed) >= step.wanted:
            self.on_from(past, step)

    def on_from(self, past, step):
        """The step is signed: the next one begins, or the sheet is accepted."""
        step.over = True
        if following := next((each for each in past.steps if each.position == step.position + 1), None):
            following.began = True
            return
        past.sheet.status = "accepted"
        self.count("accepted")
        if any(each.panel for each in past.steps):
            self.count("accepted after a panel")

    @happens(4, lambda self: self.book.able())
    def somebody_who_may_sends_back(self, data):
        again = [
            (person, past, step)
            for able in self.book.able().values()
            for person, past, step in able
            if step.panel_size and not step.panel and past.sheet.refusals(step.role)
        ]
        self.send_back(*(data.draw(st.sampled_from(again)) if again else self.an_able_one(data)))

    @happens(2, lambda self: self.book.rounds())
    def anybody_sends_back(self, data):
        past = self.a_round(data)
        step = data.draw(st.sampled_from([past.turn or past.steps[-1], *past.steps]))
        self.send_back(self.somebody(data), past, step, wrong=data.draw(st.sampled_from(["", "", "seal"])))

    def send_back(self, person, past, step, wrong=""):
        against = (
            self.book.against_deciding(person, past, step)
            if step
            else self.book.against_the_office(person, past)
        ) + ([f"another {wrong}"] if wrong else [])
        ways = self.book.capacities_of(person, step) if step else {"office"}
        sending = {
            "round": Round.objects.get(pk=past.pk),
            "stage": Stage.objects.get(pk=step.pk) if step else None,
            "by": User.objects.get(pk=person),
            "reason": REASON,
            "seal": "0" * 64 if wrong == "seal" else past.seal,
        }
        line = self.dare("send back", lambda: actions.send_back(**sending), against)
        if line is None:
            return
        position = step.position if step else None
        self.decided(line, past, against, ways, ("sent_back", position, person, person, None))
        past.close("sent_back")
        past.sheet.status = "returned"

    def decided(self, line, past, against, ways, written):
        """Put a decision into the book, with what spoke against it."""
        self.book.wrongs[line.pk], self.book.capacities[line.pk] = against, ways
        past.lines.append(written)
        self.unverified.add(past.pk)
        for way in ways:
            self.count(f"{written[0]} as {way}")

    @happens(2, lambda self: any(past.signed for past in self.book.under_way()))
    def the_office_decides(self, data):
        past = data.draw(st.sampled_from([past for past in self.book.under_way() if past.signed]))
        offices = [person for person in self.book.people if self.book.runs(person, past.steps[0], {"office"})]
        person = data.draw(st.sampled_from([self.somebody(data), *offices, *offices]))
        if data.draw(st.booleans()):
            self.send_back(person, past, None)
        else:
            self.issue(
                person, past, data.draw(st.sampled_from([["pcm"], ["link_tutor"], ["pcm", "link_tutor"]]))
            )

    @happens(1, lambda self: self.book.rounds())
    def anybody_issues(self, data):
        self.issue(self.somebody(data), self.a_round(data), [])

    def issue(self, person, past, required):
        against = self.book.against_issuing(person, past, required)
        issuing = {
            "round": Round.objects.get(pk=past.pk),
            "by": User.objects.get(pk=person),
            "required_roles": required,
        }
        if line := self.dare("issue", lambda: actions.record_issue(**issuing), against):
            self.decided(line, past, against, {"office"}, ("issued", None, person, person, None))
            past.close("issued")

    # --- taking in hand ---------------------------------------------------------------------------------

    @happens(3, lambda self: any(past.turn for past in self.book.under_way()))
    def a_stage_is_passed_on(self, data):
        past, step = self.a_turn(data)
        new = sorted(self.book.receivers(past, step) - self.book.asked(past, step))
        fit = sorted(self.book.receivers(past, step))
        to = data.draw(st.sampled_from([*new, *new, *fit, self.somebody(data)]))
        likely = [person for person in self.book.people if self.book.runs(person, step)]
        person = data.draw(
            st.sampled_from([*likely, *sorted(self.book.asked(past, step)), self.somebody(data)])
        )
        against = self.book.against_passing_on(person, past, step, to)
        passing = {
            "stage": Stage.objects.get(pk=step.pk),
            "to": User.objects.get(pk=to),
            "by": User.objects.get(pk=person),
            "note": "I am away.",
        }
        if self.dare("pass on", lambda: actions.pass_on(**passing), against):
            assert against == []
            past.lines.append(("reassigned", step.position, None, person, to))
            step.given_to = to
            self.unverified.add(past.pk)
            if data.draw(st.booleans()):
                self.open_files(to, past)
                self.sign(to, past, step)

    @happens(2, lambda self: any(past.turn for past in self.book.under_way()))
    def somebody_takes_it_up(self, data):
        past, step = self.a_turn(data)
        person = data.draw(st.sampled_from([*sorted(self.book.asked(past, step)), self.somebody(data)]))
        by, stage = User.objects.get(pk=person), Stage.objects.get(pk=step.pk)
        against = self.book.against_deciding(person, past, step)
        what, verb = data.draw(
            st.sampled_from(
                [
                    ("claim", lambda: actions.claim(stage=stage, by=by)),
                    ("keep a draft", lambda: actions.keep_draft(stage=stage, by=by, decision="sign")),
                    ("ask", lambda: actions.ask(stage=stage, by=by, text="On which day was it?")),
                ]
            )
        )
        done = self.dare(what, verb, against)
        assert done is None or against == []
        if done and what == "ask":
            past.remarks.append((done.pk, True))
        if what == "claim" and data.draw(st.booleans()):
            self.dare("release", lambda: actions.release(stage=stage, by=by), against=[])

    @happens(6, lambda self: any(past.turn and past.turn.panel for past in self.book.under_way()))
    def a_panel_is_named(self, data):
        turns = [(past, past.turn) for past in self.book.under_way() if past.turn and past.turn.panel]
        past, step = data.draw(st.sampled_from(turns))
        likely = [person for person in self.book.people if self.book.runs(person, step)]
        person = data.draw(st.sampled_from([*likely, *likely, self.somebody(data)]))
        able = sorted(self.book.seatable(past, step) - set(step.signed)) or self.book.people
        some = data.draw(st.permutations(able))[: max(step.wanted - len(step.signed), 0)]
        named = [*step.signed, *some]
        if named and data.draw(st.integers(0, 4)) == 0:
            named[-1] = self.somebody(data)
        against = self.book.against_seating(person, past, step, named)
        naming = {
            "stage": Stage.objects.get(pk=step.pk),
            "people": list(User.objects.filter(pk__in=named).order_by("pk")),
            "by": User.objects.get(pk=person),
            "note": "They decide together.",
        }
        if self.dare("name a panel", lambda: actions.name_panel(**naming), against):
            assert against == []
            for member in sorted(set(named) - step.seats):
                past.lines.append(("reassigned", step.position, None, person, member))
            step.seats = set(named)
            self.unverified.add(past.pk)

    # --- the house --------------------------------------------------------------------------------------

    @happens(2)
    def somebody_stands_in(self, data):
        turns = [past.turn for past in self.book.under_way() if past.turn]
        wanted = [post for post in self.book.posts.values() if any(is_for(post, turn) for turn in turns)]
        post = data.draw(st.sampled_from([*wanted, *self.book.posts.values()]))
        fit = [person for person in self.book.people if not self.book.against_standing_in(person, post)]
        new = [person for person in fit if not any(is_for(own, post) for own in self.book.held(person))]
        deputy = data.draw(st.sampled_from([*new, *fit, self.somebody(data)]))
        against = self.book.against_standing_in(deputy, post)
        start = today() + timedelta(days=data.draw(st.sampled_from([0, 0, 0, 5])))
        standing = {
            "appointment": Appointment.objects.get(pk=post.pk),
            "deputy": User.objects.get(pk=deputy),
            "start": start,
            "end": start + timedelta(days=data.draw(st.integers(0, 40))),
            "by": self.world.admin,
        }
        if row := self.dare("stand in", lambda: actions.stand_in(**standing), against):
            assert against == []
            self.book.away[row.pk] = Away(row.pk, post.pk, deputy, row.start, row.end)

    @happens(1, lambda self: self.book.away)
    def somebody_is_back(self, data):
        away = data.draw(st.sampled_from(list(self.book.away.values())))
        person = data.draw(st.sampled_from([self.book.posts[away.post].person, self.somebody(data)]))
        ending = {"days": Deputy.objects.get(pk=away.pk), "by": User.objects.get(pk=person)}
        try:
            actions.end_standing_in(**ending)
        except PermissionDenied:
            self.count("end standing in: refused")
            return
        self.count("end standing in")
        if away.start >= today():
            del self.book.away[away.pk]
        else:
            away.end = min(away.end, today() - timedelta(days=1))

    @happens(2)
    def somebody_is_appointed(self, data):
        role = data.draw(st.sampled_from(["pcm", "link_tutor", "office", "provider_lead", "mentor"]))
        place = data.draw(st.integers(0, 1))
        at = {"school": None, "provider": self.world.providers[place]}
        if role in ("mentor", "pcm"):
            at = {"school": self.world.schools[place], "provider": None}
        acting = role in ("pcm", "link_tutor") and data.draw(st.booleans())
        appointing = {
            "person": User.objects.get(pk=self.somebody(data)),
            "role": Role(role),
            "by": self.world.admin,
            "acting": acting,
            "end": today() + timedelta(days=data.draw(st.integers(0, 60))) if acting else None,
            **at,
        }
        what = "appoint acting" if acting else "appoint"
        if row := self.dare(what, lambda: people.actions.appoint(**appointing), against=None):
            self.book.posts[row.pk] = Post.of(row)

    @happens(1)
    def somebody_leaves(self, data):
        current = [post for post in self.book.posts.values() if post.end is None]
        post = data.draw(st.sampled_from(current))
        ending = {
            "appointment": Appointment.objects.get(pk=post.pk),
            "by": self.world.admin,
            "on": today() - timedelta(days=data.draw(st.integers(0, 1))),
        }
        if row := self.dare(
            "end appointment", lambda: people.actions.end_appointment(**ending), against=None
        ):
            self.book.posts[row.pk] = Post.of(row)

    @happens(1, lambda self: len(self.book.closed) < 3)
    def an_account_is_closed(self, data):
        person = self.somebody(data)
        if person in self.world.addressed or person == self.world.admin.pk:
            return
        closing = {"person": User.objects.get(pk=person), "by": self.world.admin}
        self.dare("deactivate", lambda: people.actions.deactivate(**closing), against=[])
        self.book.closed.add(person)

    @happens(2)
    def days_pass(self, data):
        self.now.shift(timedelta(days=data.draw(st.integers(1, 20))))
        self.count("days pass")

    @happens(3)
    def the_workflow_is_edited(self, data):
        what = data.draw(
            st.sampled_from(["add", "remove", "move", "wanted", "must open", "panel", "another"])
        )
        stage = data.draw(st.sampled_from(self.plan))
        if what == "add" and len(self.plan) < 4:
            role = data.draw(st.sampled_from(["pcm", "link_tutor", "office", "provider_lead"]))
            self.plan.append({**PCM, "role": role})
        elif what == "remove" and len(self.plan) > 1:
            self.plan.remove(stage)
        elif what == "move":
            self.plan.insert(0, self.plan.pop())
        elif what == "wanted":
            stage["wanted"] = data.draw(st.integers(1, 2))
        elif what == "must open":
            stage["must_open"] = data.draw(st.sampled_from(["page", "changed", "files"]))
        elif what == "panel":
            stage["panel_size"] = data.draw(st.sampled_from([0, 2, 2, 3]))
        elif what == "another":
            self.another_workflow()
        self.write_plan()
        self.count(f"workflow: {what}")

    def write_plan(self):
        """The workflow of the page has just these stages, as an editor saves them."""
        workflow = self.page().workflow
        workflow.stages.all().delete()
        for order, stage in enumerate(self.plan):
            ReviewStage.objects.create(
                workflow_id=workflow.pk,
                sort_order=order,
                role=stage["role"],
                statement="I have read it.",
                signatures_wanted=stage["wanted"],
                must_open=stage["must_open"],
                panel_size=stage["panel_size"],
            )

    def another_workflow(self):
        """The page is given another workflow and the old one is deleted."""
        page = self.page()
        old = page.workflow
        page.workflow = ReviewWorkflow.objects.create(name=f"Number {next(self.names)}")
        page.save(update_fields=["workflow"])
        old.delete()

    # --- reading, speaking, erasing ---------------------------------------------------------------------

    @happens(1, lambda self: self.book.under_way())
    def somebody_opens_files(self, data):
        self.open_files(self.somebody(data), data.draw(st.sampled_from(self.book.under_way())))

    def open_files(self, person, past):
        """The person opens each file of a round; noted where a stage of it wants to know."""
        for label in past.files:
            opening = {
                "round": Round.objects.get(pk=past.pk),
                "by": User.objects.get(pk=person),
                "label": label,
            }
            self.dare(
                "open a file", lambda opening=opening: actions.note_opening(**opening) or True, against=[]
            )
            past.opened.add((person, label))

    @happens(1, lambda self: self.book.rounds())
    def somebody_speaks(self, data):
        past = self.a_round(data)
        by = User.objects.get(pk=self.somebody(data))
        own = Comment.objects.filter(round=past.pk, author=by, is_question=False).first()
        if own and data.draw(st.booleans()):
            removing = {"comment": own, "by": by}
            self.dare("remove a comment", lambda: actions.remove_comment(**removing) or True, against=None)
            return
        audience = data.draw(st.sampled_from(["mentor", "reviewers"]))
        saying = {"round": Round.objects.get(pk=past.pk), "by": by, "text": "Well.", "audience": audience}
        done = self.dare("comment", lambda: actions.comment(**saying), against=None)
        assert done is None or not list(self.book.against_any(by.pk, past))

    @happens(1, lambda self: self.book.rounds())
    def words_are_erased(self, data):
        past = self.a_round(data)
        round_ = Round.objects.get(pk=past.pk)
        erasing = {"by": self.world.admin, "reason": "Asked for by the person."}
        lines = list(Decision.objects.filter(round=round_, salt__isnull=False).order_by("seq"))
        if lines and data.draw(st.booleans()):
            line = data.draw(st.sampled_from(lines))
            self.dare(
                "erase a decision", lambda: actions.erase_decision(decision=line, **erasing), against=[]
            )
        else:
            parts = SealedPart.objects.filter(sending__round=round_, salt__isnull=False)
            labels = list(parts.order_by("position").values_list("label", flat=True)[:4])
            if not labels:
                return
            some = data.draw(st.lists(st.sampled_from(labels), min_size=1, max_size=2))
            erase = {"round": round_, "labels": some, **erasing}
            self.dare("erase parts", lambda: actions.erase_parts(**erase), against=[])
            past.erased |= set(some)
        past.lines.append(("erased", None, None, self.world.admin.pk, None))
        self.unverified.add(past.pk)

    @happens(1)
    def somebody_looks_at_the_queue(self, data):
        invariants.queue_shows_what_waits(self.book, self.somebody(data))
        self.count("look at the queue")

    # --- what must hold ---------------------------------------------------------------------------------

    @invariant()
    def holds(self):
        invariants.decided_by_right(self.book)
        invariants.accepted_means_signed(self.book)
        invariants.one_turn_at_a_time()
        invariants.closed_once()
        invariants.status_agrees(self.book)
        invariants.nothing_but_what_was_done(self.book)
        if next(self.steps) % 4 == 0:
            invariants.nobody_is_waited_for_unseen(self.book)

    @invariant()
    def what_changed_verifies(self):
        while self.unverified:
            invariants.over_one_seal(self.unverified.pop())

    def all_verify(self):
        """At the end every round once more."""
        for past in self.book.rounds():
            invariants.over_one_seal(past.pk)


def run(world, tally, *, runs, steps, number, **more):
    """`runs` times `steps` steps, the same ones each time for the same seed `number`."""
    given = {
        "max_examples": runs,
        "stateful_step_count": steps,
        "deadline": None,
        "database": None,
        "phases": [Phase.generate],
        "suppress_health_check": list(HealthCheck),
        "report_multiple_bugs": False,
    }
    machine = seed(number)(lambda: ReviewMachine(world, tally))
    run_state_machine_as_test(machine, settings=settings(**given | more))
