"""The demonstration: people in every role, work at every stage, all of it in states that the rules allow."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from forms.models import SealedPart
from home.demo.levels import STORIES
from people.models import Invitation, Provider, School, User
from people.permissions import hats, holders
from people.roles import Role
from portfolio.models import Enrolment, Exemption, Observation
from portfolio.progress import state
from portfolio.record import load, with_answers
from register.models import Certificate
from reviews.handover import keys_of_needs, needs
from reviews.models import Comment, Round, Stage
from reviews.routing import asked_as
from tests import databases
from tests import demo as demonstration

pytestmark = pytest.mark.django_db

CAST = yaml.safe_load((settings.BASE_DIR / "home" / "demo" / "cast.yaml").read_text())
# What the mentor's own desk calls each stage of the cast.
STATES = {
    "new": "in_progress",
    "midway": "in_progress",
    "account": "in_progress",
    "returned": "returned",
    "with_pcm": "with_pcm",
    "with_tutor": "with_link_tutor",
    "ready": "signed_off",
    "certified": "certified",
    "revoked": "revoked",
    "waived": "in_progress",
    "refused": "returned",
    "panel": "with_link_tutor",
    "to_send": "ready",
}
PAUSED = "Hannah Roy"  # the pause is arranged around the work, in home/demo/routes.yaml
ON_PAPER = "Huw Prosser"  # the PCM's signature, which the office has recorded (home/demo/reviews.yaml)
MORE = ("who applies without Entry", "a second account of somebody who has one")
GONE = [row["name"] for row in CAST["staff"] if row.get("until", 0) < 0]


@pytest.fixture
def folder(tmp_path):
    """A copy of the whole demonstration, to be changed at will."""
    return shutil.copytree(
        demonstration.template(), tmp_path / "var", ignore=shutil.ignore_patterns("db.sqlite3-*")
    )


def accounts(folder):
    return json.loads((folder / "demo-accounts.json").read_text())


def rows(folder):
    """{table: number of rows} of the folder's database, without what the worker and visitors write."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        wanted = [t for t in tables if t.startswith(("people", "portfolio", "forms", "reviews", "register"))]
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in wanted}  # noqa: S608


def mentors(level, *stages):
    """The rows of the cast at this level, and at these stages of it where some are named."""
    return [
        row for row in CAST["mentors"] if row["level"] == level and (not stages or row["stage"] in stages)
    ]


@pytest.mark.usefixtures("demo")
def test_every_mentor_stands_where_the_cast_says():
    shown = {
        (enrolment.person.name, enrolment.level.slug): state(load(enrolment)).key
        for enrolment in with_answers(Enrolment.objects.select_related("person"))
    }
    wanted = {(row["name"], row["level"]): STATES[row["stage"]] for row in CAST["mentors"]}
    wanted[PAUSED, "entry"] = "paused"
    wanted[ON_PAPER, "entry"] = "with_link_tutor"
    before = {(row["name"], "entry"): "certified" for row in mentors("mastery") if row["stage"] != "waived"}
    assert shown == wanted | before


@pytest.mark.parametrize("level", STORIES)
def test_every_stage_that_the_demonstration_knows_has_somebody(level):
    assert {row["stage"] for row in mentors(level)} == STORIES[level].stages.keys()


@pytest.mark.usefixtures("demo")
def test_every_role_is_held_and_every_member_of_staff_has_theirs():
    held = {user.name: {hat.role for hat in hats(user)} for user in User.objects.all()}
    wanted = {row["name"]: {row["role"]} & set(Role.values) for row in CAST["staff"]}
    wanted |= {name: set() for name in GONE}
    assert {name: held[name] for name in wanted} == wanted
    assert set().union(*held.values()) == set(Role.values)


