"""What is sent is frozen while the portfolio goes on; reviewers read the sealed parts alone."""

import json

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

import forms.actions
from cms.dates import date_uk
from forms import seals
from forms.errors import NotNow
from forms.models import SealedPart
from modules.models import Level
from portfolio import actions
from portfolio.changes import changes, sealed, unsealed
from portfolio.enclosure import enclosure
from portfolio.names import name_to_appear
from portfolio.panels import review_panels
from reviews.dossier import Dossier
from tests.factories import portfolio as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastery(cast):
    """An enrolment on Mastery whose record sheet can be sent."""
    enrolment = make.on_mastery(cast)
    make.everything_of_mastery(enrolment, cast)
    return enrolment


def contents(round_):
    """{label: content} of the sealed enclosure."""
    parts = round_.sending.parts.filter(kind=SealedPart.Kind.ENCLOSED)
    return {part.label: part.content for part in parts}


def test_every_piece_of_the_record_is_enclosed_under_a_neutral_label(ready):
    assert list(contents(make.send_sheet(ready))) == [
        "Details",
        "Requirements",
        "Criteria",
        "Audit",
        "Module M1",
        "Module M2",
        "Placement 1",
        "Conversation 1",
        "Observation 1",
        "Evidence 1",
    ]


def test_the_pieces_are_plain_words_that_stay_readable(ready, cast):
    frozen = contents(make.send_sheet(ready))
    evidence = ready.evidence.get()
    assert frozen["Placement 1"] == {
        "piece": "placement",
        "id": ready.placements.get().slug,
        "student": "SK",
        "phase": "Foundation",
        "stage": "",
        "days": [make.ago(120).isoformat(), make.ago(20).isoformat()],
        "school": "Hillcrest School, Ashford Lea",
        "provider": "Kingsmere University",
        "start": date_uk(make.ago(120)),
        "end": date_uk(make.ago(20)),
        "completed": "Completed",
        "special": "",
        "decision": "",
    }
    assert {key: frozen["Evidence 1"][key] for key in ("title", "kind", "date", "files")} == {
        "title": "Feedback on a Year 8 lesson",
        "kind": "Observation and feedback",
        "date": date_uk(make.ago(40)),
        "files": ["File 1"],
    }
    first = evidence.links.first().criterion
    assert frozen["Evidence 1"]["criteria"][0] == {
        "code": first.code,
        "text": first.text,
        "note": f"Shows {first.code}.",
    }
    assert {each["answer"] for each in frozen["Requirements"]["requirements"]} == {"Met"}


def test_the_audit_is_enclosed_with_its_means(ready):
    audit = contents(make.send_sheet(ready))["Audit"]
    assert [(group["title"], group["mean"]) for group in audit["groups"]] == [
        ("Personal qualities", "3.0"),
        ("Teaching", "3.0"),
        ("Professionalism", "3.0"),
        ("Self-development and working in partnership", "3.0"),
    ]
    assert audit["groups"][0]["rows"][0] == {
        "code": "S1.1",
        "text": audit["groups"][0]["rows"][0]["text"],
        "point": "3",
        "words": "Confident",
    }
    assert audit["words"][0] == ["What are your strengths as a mentor?", "Patience."]
    assert audit["change"] is None


def test_r12_a_second_audit_carries_what_changed_since_the_first(mastery):
    change = contents(make.send_sheet(mastery))["Audit"]["change"]
    words = ("before_kind", "after_kind", "finding", "account")
    assert [change[word] for word in words] == [
        "First audit",
        "Second audit",
        "Higher in 21 of 21 criteria, unchanged in 0, lower in 0.",
        "Patience.",
    ]
    assert (change["before_on"], change["after_on"]) == (date_uk(make.ago(0)), date_uk(make.ago(0)))
    assert change["groups"][3]["rows"][1] == {
        "code": "S4.2",
        "text": change["groups"][3]["rows"][1]["text"],
        "before": "3",
        "after": "4",
        "before_words": "Confident",
        "after_words": "Very confident, could support others",
    }


