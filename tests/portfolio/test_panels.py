"""What reviewers read: two audits side by side, the year's cycle, the PCM's observation, what is new."""

import re
from types import SimpleNamespace

import pytest
import yaml
from django.template.loader import render_to_string

import forms.actions
from cms.dates import date_uk
from forms.models import SealedPart
from modules.models import Level
from portfolio import actions
from portfolio.panels import frozen_panels, news, review_panels
from portfolio.timeline import timeline
from reviews.dossier import Dossier
from reviews.models import Round
from tests.factories import portfolio as make


def sent(contents):
    """A sending with these pieces, as an earlier version of the site may have sealed them."""
    parts = [
        SealedPart(kind=SealedPart.Kind.ENCLOSED, label=label, salt="s", content=content)
        for label, content in contents.items()
    ]
    return SimpleNamespace(parts=SimpleNamespace(all=lambda: parts))


def drawn(panels, files=None):
    """The panels as a page draws them, every run of white space a single space."""
    html = "".join(
        render_to_string(template, {"files": files or {}, **context}) for template, context in panels
    )
    return re.sub(r"\s+", " ", html)


def page_of(round_, user):
    round_ = Round.objects.for_review().get(pk=round_.pk)
    return drawn(review_panels(round_, user), Dossier(round_).files())


@pytest.fixture
def mastery(cast):
    """An enrolment on Mastery whose record sheet can be sent."""
    enrolment = make.on_mastery(cast)
    make.everything_of_mastery(enrolment, cast)
    return enrolment


# --- sheets that were sent before ---------------------------------------------------------------------------

OLD = """
Requirements: {piece: requirements, requirements: [{question: "Is it so?", answer: Met, why: "", proof: []}]}
Audit: {piece: audit, kind: First audit, completed_on: 1 May 2026, finding: It is., groups: [], words: []}
Placement 1:
  {piece: placement, id: p, student: SK, phase: First, school: Hillcrest, provider: Kingsmere,
   start: 1 May 2026, end: 2 May 2026, completed: Completed}
Observation 1: {piece: observation, id: o, held_on: 1 May 2026, tutor: Tom Reid, note: Well done.}
"""


def test_a_sheet_sealed_before_there_was_mastery_is_still_drawn():
    page = drawn(frozen_panels(sent(yaml.safe_load(OLD))))
    for words in (
        "1 of 1 were met when this was sent",
        "It is.",
        "1 May 2026 to 2 May 2026, First, at Hillcrest",
        "with Tom Reid",
    ):
        assert words in page
    assert ("w-dumb" in page, "The year’s cycle" in page) == (False, False)


# --- two audits ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r12_two_audits_stand_in_a_table_with_every_number_as_text(mastery, cast):
    page = page_of(make.send_sheet(mastery), cast.pcm)
    first, table = re.findall('<table class="w-dumb".*?</table>', page, re.DOTALL)
    assert page.index("Higher in 21 of 21 criteria") < page.index("w-key") < page.index("w-dumb")
    assert [len(re.findall(r'scope="row"', each)) for each in (first, table)] == [4, 21 + 4]
    assert (
        len(re.findall("<svg", table)) == len(re.findall(r'<svg class="up" aria-hidden="true"', table)) == 25
    )
    assert re.findall(r"Mean </span> (\S+) .*?now</span> (\S+) ", table) == [("3.0", "4.0")] * 4


@pytest.mark.django_db
def test_what_went_down_is_seen_without_opening_anything(mastery, cast):
    make.do_audit(mastery, rating="2", changed="I see more than I did.")
    actions.accept_account(audit=mastery.audits.last(), by=cast.pcm)
    page = page_of(make.send_sheet(mastery), cast.pcm)
    first = re.search('<table class="w-dumb".*?</table>', page, re.DOTALL)[0]
    assert len(re.findall(r'scope="row"', first)) == 21 + 4


@pytest.mark.django_db
def test_the_account_of_the_change_is_read_once(mastery, cast):
    make.do_audit(mastery, rating="2", changed="I see more than I did.")
    actions.accept_account(audit=mastery.audits.last(), by=cast.pcm)
    page = page_of(make.send_sheet(mastery), cast.pcm)
    assert page.count("I see more than I did.") == 1
    assert "lower in 21. </b> A lower answer can be" in page.replace("21.</b>", "21. </b>")


