"""What a mentor types wrong: a message by the field, the answers kept, nothing saved."""

import pytest
from bs4 import BeautifulSoup

from forms.models import Attachment
from portfolio.models import Conversation, Enrolment, EvidenceItem, ModuleCompletion, Placement
from tests.factories import portfolio as make
from tests.factories.forms import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(enrolment):
    return f"/my/{enrolment.slug}/"


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def summary(response):
    """[(link, message)] of the error summary; every link leads to something on the page."""
    soup = page(response)
    links = soup.select(".govuk-error-summary__list a")
    for link in links:
        assert soup.find(id=link["href"].removeprefix("#")), link["href"]
    assert soup.title.text.startswith("Error: ")
    return [(link["href"], link.text) for link in links]


def evidence(enrolment, **more):
    """What the form for evidence posts when nothing is wrong."""
    given = {
        "title": "Feedback on a lesson",
        "kind": "observation",
        "description": "What I said.",
        "criteria": [criterion.pk for criterion in make.criteria(enrolment, "S1.1", "S1.2")],
        "anonymous": "on",
        **make.boxes("activity_date", make.ago(3)),
    }
    return {name: value for name, value in (given | more).items() if value is not None}


def test_an_empty_evidence_form_names_every_gap(mine, enrolment, base):
    answer = mine.post(f"{base}evidence/add/", {})
    assert summary(answer) == [
        ("#id_title", "Enter a short name for it"),
        ("#id_activity_date_0", "Enter the date"),
        ("#id_kind", "Choose what kind of evidence it is"),
        ("#id_criteria_0", "Choose at least one criterion"),
        ("#id_anonymous", "Confirm that no pupil and no student teacher can be recognised"),
    ]
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    ("day", "month", "year", "href", "message"),
    [
        ("29", "2", "2025", "#id_activity_date_0", "There is no 29 February 2025"),
        ("3", "Smarch", "2026", "#id_activity_date_1", "enter the month as a number or a name"),
        ("3", "9", "26", "#id_activity_date_2", "Year must have 4 numbers"),
        ("1", "1", "2999", "#id_activity_date_0", "Date must be today or in the past"),
        ("1", "1", "1920", "#id_activity_date_0", "Date must be on or after 1 January 2000"),
    ],
)
def test_e26_a_day_that_cannot_be_is_refused_and_kept(mine, enrolment, base, day, month, year, href, message):
    typed = {"activity_date_day": day, "activity_date_month": month, "activity_date_year": year}
    answer = mine.post(f"{base}evidence/add/", evidence(enrolment, **typed))
    [(found, words)] = summary(answer)
    assert (found, message in words) == (href, True)
    soup = page(answer)
    assert [soup.find(attrs={"name": name})["value"] for name in typed] == [day, month, year]
    assert soup.find(id="id_title")["value"] == "Feedback on a lesson"
    assert len(soup.select("input[name=criteria][checked]")) == 2
    assert not EvidenceItem.objects.exists()


def test_the_29th_of_february_of_a_leap_year_is_a_day(mine, enrolment, base):
    typed = {"activity_date_day": "29", "activity_date_month": "Feb", "activity_date_year": "2024"}
    assert mine.post(f"{base}evidence/add/", evidence(enrolment, **typed)).status_code == 302


def test_evidence_needs_something_to_see(mine, enrolment, base):
    answer = mine.post(f"{base}evidence/add/", evidence(enrolment, description=""))
    assert summary(answer) == [
        ("#id_description", "Describe it, add a file or a link, or say where it can be found")
    ]


def test_a_wrong_file_is_refused_with_the_reason_and_the_rest_is_kept(mine, enrolment, base):
    answer = mine.post(f"{base}evidence/add/", evidence(enrolment, files=upload("tool.exe", b"MZ")))
    [(href, message)] = summary(answer)
    assert (href, "not a kind of file that we take" in message) == ("#id_files", True)
    assert page(answer).find(id="id_description").text.strip() == "What I said."
    assert not EvidenceItem.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_larger_than_10_mb_is_refused(mine, enrolment, base):
    large = upload("large.pdf", b"%PDF-1.4" + b"0" * (10 * 2**20))
    answer = mine.post(f"{base}evidence/add/", evidence(enrolment, files=large))
    assert "is larger than 10 MB" in summary(answer)[0][1]


def test_a_good_file_survives_a_mistake_in_another_field(mine, enrolment, base):
    answer = mine.post(f"{base}evidence/add/", evidence(enrolment, title="", files=upload("good.pdf")))
    assert summary(answer) == [("#id_title", "Enter a short name for it")]
    kept = page(answer).find("input", attrs={"name": "kept"})["value"]
    assert "good.pdf" in answer.content.decode()
    saved = mine.post(f"{base}evidence/add/", evidence(enrolment, kept=kept))
    assert saved.status_code == 302
    assert [file.name for file in EvidenceItem.objects.get().files.all()] == ["good.pdf"]


def test_a_kept_file_can_be_taken_out_again(mine, enrolment, base):
    answer = mine.post(f"{base}evidence/add/", evidence(enrolment, title="", files=upload("good.pdf")))
    kept = page(answer).find("input", attrs={"name": "kept"})["value"]
    mine.post(f"{base}evidence/add/", evidence(enrolment, kept=kept, remove=kept))
    assert not EvidenceItem.objects.get().files.exists()


def test_t2_somebody_elses_upload_cannot_be_claimed(mine, enrolment, base, cast):
    theirs = make.a_file(cast.pcm)
    mine.post(f"{base}evidence/add/", evidence(enrolment, kept=theirs.key))
    assert not EvidenceItem.objects.get().files.exists()


