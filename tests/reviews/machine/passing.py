"""Stages passed on, claimed, kept for later, asked about, and given to a panel."""

import hypothesis.strategies as st

from people.models import User
from reviews import actions
from reviews.models import Stage
from tests.reviews.machine.means import happens


class Passing:
    """Whatever changes whose hands a stage is in."""

    @happens(3, lambda self: any(past.turn for past in self.book.under_way()))
    def a_stage_is_passed_on(self, data):
        turns = [(past, past.turn) for past in self.book.under_way() if past.turn]
        rare = [turn for turn in turns if self.book.receivers(*turn) - self.book.asked(*turn)]
        past, step = data.draw(st.sampled_from(rare or turns))
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
