"""The queue: what waits, oldest first, narrowed; what was decided; 1,000 lines with the queries of 10."""

from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms.models import Sending, Submission
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import Comment, Decision, Outcome, Round, Stage
from reviews.queue import stages_waiting_for
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import make_page, make_workflow, send_back, sign, stage_of
from tests.reading import text

QUEUE = reverse("reviews:queue")
DECIDED = reverse("reviews:decided")


def names(client, query=""):
    """The mentors in the queue, in order."""
    response = client.get(f"{QUEUE}?{query}")
    assert response.status_code == 200
    return [row.stage.round.submission.owner.name for row in response.context["rows"]]


def waits_since(round_, days):
    """The open stage was opened so many days ago."""
    opened = round_.opened_at - timedelta(days=days)
    Stage.objects.open().filter(round=round_).update(
        opened_at=opened, due_on=today() - timedelta(days=days - 14)
    )


@pytest.fixture
def colleague(cast):
    return holder(Role.PCM, school=cast.school, name="Zofia Wąsik")


@pytest.fixture
def three(cast):
    """Three sheets, of which Femi's waits longest and is late."""
    rounds = {name: cast.send(mentor=cast.another_mentor(name=name)) for name in ("Ines", "Femi", "Tariq")}
    waits_since(rounds["Femi"], 20)
    waits_since(rounds["Ines"], 5)
    return rounds


# --- what is listed ----------------------------------------------------------------------------------------


def test_oldest_first_with_age_day_due_and_capacity(client, cast, three):
    client.force_login(cast.pcm)
    page = text(client.get(QUEUE))

    assert names(client) == ["Femi", "Ines", "Tariq"]
    for words in ("20 days, late", "5 days", "Sign as PCM", "Hillcrest School", ">Late<", ">New<"):
        assert words in page


def test_whose_it_is_stands_in_each_line(client, cast, colleague, three):
    actions.claim(stage=stage_of(three["Femi"]), by=colleague)
    actions.pass_on(stage=stage_of(three["Ines"]), to=cast.pcm, by=colleague, note="You know this lesson.")
    actions.ask(stage=stage_of(three["Tariq"]), by=cast.pcm, text="When was the lesson?")
    client.force_login(cast.pcm)
    rows = {row.stage.round.submission.owner.name: row for row in client.get(QUEUE).context["rows"]}

    assert {name: row.is_with_a_colleague for name, row in rows.items()} == {
        "Femi": True,
        "Ines": False,
        "Tariq": False,
    }
    assert rows["Femi"].whose[0].startswith("Zofia Wąsik is looking at this since")
    assert rows["Ines"].whose == ["Passed on to you"]
    assert rows["Tariq"].whose == ["You asked something, no answer yet"]
    Comment.objects.create(
        round=three["Tariq"],
        author=three["Tariq"].submission.owner,
        at=three["Tariq"].opened_at,
        text="On Monday.",
        answers=Comment.objects.get(),
    )
    rows = {row.stage.round.submission.owner.name: row for row in client.get(QUEUE).context["rows"]}
    assert rows["Tariq"].whose == []


def test_one_starts_with_the_oldest_that_no_colleague_looks_at(client, cast, colleague, three):
    client.force_login(cast.pcm)
    assert "Start with Femi." in text(client.get(QUEUE))
    actions.claim(stage=stage_of(three["Femi"]), by=colleague)
    page = text(client.get(QUEUE))
    assert "Start with Ines." in page
    assert "Review the oldest" not in page


def test_a_decision_kept_for_later_is_marked(client, cast, three):
    actions.keep_draft(stage=stage_of(three["Ines"]), by=cast.pcm, decision="sign", reason="", sections=[])
    client.force_login(cast.pcm)

    assert text(client.get(QUEUE)).count("You saved a decision for later") == 1


def test_an_acting_pcm_is_told_so(client, cast, three):
    client.force_login(holder(Role.PCM, school=cast.school, acting=True))

    assert "Sign as acting PCM" in text(client.get(QUEUE))


