"""A second account with the same verified address is the same person, also after a disagreement (T6, E8)."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from people.roles import Role
from reviews import actions
from reviews.models import ReviewStage
from tests.factories.people import holder
from tests.factories.reviews import send_back, sign


@pytest.fixture
def asked_anew(cast):
    """(round, second account): the tutor refused, the mentor asked for somebody else and sent again."""
    ReviewStage.objects.update(panel_size=2)
    first = cast.signed_by_pcm()
    send_back(first, cast.tutor)
    actions.ask_for_another(round=first, by=cast.mentor)
    first.submission.refresh_from_db()
    cast.answer(first.submission, "A Year 9 lesson on fractions")
    second = cast.send(first.submission)
    sign(second, cast.pcm)
    account = holder(Role.LINK_TUTOR, provider=cast.provider)
    EmailAddress.objects.create(user=account, email=cast.tutor.email, verified=True)
    return second, account


def test_who_refused_does_not_decide_anew_under_a_second_account(asked_anew):
    round_, account = asked_anew
    with pytest.raises(PermissionDenied, match="You have sent this back before"):
        sign(round_, account)


def test_a_colleague_decides_anew(cast, asked_anew):
    round_, _ = asked_anew
    assert sign(round_, holder(Role.LINK_TUTOR, provider=cast.provider)).outcome == "signed"