def test_r14_the_placements_carry_the_stage_of_the_year_they_count_as(mastery):
    frozen = contents(make.send_sheet(mastery))
    assert frozen["Cycle"] == {
        "piece": "cycle",
        "id": "cycle",
        "stages": ["Foundation", "Development", "Consolidation"],
        "counted": ["Placement 1", "Placement 2", "Placement 3"],
    }
    assert [frozen[f"Placement {n}"]["stage"] for n in (1, 2, 3)] == frozen["Cycle"]["stages"]
    assert frozen["Placement 1"]["phase"] == "Our Foundation"


def test_r24_an_observation_by_the_pcm_is_enclosed_with_what_was_seen(mastery, cast):
    seen = make.watch(mastery, cast, targets_seen=False, note="Clear targets.")
    make.observe(mastery)
    frozen = contents(make.send_sheet(mastery))
    assert frozen["Observation 1"] == {
        "piece": "pcm_observation",
        "id": seen.slug,
        "held_on": date_uk(make.ago(30)),
        "by": "Asha Patel",
        "note": "Clear targets.",
        "remote": "",
        "seen": ["feedback"],
    }
    assert (frozen["Observation 2"]["piece"], frozen["Observation 2"]["tutor"]) == ("observation", "Tom Reid")


def test_r7_a_waiver_is_frozen_with_who_decided_and_why(cast):
    make.waive(cast)
    cast.level = Level.objects.get(slug="mastery")
    enrolment = cast.enrol()
    make.everything_of_mastery(enrolment, cast)
    asked = contents(make.send_sheet(enrolment))["Requirements"]["requirements"]
    (before,) = [each for each in asked if each["key"] == "prerequisite"]
    assert before["answer"] == "Waived"
    assert ("Lena Lead" in before["why"], "Known to us as a careful mentor" in before["why"]) == (True, True)


def test_r24_the_pcms_observation_is_no_change_of_the_mentors(mastery, cast):
    sending = make.send_sheet(mastery).sending
    make.watch(mastery, cast)
    assert changes(sealed(sending), unsealed(enclosure(mastery))) == []


def test_a_record_sealed_before_a_fact_was_kept_shows_no_change_for_that():
    old = {"piece": "placement", "id": "a", "start": "1 May 2026", "student": "SK"}
    new = {**old, "stage": "Foundation"}
    assert changes([old], [new]) == []
    assert [each.what for each in changes([old], [{**new, "student": "ZZ"}])] == ["Placement from 1 May 2026"]


def test_r27_what_was_sent_stays_while_the_portfolio_goes_on(ready, cast):
    round_ = make.send_sheet(ready)
    before = json.dumps(contents(round_), sort_keys=True)
    actions.remove_evidence(evidence=ready.evidence.get(), by=ready.person)
    make.do_module(ready, "M1", reflection="I think differently now.")
    make.talk(ready, with_name="Somebody Else")
    make.place(ready, cast, placement=ready.placements.get(), student="ZZ")
    assert json.dumps(contents(round_), sort_keys=True) == before
    assert seals.verify(round_.sending) == []


def test_the_page_says_where_the_portfolio_now_differs(mine, ready, cast):
    make.send_sheet(ready)
    address = f"/my/{ready.slug}/record-sheet/"
    assert mine.get(address).context["changes"] == []
    make.add_evidence(ready, "S1.1", title="A second lesson")
    make.do_module(ready, "M1", reflection="I think differently now.")
    actions.remove_work(row=ready.observations.get(), by=ready.person)
    found = mine.get(address)
    assert [(change.word, change.what) for change in found.context["changes"]] == [
        ("Added", "A second lesson"),
        ("Changed", "Module 1: provider processes and paperwork"),
        ("Removed", f"Joint observation of {date_uk(make.ago(30))}"),
    ]
    assert "These changes are not part of it" in found.content.decode()


def test_a_swapped_file_is_a_change(ready):
    sending = make.send_sheet(ready).sending
    item = ready.evidence.get()
    other = make.a_file(ready.person, "other.pdf")
    facts = {"criteria": [link.criterion for link in item.links.all()]}
    make.add_evidence(ready, evidence=item, files=[other], **facts)
    found = changes(sealed(sending), unsealed(enclosure(ready)))
    assert [(change.word, change.what) for change in found] == [("Changed", item.title)]


