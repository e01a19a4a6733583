"""A provider waives a requirement for a mentor: who may, and what that opens (R7, E11)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from modules.models import Level
from modules.models.levels import MAY_REPLACE
from people.models import Partnership
from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, permissions, waivers
from portfolio.models import Exemption
from portfolio.record import load
from portfolio.requirements import Answer, requirements
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastery_level(content):
    return Level.objects.get(slug="mastery")


@pytest.fixture
def waived(cast, mastery_level):
    """The cast's mentor on Mastery without Entry, because the lead has waived it."""
    make.waive(cast)
    cast.level = mastery_level
    return cast.enrol()


def asked(enrolment, key):
    [found] = [each for each in requirements(load(make.fresh(enrolment))) if each.key == key]
    return found


# --- what it opens -----------------------------------------------------------------------------------------


def test_accept_11_without_entry_mastery_needs_a_logged_decision(cast, mastery_level):
    assert not permissions.can_enrol(cast.mentor, mastery_level)
    row = make.waive(cast)
    assert permissions.can_enrol(cast.mentor, mastery_level)
    assert (row.decided_by, row.provider, row.grounds, row.withdrawn_at) == (
        cast.lead,
        cast.provider,
        "Eight years with two providers, eleven student teachers.",
        None,
    )


def test_accept_9_r7_the_waiver_says_who_when_and_why(waived, cast):
    found = asked(waived, "prerequisite")
    assert found.answer == Answer.WAIVED
    assert found.why.startswith("Waived by Lena Lead, Kingsmere University, on ")
    assert found.why.endswith(": Known to us as a careful mentor for years.")


def test_the_waiver_is_frozen_with_what_is_sent(waived, cast):
    make.everything_of_mastery(waived, cast)
    round_ = make.send_sheet(waived)
    actions.withdraw_waiver(exemption=Exemption.objects.get(), by=cast.lead)
    [sealed] = [part for part in round_.sending.parts.all() if part.label == "Requirements"]
    answers = {each["question"]: each["answer"] for each in sealed.content["requirements"]}
    assert answers["Is the mentor certified at Entry?"] == "Waived"


def test_r12_without_entry_the_first_audit_is_mastery_s_own(waived):
    make.do_audit(waived)
    found = asked(waived, "second_audit")
    assert (found.answer, "nothing is compared" in found.why) == (Answer.MET, True)


def test_r9_a_waived_audit_opens_the_modules(waived, cast):
    with pytest.raises(PermissionDenied):
        make.do_module(waived, "M3")
    make.waive(cast, requirement="second_audit")
    assert make.do_module(waived, "M3").module.code == "M3"


@pytest.mark.parametrize(
    ("waives", "key"), [("modules", "module-m3"), ("full_cycle", "full_cycle"), ("window", "window")]
)
def test_r20_what_experience_replaces_is_waived_by_its_own_key(waived, cast, waives, key):
    assert asked(waived, key).answer == Answer.NOT_YET
    make.waive(cast, requirement=waives)
    assert asked(waived, key).answer == Answer.WAIVED


def test_r20_where_dates_are_waived_evidence_of_earlier_years_counts(waived, cast):
    make.add_evidence(waived, activity_date=make.ago(3000))
    assert asked(waived, "evidence").answer == Answer.NOT_YET
    make.waive(cast, requirement="dates")
    found = asked(waived, "evidence")
    assert (found.answer, "as decided by Lena Lead, Kingsmere University" in found.why) == (Answer.MET, True)


def test_r20_a_requirement_decided_against_is_not_waived(waived, cast):
    row = make.waive(cast, requirement="modules")
    Exemption.objects.filter(pk=row.pk).update(granted=False)
    assert asked(waived, "module-m3").answer == Answer.NOT_YET
    Exemption.objects.filter(requirement="prerequisite").update(granted=False)
    assert asked(waived, "prerequisite").answer == Answer.NOT_YET
    assert not waivers.holds_prerequisite(cast.mentor, waived.level)


# --- what can be waived ------------------------------------------------------------------------------------


