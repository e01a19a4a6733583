"""After a disagreement: somebody else decides, and after two refusals a panel (E8)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from forms.errors import NotNow
from forms.models import Status
from people.models import OutgoingMail, Provider
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.hands import short_of_people
from reviews.models import Outcome, PanelMember, ReviewStage, Stage
from reviews.permissions import panel_candidates
from tests.factories.people import AppointmentFactory, ProviderFactory, UserFactory, holder
from tests.factories.reviews import TUTOR_SAYS, make_cast, make_workflow, send_back, sign, stage_of, waiting
from tests.reading import text

NOTE = "Two of us disagree about S2.6."


def url(round_, name="panel"):
    return reverse(f"reviews:{name}", args=[round_.submission.reference])


@pytest.fixture
def cast(db):
    """A form with one stage, the link tutor's, which goes to a panel of three after two refusals."""
    workflow = make_workflow(stages=[(Role.LINK_TUTOR, TUTOR_SAYS, 1)])
    ReviewStage.objects.filter(workflow=workflow).update(panel_size=3)
    return make_cast(workflow=workflow)


@pytest.fixture
def members(cast):
    """Three who can sit on the panel: one of the own provider, two of another."""
    other = ProviderFactory(name="Northbank University")
    return [
        cast.lead,
        holder(Role.LINK_TUTOR, provider=other, name="Maya Lindqvist"),
        holder(Role.PROVIDER_LEAD, provider=other, name="Owen Pritchard"),
    ]


def again(cast, round_, by):
    """Sent back, and sent again."""
    send_back(round_, by)
    round_.submission.refresh_from_db()
    return cast.send(round_.submission)


@pytest.fixture
def panel_round(cast):
    """A third round, after two refusals."""
    return again(cast, again(cast, cast.send(), cast.tutor), cast.tutor)


def name_panel(round_, people, by, note=NOTE):
    return actions.name_panel(stage=stage_of(round_), people=people, by=by, note=note)


# --- somebody else -----------------------------------------------------------------------------------------


def test_the_first_tutor_cannot_decide_a_fresh_round(cast):
    colleague = holder(Role.LINK_TUTOR, provider=cast.provider)
    first = cast.send()
    send_back(first, cast.tutor)
    actions.ask_for_another(round=first, by=cast.mentor)
    first.submission.refresh_from_db()
    second = cast.send(first.submission)

    assert (stage_of(second).is_fresh, stage_of(second).is_panel) == (True, False)
    assert (waiting(cast.tutor), waiting(colleague)) == ([], [second])
    for decide in (sign, send_back):
        with pytest.raises(PermissionDenied, match="You have sent this back before"):
            decide(second, cast.tutor)
    assert sign(second, colleague).outcome == Outcome.SIGNED


def test_without_asking_the_same_tutor_reads_it_again(cast):
    second = again(cast, cast.send(), cast.tutor)

    assert waiting(cast.tutor) == [second]
    assert sign(second, cast.tutor).signatory == cast.tutor


def test_a_fresh_round_without_another_tutor_stands_on_the_offices_list(cast):
    first = cast.send()
    send_back(first, cast.tutor)
    actions.ask_for_another(round=first, by=cast.mentor)
    first.submission.refresh_from_db()
    second = cast.send(first.submission)

    assert [stage.round for stage in short_of_people(Stage.objects.open())] == [second]


# --- the panel ---------------------------------------------------------------------------------------------


def test_after_two_refusals_a_panel_decides(client, cast, panel_round):
    stage = stage_of(panel_round)

    assert (stage.is_panel, stage.signatures_wanted, stage.panel.count()) == (True, 3, 0)
    assert waiting(cast.tutor) == []
    client.force_login(cast.office)
    page = text(client.get(reverse("reviews:hand_over")))
    assert "A panel of 3 decides this, and nobody sits on it yet." in page
    assert url(panel_round) in page


def test_all_members_sign_and_then_it_is_accepted(cast, members, panel_round):
    name_panel(panel_round, members, cast.office)
    statuses = []
    for person in members:
        assert waiting(person) == [panel_round]
        sign(panel_round, person)
        assert waiting(person) == []
        panel_round.submission.refresh_from_db()
        statuses.append(panel_round.submission.status)

    assert statuses == [Status.SENT, Status.SENT, Status.ACCEPTED]


def test_one_member_sends_it_back_for_all(cast, members, panel_round):
    name_panel(panel_round, members, cast.office)
    sign(panel_round, members[0])
    send_back(panel_round, members[1])
    panel_round.refresh_from_db()

    assert panel_round.closed_at is not None
    assert waiting(members[2]) == []


