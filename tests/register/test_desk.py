"""The office's desk and one record sheet on it: what is shown, what can be decided, in how many queries."""

import pytest
from django.urls import reverse

from people.models import User
from people.roles import Role
from register import tasks
from register.models import Certificate, Status
from reviews.models import Decision, Outcome
from tests.factories.people import AppointmentFactory
from tests.factories.reviews import sign

DESK = "/office/"
REASON = "The school on the sheet is the one you left; please change it by Friday."


@pytest.fixture
def office(client, cast):
    """A client signed in as the office."""
    client.force_login(cast.office)
    return client


def sheet_url(round_):
    return reverse("register:sheet", args=[round_.submission.reference])


def text_of(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def issue(client, round_, **changed):
    """POST the form as the page has it."""
    given = {"seal": round_.sending.seal, "checked": "on"} | changed
    return client.post(sheet_url(round_), {key: value for key, value in given.items() if value})


def context(client):
    return client.get(DESK).context


def test_the_desk_tells_the_ready_from_the_exceptions(office, cast):
    cast.signed(mentor=cast.mentor(name="Priya Nair"))
    cast.signed(mentor=cast.mentor(name="Wang Xiaoming"), name="王小明")
    cast.sent(mentor=cast.mentor(name="Ola Waiting"))
    desk = context(office)
    assert [row.facts.name for row in desk["ready"]] == ["Priya Nair"]
    [row] = desk["exceptions"]
    assert (row.facts.name, row.mentor, row.tag, row.action) == (
        "王小明",
        "Wang Xiaoming",
        "Cannot print",
        "Ask about it",
    )
    assert row.reasons == (
        "Name: the certificate’s fonts have no letter for 王 (U+738B), 小 (U+5C0F), 明 (U+660E).",
    )
    assert desk["count"] == 2
    assert desk["reviewers"] == [{"position": 1, "role": "pcm", "waiting": 1, "late": 0, "who": "PCM"}]


def test_the_desk_shows_what_is_made_failed_and_issued(office, cast):
    made = cast.made(mentor=cast.mentor(name="Mentor Made"))
    being = cast.issued(mentor=cast.mentor(name="Mentor Being"))
    failed = cast.issued(mentor=cast.mentor(name="Mentor Failed"))
    Certificate.objects.filter(pk=failed.pk).update(problem="The disk was full.")
    desk = context(office)
    assert (desk["lately"], desk["made"], desk["failed"]) == ([made], [being], [failed])
    html = office.get(DESK).content.decode()
    assert "The disk was full." in html
    assert "Try again" in html


def test_the_desk_counts_where_everyone_is(office, cast):
    cast.sent(mentor=cast.mentor(name="One"))
    cast.signed(mentor=cast.mentor(name="Two"))
    cast.issued(mentor=cast.mentor(name="Three"))
    assert [(step["count"], step["what"], step["share"]) for step in context(office)["funnel"]] == [
        (3, "started", "100%"),
        (0, "first audit done", "0%"),
        (3, "record sheet sent", "100%"),
        (2, "signed off", "67%"),
        (1, "certificate issued", "33%"),
    ]


def test_an_empty_desk_says_what_will_be_here(office):
    html = text_of(office, DESK)
    assert "Nothing to issue" in html
    assert "Nobody has started since 1 September." in html


def test_who_signed_sees_that_a_colleague_has_to_issue(client, cast):
    AppointmentFactory(person=cast.tutor, role=Role.OFFICE, provider=cast.provider)
    round_ = cast.signed()
    client.force_login(cast.tutor)
    assert [row.tag for row in context(client)["exceptions"]] == ["Not by you"]
    html = text_of(client, sheet_url(round_))
    assert "a colleague has to issue the certificate" in html
    assert "Issue this certificate" not in html
    assert issue(client, round_).status_code == 403
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("waiting", [10, 200])
def test_the_desk_asks_the_database_thirteen_times_at_most(
    office, cast, django_assert_max_num_queries, waiting
):
    first = cast.signed(mentor=cast.mentor(name="Mentor Zero"))
    cast.made(mentor=cast.mentor(name="Mentor Made"))
    cast.sent(mentor=cast.mentor(name="Mentor Waiting"))
    many_like(first, waiting - 1)
    office.get(DESK)
    with django_assert_max_num_queries(13):
        desk = context(office)
    assert desk["count"] == waiting


def many_like(round_, count):
    """Copies of a signed round with everything that hangs on it, each of another mentor."""
    for n in range(count):
        mentor = User.objects.create(name=f"Mentor Number {n}", email=f"mentor{n}@school.example")
        copy_round(round_, mentor)


def copy_round(round_, mentor):
    submission, sheet, sending = round_.submission, round_.submission.record_sheet, round_.sending
    enrolment, stages, decisions = sheet.enrolment, list(round_.stages.all()), list(round_.decisions.all())
    parts = list(sending.parts.all())
    new_enrolment = again(enrolment, person=mentor, slug=f"{mentor.pk:08x}")
    new_submission = again(submission, owner=mentor, reference=reference(mentor.pk))
    again(sheet, enrolment=new_enrolment, submission=new_submission)
    new_sending = again(sending, submission=new_submission, reference=new_submission.reference)
    for part in parts:
        again(part, sending=new_sending)
    new_round = again(round_, submission=new_submission, sending=new_sending)
    new_stages = {stage.pk: again(stage, round=new_round) for stage in stages}
    for line in decisions:
        again(
            line,
            round=new_round,
            stage=new_stages[line.stage_id],
            mentor=mentor,
            hash=f"{mentor.pk:032x}{line.seq:032x}",
        )


def again(row, **changed):
    """A copy of a row with these columns changed."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk, copy.id, copy._state.adding = None, None, True
    for name, value in changed.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def reference(number):
    """Ten letters from a number."""
    return "".join("ABCDEFGHJK"[int(digit)] for digit in f"{number:010d}")


def test_long_lists_come_in_pages(office, cast):
    first = cast.signed(mentor=cast.mentor(name="Mentor Zero"))
    many_like(first, 50)
    assert len(context(office)["ready"]) == 50
    assert [row.facts.name for row in office.get(f"{DESK}?page=2").context["ready"]] != []


# --- one record sheet --------------------------------------------------------------------------------------


def test_the_preview_shows_the_words_that_will_print(office, cast):
    round_ = cast.signed(name="Łukasz Żółkiewski-Wójcik")
    html = text_of(office, sheet_url(round_))
    wanted = ["Łukasz Żółkiewski-Wójcik", "Hillcrest School, Ealing", "Asha Patel", "Tom Reid", "Sam Lee"]
    assert [text for text in wanted if text not in html] == []
    assert "Given on issue" in html


def test_issuing_asks_for_the_check_of_the_name(office, cast):
    round_ = cast.signed()
    answer = issue(office, round_, checked="")
    assert "Tick the box when you have read the name" in answer.content.decode()
    assert "<title>Error: " in answer.content.decode()
    assert Certificate.objects.count() == 0


def test_issuing_leads_to_the_number_and_the_links(office, cast):
    round_ = cast.signed()
    answer = issue(office, round_)
    assert (answer.status_code, answer.url) == (302, sheet_url(round_))
    certificate = Certificate.objects.get()
    html = text_of(office, sheet_url(round_))
    assert certificate.number in html
    assert "is being made" in html
    tasks.make(certificate.pk)
    html = text_of(office, sheet_url(round_))
    assert reverse("register:check", args=[certificate.code]) in html
    assert reverse("register:office_certificate", args=[round_.submission.reference]) in html


def test_pressing_twice_issues_once(office, cast):
    round_ = cast.signed()
    answers = [issue(office, round_).url for _ in range(2)]
    assert answers == [sheet_url(round_)] * 2
    assert Certificate.objects.count() == 1


def test_a_page_that_is_out_of_date_issues_nothing(office, cast):
    round_ = cast.signed()
    answer = issue(office, round_, seal="0" * 64)
    assert answer.status_code == 409
    assert "This has changed since you opened it." in answer.content.decode()
    assert Certificate.objects.count() == 0


def test_what_does_not_print_shows_why_and_offers_to_send_back(office, cast):
    round_ = cast.signed(name="王小明")
    html = text_of(office, sheet_url(round_))
    assert "no letter for 王" in html
    assert "Issue this certificate" not in html
    assert "Send back with this reason" in html
    answer = issue(office, round_)
    assert answer.status_code == 403
    assert "no letter for 王" in answer.content.decode()
    assert Certificate.objects.count() == 0


def send_back(client, round_, **changed):
    url = reverse("register:send_back", args=[round_.submission.reference])
    return client.post(url, {"seal": round_.sending.seal, "reason": REASON} | changed)


def test_sending_back_needs_a_reason(office, cast):
    round_ = cast.signed()
    for reason in ("", "no"):
        html = send_back(office, round_, reason=reason).content.decode()
        assert "There is a problem" in html
    assert Decision.objects.filter(outcome=Outcome.SENT_BACK).count() == 0


def test_sending_back_returns_the_sheet_with_the_reason(office, cast):
    round_ = cast.signed()
    assert send_back(office, round_).url == DESK
    decision = Decision.objects.get(outcome=Outcome.SENT_BACK)
    assert (decision.signatory, decision.comment) == (cast.office, REASON)
    assert context(office)["ready"] == []
    assert "This round is closed" in text_of(office, sheet_url(round_))


def test_a_sheet_with_reviewers_says_whose_turn_it_is(office, cast):
    round_ = cast.sent()
    sign(round_, cast.pcm)
    assert "This waits for the link tutor, Kingsmere University" in text_of(office, sheet_url(round_))
    assert issue(office, round_).status_code == 403


def test_trying_again_from_the_desk(office, cast):
    certificate = cast.issued()
    reference = certificate.award.round.submission.reference
    url = reverse("register:make_again", args=[reference])
    Certificate.objects.update(problem="The disk was full.", due_at=None)
    assert office.post(url).status_code == 302
    certificate.refresh_from_db()
    assert (certificate.problem, certificate.status) == ("", Status.ISSUING)
    assert "is being made, or is made already" in office.post(url, follow=True).content.decode()
