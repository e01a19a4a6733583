"""The PCM notes having observed a mentor, and cannot sign Mastery before (R24, E2, E4)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from modules.models import Level
from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, permissions
from portfolio.models import Observation
from reviews import guards
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.portfolio.test_desk import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastery(cast):
    return make.on_mastery(cast)


@pytest.fixture
def door(mastery):
    return f"/my/mentors/{mastery.slug}/observation/"


def noted(**facts):
    """What the form posts when nothing is wrong."""
    return (
        {"feedback_seen": "on", "targets_seen": "on", "note": ""} | make.boxes("held_on", make.ago(3)) | facts
    )


# --- the verb ----------------------------------------------------------------------------------------------


def test_r24_the_pcm_notes_who_observed_and_what_was_seen(mastery, cast):
    row = make.watch(mastery, cast, held_on=make.ago(3))
    assert (row.kind, row.tutor_name, row.recorded_by, row.mentor, row.counts) == (
        "pcm",
        "Asha Patel",
        cast.pcm,
        cast.mentor,
        True,
    )


def test_r24_a_second_pcm_of_the_school_may_note_it_too(mastery, cast):
    deputy = holder(Role.PCM, school=cast.school, name="Bea Deputy")
    assert make.watch(mastery, cast, by=deputy).recorded_by == deputy


@pytest.mark.parametrize("who", ["mentor", "tutor", "office", "lead", "other_pcm", "former_pcm", "admin"])
def test_r24_nobody_else_notes_it(mastery, cast, who):
    people = {
        "other_pcm": lambda: holder(Role.PCM),
        "former_pcm": lambda: former(cast),
        "admin": lambda: UserFactory(admin=True),
    }
    person = people[who]() if who in people else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        make.watch(mastery, cast, by=person)
    assert not Observation.objects.filter(kind="pcm").exists()


def former(cast):
    """Somebody who was PCM at the school until yesterday."""
    person = holder(Role.PCM, school=cast.school)
    person.appointments.update(end=make.ago(1))
    return person


def test_e2_a_pcm_who_mentors_is_observed_by_somebody_else(mastery, cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    forget_hats(cast.mentor)
    with pytest.raises(PermissionDenied, match="Somebody else has to observe you"):
        make.watch(mastery, cast, by=cast.mentor)


def test_e2_the_database_itself_refuses_a_mentors_own_word(mastery, cast):
    row = make.watch(mastery, cast)
    for change in ({"recorded_by": cast.mentor}, {"mentor": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Observation.objects.filter(pk=row.pk).update(**change)


def test_a_level_that_does_not_ask_for_it_takes_none(enrolment, cast):
    with pytest.raises(PermissionDenied, match="Entry does not ask for an observation by the PCM"):
        make.watch(enrolment, cast)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"held_on": make.ago(-1)}, "held_on"),
        ({"feedback_seen": False, "targets_seen": False}, "feedback_seen"),
    ],
)
def test_what_cannot_be_true_is_refused_by_its_field(mastery, cast, facts, field):
    with pytest.raises(ValidationError) as refused:
        make.watch(mastery, cast, **facts)
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(("before", "held"), [(20, True), (120, True), (19, False), (121, False)])
def test_a_placement_named_was_under_way_that_day(mastery, cast, before, held):
    placement = make.place(mastery, cast, start=make.ago(120), end=make.ago(20))
    if held:
        assert make.watch(mastery, cast, placement=placement, held_on=make.ago(before)).placement == placement
    else:
        with pytest.raises(ValidationError, match="This placement was from"):
            make.watch(mastery, cast, placement=placement, held_on=make.ago(before))


def test_a_placement_of_another_enrolment_is_refused(mastery, cast, client):
    entry = cast.mentor.enrolments.get(level__slug="entry")
    with pytest.raises(PermissionDenied, match="another enrolment"):
        make.watch(mastery, cast, placement=entry.placements.get())


def test_e4_the_observation_stays_when_the_pcm_leaves(mastery, cast):
    make.watch(mastery, cast)
    cast.pcm.appointments.update(end=make.ago(1))
    successor = holder(Role.PCM, school=cast.school)
    make.everything_of_mastery(mastery, cast)
    stage = make.send_sheet(mastery).stages.get(position=1)
    assert permissions.may_sign_stage(successor, stage)


# --- the signature -----------------------------------------------------------------------------------------


def test_accept_5_the_pcm_cannot_sign_mastery_without_observation(mastery, cast):
    make.everything_of_mastery(mastery, cast)
    round_ = make.send_sheet(mastery)
    with pytest.raises(PermissionDenied, match="watch the mentor observe a lesson"):
        make.sign(round_, cast.pcm)
    make.watch(mastery, cast, targets_seen=False)
    with pytest.raises(PermissionDenied, match="watch the mentor observe a lesson"):
        make.sign(round_, cast.pcm)
    make.watch(mastery, cast)
    make.sign_all(round_, cast)
    round_.refresh_from_db()
    assert round_.signed_at is not None


def test_accept_5_an_administrator_who_is_pcm_neither(mastery, cast):
    make.everything_of_mastery(mastery, cast)
    type(cast.pcm).objects.filter(pk=cast.pcm.pk).update(is_superuser=True)
    cast.pcm.refresh_from_db()
    with pytest.raises(PermissionDenied, match="watch the mentor observe a lesson"):
        make.sign(make.send_sheet(mastery), cast.pcm)


def test_r24_sending_back_needs_no_observation(mastery, cast):
    make.everything_of_mastery(mastery, cast)
    round_ = make.send_sheet(mastery)
    stage = round_.stages.get(position=1)
    assert guards.can_send_back(cast.pcm, round_, stage)


def test_entry_is_signed_without(ready, cast):
    assert permissions.may_sign_stage(cast.pcm, make.send_sheet(ready).stages.get(position=1))


# --- the mentor reads it -----------------------------------------------------------------------------------


def test_the_mentor_reads_the_pcms_note_and_cannot_change_it(mastery, cast, client):
    row = make.watch(mastery, cast)
    client.force_login(cast.mentor)
    page = client.get(f"/my/{mastery.slug}/observations/").content.decode()
    assert "Noted by the PCM, who saw you giving feedback and setting targets." in page
    assert "Change<span" not in page
    for address in (
        f"/my/{mastery.slug}/observations/{row.slug}/",
        f"/my/{mastery.slug}/observations/{row.slug}/remove/",
    ):
        assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    with pytest.raises(PermissionDenied, match="Your PCM noted this observation"):
        actions.remove_work(row=row, by=cast.mentor)
    with pytest.raises(PermissionDenied, match="Your PCM noted this observation"):
        make.observe(mastery, observation=row)
    assert Observation.objects.get(kind="pcm").tutor_name == "Asha Patel"


# --- the PCM's room ----------------------------------------------------------------------------------------


def test_the_pcm_sees_the_mentors_of_the_own_school(mastery, cast, client):
    make.watch(mastery, cast, held_on=make.ago(3), targets_seen=False)
    other = cast.another_mentor(name="Ébène Early")
    cast.level = Level.objects.get(slug="entry")
    cast.enrol(other)
    school = SchoolFactory(partner=cast.provider)
    cast.enrol(holder(Role.MENTOR, school=school))
    client.force_login(cast.pcm)
    rows = client.get("/my/mentors/").context["rows"]
    assert rows[0]["page"] == f"/my/mentors/{mastery.slug}/"
    day = make.ago(3)
    assert [(row["name"], row["level"], row["state"].label, bool(row["url"])) for row in rows] == [
        ("Jo Okafor", "Mastery", "In progress", True),
        ("Ébène Early", "Entry", "In progress", False),
        ("Jo Okafor", "Entry", "Certificate issued", False),
    ]
    assert rows[0]["observed"].startswith(f"Noted in part on {day.day} ")


def test_the_list_tells_where_each_sheet_is(mastery, cast, client):
    make.everything_of_mastery(mastery, cast)
    make.watch(mastery, cast)
    round_ = make.send_sheet(mastery)
    client.force_login(cast.pcm)

    def now():
        rows = client.get("/my/mentors/").context["rows"]
        return [(row["state"].label, row["url"]) for row in rows if row["level"] == "Mastery"]

    seen = [now()]
    make.sign(round_, cast.pcm)
    seen.append(now())
    make.send_back(round_, cast.tutor)
    seen.append(now())
    assert seen == [[("With the PCM", "")], [("With the link tutor", "")], [("Changes needed", "")]]


def test_the_list_asks_no_more_for_many_mentors_than_for_one(cast, client):
    cast.enrol()
    client.force_login(cast.pcm)
    queries(client, "/my/mentors/")
    few = queries(client, "/my/mentors/")
    for _ in range(5):
        cast.enrol(cast.another_mentor())
    assert queries(client, "/my/mentors/") == few


def test_an_empty_school_says_so(cast, client):
    client.force_login(cast.pcm)
    assert "No mentor whom you support is enrolled yet" in client.get("/my/mentors/").content.decode()


def test_the_form_takes_a_minute_and_leads_back(mastery, cast, client, door):
    placement = make.place(mastery, cast)
    client.force_login(cast.pcm)
    form = client.get(door).context["form"]
    assert list(form.fields["placement"].queryset) == [placement]
    answer = client.post(door, noted(next="/reviews/"))
    assert (answer.status_code, answer.url) == (302, "/reviews/")
    assert mastery.observations.get().held_on == make.ago(3)


def test_t11_the_same_page_sent_twice_notes_once(mastery, cast, client, door):
    client.force_login(cast.pcm)
    once = client.get(door).context["form"]["once"].value()
    for _ in range(2):
        assert client.post(door, noted(once=once)).status_code == 302
    assert mastery.observations.count() == 1


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_site(mastery, cast, client, door, elsewhere):
    client.force_login(cast.pcm)
    assert client.post(door, noted(next=elsewhere)).url == f"/my/mentors/{mastery.slug}/"


def test_today_is_filled_in(mastery, cast, client, door):
    client.force_login(cast.pcm)
    assert client.get(door).context["form"]["held_on"].value() == make.ago(0)


def test_r24_watched_from_a_recording_counts_and_is_said(mastery, cast, client, door):
    client.force_login(cast.pcm)
    client.post(door, noted(remote="on"))
    row = mastery.observations.get()
    assert (row.remote, row.counts) == (True, True)
    client.force_login(cast.mentor)
    page = client.get(f"/my/{mastery.slug}/observations/").content.decode()
    assert "Over video or from a recording." in page


def test_an_empty_form_names_what_is_missing(mastery, cast, client, door):
    client.force_login(cast.pcm)
    errors = client.post(door, {"note": ""}).context["form"].errors
    assert errors == {"held_on": ["Enter the date"], "feedback_seen": ["Tick what you saw the mentor do"]}


def test_t1_the_form_is_found_by_the_pcm_of_the_school_alone(mastery, cast, client, door):
    people = {
        "mentor": cast.mentor,
        "office": cast.office,
        "lead": cast.lead,
        "other": holder(Role.PCM),
        "former": former(cast),
        "admin": UserFactory(admin=True),
        "tutor": cast.tutor,
    }
    for name, person in people.items():
        client.force_login(person)
        code = 403 if name == "tutor" else 404  # the tutor knows the mentor, but is no PCM
        answers = (client.get(door).status_code, client.post(door, noted()).status_code)
        assert (name, answers) == (name, (code, code))
    client.logout()
    assert client.get(door).status_code == 302
    assert not mastery.observations.exists()


def test_the_list_is_for_pcms_and_link_tutors(cast, client):
    codes = {}
    for name in ("mentor", "pcm", "tutor", "office", "lead"):
        client.force_login(getattr(cast, name))
        codes[name] = client.get("/my/mentors/").status_code
    assert codes == {"mentor": 403, "pcm": 200, "tutor": 200, "office": 403, "lead": 403}