@pytest.mark.django_db
def test_the_mentors_own_result_shows_the_change_once_there_are_two_audits(mine, cast):
    enrolment = make.on_mastery(cast)
    entry = cast.mentor.enrolments.exclude(pk=enrolment.pk).get()
    assert "How your confidence has changed" not in mine.get(f"/my/{entry.slug}/audit/").content.decode()
    make.do_audit(enrolment, rating="4")
    page = mine.get(f"/my/{enrolment.slug}/audit/").content.decode()
    assert "How your confidence has changed" in page
    assert "Higher in 21 of 21 criteria, unchanged in 0, lower in 0." in page
    folded = re.search("<details.*?>Every answer of this audit<.*?</details>", page, re.DOTALL)[0]
    assert (folded.count("<dt "), page.count('id="ratings-')) == (21, 4)


@pytest.mark.django_db
def test_one_audit_alone_shows_its_means(ready, cast):
    page = page_of(make.send_sheet(ready), cast.pcm)
    assert ("The mean is 3.0 of 4 throughout" in page, "w-dumb" in page) == (True, False)


# --- the year's cycle ---------------------------------------------------------------------------------------


def placed(label, stage, first, last):
    return {"label": label, "stage": stage, "days": [first, last]}


def test_r14_the_cycle_names_the_stages_that_no_placement_covers():
    cycle = {"stages": ["Foundation", "Development", "Consolidation"], "counted": ["Placement 2"]}
    placements = [
        placed("Placement 1", "Foundation", "2024-02-01", "2024-02-10"),
        placed("Placement 2", "Development", "2025-01-01", "2025-01-31"),
        placed("Placement 3", "", "2025-02-01", "2025-02-28"),
    ]
    found = timeline({"cycle": [cycle], "placement": placements})
    assert found["finding"] == "No placement counts for Foundation and Consolidation."
    assert [(row["stage"], [each["label"] for each in row["placements"]]) for row in found["rows"]] == [
        ("Foundation", ["Placement 1"]),
        ("Development", ["Placement 2"]),
        ("Consolidation", []),
        ("No stage given", ["Placement 3"]),
    ]
    assert (found["first"], found["last"], found["days"]) == ("1 February 2024", "28 February 2025", 394)
    (second,) = found["rows"][1]["placements"]
    assert (second["starts"], second["lasts"], second["counts"]) == (335, 31, True)


def test_a_level_without_a_cycle_has_no_line_of_the_year():
    assert timeline({"placement": [placed("Placement 1", "", "2024-02-01", "2024-02-10")]}) == {}


def test_a_cycle_whose_placements_were_erased_is_empty():
    found = timeline({"cycle": [{"stages": ["Foundation"], "counted": ["Placement 1"]}]})
    assert (found["finding"], found["days"]) == ("No placement counts for Foundation.", 0)


@pytest.mark.django_db
def test_r14_the_review_page_draws_the_year_stage_by_stage(mastery, cast):
    page = page_of(make.send_sheet(mastery), cast.pcm)
    assert "Completed placements cover all 3 stages of the year." in page
    table = page[page.index('id="cycle"') :]
    assert re.findall(r'<th scope="row" role="rowheader">(\w+)</th>', table) == [
        "Foundation",
        "Development",
        "Consolidation",
    ]
    assert f"{date_uk(make.ago(300))} to {date_uk(make.ago(201))}" in table


# --- the PCM's observation ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r24_the_pcm_is_led_to_the_observation_and_back(mastery, cast):
    round_ = make.send_sheet(mastery)
    address = f"/my/mentors/{mastery.slug}/observation/?next=/reviews/{round_.sending.reference}/"
    assert f'href="{address}"' in page_of(round_, cast.pcm)
    for other in (cast.tutor, cast.office, cast.mentor):
        page = page_of(round_, other)
        assert ("Not noted yet." in page, address in page) == (True, False)


