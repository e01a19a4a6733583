"""What is said about one round, put where it belongs on its page."""

from dataclasses import dataclass

from django.utils.text import slugify

from reviews.permissions import can_comment, can_remove_comment, comments_visible_to


@dataclass(frozen=True)
class Spot:
    """One place on the page: what was said there, and whether more can be said (`form` what was typed)."""

    part: str
    criterion: str
    comments: list
    open: bool
    form: object = None

    @property
    def slug(self):
        return slug_of(self.part, self.criterion)

    @property
    def anchor(self):
        return f"talk-{self.slug}"


@dataclass(frozen=True)
class Said:
    """One comment as one person sees it."""

    comment: object
    who: str
    removable: bool

    @property
    def place(self):
        """What it is about, where it does not stand beside it."""
        return self.comment.criterion or self.comment.part

    @property
    def anchor(self):
        """Where it stands on the page of what was sent."""
        return f"talk-{slug_of(self.comment.part, self.comment.criterion)}"

    @property
    def answer(self):
        """The mentor's answer to a question, or None."""
        return getattr(self.comment, "answer", None)


class Talk:
    """A round's comments and questions as one person sees them. `typed` is a form that was not taken."""

    def __init__(self, round_, user, typed=None, *, closed=False):
        self.round = round_
        self.user = user
        self.typed = typed
        self.may_comment = not closed and bool(can_comment(user, round_))
        self.visible = comments_visible_to(user, round_)
        self.drawn, self.spots = set(), set()

    def on(self, part="", criterion=""):
        """The Spot of a part or criterion; each comment is drawn once."""
        found = [
            row
            for row in self.visible
            if _is_remark(row) and (row.criterion == criterion if criterion else self._is_on(row, part))
        ]
        self.drawn |= {row.pk for row in found}
        return self._spot(part, criterion, found)

    @staticmethod
    def _is_on(row, part):
        return not row.criterion and row.part == part

    def everywhere_else(self):
        """The Spot of the whole: what is about nothing else, or about something this page does not draw."""
        rest = [row for row in self.visible if _is_remark(row) and row.pk not in self.drawn]
        lost = self.typed is not None and self.typed.place not in self.spots
        return self._spot("", "", rest, self.typed if lost else None)

    def questions(self):
        """The questions with their answers, oldest first."""
        return [self._said(row) for row in self.visible if row.is_question]

    def _spot(self, part, criterion, comments, typed=None):
        slug = slug_of(part, criterion)
        self.spots.add(slug)
        if self.typed is not None and self.typed.place == slug:
            typed = self.typed
        return Spot(part, criterion, [self._said(row) for row in comments], self.may_comment, typed)

    def _said(self, row):
        who = "You" if row.author_id == self.user.pk else row.author.name
        return Said(row, who, bool(can_remove_comment(self.user, row)))


def slug_of(part="", criterion=""):
    """What tells one place from the others in ids: "evidence-2", "s1-1", "all" for the whole."""
    return slugify((criterion or part).replace(".", "-")) or "all"


def _is_remark(row):
    return not row.is_question and not row.answers_id
