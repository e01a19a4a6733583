"""The provider lead's desk: what it counts, whom it hides, and that its queries stay the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.desks import lead
from home.scale import Pattern, make_enrolments, places
from people.models import User
from people.roles import Role
from portfolio.models import Enrolment
from tests.factories import portfolio as make
from tests.factories.people import ProviderFactory, SchoolFactory, holder
from tests.portfolio.conftest import content  # noqa: F401  fixture: the site's own forms

pytestmark = pytest.mark.django_db

STEPS = ["Working towards it", "With reviewers", "Changes needed", "Signed off", "Certified"]


@pytest.fixture
def cast(db):
    return make.make_cast()


def shown(client, cast, address="/my/provider/"):
    """What the desk's template was given."""
    client.force_login(cast.lead)
    return client.get(address).context


def entry(context):
    return context["cohorts"][0]


def several(cast, count):
    """So many mentors at the cast's school, enrolled."""
    return [cast.enrol(cast.another_mentor(name=f"Mentor {number}")) for number in range(count)]


# --- counts ------------------------------------------------------------------------------------------------


def test_cohorts_by_level_school_and_step(client, cast):
    several(cast, 2)
    elsewhere = SchoolFactory(name="Ashdown School", partner=cast.provider)
    there = holder(Role.MENTOR, school=elsewhere)
    cast.enrol(there)
    make.send_sheet(cast.ready())
    foreign = ProviderFactory()
    Enrolment.objects.filter(person=cast.enrol(cast.another_mentor()).person).update(provider=foreign)
    found = shown(client, cast)
    assert found["total"] == 4
    assert entry(found).all == list(zip((3, 1, 0, 0, 0), STEPS, strict=True))
    assert entry(found).schools == [
        ("Hillcrest School", list(zip((2, 1, 0, 0, 0), STEPS, strict=True))),
        ("Ashdown School", list(zip((1, 0, 0, 0, 0), STEPS, strict=True))),
    ]
    assert [cohort.total for cohort in found["cohorts"]] == [4, 0]


def test_every_step_of_the_way_is_counted(client, cast):
    enrolment = cast.ready()
    round_ = make.send_sheet(enrolment)
    make.send_back(round_, cast.pcm)
    assert [n for n, _ in entry(shown(client, cast)).all] == [0, 0, 1, 0, 0]
    other = make.sign_all(make.send_sheet(cast.ready(mentor=cast.another_mentor())), cast)
    assert [n for n, _ in entry(shown(client, cast)).all] == [0, 0, 1, 1, 0]
    make.actions.record_award(
        enrolment=other.submission.record_sheet.enrolment, round=other, by=cast.office, on=make.today()
    )
    assert [n for n, _ in entry(shown(client, cast)).all] == [0, 0, 1, 0, 1]


def test_the_funnel_counts_how_far_each_has_come(client, cast):
    several(cast, 1)
    begun = cast.enrol(cast.another_mentor())
    make.do_audit(begun)
    make.do_module(begun, "M1")
    cast.ready(mentor=cast.another_mentor())
    make.sign_all(make.send_sheet(cast.ready()), cast)
    found = shown(client, cast)["funnel"]
    assert [(step["count"], step["share"]) for step in found] == [
        (4, "100%"),
        (3, "75%"),
        (2, "50%"),
        (2, "50%"),
        (1, "25%"),
        (1, "25%"),
        (0, "0%"),
    ]


def test_evidence_taken_out_and_key_criteria_of_the_level_decide_what_is_whole(client, cast):
    enrolment = cast.ready()
    first = shown(client, cast)["funnel"]
    enrolment.level.key_criteria.add(*make.criteria(enrolment, "S2.5"))
    assert (first[3]["count"], shown(client, cast)["funnel"][3]["count"]) == (1, 0)
    enrolment.level.key_criteria.clear()  # then all 21 are asked for (R19)
    assert shown(client, cast)["funnel"][3]["count"] == 0
    make.add_evidence(enrolment, *[each.code for each in enrolment.framework.criteria()])
    assert shown(client, cast)["funnel"][3]["count"] == 1


def test_a_school_year_shows_who_began_in_it_alone(client, cast):
    enrolments = several(cast, 2)
    Enrolment.objects.filter(pk=enrolments[0].pk).update(started_on=make.ago(400))
    years = shown(client, cast)["years"]
    assert shown(client, cast)["total"] == 1
    last = next(year for year in years if year.first <= make.ago(400) < year.after)
    found = shown(client, cast, f"/my/provider/?year={last.key}")
    assert (found["total"], found["year"]) == (1, last)
    assert shown(client, cast, "/my/provider/?year=all")["total"] == 2
    assert shown(client, cast, "/my/provider/?year=nonsense")["total"] == 1


