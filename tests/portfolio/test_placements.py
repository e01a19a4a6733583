"""A mentor’s placements: shared, interrupted, elsewhere, at a closed school; the line through the year."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.models import Phase, YearStage
from people.roles import Role
from portfolio import actions, rules
from portfolio.cycle_line import cycle_line, window_of
from portfolio.models import Exemption, Placement
from portfolio.placements import is_for_the_provider, needs_decision, standing
from portfolio.record import load
from tests.factories import portfolio as make
from tests.factories.people import PartnershipFactory, ProviderFactory, SchoolFactory, holder
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(enrolment):
    return f"/my/{enrolment.slug}/placements/"


@pytest.fixture
def year(cast):
    """A mentor on Mastery with a placement in each stage of the year."""
    enrolment = make.on_mastery(cast)
    make.year(enrolment, cast)
    return enrolment


def decide(placement, cast, counts="wholly", because=""):
    return actions.decide_placement(placement=placement, by=cast.lead, counts=counts, because=because)


def typed(placement, **changed):
    """What the form of a placement posts when nothing is changed, with these changes."""
    facts = {
        "student": placement.student,
        "school": placement.school_id,
        "provider": placement.provider_id,
        "provider_phase": placement.provider_phase_id or "",
        "completed": "yes" if placement.completed else "no",
        "note": placement.note,
        **{name: "on" for name in ("shared", "interrupted") if getattr(placement, name)},
        **make.boxes("start", placement.start),
        **make.boxes("end", placement.end),
    }
    return facts | changed


def stands(enrolment):
    """{initials: (word, counts)} of the enrolment's placements."""
    record = load(make.fresh(enrolment))
    found = {row.student: standing(record, row) for row in record.placements}
    return {student: (each.word, each.counts) for student, each in found.items()}


# --- what needs a decision ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, False),
        ({"shared": True}, True),
        ({"interrupted": True}, True),
        ({"provider": "another"}, True),
    ],
)
def test_e5_e7_shared_interrupted_and_foreign_placements_are_the_providers_to_decide(
    enrolment, cast, facts, asked
):
    if facts.get("provider"):
        facts = {"provider": ProviderFactory()}
    row = make.place(enrolment, cast, **facts)
    assert (is_for_the_provider(row), needs_decision(row)) == (asked, asked)


def test_e7_the_form_asks_and_says_what_follows(mine, base, enrolment, cast):
    page = text(mine.get(f"{base}add/"))
    assert "I shared the mentoring with another mentor" in page
    assert "The placement was interrupted, or the student teacher left early" in page
    assert "then decides whether it counts" in page
    make.place(enrolment, cast)
    row = enrolment.placements.get()
    note = "Mondays and Tuesdays with me, the rest with a colleague."
    saved = mine.post(f"{base}{row.slug}/", typed(row, shared="on", note=note), follow=True)
    row.refresh_from_db()
    assert (row.shared, row.interrupted, row.note) == (True, False, note)
    assert "Kingsmere University decides whether it counts. You hear by email." in text(saved)


def test_e7_a_note_without_a_reason_to_decide_is_not_kept(enrolment, cast):
    assert make.place(enrolment, cast, note="Nothing special.").note == ""


# --- a decision is not lost silently ----------------------------------------------------------------------

