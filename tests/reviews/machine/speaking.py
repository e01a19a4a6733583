"""Files opened, comments, words and parts erased, and a look at the queue."""

import hypothesis.strategies as st

from forms.models import SealedPart
from people.models import User
from reviews import actions
from reviews.models import Comment, Decision, Round
from tests.reviews import invariants
from tests.reviews.machine.means import happens


class Speaking:
    """Whatever decides nothing."""

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
            if label not in past.erased and any(step.must_open != "page" for step in past.steps):
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
