"""One submission as a reviewer reads it: the page that every view here draws, with what was typed kept."""

from functools import cached_property

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string

from reviews import history, stale
from reviews.contents import contents
from reviews.desk import Desk
from reviews.differences import differences
from reviews.dossier import Dossier
from reviews.following import place_of
from reviews.forms import DecisionForm, QuestionForm
from reviews.models import WITH_TALK
from reviews.queue import rounds_visible_to
from reviews.talk import Talk


def readable_rounds(user, reference):
    """The submission's rounds that this person may read, latest first. Raises Http404 when there is none."""
    found = rounds_visible_to(user).filter(submission__reference=reference)
    rounds = list(found.order_by("-number").for_review())
    if not rounds:
        raise Http404
    return rounds


class Page:
    """The review page of rounds[0] for one request; the rounds after it in the list are the earlier ones.

    `later` is the latest round when an earlier one is shown: nothing is decided or said there.
    """

    def __init__(self, request, rounds, *, later=None):
        self.request = request
        self.rounds = rounds
        self.round = rounds[0]
        self.later = later
        self.desk = Desk(self.round, request.user)

    @cached_property
    def dossier(self):
        """What was sent; its files know whether they still have to be opened."""
        prefetch_related_objects([self.round.sending], "parts")  # the form's panels read them too
        return Dossier(self.round, {} if self.later else self.desk.to_open)

    def _sections(self):
        return self.dossier.sections()

    def decision_form(self, typed=None, **more):
        """The decision form, filled in from `typed`, else from what was kept for later."""
        facts = {"desk": self.desk, "sections": self._sections, **more}
        if typed is not None:
            return DecisionForm(typed, **facts)
        return DecisionForm(**facts, initial=_from_draft(self.desk.draft))

    def draw(self, *, form=None, kept=None, said=None, question=None, refused="", news=(), status=200):
        """Render the page.

        `form`, `said` (a comment) and `question` are forms that were not taken; `kept` is what was typed into
        a decision that was not made, for a sentence `refused` and perhaps `news` of what happened since.
        """
        prefetch_related_objects(self.rounds, WITH_TALK)
        may_decide = bool(self.desk.may_decide) and not self.later
        if form is None and may_decide:
            form = self.decision_form()
            form.initial |= _typed_before(kept)
        context = {
            **self._whole(),
            "form": form if may_decide else None,
            "forms": [each for each in (said, question) if each],
            "question": question or QuestionForm(initial={"seal": self.round.sending.seal}),
            "talk": Talk(self.round, self.request.user, said, closed=bool(self.later)),
            "refused": refused,
            "news": news,
            "lost": "" if may_decide or not kept else kept.get("reason", ""),
        }
        context["panels"] = self._panels(context)
        context["body"] = render_to_string("reviews/whole.html", context, self.request)
        context["contents"] = contents(context["body"])
        return render(self.request, "reviews/review.html", context, status=status)

    def draw_stale(self, typed):
        """Render the page as it is now for whoever decided on an older one: 409, with what happened since."""
        news = stale.news(typed, self.rounds)
        return self.draw(kept=typed, refused=stale.GENERAL, news=news, status=409)

    def _whole(self):
        round_, user = self.round, self.request.user
        earlier = self.rounds[1:]
        return {
            "round": round_,
            "submission": round_.submission,
            "title": round_.submission.form.title,
            "desk": self.desk,
            "place": None if self.later else place_of(user, self.desk.stage),
            "later": self.later,
            "earlier": earlier,
            "changes": differences(Dossier(earlier[0]), self.dossier) if earlier else [],
            "answers": self.dossier.answers(),
            "files": self.dossier.files(),
            "signer": self.dossier.signer,
            "steps": history.signing_steps(round_, user),
            "entries": history.entries(self.rounds, user),
        }

    def _panels(self, context):
        shared = {name: context[name] for name in ("round", "files", "talk")}
        return [
            render_to_string(template, {**shared, **more}, self.request)
            for template, more in self.round.submission.form.panels(self.round, self.request.user)
        ]


def _from_draft(draft):
    if draft is None:
        return {}
    found = {"decision": draft.decision, "reason": draft.reason, "sections": draft.sections}
    return {name: value for name, value in found.items() if value}


def _typed_before(typed):
    """What was typed, without the facts about a page that is out of date."""
    if typed is None:
        return {}
    found = {name: typed.get(name, "") for name in ("decision", "typed_name", "reason")}
    return found | {"sections": typed.getlist("sections")}
