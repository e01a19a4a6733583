"""Evidence as a mentor keeps it: added, found again, changed in two tabs, taken out (R16-R19, E19, E20)."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms.errors import Changed
from modules.models import ModulePage
from portfolio import actions
from portfolio.actions.evidence import NOT_BOTH, WITH_WHOM
from portfolio.confirming import evidence_to_confirm
from portfolio.models import EvidenceItem
from tests.factories import portfolio as make
from tests.factories.forms import upload
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(enrolment):
    return f"/my/{enrolment.slug}/evidence/"


def typed(enrolment, **more):
    """What the form posts when nothing is wrong."""
    given = {
        "title": "Feedback on a lesson",
        "kind": "observation",
        "description": "What I said.",
        "criteria": [criterion.pk for criterion in make.criteria(enrolment, "S1.1", "S1.2")],
        "anonymous": "on",
        **make.boxes("activity_date", make.ago(3)),
    }
    return {name: value for name, value in (given | more).items() if value is not None}


def errors(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return [(link["href"], link.text) for link in soup.select(".govuk-error-summary__list a")]


def titles(response):
    return [item["title"] for item in response.context["items"]]


# --- what can be said about a piece -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", EvidenceItem.Kind.values)
def test_r18_every_kind_of_evidence_can_be_added(mine, enrolment, base, kind):
    whom = {"other_name": "Ada Grant, head of mathematics"} if kind == "conversation" else {}
    assert mine.post(f"{base}add/", typed(enrolment, kind=kind, **whom)).status_code == 302
    assert EvidenceItem.objects.get().kind == kind


def test_r17_a_reflection_a_placement_and_a_module_are_kept(mine, enrolment, cast, base):
    placement = make.place(enrolment, cast, start=make.ago(20), end=make.ago(1))
    mine.post(
        f"{base}add/",
        typed(enrolment, reflection="I talk less.", placement=placement.slug, module="M2"),
    )
    item = EvidenceItem.objects.get()
    assert (item.reflection, item.placement, item.module.code) == ("I talk less.", placement, "M2")
    page = text(mine.get(f"{base}{item.slug}/"))
    assert "What you make of it" in page
    assert "From the placement with SK" in page
    assert item.module.title in page


def test_r16_a_day_outside_the_placement_is_refused_with_its_days(mine, enrolment, cast, base):
    first, last = datetime.date(2025, 9, 3), datetime.date(2025, 12, 19)
    placement = make.place(enrolment, cast, start=first, end=last)
    answer = mine.post(f"{base}add/", typed(enrolment, placement=placement.slug))
    assert errors(answer) == [
        ("#id_placement", "This placement was from 3 September 2025 to 19 December 2025")
    ]
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    ("whom", "expected"),
    [
        ({}, [("#id_other", WITH_WHOM)]),
        ({"other": "pcm", "other_name": "Ada Grant"}, [("#id_other", NOT_BOTH)]),
    ],
)
def test_r18_a_conversation_names_one_other_person(mine, enrolment, cast, base, whom, expected):
    whom = whom | ({"other": cast.pcm.pk} if "other" in whom else {})
    answer = mine.post(f"{base}add/", typed(enrolment, kind="conversation", **whom))
    assert errors(answer) == expected
    assert not EvidenceItem.objects.exists()


def test_r18_the_other_person_of_a_conversation_is_asked_to_confirm_it(mine, enrolment, cast, base):
    mine.post(f"{base}add/", typed(enrolment, kind="conversation", other=cast.pcm.pk))
    item = EvidenceItem.objects.get()
    assert list(evidence_to_confirm(cast.pcm)) == [item]
    assert list(evidence_to_confirm(cast.tutor)) == []
    assert "Waiting for Asha Patel to confirm" in text(mine.get(f"{base}{item.slug}/"))
    EvidenceItem.objects.update(confirmed_at=datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC))
    assert list(evidence_to_confirm(cast.pcm)) == []
    assert "Confirmed by Asha Patel on 3 May 2026" in text(mine.get(f"{base}{item.slug}/"))


def test_r18_what_is_changed_after_it_was_confirmed_is_confirmed_again(enrolment, cast):
    item = make.add_evidence(enrolment, "S1.1", kind="conversation", other=cast.pcm)
    EvidenceItem.objects.update(confirmed_at=datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC))
    make.add_evidence(enrolment, "S1.1", "S1.2", evidence=item, kind="conversation", other=cast.pcm)
    assert EvidenceItem.objects.get().confirmed_at is not None
    facts = {"kind": "conversation", "other": cast.pcm, "description": "We talked about more."}
    make.add_evidence(enrolment, "S1.1", "S1.2", evidence=item, **facts)
    assert EvidenceItem.objects.get().confirmed_at is None


def test_r18_nobody_is_asked_who_does_not_help(enrolment, cast):
    with pytest.raises(ValidationError) as refused:
        make.add_evidence(enrolment, "S1.1", kind="conversation", other=cast.lead)
    assert refused.value.message_dict == {
        "other": ["Lena Lead does not help you today. Type the name and role instead"]
    }


def test_t2_a_placement_of_somebody_else_and_a_module_of_another_level_are_refused(enrolment, cast):
    foreign = make.place(cast.enrol(cast.another_mentor()), cast)
    with pytest.raises(PermissionDenied, match="placement belongs to another"):
        make.add_evidence(enrolment, "S1.1", placement=foreign)
    with pytest.raises(PermissionDenied, match="module belongs to another"):
        make.add_evidence(enrolment, "S1.1", module=ModulePage.objects.get(code="M3"))


def test_r16_a_day_that_counts_nowhere_is_saved_and_said(client):
    cast = make.make_cast()
    mastery = make.on_mastery(cast)
    make.year(mastery, cast)
    client.force_login(cast.mentor)
    day = make.ago(400)
    answer = client.post(
        f"/my/{mastery.slug}/evidence/add/",
        typed(mastery, **make.boxes("activity_date", day)),
        follow=True,
    )
    item = mastery.evidence.get()
    assert "It is kept, but it counts nowhere yet. None of your placements that count was under way on" in (
        text(answer)
    )
    page = text(client.get(f"/my/{mastery.slug}/evidence/{item.slug}/"))
    assert "Correct the date, or note the placement that it comes from." in page


def test_e19_a_name_in_a_note_is_warned_about(mine, enrolment, base):
    item = make.add_evidence(enrolment, "S1.1")
    name = f"note-{item.links.get().criterion_id}"
    answer = mine.post(f"{base}{item.slug}/criteria/", {name: "Mr Brown saw it."}, follow=True)
    assert "Mr Brown may be somebody’s name" in text(answer)


# --- in a hurry -------------------------------------------------------------------------------------------


def test_quick_add_takes_a_photo_and_is_listed_on_top_until_it_has_criteria(mine, enrolment, base):
    make.add_evidence(enrolment, "S1.1", title="Older", activity_date=make.ago(5))
    page = mine.get(f"{base}quick/")
    form = page.context["form"]
    given = {name: form[name].value() for name in ("once",)}
    given |= {"title": "Board after the lesson", "kind": "other", "anonymous": "on"}
    given |= make.boxes("activity_date", make.ago(9)) | {"files": upload("board.pdf")}
    assert mine.post(f"{base}quick/", given).url == base
    item = EvidenceItem.objects.get(title="Board after the lesson")
    assert (list(item.links.all()), [file.name for file in item.files.all()]) == ([], ["board.pdf"])
    listed = mine.get(base)
    assert titles(listed) == ["Board after the lesson", "Older"]
    assert "Choose the criteria" in text(listed)
    assert mine.post(f"{base}quick/", given).url == base
    assert EvidenceItem.objects.count() == 2


def test_quick_add_begins_with_today(mine, base):
    form = mine.get(f"{base}quick/").context["form"]
    assert form["activity_date"].value() == make.ago(0)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"description": ""}, [("#id_description", actions.SOMETHING_TO_SEE)]),
        (
            {"anonymous": None},
            [("#id_anonymous", "Confirm that no pupil and no student teacher can be recognised")],
        ),
    ],
)
def test_quick_add_still_asks_for_something_to_see_and_for_the_tick(mine, enrolment, base, more, expected):
    assert errors(mine.post(f"{base}quick/", typed(enrolment, criteria=None, **more))) == expected
    assert not EvidenceItem.objects.exists()


def test_what_has_no_criteria_counts_for_nothing_and_is_not_sent(ready):
    make.add_evidence(ready, criteria=[], quick=True, title="In a hurry")
    sending = make.send_sheet(ready).sending
    sealed = [part.content.get("title") for part in sending.parts.filter(kind="enclosed")]
    assert "In a hurry" not in sealed


# --- the list ---------------------------------------------------------------------------------------------


@pytest.fixture
def several(enrolment, cast):
    """Four pieces that differ in everything one can search for."""
    placement = make.place(enrolment, cast, start=make.ago(60), end=make.ago(30))
    make.add_evidence(enrolment, "S1.1", title="Éclair", activity_date=make.ago(50), kind="meeting")
    make.add_evidence(enrolment, "S2.1", title="Named", activity_date=make.ago(40), placement=placement)
    make.add_evidence(enrolment, "S2.2", title="Later", activity_date=make.ago(10), reflection="wait time")
    make.add_evidence(enrolment, criteria=[], quick=True, title="Quick", activity_date=make.ago(70))
    return placement


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Quick", "Later", "Named", "Éclair"]),
        ("words=éCLAIR", ["Éclair"]),
        ("words=wait+TIME", ["Later"]),
        ("words=wait+nothing", []),
        ("kind=meeting", ["Éclair"]),
        ("criterion=S2.1", ["Named"]),
        ("criterion=2", ["Later", "Named"]),
        ("placement={placement}", ["Named", "Éclair"]),
        ("standing=needs", ["Quick"]),
        ("standing=counts", ["Later", "Named", "Éclair"]),
        ("standing=outside", []),
        ("standing=counts&criterion=2&kind=observation&words=later", ["Later"]),
        (
            "kind=nonsense&criterion=X9&standing=maybe&placement=00000000",
            ["Quick", "Later", "Named", "Éclair"],
        ),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(mine, base, several, query, expected):
    assert titles(mine.get(f"{base}?{query.format(placement=several.slug)}")) == expected


def test_the_pieces_come_before_what_is_missing_which_is_folded(mine, several, base):
    answer = mine.get(base)
    page, codes = answer.content.decode(), [criterion.code for criterion in answer.context["missing"]]
    assert codes == ["S1.2", "S1.4", "S2.8", "S3.2", "S3.4", "S3.5", "S4.1"]
    assert page.index(">Éclair<") < page.index('<details class="govuk-details" id="missing">')
    assert ">7 key criteria without evidence, next: S1.2<" in page
    assert "1 of 8 key criteria have evidence." in page
    assert [page.count(f'?criterion={code}"') for code in codes] == [1] * 7


def test_the_list_says_so_when_nothing_is_missing(mine, ready):
    page = mine.get(f"/my/{ready.slug}/evidence/").content.decode()
    assert "8 of 8 key criteria have evidence. You can add more at any time." in page
    assert 'id="missing"' not in page


def test_the_list_goes_on_by_25_and_keeps_the_filter_in_the_address(mine, enrolment, base):
    for number in range(27):
        make.add_evidence(enrolment, "S1.1", title=f"Lesson {number}")
    first, second = mine.get(f"{base}?words=lesson"), mine.get(f"{base}?words=lesson&page=2")
    assert (len(titles(first)), len(titles(second))) == (25, 2)
    assert 'href="?words=lesson&amp;page=2"' in first.content.decode()


def test_the_list_asks_as_much_at_200_pieces_as_at_3(mine, enrolment, cast, base):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert mine.get(f"{base}?words=lesson&criterion=1").status_code == 200
        return len(queries)

    for number in range(3):
        make.add_evidence(enrolment, "S1.1", title=f"Lesson {number}")
    asked()
    few = asked()
    rows = [
        EvidenceItem(
            enrolment=enrolment, title=f"Lesson {n}", kind="other", activity_date=make.ago(n), anonymous=True
        )
        for n in range(197)
    ]
    [criterion] = make.criteria(enrolment, "S1.1")
    for row in EvidenceItem.objects.bulk_create(rows):
        row.links.create(criterion=criterion)
    assert asked() == few


# --- two tabs ---------------------------------------------------------------------------------------------


def test_the_later_of_two_tabs_sees_what_the_other_saved_and_loses_nothing(mine, enrolment, base):
    item = make.add_evidence(enrolment, "S1.1", "S1.2", title="First", description="One.")
    address = f"{base}{item.slug}/change/"
    seen = mine.get(address).context["form"]["seen"].value()
    assert mine.post(address, typed(enrolment, title="Other tab", seen=seen)).status_code == 302
    stale = mine.post(address, typed(enrolment, title="This tab", description="Mine.", seen=seen))
    assert stale.status_code == 200
    assert stale.context["stale"] == [
        ("Title", "This tab", "Other tab"),
        ("Description", "Mine.", "What I said."),
    ]
    soup = BeautifulSoup(stale.content, "html.parser")
    assert soup.find(id="id_title")["value"] == "This tab"
    item.refresh_from_db()
    assert item.title == "Other tab"
    again = soup.find("input", attrs={"name": "seen"})["value"]
    mine.post(address, typed(enrolment, title="This tab", description="Mine.", seen=again))
    item.refresh_from_db()
    assert (item.title, [row.content["title"] for row in item.versions.all()]) == (
        "This tab",
        ["First", "Other tab"],
    )


def test_notes_of_two_tabs_do_not_overwrite_each_other(mine, enrolment, base):
    item = make.add_evidence(enrolment, "S1.1")
    address, name = f"{base}{item.slug}/criteria/", f"note-{item.links.get().criterion_id}"
    seen = mine.get(address).context["form"]["seen"].value()
    mine.post(address, {name: "Other tab.", "seen": seen})
    stale = mine.post(address, {name: "This tab.", "seen": seen})
    assert stale.context["stale"] == [("S1.1", "This tab.", "Other tab.")]
    assert item.links.get().note == "Other tab."
    assert "This tab.</textarea>" in stale.content.decode()


def test_an_action_with_an_old_look_at_the_piece_is_stopped(enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    seen = actions.seen_now(item)
    make.add_evidence(enrolment, "S1.1", evidence=item, title="Changed")
    with pytest.raises(Changed):
        make.add_evidence(enrolment, "S1.1", evidence=item, title="Late", seen=seen)
    assert EvidenceItem.objects.get().title == "Changed"


# --- taken out and put back -------------------------------------------------------------------------------


def test_removing_names_what_it_costs_and_what_stays(mine, ready):
    item = ready.evidence.get()
    address = f"/my/{ready.slug}/evidence/{item.slug}/remove/"
    page = mine.get(address)
    codes = [criterion.code for criterion in page.context["losing"]]
    assert codes == [criterion.code for criterion in make.criteria(ready)]
    assert "No record sheet that you have sent holds a copy" in text(page)
    make.add_evidence(ready, "S1.1", title="A second one")
    make.send_sheet(ready)
    page = mine.get(address)
    assert [criterion.code for criterion in page.context["losing"]] == codes[1:]
    assert "A record sheet that you have sent holds a copy of it, which stays." in text(page)


def test_removed_evidence_counts_nowhere_and_can_be_put_back(mine, enrolment, base):
    item = make.add_evidence(enrolment, "S1.1", files=[make.a_file(enrolment.person)])
    assert mine.post(f"{base}{item.slug}/remove/").url == base
    assert (titles(mine.get(base)), list(enrolment.evidence.kept())) == ([], [])
    assert "Removed (1)" in text(mine.get(base))
    assert "You removed this on" in text(mine.get(f"{base}{item.slug}/"))
    for end in ("change/", "criteria/", "remove/", "earlier/"):
        assert mine.get(f"{base}{item.slug}/{end}").status_code == 404
    assert [row.slug for row in mine.get(f"{base}removed/").context["items"]] == [item.slug]
    assert mine.post(f"{base}removed/", {"item": item.slug}).url == base
    assert titles(mine.get(base)) == [item.title]
    assert item.files.count() == 1
    assert mine.post(f"{base}removed/", {"item": item.slug}).status_code == 404


def test_what_was_removed_cannot_be_changed(enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    actions.remove_evidence(evidence=item, by=enrolment.person)
    with pytest.raises(PermissionDenied, match="Put it back before you change it"):
        make.add_evidence(enrolment, "S1.1", evidence=item, title="Changed")


def test_nobody_else_removes_or_puts_back(enrolment, cast):
    item = make.add_evidence(enrolment, "S1.1")
    for verb in (actions.remove_evidence, actions.put_back):
        with pytest.raises(PermissionDenied):
            verb(evidence=item, by=cast.pcm)