def test_e25_a_pcm_here_who_mentors_there_and_tutors_elsewhere_sees_each_in_its_capacity(client, cast, three):
    AppointmentFactory(person=cast.pcm, role=Role.MENTOR, school=SchoolFactory())
    AppointmentFactory(person=cast.pcm, role=Role.LINK_TUTOR, provider=cast.provider)
    own = holder(Role.PCM, school=cast.school)
    sign(three["Tariq"], own)
    client.force_login(cast.pcm)
    capacities = {
        row.stage.round.submission.owner.name: row.capacity for row in client.get(QUEUE).context["rows"]
    }

    assert capacities == {"Femi": "PCM", "Ines": "PCM", "Tariq": "link tutor"}
    sign(three["Ines"], cast.pcm)
    assert names(client) == ["Femi", "Tariq"], "nobody signs twice for one sheet"


# --- narrowed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Femi", "Ines", "Tariq"]),
        ("due=late", ["Femi"]),
        ("whose=mine", ["Ines", "Tariq"]),
        ("whose=colleagues", ["Femi"]),
        ("whose=deputy", []),
        ("whose=mine&due=late", []),
        ("whose=nobody&due=yesterday&school=x&what=%27", ["Femi", "Ines", "Tariq"]),
    ],
)
def test_filters(client, cast, colleague, three, query, found):
    actions.claim(stage=stage_of(three["Femi"]), by=colleague)
    actions.claim(stage=stage_of(three["Tariq"]), by=cast.pcm)
    actions.pass_on(stage=stage_of(three["Ines"]), to=cast.pcm, by=colleague, note="Yours, please.")
    client.force_login(cast.pcm)

    assert names(client, query) == found


def test_the_deputys_filter_leaves_out_what_they_are_asked_for_themselves(client, cast):
    own = SchoolFactory()
    deputy = holder(Role.PCM, school=own)
    AppointmentFactory(person=deputy, role=Role.MENTOR, school=cast.school)
    actions.stand_in(
        appointment=cast.pcm.appointments.get(), deputy=deputy, start=today(), end=today(), by=cast.pcm
    )
    cast.send(mentor=cast.another_mentor(name="For Asha"))
    cast.page.subject_for = lambda submission: {"school": own, "provider": cast.provider}
    cast.send(mentor=cast.another_mentor(name="My own"))
    client.force_login(deputy)

    assert sorted(names(client)) == ["For Asha", "My own"]
    assert names(client, "whose=deputy") == ["For Asha"]


def test_by_school_and_by_form(client, cast):
    other = make_page(make_workflow("Other"), title="Experience waiver")
    there = SchoolFactory(name="Ashdown School")
    cast.page.subject_for = lambda submission: {"school": there, "provider": cast.provider}
    sign(cast.send(mentor=cast.another_mentor(name="There")), holder(Role.PCM, school=there))
    cast.page.subject_for = lambda submission: {"school": cast.school, "provider": cast.provider}
    sign(cast.send(mentor=cast.another_mentor(name="Here")), cast.pcm)
    client.force_login(cast.tutor)

    assert names(client, f"school={there.pk}") == ["There"]
    assert names(client, f"what={cast.page.pk}") == ["There", "Here"]
    assert names(client, f"what={other.pk}") == []


def test_an_empty_result_says_what_was_looked_for(client, cast, three):
    client.force_login(cast.pcm)
    page = text(client.get(f"{QUEUE}?whose=deputy&school={cast.school.pk}&due=late"))

    assert "Nothing here for “As a deputy, Hillcrest School, Late only”." in page
    assert f'href="{QUEUE}">Show all that waits' in page


def test_filters_offer_only_schools_from_which_something_waits(client, cast, three):
    SchoolFactory(name="Nothing Comes From Here")
    client.force_login(cast.pcm)

    assert "Nothing Comes From Here" not in text(client.get(QUEUE))


# --- decided -----------------------------------------------------------------------------------------------


def test_own_decisions_newest_first_with_the_round_they_were_made_in(client, cast):
    first = cast.sent_back()
    first.submission.refresh_from_db()
    second = cast.send(first.submission)
    sign(second, cast.pcm)
    client.force_login(cast.pcm)
    page = text(client.get(DECIDED))

    rounds = [reverse("reviews:round", args=[first.submission.reference, number]) for number in (2, 1)]
    assert "2 decisions" in page
    assert page.index(rounds[0]) < page.index(rounds[1])
    assert rounds[0] not in text(client.get(f"{DECIDED}?outcome=sent_back"))
    assert rounds[1] in text(client.get(f"{DECIDED}?outcome=sent_back"))
    assert client.get(f"{DECIDED}?outcome=issued").context["count"] == 2


