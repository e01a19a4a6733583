"""Very many record sheets: copies that verify like those which were sent, always the same ones."""

import pytest
from django.core.management import CommandError, call_command

from forms.models import Sending
from people.models import Appointment, School, User
from people.permissions import holds
from people.roles import Role
from reviews import chain
from reviews.models import Decision, Round, Stage
from reviews.queue import stages_waiting_for
from tests.factories import portfolio
from tests.portfolio.conftest import content  # noqa: F401  fixture: the site's own forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    """The one that was really sent."""
    return portfolio.send_sheet(portfolio.make_cast().ready())


def seed(count):
    call_command("seed_scale", submissions=count, providers=1, verbosity=0)


def test_every_copy_verifies(sheet):
    seed(30)
    rounds = list(Round.objects.for_review().prefetch_related("sending__parts"))
    assert len(rounds) == 31
    assert [str(found) for round_ in rounds for found in chain.verify(round_)] == []


def test_copies_wait_where_they_would(sheet):
    seed(250)
    pcm = User.objects.get(email="pcm-000001@scale.example")
    tutor = User.objects.get(email="link_tutor-1-000001@scale.example")
    assert School.objects.filter(town="Scale").count() == 2
    assert (
        Appointment.objects.filter(role=Role.MENTOR, person__email__endswith="@scale.example").count() == 250
    )
    assert holds(pcm, Role.PCM, school=School.objects.get(name="Invented School 0001"))
    assert stages_waiting_for(pcm).count() == 50
    assert stages_waiting_for(tutor).count() == 150
    assert Decision.objects.filter(outcome="signed", role=Role.PCM).count() == 150
    assert Stage.objects.open().count() == 251


def test_a_copy_has_the_answers_and_pieces_of_the_one_that_was_sent(sheet):
    seed(1)
    copy = Sending.objects.get(reference="SCAAAAAAAB")
    shared = [part.label for part in sheet.sending.parts.all()]
    assert [part.label for part in copy.parts.all()] == shared
    own = [part.label for part in copy.parts.all() if part.content not in _contents(sheet)]
    assert own == ["Signer and statement"]
    assert copy.files.count() == sheet.sending.files.count() == 1


def _contents(round_):
    return [part.content for part in round_.sending.parts.all()]


def test_twice_is_refused(sheet):
    seed(1)
    with pytest.raises(CommandError, match="there already"):
        seed(1)


def test_without_a_sheet_there_is_nothing_to_copy():
    with pytest.raises(CommandError, match="Run load_demo first"):
        seed(1)


def test_only_a_demonstration_is_filled(settings, sheet):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        seed(1)