def test_t3_fields_that_are_not_asked_for_change_nothing(mine, enrolment, base, cast):
    other = cast.enrol(cast.another_mentor())
    forged = {"enrolment": other.pk, "person": cast.pcm.pk, "slug": "00000000", "created_at": "2001-01-01"}
    mine.post(f"{base}evidence/add/", evidence(enrolment) | forged)
    item = EvidenceItem.objects.get()
    assert (item.enrolment, item.slug == "00000000", item.created_at.year > 2001) == (enrolment, False, True)


def test_t11_the_same_form_sent_twice_adds_one_piece(mine, enrolment, base):
    once = page(mine.get(f"{base}evidence/add/")).find("input", attrs={"name": "once"})["value"]
    first = mine.post(f"{base}evidence/add/", evidence(enrolment, once=once))
    again = mine.post(f"{base}evidence/add/", evidence(enrolment, once=once))
    assert (again.url, EvidenceItem.objects.count()) == (first.url, 1)


def test_t11_the_same_conversation_sent_twice_is_noted_once(mine, enrolment, base):
    once = page(mine.get(f"{base}conversations/add/")).find("input", attrs={"name": "once"})["value"]
    typed = {"with_name": "Asha Patel", "gist": "Mondays.", "agreed": "yes", "once": once}
    typed |= make.boxes("held_on", make.ago(2))
    for _ in range(2):
        assert mine.post(f"{base}conversations/add/", typed).url == base
    assert Conversation.objects.count() == 1


def test_e19_a_title_with_a_name_is_warned_about(mine, enrolment, base):
    saved = mine.post(
        f"{base}evidence/add/", evidence(enrolment, title="A talk with Miss Okoro"), follow=True
    )
    assert "Miss Okoro may be somebody’s name" in saved.content.decode()
    assert EvidenceItem.objects.count() == 1


def test_more_than_250_words_are_refused_and_kept(mine, base):
    long = "word " * 251
    typed = {"reflection": long, **make.boxes("completed_on", make.ago(2))}
    answer = mine.post(f"{base}modules/m1/", typed)
    assert summary(answer) == [("#id_reflection", "Use 250 words or fewer. You have used 251.")]
    assert page(answer).find(id="id_reflection").text.split() == long.split()
    assert not ModuleCompletion.objects.exists()


def test_a_placement_ending_before_it_begins_is_refused(mine, base, cast):
    typed = {"student": "SK", "school": cast.school.pk, "provider": cast.provider.pk, "completed": "yes"}
    typed |= make.boxes("start", make.ago(5)) | make.boxes("end", make.ago(6))
    answer = mine.post(f"{base}placements/add/", typed)
    assert summary(answer) == [("#id_end_0", "The last day cannot be before the first day")]
    assert page(answer).find(id="id_student")["value"] == "SK"
    assert not Placement.objects.exists()


def test_e19_a_name_in_a_placement_is_refused_and_kept(mine, base, cast):
    typed = {"student": "Sam", "school": cast.school.pk, "provider": cast.provider.pk, "completed": "yes"}
    typed |= make.boxes("start", make.ago(50)) | make.boxes("end", make.ago(6))
    answer = mine.post(f"{base}placements/add/", typed)
    assert summary(answer) == [
        ("#id_student", "Use initials, like SK, or the provider’s code. Do not write the name")
    ]
    assert page(answer).find(id="id_student")["value"] == "Sam"


def test_a_school_that_is_not_offered_is_refused(mine, base, cast):
    typed = {"student": "SK", "school": "999999", "provider": cast.provider.pk, "completed": "yes"}
    typed |= make.boxes("start", make.ago(50)) | make.boxes("end", make.ago(6))
    assert summary(mine.post(f"{base}placements/add/", typed)) == [
        ("#id_school", "Select one of the answers shown")
    ]


def test_what_we_know_already_is_filled_in(mine, base, cast):
    placement = mine.get(f"{base}placements/add/").context["form"]
    talk = mine.get(f"{base}conversations/add/").context["form"]
    assert (placement["school"].value(), placement["provider"].value(), talk["with_whom"].value()) == (
        cast.school.pk,
        cast.provider.pk,
        f"pcm-{cast.pcm.pk}",
    )


def test_nothing_is_ticked_when_enrolling(mine, cast):
    soup = page(mine.get("/my/enrol/"))
    assert [box["value"] for box in soup.select("input[type=radio][name=shares]")] == ["yes", "no"]
    assert soup.select("input[checked]") == []


def test_r33_enrolling_without_an_answer_to_the_notice_is_refused(mine, cast):
    form = mine.get("/my/enrol/").context["form"]
    typed = {"level": cast.level.pk, "provider": cast.provider.pk, "notice": form.notice_row.pk}
    answer = mine.post("/my/enrol/", typed)
    assert summary(answer) == [("#id_shares_0", "Select whether we may share that you are certified")]
    assert not Enrolment.objects.exists()


def test_r33_an_answer_to_an_older_notice_does_not_count(mine, cast):
    typed = {"level": cast.level.pk, "provider": cast.provider.pk, "shares": "yes", "notice": "0"}
    answer = mine.post("/my/enrol/", typed)
    assert "The notice has changed since you opened this page" in summary(answer)[0][1]
    assert not Enrolment.objects.exists()


def test_pressing_enrol_twice_leads_to_the_same_place(mine, cast):
    form = mine.get("/my/enrol/").context["form"]
    typed = {
        "level": cast.level.pk,
        "provider": cast.provider.pk,
        "shares": "no",
        "notice": form.notice_row.pk,
    }
    first = mine.post("/my/enrol/", typed)
    again = mine.post("/my/enrol/", typed)
    assert (again.url, Enrolment.objects.count()) == (first.url, 1)