def test_what_others_decided_is_not_listed(client, cast, colleague):
    round_ = cast.send()
    send_back(round_, colleague)
    client.force_login(cast.pcm)

    assert "You have not decided anything yet." in text(client.get(DECIDED))


def test_what_one_decided_stays_readable_after_the_role_ended(client, cast):
    round_ = cast.sent_back()
    cast.pcm.appointments.update(end=today() - timedelta(days=1))
    client.force_login(cast.pcm)

    assert "Sent back" in text(client.get(DECIDED))
    where = client.get(reverse("reviews:round", args=[round_.submission.reference, 1]), follow=True)
    assert where.status_code == 200


# --- many --------------------------------------------------------------------------------------------------


def multiply(cast, round_, number):
    """As many more sheets like this one, of mentors of their own, at the same stage."""
    people = UserFactory.create_batch(number)
    rows = {"submission": [], "sending": [], "round": []}
    for person in people:
        submission = copied(Submission, round_.submission, owner=person)
        submission.reference = Submission._meta.get_field("reference").get_default()
        rows["submission"].append(submission)
    Submission.objects.bulk_create(rows["submission"])
    for submission in rows["submission"]:
        rows["sending"].append(copied(Sending, round_.sending, submission=submission))
    Sending.objects.bulk_create(rows["sending"])
    for sending in rows["sending"]:
        rows["round"].append(copied(Round, round_, submission=sending.submission, sending=sending))
    Round.objects.bulk_create(rows["round"])
    stages = list(round_.stages.all())
    Stage.objects.bulk_create(copied(Stage, stage, round=each) for each in rows["round"] for stage in stages)


def copied(model, row, **more):
    """A new unsaved row like this one."""
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    made = model(**{name: copy(value) for name, value in values.items() if name != "id"})
    for name, value in more.items():
        setattr(made, name, value)
    return made


def queries(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_ten_and_a_thousand_lines_take_the_same_few_queries(client, cast, colleague):
    round_ = cast.send()
    actions.claim(stage=stage_of(round_), by=colleague)
    sign(cast.send(mentor=cast.another_mentor()), cast.pcm)
    multiply(cast, round_, 9)
    client.force_login(cast.pcm)
    urls = QUEUE, f"{QUEUE}?whose=colleagues&due=late", f"{QUEUE}?whose=deputy", DECIDED
    few = [queries(client, url) for url in urls]
    assert "10 waiting" in text(client.get(QUEUE))
    multiply(cast, round_, 991)
    many = [queries(client, url) for url in urls]
    page = text(client.get(QUEUE))

    assert "More than 1,000 waiting" in page
    assert "Page 1 of 20" in page
    assert many == few
    assert max(many) <= 15


def test_fifty_on_a_page_and_filters_go_along(client, cast):
    multiply(cast, cast.send(), 59)
    client.force_login(cast.pcm)
    first = client.get(f"{QUEUE}?school={cast.school.pk}")
    second = client.get(f"{QUEUE}?school={cast.school.pk}&page=2")

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 10)
    assert f'href="?school={cast.school.pk}&amp;page=2"' in text(first)
    assert "Start with" not in text(second)


def test_a_queue_is_read_from_the_index_of_what_is_open(cast):
    if connection.vendor != "sqlite":
        return
    for person, index in ((cast.pcm, "stage_open"), (cast.tutor, "stage_open_at_provider")):
        plan = stages_waiting_for(person).explain()
        assert f"USING INDEX {index} (" in plan
        assert "SCAN reviews_stage" not in plan
    assert "TEMP B-TREE" not in stages_waiting_for(cast.tutor).explain(), "a tutor's is read in order"


def test_decisions_are_told_apart_from_what_happened_otherwise(client, cast, colleague):
    round_ = cast.send()
    actions.pass_on(stage=stage_of(round_), to=colleague, by=cast.pcm, note="On a course this week.")
    client.force_login(cast.pcm)

    assert Decision.objects.get().outcome == Outcome.REASSIGNED
    assert client.get(DECIDED).context["count"] == 0