@pytest.mark.usefixtures("demo")
def test_nobody_signed_their_own_work_or_twice_or_out_of_order():
    for round_ in Round.objects.exclude(submission__record_sheet=None).select_related("submission"):
        signed = [line for line in round_.decisions.order_by("seq") if line.outcome == "signed"]
        assert round_.submission.owner_id not in {line.signatory_id for line in signed}
        assert len({line.signatory_id for line in signed}) == len(signed)
        assert [line.role for line in signed] == ["pcm", "link_tutor"][: len(signed)]


@pytest.mark.usefixtures("demo")
def test_whoever_is_certified_has_a_stored_certificate():
    certified = {(row["name"], row["level"]) for row in CAST["mentors"] if row["stage"] == "certified"}
    certified |= {(row["name"], "entry") for row in mentors("mastery") if row["stage"] != "waived"}
    ended = ("superseded", "revoked")
    found = Certificate.objects.exclude(status__in=ended).select_related("award__person", "award__level")
    assert {
        (c.award.person.name, c.award.level.slug): (c.status, bool(c.storage_key)) for c in found
    } == dict.fromkeys(certified, ("valid", True))


@pytest.mark.usefixtures("demo")
def test_r7_whoever_has_no_entry_certificate_has_the_leads_waiver():
    found = Exemption.objects.valid().select_related("person", "decided_by", "provider")
    assert [(each.person.name, each.requirement, each.decided_by.name) for each in found] == [
        (row["name"], "prerequisite", "Helen Frost") for row in mentors("mastery", "waived")
    ]


@pytest.mark.usefixtures("demo")
def test_r24_the_pcm_has_observed_whoever_the_pcm_signed_for_and_nobody_else():
    seen = Observation.objects.filter(kind=Observation.Kind.PCM)
    assert set(seen.values_list("enrolment__person__name", flat=True)) == {
        row["name"] for row in mentors("mastery", "returned", "with_tutor", "certified")
    }


@pytest.mark.usefixtures("demo")
def test_r12_whoever_had_entry_has_two_audits_to_compare():
    for enrolment in with_answers(Enrolment.objects.filter(level__slug="mastery")):
        record = load(enrolment)
        assert (record.comparison is None) == (Exemption.Waives.PREREQUISITE in record.exemptions)


def test_notes_say_the_level_and_the_stage(folder):
    notes = {account["name"]: account["note"] for account in accounts(folder)}
    assert {notes[row["name"]].split(":")[0] for row in mentors("mastery")} == {
        "Mastery, begun",
        "Mastery, midway",
        "Mastery, waived",
        "Mastery, with PCM",
        "Mastery, returned",
        "Mastery, with tutor",
        "Mastery, ready",
        "certified Mastery",
    }
    assert {notes[row["name"]] for row in mentors("entry", "certified")} == {"certified Entry"}


# --- what is arranged and said around the sheets -----------------------------------------------------------


@pytest.fixture
def office(demo):
    return User.objects.get(name="Sam Lee")


def stage_of(mentor):
    """The stage whose turn it is on the mentor's sheet."""
    return Stage.objects.open().get(round__submission__owner__name=mentor)


def test_the_offices_list_has_a_panel_a_school_without_pcm_and_what_waits_too_long(office):
    keys, _ = keys_of_needs(office)
    assert {(need.stage.round.submission.owner.name, need.tag, need.action) for need in needs(keys)} == {
        ("Chidi Eze", "No panel", "Name the panel"),
        ("Bethan Rowlands", "Nobody", "Name an acting PCM"),
        ("Noor Rahman", "Late", "Pass it on"),
    }


@pytest.mark.usefixtures("demo")
def test_e2_somebody_stands_in_for_a_pcm_who_is_away():
    rosalind = User.objects.get(name="Rosalind Achebe")
    asked = asked_as(rosalind, stage_of("Siân Llŷr Gruffydd"))
    assert (asked.role, asked.deputy_of.name) == ("pcm", "Asha Patel")


@pytest.mark.usefixtures("demo")
def test_e3_a_school_has_an_acting_pcm():
    leila = User.objects.get(name="Leila Haddad")
    assert asked_as(leila, stage_of("Yara Haddad-Lindqvist")).acting