def test_q6_what_can_be_waived_is_what_the_level_asks_for_and_experience_may_replace(cast, mastery_level):
    assert waivers.waivable(cast.level) == ["audit", "modules", "placement"]
    everything = ["prerequisite", "second_audit", "modules", "full_cycle", "window", "dates"]
    assert waivers.waivable(mastery_level) == everything
    mastery_level.experience_may_replace = ["modules", "audit"]
    assert waivers.waivable(mastery_level) == ["modules", "window"]
    mastery_level.needs_full_cycle = False
    assert waivers.waivable(mastery_level) == ["modules"]


def test_q6_a_level_at_which_nothing_can_be_waived_is_not_offered(cast, mastery_level):
    assert list(waivers.levels_with_waivers()) == [cast.level, mastery_level]
    Level.objects.filter(pk=cast.level.pk).update(experience_may_replace=[])
    assert list(waivers.levels_with_waivers()) == [mastery_level]


def test_the_admin_offers_to_waive_what_a_decision_can_be_about():
    assert list(MAY_REPLACE) == Exemption.Waives.choices


def test_a_waiver_of_one_level_and_person_opens_nothing_for_others(waived, cast, mastery_level):
    other = cast.another_mentor()
    assert not permissions.can_enrol(other, mastery_level)


# --- who decides -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mentor", "pcm", "tutor", "office", "other_lead", "admin", "coordinator"])
def test_r7_only_the_lead_of_the_mentors_provider_waives(cast, who):
    people = {
        "other_lead": lambda: holder(Role.PROVIDER_LEAD),
        "admin": lambda: UserFactory(admin=True),
        "coordinator": lambda: holder(Role.COORDINATOR),
    }
    person = people[who]() if who in people else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        make.waive(cast, by=person)
    assert not Exemption.objects.exists()


def test_a_lead_cannot_decide_for_a_provider_that_does_not_work_with_the_school(cast):
    stranger = holder(Role.PROVIDER_LEAD)
    theirs = stranger.appointments.get().provider
    with pytest.raises(PermissionDenied, match="does not work with this mentor’s school"):
        make.waive(cast, by=stranger, provider=theirs)


def test_the_home_provider_decides_also_when_the_school_has_left_it(waived, cast):
    Partnership.objects.all().delete()
    assert make.waive(cast, requirement="window").requirement == "window"


def test_e2_nobody_waives_for_themself(cast):
    AppointmentFactory(person=cast.mentor, role=Role.PROVIDER_LEAD, provider=cast.provider)
    forget_hats(cast.mentor)
    with pytest.raises(PermissionDenied, match="This is about yourself"):
        make.waive(cast, by=cast.mentor)


def test_e2_the_database_refuses_a_decision_about_oneself(cast):
    row = make.waive(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=row.pk).update(decided_by=cast.mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=row.pk).update(withdrawn_by=cast.lead)


def test_a_requirement_is_waived_once_and_again_after_a_withdrawal(cast):
    first = make.waive(cast)
    with pytest.raises(ValidationError, match="Lena Lead waived this on"):
        make.waive(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.create(
            person=cast.mentor, level=first.level, requirement=first.requirement, provider=cast.provider,
            grounds="x", reason="x", decided_by=cast.lead,
        )  # fmt: skip
    actions.withdraw_waiver(exemption=first, by=cast.lead)
    assert make.waive(cast).pk != first.pk


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"grounds": ""}, "grounds"),
        ({"requirement": "evidence"}, "requirement"),
        ({"level": "entry"}, "requirement"),
    ],
)
def test_what_cannot_be_waived_is_refused_by_its_field(cast, facts, field):
    if "level" in facts:
        facts = {"level": cast.level}
    with pytest.raises(ValidationError) as refused:
        make.waive(cast, **facts)
    assert list(refused.value.message_dict) == [field]


# --- taking it back ----------------------------------------------------------------------------------------


def test_e17_a_withdrawn_waiver_closes_what_it_had_opened(waived, cast):
    make.everything_of_mastery(waived, cast)
    make.watch(waived, cast)
    round_ = make.send_sheet(waived)
    row = actions.withdraw_waiver(exemption=Exemption.objects.get(), by=cast.lead)
    assert (row.withdrawn_by, row.withdrawn_at is None) == (cast.lead, False)
    assert asked(waived, "prerequisite").answer == Answer.NOT_YET
    with pytest.raises(PermissionDenied, match="The mentor holds no valid Entry certificate any more"):
        make.sign(round_, cast.pcm)


