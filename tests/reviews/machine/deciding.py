"""Signing, sending back and issuing: by those who may, those who nearly may, and anybody."""

import hypothesis.strategies as st

from people.models import User
from reviews import actions
from reviews.models import Round, Stage
from tests.reviews.machine.means import happens

REASON = "Please add the date of the lesson."


class Deciding:
    """Whatever decides about a round."""

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

    @happens(4, lambda self: self.book.under_way())
    def somebody_signs_who_nearly_may(self, data):
        """One thing alone speaks against it, each thing with the same chance."""
        nearly = self.book.nearly_able()
        if nearly:
            person, past, step = data.draw(st.sampled_from(nearly[data.draw(st.sampled_from(list(nearly)))]))
            if step.must_open == "page":
                self.open_files(person, past)
            self.sign(person, past, step)

    @happens(2, lambda self: self.book.rounds())
    def anybody_signs(self, data):
        past = self.a_round(data)
        step = data.draw(st.sampled_from([past.turn or past.steps[-1], *past.steps]))
        wrong = data.draw(st.sampled_from(["", "seal", "name"]))
        self.sign(self.somebody(data), past, step, wrong)

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