def test_r26_an_unready_sheet_cannot_be_started(enrolment):
    with pytest.raises(NotNow, match=r"in place\. Still open: Confidence audit; Conversation with your PCM"):
        make.begin_sheet(enrolment)


def test_r19_a_sheet_that_became_unready_is_not_sent_and_names_what_is_missing(ready):
    draft = make.filled(make.begin_sheet(ready))
    make.add_evidence(ready, "S1.1", evidence=ready.evidence.get())
    with pytest.raises(NotNow) as refused:
        make.send(draft)
    for code in ("S1.2", "S1.4", "S2.8", "S3.2", "S3.4", "S3.5", "S4.1"):
        assert code in refused.value.reason
    assert "S1.1" not in refused.value.reason
    assert not draft.sendings.exists()


def test_r26_blockers_are_shown_with_links_before_sending(mine, ready):
    draft = make.filled(make.begin_sheet(ready))
    actions.remove_work(row=ready.observations.get(), by=ready.person)
    page = mine.get(f"/guide/entry/entry-record-sheet/{draft.reference}/check/").content.decode()
    assert "Joint observation: Observe a lesson with the tutor" in page
    assert f"/my/{ready.slug}/observations/" in page


def test_r33_declining_to_share_does_not_stop_the_sheet(cast):
    enrolment = cast.ready(shares=False)
    frozen = contents(make.send_sheet(enrolment))
    assert frozen["Details"]["sharing"].startswith("May not be shared")


def test_a_mentor_without_a_school_cannot_send(ready):
    draft = make.filled(make.begin_sheet(ready))
    ready.person.appointments.update(end=make.ago(1))
    ready.person.__dict__.pop("_hats", None)
    draft = type(draft).objects.get(pk=draft.pk)
    with pytest.raises(NotNow, match="You hold no post at a school now"):
        make.send(draft)


def test_the_certificates_name_is_the_one_on_the_sheet(ready):
    draft = make.filled(make.begin_sheet(ready), certificate="Jo Ọkafọr-Łęcka")
    sending = make.send(draft)
    assert name_to_appear(sending) == "Jo Ọkafọr-Łęcka"
    forms.actions.erase_parts(sending=sending, labels=["Step 1: Your details"], by=ready.person)
    assert name_to_appear(type(sending).objects.get(pk=sending.pk)) == "Jo Okafor"


def rendered(round_):
    """The panels as the review page draws them."""
    files = Dossier(round_).files()
    return "".join(
        render_to_string(template, {"round": round_, "files": files, **context})
        for template, context in review_panels(round_, None)
    )


def test_the_panels_show_requirements_audit_work_and_evidence(ready):
    page = rendered(make.send_sheet(ready))
    for words in (
        "8 of 8 were met when this was sent",
        "Kingsmere University",
        "The mean is 3.0 of 4 throughout",
        "I learned much in M2.",
        "student teacher SK",
        "with Asha Patel",
        "Questions had more wait time.",
        "Shows S4.1.",
        "feedback.pdf",
    ):
        assert words in page


def test_the_panels_read_sealed_parts_alone(ready):
    round_ = make.send_sheet(ready)
    before = rendered(round_)
    actions.remove_evidence(evidence=ready.evidence.get(), by=ready.person)
    make.do_module(ready, "M2", reflection="Other words.")
    round_ = type(round_).objects.for_review().get(pk=round_.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        after = rendered(round_)
    assert after == before
    assert [query["sql"] for query in asked if '"portfolio_' in query["sql"]] == []


def test_a_trn_is_masked_for_reviewers(ready):
    type(ready.person).objects.filter(pk=ready.person.pk).update(trn="1234567")
    ready.person.refresh_from_db()
    page = rendered(make.send_sheet(ready))
    assert ("•••4567" in page, "1234567" in page) == (True, False)


def test_erased_pieces_say_so(ready):
    round_ = make.send_sheet(ready)
    forms.actions.erase_parts(sending=round_.sending, labels=["Evidence 1", "File 1"], by=ready.person)
    page = rendered(type(round_).objects.get(pk=round_.pk))
    assert "erased after they were sent: Evidence 1" in page
    assert "Feedback on a Year 8 lesson" not in page
