"""A provider lead decides whether a placement counts (E5, E7): who may, what follows, who is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import OutgoingMail
from people.roles import Role
from portfolio import actions
from portfolio.models import Placement
from portfolio.placements import can_decide_placement, placements_decided, placements_to_decide, seen
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, ProviderFactory, holder
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(enrolment, cast):
    """A placement that was shared, waiting for its provider."""
    return make.place(enrolment, cast, shared=True, note="Mondays with me.")


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.lead)
    return client


def decide(placement, by, counts="wholly", because="", **more):
    return actions.decide_placement(placement=placement, by=by, counts=counts, because=because, **more)


# --- who decides ------------------------------------------------------------------------------------------


def test_e5_the_placements_own_provider_decides_not_the_home_provider(enrolment, cast):
    other = ProviderFactory(name="Northlea University")
    their_lead = holder(Role.PROVIDER_LEAD, provider=other)
    row = make.place(enrolment, cast, provider=other)
    assert [list(placements_to_decide(each)) for each in (cast.lead, their_lead)] == [[], [row]]
    with pytest.raises(PermissionDenied, match="Only the lead of the placement’s provider can decide this"):
        decide(row, cast.lead)
    assert decide(row, their_lead).counts == "wholly"


@pytest.mark.parametrize("who", ["mentor", "pcm", "tutor", "office"])
def test_nobody_else_decides(shared, cast, who):
    with pytest.raises(PermissionDenied):
        decide(shared, getattr(cast, who))
    shared.refresh_from_db()
    assert shared.counts == ""


def test_nobody_decides_about_themselves(shared, cast):
    AppointmentFactory(person=cast.mentor, role=Role.PROVIDER_LEAD, provider=cast.provider)
    mentor = type(cast.mentor).objects.get(pk=cast.mentor.pk)
    assert list(placements_to_decide(mentor)) == []
    with pytest.raises(PermissionDenied, match="This is about yourself"):
        decide(shared, mentor)


def test_a_placement_that_counts_by_itself_is_not_decided(enrolment, cast):
    row = make.place(enrolment, cast)
    with pytest.raises(PermissionDenied, match="counts by itself"):
        decide(row, cast.lead)


def test_a_withdrawn_mentors_placement_waits_for_nobody(shared, cast):
    shared.enrolment.withdrawn_on = make.ago(1)
    shared.enrolment.save()
    assert list(placements_to_decide(cast.lead)) == []
    assert not can_decide_placement(cast.lead, Placement.objects.get())


# --- what is decided --------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", ["partly", "not"])
def test_a_reason_is_needed_unless_it_counts_wholly(shared, cast, counts):
    with pytest.raises(ValidationError) as refused:
        decide(shared, cast.lead, counts, "  ")
    assert refused.value.message_dict == {"because": ["Write why, for the mentor"]}
    assert decide(shared, cast.lead, counts, "Two days a week.").counts_because == "Two days a week."


def test_two_leads_at_once_make_one_decision(shared, cast):
    colleague = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    was_seen = seen(shared)
    first = decide(shared, cast.lead, seen=was_seen)
    with pytest.raises(ValidationError, match="a colleague decided, while you were reading"):
        decide(shared, colleague, "not", "No.", seen=was_seen)
    with pytest.raises(ValidationError, match="Lena Lead decided on"):
        decide(shared, colleague, "not", "No.")
    shared.refresh_from_db()
    assert (shared.counts, shared.decided_by, shared.decided_at) == ("wholly", cast.lead, first.decided_at)
    assert OutgoingMail.objects.filter(kind="placement").count() == 1


def test_what_the_mentor_changed_meanwhile_is_read_before_it_is_decided(shared, enrolment, cast):
    was_seen = seen(shared)
    make.place(enrolment, cast, placement=shared, shared=True, note="Hardly at all.")
    with pytest.raises(ValidationError, match="Look at it again"):
        decide(shared, cast.lead, seen=was_seen)


def test_a_decision_can_be_corrected_by_whoever_has_seen_it(shared, cast):
    decided = decide(shared, cast.lead, "not", "A slip.")
    corrected = decide(decided, cast.lead, "wholly", "", seen=seen(decided))
    assert (corrected.counts, corrected.counts_because) == ("wholly", "")
    assert OutgoingMail.objects.filter(kind="placement").count() == 2


def test_an_unknown_answer_is_refused(shared, cast):
    with pytest.raises(ValidationError, match="Select what counts"):
        decide(shared, cast.lead, "twice")


def test_the_mentor_is_told_by_mail_without_the_reason(shared, cast):
    decide(shared, cast.lead, "not", "The colleague led.")
    mail = OutgoingMail.objects.get(kind="placement")
    assert mail.recipient == cast.mentor.email
    assert "Lena Lead, Kingsmere University, has decided about your placement of" in mail.text
    assert "it does not count" in mail.text
    assert "The colleague led" not in mail.text
    assert f"/my/{shared.enrolment.slug}/placements/" in mail.text


# --- the lead's room ---------------------------------------------------------------------------------------


def test_the_list_has_the_oldest_first_and_what_is_decided_below(lead, shared, enrolment, cast):
    older = make.place(enrolment, cast, interrupted=True, start=make.ago(200), end=make.ago(150))
    assert list(placements_to_decide(cast.lead)) == [older, shared]
    page = text(lead.get("/my/placements/"))
    assert page.index("Interrupted.") < page.index("Shared with another mentor.")
    decide(older, cast.lead, "not", "Too short.")
    assert list(placements_decided(cast.lead)) == [older]
    page = text(lead.get("/my/placements/"))
    assert page.index("that wait for a decision") < page.index("that were decided, the latest first")


def test_the_page_says_who_where_when_and_what_the_mentor_wrote(lead, shared):
    page = text(lead.get(f"/my/placements/{shared.slug}/"))
    for words in (
        "Jo Okafor",
        "Hillcrest School, Ashford Lea",
        "Shared with another mentor",
        "Mondays with me.",
    ):
        assert words in page


def test_the_lead_decides_on_the_page(lead, shared, cast):
    address = f"/my/placements/{shared.slug}/"
    form = lead.get(address).context["form"]
    given = {"seen": form["seen"].value()}
    assert "Select what counts" in text(lead.post(address, given))
    assert "Write why, for the mentor" in text(lead.post(address, given | {"counts": "not"}))
    saved = lead.post(address, given | {"counts": "partly", "because": "Half the week."}, follow=True)
    assert "Jo Okafor is told what you decided" in text(saved)
    shared.refresh_from_db()
    assert (shared.counts, shared.counts_because, shared.decided_by) == (
        "partly",
        "Half the week.",
        cast.lead,
    )


def test_a_page_from_before_a_colleagues_decision_is_told_so(lead, shared, cast):
    address = f"/my/placements/{shared.slug}/"
    given = {"seen": lead.get(address).context["form"]["seen"].value(), "counts": "wholly"}
    decide(shared, holder(Role.PROVIDER_LEAD, provider=cast.provider), "not", "No.")
    assert "a colleague decided, while you were reading" in text(lead.post(address, given))
    shared.refresh_from_db()
    assert shared.counts == "not"


def test_other_leads_do_not_find_it_and_others_are_refused_the_room(client, shared, cast):
    client.force_login(holder(Role.PROVIDER_LEAD))
    assert client.get(f"/my/placements/{shared.slug}/").status_code == 404
    for person in (cast.mentor, cast.pcm, cast.tutor, cast.office):
        client.force_login(person)
        answers = [client.get(f"/my/placements/{rest}").status_code for rest in ("", f"{shared.slug}/")]
        assert answers == [403, 404]


def test_the_list_takes_as_many_queries_for_ten_as_for_one(lead, shared, enrolment, cast):
    lead.get("/my/placements/")
    with CaptureQueriesContext(connection) as few:
        lead.get("/my/placements/")
    for number in range(9):
        row = make.place(enrolment, cast, shared=True)
        if number % 2:
            decide(row, cast.lead)
    decided_too = 2  # the second table's rows come with a query that ran before as well
    with CaptureQueriesContext(connection) as many:
        lead.get("/my/placements/")
    assert abs(len(many) - len(few)) < decided_too
    assert len(many) == len(few)
