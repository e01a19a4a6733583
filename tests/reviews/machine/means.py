"""What every part of the machine uses: choosing somebody, daring something, and counting it."""

import hypothesis.strategies as st
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import event

from cms.permissions import Allowed
from forms.errors import NotNow
from reviews.models import ReviewedFormPage

REFUSED = (PermissionDenied, NotNow, ValidationError)
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


class Means:
    """The means. `book` and `world` are there, `tally` counts."""

    def dare(self, what, verb, against):
        """Do it; return what it gives, or None where it is refused, which `against` must give a reason for.

        `against` None: the book does not know. Whether it should have been refused is for the invariants.
        """
        try:
            done = verb()
        except REFUSED as refusal:
            if against == []:
                raise AssertionError(f"{what} was refused: {refusal}") from refusal
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