def test_withdrawing_again_changes_nothing(cast):
    row = make.waive(cast)
    first = actions.withdraw_waiver(exemption=row, by=cast.lead).withdrawn_at
    colleague = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    again = actions.withdraw_waiver(exemption=row, by=colleague)
    assert (again.withdrawn_at, again.withdrawn_by) == (first, cast.lead)


def test_only_the_provider_that_waived_withdraws(cast):
    row = make.waive(cast)
    for person in (cast.office, cast.mentor, holder(Role.PROVIDER_LEAD), UserFactory(admin=True)):
        with pytest.raises(PermissionDenied):
            actions.withdraw_waiver(exemption=row, by=person)


# --- the last signature ------------------------------------------------------------------------------------


def test_r7_who_waived_does_not_give_the_last_signature(waived, cast):
    AppointmentFactory(person=cast.lead, role=Role.LINK_TUTOR, provider=cast.provider)
    forget_hats(cast.lead)
    make.everything_of_mastery(waived, cast)
    make.watch(waived, cast)
    round_ = make.send_sheet(waived)
    make.sign(round_, cast.pcm)
    with pytest.raises(PermissionDenied, match="You waived a requirement for this mentor"):
        make.sign(round_, cast.lead)
    make.sign(round_, cast.tutor)
    round_.refresh_from_db()
    assert round_.signed_at is not None


# --- the pages ---------------------------------------------------------------------------------------------


def typed(cast, **facts):
    """What the form posts when nothing is wrong."""
    return {
        "email": cast.mentor.email,
        "level": Level.objects.get(slug="mastery").pk,
        "requirement": "prerequisite",
        "grounds": "Eight years, two providers, eleven student teachers.",
        "reason": "We know this work.",
    } | facts


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.lead)
    return client


def test_the_lead_waives_by_the_mentors_address(lead, cast):
    assert "Nothing is waived" in lead.get("/my/waivers/").content.decode()
    once = lead.get("/my/waivers/add/").context["form"]["once"].value()
    for _ in range(2):  # T11: pressed twice
        answer = lead.post("/my/waivers/add/", typed(cast, email=cast.mentor.email.upper(), once=once))
        assert (answer.status_code, answer.url) == (302, "/my/waivers/")
    row = Exemption.objects.get()
    assert (row.person, row.provider, row.reason) == (cast.mentor, cast.provider, "We know this work.")
    assert lead.get("/my/waivers/").context["valid"] == [row]


@pytest.mark.parametrize("whose", ["nobody", "elsewhere", "pcm"])
def test_an_address_of_no_mentor_of_ours_says_the_same_for_all(lead, cast, whose):
    addresses = {
        "nobody": lambda: "nobody@people.example",
        "elsewhere": lambda: holder(Role.MENTOR).email,
        "pcm": lambda: cast.pcm.email,
    }
    answer = lead.post("/my/waivers/add/", typed(cast, email=addresses[whose]()))
    assert answer.context["form"].errors == {
        "email": ["No mentor at one of your partner schools has this address"]
    }


def test_what_is_waived_already_is_told_by_the_field(lead, cast):
    make.waive(cast)
    errors = lead.post("/my/waivers/add/", typed(cast)).context["form"].errors
    assert errors["requirement"][0].startswith("Lena Lead waived this on")


def test_the_lead_withdraws_after_a_question(lead, cast):
    row = make.waive(cast)
    door = f"/my/waivers/{row.slug}/withdraw/"
    assert lead.get(door).status_code == 200
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert lead.post(door).url == "/my/waivers/"
    assert lead.get("/my/waivers/").context["withdrawn"] == [row]


def test_t1_waivers_are_their_providers_own(client, cast):
    row = make.waive(cast)
    codes = {}
    for name, person in {
        "other lead": holder(Role.PROVIDER_LEAD),
        "mentor": cast.mentor,
        "office": cast.office,
        "pcm": cast.pcm,
    }.items():
        client.force_login(person)
        doors = ("/my/waivers/", "/my/waivers/add/", f"/my/waivers/{row.slug}/withdraw/")
        codes[name] = [client.get(door).status_code for door in doors]
    refused = [403, 403, 404]
    assert codes == {"other lead": [200, 200, 404], "mentor": refused, "office": refused, "pcm": refused}
    client.force_login(holder(Role.PROVIDER_LEAD))
    assert client.get("/my/waivers/").context["valid"] == []
