"""Two presses in the same moment: the round's lock lets one through (T11, T12)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from people.models import User
from reviews import actions
from reviews.models import Round, Stage
from tests.factories.reviews import make_cast, stage_of


def at_once(*presses):
    """Run the presses together, each on a connection of its own; return what each gave or raised."""
    start = Barrier(len(presses))

    def run(press):
        start.wait()
        try:
            return press()
        except PermissionDenied as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(run, presses))


@pytest.mark.django_db(transaction=True)
def test_signing_twice_at_once_makes_one_signature():
    cast = make_cast()
    round_ = cast.send()
    stage, seal = stage_of(round_), round_.sending.seal

    def press():
        by = User.objects.get(pk=cast.pcm.pk)
        given = {"stage": Stage.objects.get(pk=stage.pk), "by": by, "typed_name": by.name, "seal": seal}
        return actions.sign(**given)

    answers = at_once(press, press, press)

    assert sum(isinstance(answer, PermissionDenied) for answer in answers) == 2
    assert [line.signatory for line in round_.decisions.all()] == [cast.pcm]


@pytest.mark.django_db(transaction=True)
def test_signing_and_sending_back_at_once_leaves_one_of_them():
    cast = make_cast()
    round_ = cast.signed_by_pcm()
    stage, seal = stage_of(round_), round_.sending.seal

    def sign():
        by = User.objects.get(pk=cast.tutor.pk)
        fresh = Stage.objects.get(pk=stage.pk)
        return actions.sign(stage=fresh, by=by, typed_name=by.name, seal=seal)

    def send_back():
        by = User.objects.get(pk=cast.tutor.pk)
        fresh = Round.objects.get(pk=round_.pk)
        reason = "Please add the date of the lesson."
        return actions.send_back(
            round=fresh, stage=fresh.stages.get(pk=stage.pk), by=by, reason=reason, seal=seal
        )

    answers = at_once(sign, send_back)

    assert sum(isinstance(answer, PermissionDenied) for answer in answers) == 1
    assert round_.decisions.count() == 2