@pytest.mark.usefixtures("demo")
def test_e4_stages_are_claimed_and_passed_on():
    claimed, given = stage_of("Nguyễn Thị Hương"), stage_of("Kwame Boateng")
    assert (claimed.claimed_by.name, given.assignee.name) == ("Amina Yusuf", "Amina Yusuf")


@pytest.mark.usefixtures("demo")
def test_e8_after_two_refusals_a_panel_that_nobody_is_named_for_decides():
    stage = stage_of("Chidi Eze")
    assert (stage.is_panel, stage.signatures_wanted, stage.panel.count()) == (True, 3, 0)
    assert [round_.another_wanted_at is not None for round_ in stage.round.submission.rounds.all()] == [
        True,
        False,
        False,
    ]


@pytest.mark.usefixtures("demo")
def test_questions_are_open_and_answered_and_remarks_stand_on_their_parts():
    questions = Comment.objects.filter(is_question=True)
    assert sorted(
        (row.round.submission.owner.name, Comment.objects.filter(answers=row).exists()) for row in questions
    ) == [("Kwame Boateng", True), ("Noor Rahman", False), ("Tomasz Wójcik", False)]
    parts = {part.label for part in SealedPart.objects.filter(sending__round__isnull=False)}
    placed = Comment.objects.exclude(part="").values_list("part", flat=True)
    assert len(placed) > 4
    assert set(placed) <= parts


@pytest.mark.usefixtures("demo")
def test_an_invitation_to_act_as_pcm_is_open():
    waiting = Invitation.objects.unanswered().get()
    assert (waiting.name, waiting.school.name, waiting.acting) == ("Ffion Bevan", "Thornfield Academy", True)


@pytest.mark.usefixtures("demo")
def test_a_school_and_a_provider_have_somebody_to_stand_in():
    hillcrest = School.objects.get(name="Hillcrest School")
    st_marys = Provider.objects.get(slug="st-marys")
    pcms, tutors = holders(Role.PCM, school=hillcrest), holders(Role.LINK_TUTOR, provider=st_marys)
    assert sorted(pcms.values_list("name", flat=True)) == ["Asha Patel", "Owen Pritchard"]
    assert sorted(tutors.values_list("name", flat=True)) == ["Amina Yusuf", "Tom Reid"]


def test_the_accounts_that_are_printed_cover_every_role_and_can_sign_in(folder, demo, client):
    listed = accounts(folder)
    assert len(listed) == len(CAST["staff"]) + len(CAST["mentors"]) + len(MORE)
    assert {tuple(account) for account in listed} == {("role", "email", "password", "name", "note")}
    assert Counter(account["role"] for account in listed) == Counter(
        [row["role"] for row in CAST["staff"]] + ["mentor"] * (len(CAST["mentors"]) + len(MORE))
    )
    one_of_each = {account["role"]: account for account in listed}.values()
    went = {
        account["role"]: client.post(
            "/account/login/", {"login": account["email"], "password": account["password"]}
        ).status_code
        for account in one_of_each
    }
    assert went == dict.fromkeys(went, 302)


def test_only_its_owner_reads_the_list_of_accounts():
    assert (demonstration.template() / "demo-accounts.json").stat().st_mode & 0o077 == 0


def test_the_register_finds_nothing_wrong(folder):
    assert databases.manage("check_register", **demonstration.environment(folder)).returncode == 0


def test_loading_it_again_adds_nobody(folder):
    before, listed = rows(folder), accounts(folder)
    databases.manage("load_demo", "--verbosity", "0", **demonstration.environment(folder))
    assert (rows(folder), accounts(folder)) == (before, listed)
    assert before["people_user"] == len(listed)


def test_a_real_site_is_never_filled_with_invented_people(settings):
    settings.DEMO = False
    before = User.objects.count()
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert User.objects.count() == before