def test_long_lists_of_schools_lead_to_the_whole_one(client, cast, monkeypatch):
    monkeypatch.setattr(lead, "SCHOOLS", 1)
    several(cast, 2)
    cast.enrol(holder(Role.MENTOR, school=SchoolFactory(partner=cast.provider)))
    found = entry(shown(client, cast))
    assert ([name for name, _ in found.schools], found.left_out) == (["Hillcrest School"], 1)
    assert entry(shown(client, cast, "/my/provider/?schools=all")).left_out == 0


# --- small groups ------------------------------------------------------------------------------------------


def test_evidence_of_fewer_than_five_mentors_is_not_shown(client, cast):
    enrolments = several(cast, 4)
    make.add_evidence(enrolments[0], "S1.1")
    page = client.get("/my/provider/") if client.force_login(cast.lead) is None else None
    assert [(level.mentors, level.rows) for level in page.context["work"]["coverage"]] == [(None, [])] * 2
    assert "S1.1" not in page.content.decode()
    enrolments += several(cast, 1)
    [found, hidden] = shown(client, cast)["work"]["coverage"]
    shares = {criterion.code: (count, share) for criterion, count, share in found.rows}
    assert (found.mentors, shares["S1.1"], shares["S2.8"]) == (5, (1, "20%"), (0, "0%"))
    assert len(found.rows) == 8
    assert hidden.mentors is None


def audited_twice(cast, count, before="2", after="3"):
    for enrolment in several(cast, count):
        make.do_audit(enrolment, rating=before)
        make.do_audit(enrolment, rating=after)


def test_confidence_is_compared_where_five_have_two_audits(client, cast):
    audited_twice(cast, 4)
    for enrolment in several(cast, 3):
        make.do_audit(enrolment)  # once only, so never compared
    found = shown(client, cast)["work"]
    assert (found["pairs"], found["means"], found["finding"]) == (None, [], "")
    audited_twice(cast, 1, before="1", after="4")
    found = shown(client, cast)["work"]
    assert found["pairs"] == 5
    assert [(each.before, each.after, each.rose) for each in found["means"]] == [(1.8, 3.2, 1.4)] * 4
    assert found["finding"] == "The mean rose most in Personal qualities: from 1.8 to 3.2 of 4."


def test_a_standard_that_few_could_rate_is_left_out(client, cast):
    audited_twice(cast, 4)
    audited_twice(cast, 1, after="N/A")
    found = shown(client, cast)["work"]
    assert (found["pairs"], found["means"]) == (5, [])


def test_what_people_wrote_is_never_shown_for_all_years_together(client, cast):
    make.add_evidence(several(cast, 5)[0], "S1.1")
    client.force_login(cast.lead)
    page = client.get("/my/provider/?year=all")
    assert page.context["work"] is None
    assert "S1.1" not in page.content.decode()


def test_nobody_is_compared_in_two_school_years(client, cast):
    audited_twice(cast, 5)
    Enrolment.objects.update(started_on=make.ago(400))
    years = shown(client, cast)["years"]
    pairs = [shown(client, cast, f"/my/provider/?year={year.key}")["work"]["pairs"] for year in years]
    assert sorted(filter(None, pairs)) == [5]


# --- what to decide, and queries ---------------------------------------------------------------------------


def test_placements_to_decide_are_listed_with_their_door(client, cast):
    enrolment = cast.enrol()
    make.place(enrolment, cast, shared=True)
    titles = {title: lines for title, lines, _ in shown(client, cast)["decide"]}
    [line] = titles["Placements that count or not"]
    assert (line["name"], line["url"]) == ("Jo Okafor", f"/my/placements/{enrolment.placements.get().slug}/")


def test_the_desk_asks_the_same_for_ten_and_for_five_hundred(client, cast):
    make.send_sheet(cast.ready())
    pattern = Pattern.found()
    asked, at = [], places(2, 1)
    client.force_login(User.objects.get(email="provider_lead-1-000001@scale.example"))
    for count in (10, 490):
        first = Enrolment.objects.count()
        list(make_enrolments(pattern, at, count, first=first))
        for _ in range(2):
            with CaptureQueriesContext(connection) as found:
                page = client.get("/my/provider/")
        asked.append(len(found))
    assert page.context["total"] > 30
    assert asked[0] == asked[1] <= 15
