"""How many queries a decision takes: few, and as many however much else is under way (performance.md)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import User
from people.roles import Role
from reviews import actions
from reviews.models import Round, Stage
from tests.factories import portfolio
from tests.factories.people import holder
from tests.factories.reviews import make_cast, make_workflow, sign, stage_of
from tests.portfolio.conftest import content  # noqa: F401  fixture: the site's own forms

MOST = 40
MANY = 30
THREE = [(Role.PCM, "Read.", 1), (Role.LINK_TUTOR, "Agreed.", 1), (Role.PROVIDER_LEAD, "Done.", 1)]


def queries(verb, **given):
    """How many queries the verb takes."""
    with CaptureQueriesContext(connection) as asked:
        verb(**given)
    return len(asked)


def signing(round_, by):
    """How many queries it takes this person to sign, with rows as a view has them."""
    by = User.objects.get(pk=by.pk)
    stage = Stage.objects.select_related("round").get(pk=stage_of(round_).pk)
    return queries(actions.sign, stage=stage, by=by, typed_name=by.name, seal=round_.sending.seal)


def sending_back(round_, by):
    """The same for sending back."""
    return queries(
        actions.send_back,
        round=Round.objects.get(pk=round_.pk),
        stage=stage_of(round_),
        by=User.objects.get(pk=by.pk),
        reason="Please add the date of the lesson.",
        seal=round_.sending.seal,
    )


def crowd(cast):
    """Many more rounds under way, and as many more colleagues of everybody."""
    for number in range(MANY):
        holder(Role.PCM, school=cast.school)
        holder(Role.LINK_TUTOR, provider=cast.provider)
        holder(Role.PROVIDER_LEAD, provider=cast.provider)
        cast.send(mentor=cast.another_mentor(name=f"Mentor Number {number}"))


def counts(cast):
    """Queries of the first, the middle and the last signature, and of sending back."""
    first, second = cast.send(), cast.send()
    found = {role: signing(first, by) for role, by in vars(cast).items() if role in ("pcm", "tutor", "lead")}
    sign(second, cast.pcm)
    return {**found, "sending back": sending_back(second, cast.tutor)}


@pytest.mark.django_db
def test_decisions_take_no_more_queries_among_many():
    cast = make_cast(workflow=make_workflow("Three stages", THREE))
    few = counts(cast)
    crowd(cast)
    assert counts(cast) == few
    assert max(few.values()) <= MOST, few


@pytest.mark.django_db
def test_decisions_about_a_record_sheet_take_at_most_forty_queries():
    cast = portfolio.make_cast()
    found = {}
    for number in range(2):
        round_ = portfolio.send_sheet(cast.ready(mentor=cast.another_mentor()))
        found[f"pcm {number}"] = signing(round_, cast.pcm)
        decide = signing if number else sending_back
        found[f"tutor {number}"] = decide(round_, cast.tutor)
    assert max(found.values()) <= MOST, found
