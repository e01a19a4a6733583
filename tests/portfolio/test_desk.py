"""The desk and its neighbours: what they show, and that their queries do not grow with the work."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms.models import FormVersion
from people.models import SharingDecision
from people.roles import Role
from portfolio.models import AuditPage
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, holder

pytestmark = pytest.mark.django_db


def queries(client, address):
    """How many queries a page asks."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def more_evidence(enrolment, count):
    for number in range(count):
        make.add_evidence(enrolment, "S1.1", "S2.8", "S4.1", title=f"Lesson {number}")


@pytest.mark.parametrize(("page", "most"), [("", 15), ("evidence/", 15), ("progress/", 20)])
def test_the_pages_ask_no_more_at_60_pieces_of_evidence_than_at_3(mine, ready, page, most):
    more_evidence(ready, 2)
    address = f"/my/{ready.slug}/{page}"
    queries(mine, address)
    few = queries(mine, address)
    more_evidence(ready, 57)
    assert queries(mine, address) == few
    assert few <= most


@pytest.mark.parametrize("sent", [False, True])
def test_the_desk_asks_15_queries_at_most(mine, ready, sent):
    if sent:
        make.send_sheet(ready)
    queries(mine, "/my/")
    assert queries(mine, "/my/") <= 15


def test_the_desk_of_a_mentor_is_the_task_list(mine, enrolment):
    page = mine.get("/my/")
    assert (page.context["enrolment"], page.context["rooms"]) == (enrolment, [])
    shown = " ".join(page.content.decode().split())
    for words in (
        "1. Get ready",
        "Confidence audit",
        "2. Work through the modules",
        "Module 1: provider",
        "4. Finish",
    ):
        assert words in shown
    assert shown.count("govuk-task-list__item--with-link") == 8
    assert page.context["helpers"] == [
        ("Asha Patel", "Professional co-ordinating mentor (PCM), Hillcrest School"),
        ("Tom Reid", "Link tutor, Kingsmere"),
    ]


def test_e25_other_roles_open_other_rooms(mine, enrolment, cast):
    AppointmentFactory(person=cast.mentor, role=Role.OFFICE, provider=cast.provider)
    rooms = mine.get("/my/").context["rooms"]
    assert [address for _, _, address in rooms] == [
        "/reviews/",
        "/office/",
        "/register/",
        "/reviews/hand-over/",
        "/reviews/reports/",
    ]


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        (Role.PCM, ["/reviews/"]),
        (Role.PROVIDER_LEAD, ["/reviews/", "/register/", "/reviews/hand-over/", "/reviews/reports/"]),
        (Role.COORDINATOR, ["/reviews/reports/"]),
    ],
)
def test_people_who_do_not_mentor_get_their_own_doors(client, db, role, doors):
    client.force_login(holder(role))
    page = client.get("/my/")
    assert [address for _, _, address in page.context["rooms"]] == doors
    assert "You are not working towards a certificate" not in page.content.decode()


def test_a_returned_sheet_shows_the_reason_who_and_what_to_do(mine, ready, cast):
    make.send_back(make.send_sheet(ready), cast.pcm, "Please date the second observation.")
    page = mine.get(f"/my/{ready.slug}/record-sheet/").content.decode()
    for words in (
        "Asha Patel asks you to change something",
        "Please date the second observation.",
        "What to do",
    ):
        assert words in page
    check = mine.get(mine.get(f"/my/{ready.slug}/record-sheet/").context["address"], follow=True)
    assert "Asha Patel sent this back on" in check.content.decode()
    hero = mine.get("/my/").context["next"]
    assert (hero.title, hero.url) == (
        "Next: look again at your record sheet",
        f"/my/{ready.slug}/record-sheet/",
    )


def test_a_sheet_under_review_shows_who_signs_next_and_can_be_taken_back(mine, ready, cast):
    round_ = make.send_sheet(ready)
    page = mine.get(f"/my/{ready.slug}/record-sheet/")
    assert [step["state"] for step in page.context["steps"]] == ["done", "now", "wait", "wait"]
    assert f"{round_.sending.reference}/withdraw/" in page.content.decode()
    make.sign_all(round_, cast)
    assert "/withdraw/" not in mine.get(f"/my/{ready.slug}/record-sheet/").content.decode()


def test_a_sheet_taken_back_leaves_room_for_a_new_one(mine, ready):
    sheet = make.send_sheet(ready).submission
    mine.post(f"/guide/entry/entry-record-sheet/{sheet.reference}/withdraw/")
    assert mine.get(f"/my/{ready.slug}/").context["state"].key == "ready"
    assert make.begin_sheet(ready).pk != sheet.pk


def test_the_closed_sheet_says_what_is_missing(mine, enrolment):
    page = mine.get(f"/my/{enrolment.slug}/record-sheet/")
    assert [blocker.url for blocker in page.context["missing"]] == [
        f"/my/{enrolment.slug}/{page}/"
        for page in (
            "audit",
            "conversations",
            "modules/m1",
            "modules/m2",
            "placements",
            "observations",
            "evidence",
        )
    ]