@pytest.mark.django_db
def test_r24_an_observation_noted_after_sending_is_shown_as_it_is_today(mastery, cast):
    round_ = make.send_sheet(mastery)
    make.watch(mastery, cast, targets_seen=False, feedback_seen=True)
    page = page_of(round_, cast.pcm)
    assert ("Seen: feedback." in page, "Note your observation" in page) == (True, True)
    make.watch(mastery, cast, note="Clear targets.")
    page = page_of(round_, cast.pcm)
    assert f"<b>Asha Patel, {date_uk(make.ago(30))}.</b> Seen: feedback and target setting." in page
    assert ("Clear targets." in page, "Note your observation" in page) == (True, False)


@pytest.mark.django_db
def test_the_mentors_own_copy_shows_what_was_sealed_alone(mastery, cast):
    round_ = make.send_sheet(mastery)
    make.watch(mastery, cast, note="Clear targets.")
    assert "Clear targets." not in drawn(frozen_panels(round_.sending))


@pytest.mark.django_db
def test_entry_asks_for_no_observation_by_the_pcm(ready, cast):
    assert "The PCM’s observation" not in page_of(make.send_sheet(ready), cast.pcm)


# --- requirements -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r7_what_was_waived_and_what_waits_says_so_in_words(cast):
    make.waive(cast)
    cast.level = Level.objects.get(slug="mastery")
    enrolment = cast.enrol()
    make.everything_of_mastery(enrolment, cast)
    page = page_of(make.send_sheet(enrolment), cast.pcm)
    assert re.findall(r'w-tag--next">(\w+)<', page) == ["Waived", "Waiting"]
    assert "Known to us as a careful mentor for years." in page


# --- news ---------------------------------------------------------------------------------------------------


def sent_again(enrolment, round_, cast):
    make.send_back(round_, cast.pcm)
    submission = type(round_.submission).objects.get(pk=round_.submission_id)
    return make.send(make.filled(submission)).round


@pytest.mark.django_db
def test_evidence_that_is_new_or_changed_since_the_round_before_comes_first(ready, cast):
    old = ready.evidence.get()
    kept = make.add_evidence(ready, "S1.1", title="As it was")
    round_ = make.send_sheet(ready)
    added = make.add_evidence(ready, "S2.8", title="Asked for")
    actions.save_notes(evidence=old, notes={old.links.first().criterion_id: "Other words."}, by=ready.person)
    make.add_evidence(ready, "S4.1", evidence=kept, title="As it was")
    again = sent_again(ready, round_, cast)
    assert news(again) == {added.slug: "New", old.slug: "Changed", kept.slug: "Changed"}
    assert news(round_) == {}


@pytest.mark.django_db
def test_criteria_with_news_stand_before_the_others(ready, cast):
    round_ = make.send_sheet(ready)
    make.add_evidence(ready, "S2.8", title="Asked for")
    page = page_of(sent_again(ready, round_, cast), cast.pcm)
    beside = page[page.index('id="criteria"') : page.index('id="pieces"')]
    new, rest = beside.split("The other criteria")
    assert re.findall(r'w-code">(S\S+)<', new) == ["S2.8"]
    assert re.findall(r'">([^<]+)</a>( <span class="w-tag w-tag--next">New</span>)?', new) == [
        ("Asked for", ' <span class="w-tag w-tag--next">New</span>'),
        ("Feedback on a Year 8 lesson", ""),
    ]
    assert re.findall(r'w-code">(S\S+)<', rest) == ["S1.1", "S1.2", "S1.4", "S3.2", "S3.4", "S3.5", "S4.1"]


@pytest.mark.django_db
def test_without_news_no_heading_divides_the_criteria(ready, cast):
    page = page_of(make.send_sheet(ready), cast.pcm)
    assert ("The other criteria" in page, "New or changed" in page) == (False, False)


@pytest.mark.django_db
def test_what_was_erased_from_the_round_before_does_not_stop_the_page(ready, cast):
    round_ = make.send_sheet(ready)
    forms.actions.erase_parts(sending=round_.sending, labels=["Evidence 1"], by=ready.person)
    assert news(sent_again(ready, round_, cast)) == {ready.evidence.get().slug: "New"}