CHANGES = [
    {"start": make.ago(119)},
    {"end": make.ago(21)},
    {"shared": False},
    {"interrupted": True},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_e7_changing_what_was_decided_about_is_refused_until_the_mentor_says_so(enrolment, cast, change):
    row = decide(make.place(enrolment, cast, shared=True), cast)
    facts = {"shared": True} | change
    with pytest.raises(ValidationError) as refused:
        make.place(enrolment, cast, placement=row, **facts)
    assert refused.value.message_dict == {
        "again": ["Lena Lead has decided about this placement. Tick the box if they should decide again"]
    }
    row.refresh_from_db()
    assert (row.counts, row.decided_by, row.start) == ("wholly", cast.lead, make.ago(120))
    changed = make.place(enrolment, cast, placement=row, again=True, **facts)
    assert (changed.counts, changed.counts_because, changed.decided_by, changed.decided_at) == (
        ("", "", None, None)
    )


def test_e7_another_provider_or_phase_loses_the_decision_too(enrolment, cast):
    row = decide(make.place(enrolment, cast, shared=True), cast)
    for facts in ({"provider": ProviderFactory()}, {"provider_phase": make.phase(cast, "Foundation")}):
        with pytest.raises(ValidationError):
            make.place(enrolment, cast, placement=row, shared=True, **facts)


def test_e7_what_nobody_decided_about_may_change(enrolment, cast):
    row = decide(make.place(enrolment, cast, shared=True, completed=False), cast)
    changed = make.place(enrolment, cast, placement=row, shared=True, student="TM", note="Half each.")
    assert (changed.student, changed.completed, changed.counts) == ("TM", True, "wholly")


def test_e7_the_page_says_whose_decision_is_lost_before_saving_is_final(mine, base, enrolment, cast):
    row = decide(make.place(enrolment, cast, shared=True), cast, "partly", "Two days a week.")
    page = text(mine.get(f"{base}{row.slug}/"))
    assert "Lena Lead decided on" in page
    assert "it counts for its stage of the year only." in page
    assert "they decide again, and until then it does not count" in page
    refused = mine.post(f"{base}{row.slug}/", typed(row, **make.boxes("end", make.ago(21))))
    soup = BeautifulSoup(refused.content, "html.parser")
    [link] = soup.select(".govuk-error-summary__list a")
    assert (link["href"], bool(soup.find(id="id_again"))) == ("#id_again", True)
    row.refresh_from_db()
    assert (row.counts, row.end) == ("partly", make.ago(20))
    mine.post(f"{base}{row.slug}/", typed(row, again="on", **make.boxes("end", make.ago(21))))
    row.refresh_from_db()
    assert (row.counts, row.end) == ("", make.ago(21))


def test_e7_a_decision_made_while_the_mentor_was_typing_is_not_lost(mine, base, enrolment, cast):
    row = make.place(enrolment, cast, shared=True)
    old_page = typed(row, **make.boxes("end", make.ago(21)))
    decide(row, cast)
    assert mine.post(f"{base}{row.slug}/", old_page).status_code == 200
    row.refresh_from_db()
    assert row.counts == "wholly"


def test_removing_a_decided_placement_says_that_the_decision_goes(mine, base, enrolment, cast):
    row = decide(make.place(enrolment, cast, shared=True), cast)
    assert "The decision goes with the placement" in text(mine.get(f"{base}{row.slug}/remove/"))


# --- what the mentor sees ---------------------------------------------------------------------------------


def test_e7_the_mentor_reads_decision_and_reason_at_the_placement(mine, base, enrolment, cast):
    row = make.place(enrolment, cast, shared=True)
    assert "<b>Waiting.</b> Kingsmere University decides whether it counts." in text(mine.get(base))
    decide(row, cast, "not", "The other mentor led throughout.")
    page = text(mine.get(base))
    assert "<b>Does not count.</b> The other mentor led throughout." in page
    assert "Lena Lead decided on" in page


def test_each_placement_says_whether_it_counts_and_why_not(year, cast):
    phase = make.phase(cast, "Foundation")
    facts = {"provider_phase": phase}
    make.place(year, cast, student="OLD", start=make.ago(1300), end=make.ago(1200), **facts)
    make.place(year, cast, student="NOW", start=make.ago(9), end=make.ago(-9), completed=False, **facts)
    make.place(year, cast, student="OFF", start=make.ago(60), end=make.ago(50), completed=False, **facts)
    partly = make.place(year, cast, student="PT", start=make.ago(60), end=make.ago(50), shared=True, **facts)
    decide(partly, cast, "partly", "Half the week.")
    make.place(year, cast, student="VG", start=make.ago(60), end=make.ago(50))
    make.place(year, cast, student="SH", start=make.ago(60), end=make.ago(50), shared=True, **facts)
    assert stands(year) == {
        "SK": ("Counts", True),
        "OLD": ("Does not count", False),
        "NOW": ("Under way", False),
        "OFF": ("Not completed", False),
        "PT": ("Counts for its stage", True),
        "VG": ("Counts for no stage", False),
        "SH": ("Waiting", False),
    }


# --- schools that closed ----------------------------------------------------------------------------------


@pytest.fixture
def closed(cast):
    """A partner school that closed and became another."""
    became = SchoolFactory(name="Hilltop Academy", town="Ealing")
    closed_on = date(2026, 8, 31)
    school = SchoolFactory(name="Old Hill School", closed_on=closed_on, successor=became)
    PartnershipFactory(school=school, provider=cast.provider)
    return school


def test_e13_a_school_that_closed_cannot_be_chosen_anew(enrolment, cast, closed):
    with pytest.raises(ValidationError) as refused:
        make.place(enrolment, cast, school=closed)
    assert refused.value.message_dict == {
        "school": [
            "Old Hill School closed on 31 August 2026, so it cannot be chosen any more. "
            "It became Hilltop Academy, Ealing."
        ]
    }


def test_e13_a_placement_keeps_a_school_that_closed_since(mine, base, enrolment, cast, closed):
    row = make.place(enrolment, cast)
    Placement.objects.update(school=closed)
    row.refresh_from_db()
    page = text(mine.get(f"{base}{row.slug}/"))
    assert "Old Hill School, Ashford Lea (closed on 31 August 2026)" in page
    assert "Old Hill School closed on 31 August 2026." in text(mine.get(base))
    assert mine.post(f"{base}{row.slug}/", typed(row, student="TM")).status_code == 302
    row.refresh_from_db()
    assert (row.student, row.school) == ("TM", closed)
    assert "Old Hill School" not in text(mine.get(f"{base}add/"))


def test_a_placement_keeps_a_provider_and_phase_that_left_since(mine, base, enrolment, cast):
    row = make.place(enrolment, cast)
    gone = ProviderFactory(name="Gone University", left=True)
    phase = Phase.objects.create(provider=gone, title="Their first", stage=YearStage.objects.first())
    Placement.objects.update(provider=gone, provider_phase=phase)
    row.refresh_from_db()
    assert "The placement is saved" in text(
        mine.post(f"{base}{row.slug}/", typed(row, student="TM"), follow=True)
    )
    row.refresh_from_db()
    assert (row.student, row.provider, row.provider_phase) == ("TM", gone, phase)
    assert "Gone University" not in text(mine.get(f"{base}add/"))


# --- initials ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("initials", "is_word"),
    [
        ("SK", False),
        ("K-204", False),
        ("S.K.", False),
        ("JO", False),
        ("Jo", True),
        ("SAM", True),
        ("ÉVA", True),
    ],
)
def test_e19_initials_that_look_like_a_word_are_warned_about(initials, is_word):
    assert rules.looks_like_a_word(initials) == is_word