def test_the_audit_leads_to_its_form_until_it_is_sent(mine, enrolment):
    address = f"/my/{enrolment.slug}/audit/"
    start = mine.get(address).url
    assert start == AuditPage.objects.get(level__slug="entry").url
    draft = make.begin_audit(enrolment)
    assert mine.get(address).url == f"{start}{draft.reference}/"
    make.send(make.filled(draft))
    assert mine.get(address).status_code == 200


def test_a_draft_of_an_unpublished_audit_can_be_finished(mine, enrolment):
    draft = make.begin_audit(enrolment)
    AuditPage.objects.get(level__slug="entry").unpublish()
    assert mine.get(f"/my/{enrolment.slug}/audit/").url.endswith(f"/{draft.reference}/")


def test_without_a_published_audit_the_page_says_so(mine, enrolment):
    AuditPage.objects.get(level__slug="entry").unpublish()
    page = mine.get(f"/my/{enrolment.slug}/audit/", follow=True)
    assert "The audit of this level is not published yet" in page.content.decode()


def test_only_one_audit_is_under_way_at_a_time(mine, enrolment):
    make.begin_audit(enrolment)
    page = AuditPage.objects.get(level__slug="entry")
    assert page.may_start(enrolment.person).reason == "You have begun an audit already. Go on with that one."


def test_nobody_starts_an_audit_without_enrolling(cast):
    page = AuditPage.objects.get(level__slug="entry")
    assert page.may_start(cast.mentor).reason.startswith("Enrol on Entry first")


def test_e18_sharing_can_be_changed_as_easily_as_given(mine, enrolment):
    form = mine.get(f"/my/{enrolment.slug}/sharing/").context["form"]
    mine.post(f"/my/{enrolment.slug}/sharing/", {"notice": form.notice_row.pk, "shares": "no"})
    assert list(SharingDecision.objects.order_by("at").values_list("shares", flat=True)) == [True, False]


def test_evidence_is_listed_by_criterion(mine, enrolment):
    make.add_evidence(enrolment, "S1.1", title="First")
    make.add_evidence(enrolment, "S1.2", title="Second", activity_date=make.ago(1))
    address = f"/my/{enrolment.slug}/evidence/"
    assert [item["title"] for item in mine.get(address).context["items"]] == ["Second", "First"]
    assert [item["title"] for item in mine.get(f"{address}?criterion=S1.1").context["items"]] == ["First"]
    empty = mine.get(f"{address}?criterion=S2.5").content.decode()
    assert f"{address}add/?criterion=S2.5" in empty


def test_adding_evidence_from_a_criterion_ticks_it(mine, enrolment):
    page = mine.get(f"/my/{enrolment.slug}/evidence/add/?criterion=S2.8").content.decode()
    [criterion] = make.criteria(enrolment, "S2.8")
    assert page.count(" checked") == 1
    assert f'value="{criterion.pk}" id="id_criteria_12" checked' in page


def test_notes_lead_on_to_the_list_or_the_next_piece(mine, enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    [link] = item.links.all()
    address = f"/my/{enrolment.slug}/evidence/{item.slug}/criteria/"
    name = f"note-{link.criterion_id}"
    assert mine.post(address, {name: "Trust."}).url == f"/my/{enrolment.slug}/evidence/"
    assert mine.post(address, {name: "More.", "another": "1"}).url == f"/my/{enrolment.slug}/evidence/add/"
    link.refresh_from_db()
    assert link.note == "More."


def test_progress_shows_means_and_gaps(mine, enrolment):
    make.do_audit(enrolment)
    make.add_evidence(enrolment, "S1.1")
    page = mine.get(f"/my/{enrolment.slug}/progress/")
    assert page.context["covered"] == 1
    assert [group.mean for group in page.context["groups"]] == ["3.0"] * 4
    assert "1 of 8 key criteria have evidence" in page.content.decode()


def test_a_module_page_shows_the_mentors_own_state(mine, client, enrolment):
    from django.template import Context, Template

    from modules.models import ModulePage

    page = ModulePage.objects.get(code="M1")
    template = Template("{% load portfolio_tags %}{% my_module page %}")

    def shown(user):
        request = type("Request", (), {"user": user})()
        return template.render(Context({"request": request, "page": page})).strip()

    assert "Mark as completed" in shown(enrolment.person)
    make.do_module(enrolment, "M1")
    assert "You completed this module on" in shown(enrolment.person)
    assert shown(holder(Role.PCM)) == ""
    assert template.render(Context({"page": page})).strip() == ""


def test_loading_the_forms_again_makes_nothing_new(db):
    from portfolio.loading import load_forms

    versions = FormVersion.objects.count()
    assert (load_forms(), FormVersion.objects.count()) == ([], versions)