def test_only_members_are_asked(cast, members, panel_round):
    outsider = holder(Role.LINK_TUTOR, provider=cast.provider)
    name_panel(panel_round, members, cast.office)

    assert waiting(outsider) == []
    with pytest.raises(PermissionDenied):
        sign(panel_round, outsider)


def test_who_refused_cannot_sit_on_it(cast, members, panel_round):
    with pytest.raises(ValidationError, match="Tom Reid cannot sit on this panel"):
        name_panel(panel_round, [cast.tutor, *members[:2]], cast.office)
    assert not PanelMember.objects.exists()


def test_candidates_are_tutors_and_leads_of_member_providers(cast, members, panel_round):
    gone = holder(Role.LINK_TUTOR, provider=ProviderFactory(left=True))
    over = AppointmentFactory(role=Role.LINK_TUTOR, over=True).person
    found = {row.person for row in panel_candidates(stage_of(panel_round))}

    assert found == set(members)
    assert not found & {gone, over, cast.office, cast.tutor}


@pytest.mark.parametrize("number", [2, 4])
def test_as_many_sit_on_it_as_have_to_sign(cast, members, panel_round, number):
    people = [*members, holder(Role.LINK_TUTOR)][:number]

    with pytest.raises(ValidationError, match="Choose 3 people"):
        name_panel(panel_round, people, cast.office)


def test_it_takes_a_note_and_the_office_or_lead_of_the_provider(cast, members, panel_round):
    with pytest.raises(NotNow):
        name_panel(panel_round, members, cast.office, note="")
    for person in (cast.tutor, holder(Role.OFFICE), members[2], UserFactory(admin=True)):
        with pytest.raises(PermissionDenied):
            name_panel(panel_round, members, person)
    assert {row.named_by for row in name_panel(panel_round, members, cast.office)} == {cast.office}


def test_a_member_who_leaves_before_signing_is_replaced(client, cast, members, panel_round):
    name_panel(panel_round, members, cast.office)
    sign(panel_round, members[0])
    assert not short_of_people(Stage.objects.open()).exists()
    members[2].appointments.update(end=today() - timedelta(days=1))
    assert short_of_people(Stage.objects.open()).exists()
    client.force_login(cast.office)
    assert "1 person on the panel cannot sign any more." in text(client.get(reverse("reviews:hand_over")))

    new = holder(Role.LINK_TUTOR, name="Nia Bowen")
    answer = {"stage": 1, "people_named": [members[1].pk, new.pk], "note": NOTE}
    page = text(client.post(url(panel_round), answer, follow=True))
    assert "The panel is named:" in page
    seated = set(PanelMember.objects.values_list("person", flat=True))
    assert seated == {members[0].pk, members[1].pk, new.pk}
    sign(panel_round, members[1])
    sign(panel_round, new)
    panel_round.refresh_from_db()
    assert panel_round.signed_at is not None


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_names_candidates_and_tells_each_member(client, cast, members, panel_round):
    client.force_login(cast.lead)
    page = text(client.get(url(panel_round)))
    for shown in ("Maya Lindqvist", "Link tutor, Northbank University", "Owen Pritchard", "Tick 3 people"):
        assert shown in page
    assert "Tom Reid" not in page

    answer = {"stage": 1, "people_named": [person.pk for person in members], "note": NOTE}
    assert client.post(url(panel_round), answer).headers["Location"] == reverse("reviews:hand_over")
    told = OutgoingMail.objects.filter(kind="review-passed-on").values_list("recipient", flat=True)
    assert set(told) == {person.email for person in members}
    client.post(url(panel_round), answer)
    assert OutgoingMail.objects.filter(kind="review-passed-on").count() == 3


def test_errors_stand_next_to_their_field_and_ticks_are_kept(client, cast, members, panel_round):
    client.force_login(cast.office)
    page = text(client.post(url(panel_round), {"stage": 1, "people_named": [members[0].pk], "note": ""}))

    assert "Tick 3 people. You have ticked 1." in page
    assert "Say in a few words why, for whoever takes over" in page
    assert page.count(" checked") == 1
    assert not PanelMember.objects.exists()


def test_a_stage_without_panel_has_no_such_page(client, cast):
    round_ = cast.send()
    client.force_login(cast.office)

    assert client.get(url(round_)).status_code == 403


def test_a_provider_that_left_takes_its_tutors_off_the_list(client, cast, members, panel_round):
    Provider.objects.filter(name="Northbank University").update(member_to=today() - timedelta(days=1))

    assert {row.person for row in panel_candidates(stage_of(panel_round))} == {cast.lead}
