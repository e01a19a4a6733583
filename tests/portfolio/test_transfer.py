"""A move to another provider: asked by the mentor, accepted by the provider that receives them (E6)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from people.models import OutgoingMail
from people.models.periods import today
from people.roles import Role
from portfolio import actions, asking
from portfolio.models import Placement, Request
from tests.factories import portfolio as make
from tests.factories import requests as ask
from tests.factories.people import PartnershipFactory, ProviderFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def aldgate(cast):
    """Another provider of the cast's school."""
    provider = ProviderFactory(name="Aldgate University", short_name="Aldgate")
    PartnershipFactory(school=cast.school, provider=provider)
    return provider


@pytest.fixture
def receiver(aldgate):
    return holder(Role.PROVIDER_LEAD, provider=aldgate, name="Rita Receiver")


def move(enrolment, provider):
    """The move, asked for."""
    return actions.ask_transfer(
        enrolment=enrolment, provider=provider, words="I mentor for them now.", by=enrolment.person
    )


def accept(request, lead):
    return actions.decide_request(request=request, by=lead, granted=True)


def test_e6_the_receiving_providers_lead_decides(enrolment, cast, aldgate, receiver):
    request = move(enrolment, aldgate)
    assert (request.kind, request.provider, request.enrolment.provider) == (
        "transfer",
        aldgate,
        cast.provider,
    )
    assert list(asking.put_to(receiver)) == [request]
    assert list(asking.put_to(cast.lead)) == []
    with pytest.raises(PermissionDenied, match="Only the lead of Aldgate University can decide this"):
        accept(request, cast.lead)
    accept(request, receiver)
    assert make.fresh(enrolment).provider == aldgate
    assert list(enrolment.events.values_list("kind", "by", "words")) == [
        ("enrolled", cast.mentor.pk, "With Kingsmere University"),
        ("moved", receiver.pk, "From Kingsmere University to Aldgate University"),
    ]


def test_e6_completed_plain_placements_count_on_and_others_wait(enrolment, cast, aldgate, receiver):
    plain = make.place(enrolment, cast)
    under_way = make.place(enrolment, cast, student="TB", end=today(), completed=False)
    shared, interrupted, elsewhere = (
        make.place(enrolment, cast, student=student, **facts)
        for student, facts in (("UC", {}), ("VD", {}), ("WE", {"provider": aldgate}))
    )
    Placement.objects.filter(pk=shared.pk).update(shared=True)
    Placement.objects.filter(pk=interrupted.pk).update(interrupted=True)
    accept(move(enrolment, aldgate), receiver)
    counts = dict(Placement.objects.values_list("pk", "counts"))
    assert counts == {
        plain.pk: "wholly",
        under_way.pk: "",
        shared.pk: "",
        interrupted.pk: "",
        elsewhere.pk: "",
    }
    plain.refresh_from_db()
    assert (plain.counts_because, plain.decided_by, plain.decided_at is None) == (
        "Completed with Kingsmere University before the move",
        receiver,
        False,
    )


def test_e6_what_was_decided_before_stays(enrolment, cast, aldgate, receiver):
    row = make.place(enrolment, cast)
    Placement.objects.filter(pk=row.pk).update(
        shared=True, counts="not", counts_because="Shared.", decided_by=cast.lead, decided_at=timezone.now()
    )
    accept(move(enrolment, aldgate), receiver)
    row.refresh_from_db()
    assert (row.counts, row.decided_by) == ("not", cast.lead)


def test_a_refused_move_changes_nothing_and_says_why(enrolment, cast, aldgate, receiver):
    request = move(enrolment, aldgate)
    with pytest.raises(ValidationError, match="Write why"):
        actions.decide_request(request=request, by=receiver, granted=False)
    decided = actions.decide_request(request=request, by=receiver, granted=False, reason="Ask us in May.")
    assert (decided.granted, make.fresh(enrolment).provider) == (False, cast.provider)
    assert move(enrolment, aldgate).is_open


def test_e6_nobody_moves_while_a_sheet_is_with_reviewers(ready, cast, aldgate, receiver):
    request = move(ready, aldgate)
    round_ = make.send_sheet(ready)
    with pytest.raises(ValidationError) as refused:
        accept(request, receiver)
    assert refused.value.message_dict == {
        "granted": ["The record sheet is with reviewers. Take it back first, or wait for their answer."]
    }
    assert (Request.objects.get().is_open, make.fresh(ready).provider) == (True, cast.provider)
    make.send_back(round_, cast.pcm)
    accept(request, receiver)
    again = make.send(ready.record_sheets.get().submission).round
    assert [stage.provider for stage in again.stages.all()] == [aldgate, aldgate]


def test_a_move_cannot_be_asked_while_a_sheet_is_with_reviewers(ready, cast, aldgate):
    make.send_sheet(ready)
    with pytest.raises(PermissionDenied, match="The record sheet is with reviewers"):
        move(ready, aldgate)


def test_only_partners_of_the_school_can_be_moved_to(enrolment, cast):
    assert asking.can_ask_transfer(cast.mentor, enrolment).reason.startswith(
        "Your school works with no other"
    )
    other = ProviderFactory()
    with pytest.raises(PermissionDenied):
        move(enrolment, other)
    PartnershipFactory(school=cast.school, provider=ProviderFactory())
    with pytest.raises(ValidationError) as refused:
        move(enrolment, other)
    assert refused.value.message_dict == {"provider": ["Choose a provider that works with your school"]}


def test_a_pause_that_waits_moves_along(enrolment, cast, aldgate, receiver):
    pause = ask.pause(enrolment, today())
    accept(move(enrolment, aldgate), receiver)
    pause.refresh_from_db()
    assert pause.provider == aldgate
    assert OutgoingMail.objects.filter(kind="request-asked", recipient=receiver.email).count() == 2


def test_both_offices_hear_of_the_move(enrolment, cast, aldgate, receiver):
    accept(move(enrolment, aldgate), receiver)
    found = OutgoingMail.objects.filter(kind="request-moved").values_list("recipient", flat=True)
    assert set(found) == {cast.provider.office_email, aldgate.office_email}


def test_the_pages_from_asking_to_accepting(client, enrolment, cast, aldgate, receiver):
    client.force_login(cast.mentor)
    door = f"/my/{enrolment.slug}/requests/move/"
    typed = {"provider": aldgate.pk, "words": "I mentor for them now."}
    assert client.post(door, {"provider": cast.provider.pk}).context["form"].errors.keys() == {
        "provider",
        "words",
    }
    for _ in range(2):  # T11
        assert client.post(door, typed).url == f"/my/{enrolment.slug}/requests/"
    request = Request.objects.get()
    client.force_login(receiver)
    page = f"/my/requests/{request.slug}/"
    shown = client.get(page).content.decode()
    assert [
        words in shown for words in ("I mentor for them now.", "Hillcrest School", "Kingsmere University")
    ] == [True] * 3
    assert client.post(page, {"granted": "yes"}).url == page
    assert make.fresh(enrolment).provider == aldgate
    assert "Approved" in client.get(page).content.decode()