def test_e19_the_warning_stands_on_the_next_page_and_the_placement_is_saved(mine, base, enrolment, cast):
    row = make.place(enrolment, cast)
    saved = mine.post(f"{base}{row.slug}/", typed(row, student="SAM"), follow=True)
    assert "“SAM” could be read as a name" in text(saved)
    row.refresh_from_db()
    assert row.student == "SAM"


# --- the line through the year ----------------------------------------------------------------------------


def line(enrolment):
    record = load(make.fresh(enrolment))
    return cycle_line(record, {row.pk: standing(record, row) for row in record.placements})


def test_r14_the_line_has_a_row_for_each_stage(year):
    drawn = line(year)
    assert [(row["stage"], [each["counts"] for each in row["placements"]]) for row in drawn["rows"]] == [
        ("Foundation", [True]),
        ("Development", [True]),
        ("Consolidation", [True]),
    ]
    assert drawn["finding"] == "Completed placements cover all 3 stages of the year."
    bars = [row["placements"][0] for row in drawn["rows"]]
    assert [each["x"] for each in bars] == sorted((each["x"] for each in bars), key=float)


def test_r14_what_has_no_stage_stands_in_a_row_of_its_own(year, cast):
    make.place(year, cast)
    assert [row["stage"] for row in line(year)["rows"]][-1] == "No stage given"


def test_r15_the_window_has_its_first_and_last_day(year):
    record = load(year)
    first = make.ago(300)
    assert window_of(record)[0] == first
    assert (window_of(record)[1] - first).days in (729, 730)  # 24 months, a leap day perhaps
    assert f"{line(year)['window']['start']}" == f"{first.day} {first:%B} {first.year}"


def test_e12_paused_days_make_the_window_longer(year):
    record = load(year)
    _, planned = window_of(record)
    record.pauses = [(make.ago(50), make.ago(41)), (planned + timedelta(5), planned + timedelta(14))]
    assert window_of(record)[1] == planned + timedelta(days=20)


def test_e12_a_pause_that_goes_on_is_drawn_until_today(year):
    record = load(year)
    record.pauses = [(make.ago(50), None)]
    drawn = cycle_line(record, {row.pk: standing(record, row) for row in record.placements})
    assert [(pause["start"], pause["end"]) for pause in drawn["pauses"]] == [
        tuple(f"{day.day} {day:%B} {day.year}" for day in (make.ago(50), make.ago(0)))
    ]


def test_e11_a_waived_window_is_not_drawn(year, cast):
    make.waive(cast, requirement=Exemption.Waives.WINDOW)
    assert line(year)["window"] is None


def test_a_level_without_a_full_cycle_has_no_line(enrolment, cast):
    make.place(enrolment, cast)
    assert line(enrolment) == {}


def test_the_page_draws_the_line_and_says_the_same_in_a_table(mine, year):
    soup = BeautifulSoup(mine.get(f"/my/{year.slug}/placements/").content, "html.parser")
    [drawing] = soup.select("#cycle ~ svg")
    assert drawing["aria-hidden"] == "true"
    assert "script" not in {tag.name for tag in drawing.find_all()}
    rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in soup.select("tbody tr")]
    assert [(row[0], row[3]) for row in rows] == [
        ("Foundation", "Counts"),
        ("Development", "Counts"),
        ("Consolidation", "Counts"),
    ]


def test_the_page_takes_as_many_queries_for_twelve_placements_as_for_three(mine, year, cast):
    address = f"/my/{year.slug}/placements/"
    mine.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        mine.get(address)
    for _ in range(9):
        row = make.place(year, cast, provider_phase=make.phase(cast, "Foundation"), shared=True)
        decide(row, cast)
    with CaptureQueriesContext(connection) as many:
        mine.get(address)
    assert len(many) == len(few)


def test_nobody_else_finds_the_placements(client, base, enrolment, cast):
    row = make.place(enrolment, cast)
    for person in (cast.another_mentor(), cast.pcm, cast.tutor, holder(Role.PROVIDER_LEAD)):
        client.force_login(person)
        assert [client.get(f"{base}{rest}").status_code for rest in ("", f"{row.slug}/")] == [404, 404]
