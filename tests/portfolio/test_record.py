"""Records read from the database: many at once, in a number of queries that does not grow (E12, E20, R18)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio.models import Conversation, Enrolment, Exemption, Observation, Request
from portfolio.record import load, load_many
from portfolio.requirements import requirements
from portfolio.together import together
from tests.factories import portfolio as make
from tests.factories.modules import CriterionFactory, FrameworkFactory, StandardFactory
from tests.factories.people import holder

pytestmark = pytest.mark.django_db


def ask(cast, enrolment, kind, **facts):
    """Something that the lead has granted."""
    given = {"person": enrolment.person, "level": enrolment.level, "provider": cast.provider}
    given |= {"granted": True, "decided_by": cast.lead, "decided_at": timezone.now()}
    return Request.objects.create(kind=kind, enrolment=enrolment, **given | facts)


def mentors(cast, count):
    """So many enrolments, each with some work."""
    for _ in range(count):
        enrolment = cast.enrol(cast.another_mentor())
        make.talk(enrolment)
        make.observe(enrolment)
        make.place(enrolment, cast)
        make.do_module(enrolment, "M1")
        make.add_evidence(enrolment, "S1.1")


def queries(enrolments):
    """How many queries the requirements of enrolments ask."""
    with CaptureQueriesContext(connection) as asked:
        for record in load_many(enrolments):
            requirements(record)
    return len(asked)


def test_the_requirements_of_30_mentors_ask_as_many_queries_as_those_of_3(cast, ready):
    make.send_sheet(ready)
    mentors(cast, 2)
    few = queries(Enrolment.objects.all())
    mentors(cast, 27)
    assert Enrolment.objects.count() == 30
    assert queries(Enrolment.objects.all()) == few
    assert few <= 11


def test_many_records_say_the_same_as_each_by_itself(cast):
    mentors(cast, 2)
    mastery = make.on_mastery(cast)
    make.everything_of_mastery(mastery, cast)
    make.waive(cast, requirement="window")
    ask(cast, mastery, "pause", start=make.ago(40), end=make.ago(31))
    enrolments = list(Enrolment.objects.order_by("pk"))
    many = [requirements(record) for record in load_many(enrolments)]
    assert many == [requirements(load(each)) for each in enrolments]
    assert len({tuple(each.why for each in found) for found in many}) > 1


def test_e11_e12_what_was_granted_to_the_enrolment_is_on_record(cast, enrolment):
    ask(cast, enrolment, "pause", start=make.ago(20), end=make.ago(11))
    ask(cast, enrolment, "pause", start=make.ago(90), end=make.ago(80))
    ask(cast, enrolment, "pause", start=make.ago(5), granted=False)
    ask(cast, enrolment, "extension", months=3)
    ask(cast, enrolment, "extension", months=2)
    record = load(make.fresh(enrolment))
    assert record.pauses == [(make.ago(90), make.ago(80)), (make.ago(20), make.ago(11))]
    assert (record.extra_months, record.window_months) == (5, 29)
    assert [row.kind for row in record.requests] == ["extension", "extension", "pause", "pause", "pause"]
    assert str(record.requests[0].provider) == "Kingsmere University"


def test_e11_what_was_granted_to_an_earlier_enrolment_does_not_count_for_this_one(cast, enrolment):
    ask(cast, enrolment, "extension", months=3)
    Enrolment.objects.filter(pk=enrolment.pk).update(withdrawn_on=make.ago(0))
    record = load(make.fresh(cast.enrol()))
    assert (record.extra_months, [row.months for row in record.requests]) == (0, [3])


def test_r18_whoever_has_to_confirm_a_conversation_is_named_with_their_role(cast, enrolment):
    for other in (cast.pcm, cast.tutor, holder("link_tutor", name="Ada")):
        item = make.add_evidence(enrolment, "S1.1", title=other.name)
        type(item).objects.filter(pk=item.pk).update(kind="conversation", other=other)
    record = load(make.fresh(enrolment))
    assert list(record.confirmers.values()) == [
        ("Asha Patel", "pcm"),
        ("Tom Reid", "link_tutor"),
        ("Ada", "link_tutor"),
    ]
    assert [item.title for item in record.unconfirmed] == ["Asha Patel", "Tom Reid", "Ada"]


def test_evidence_that_was_taken_out_is_not_read(enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    type(item).objects.filter(pk=item.pk).update(removed_at=timezone.now())
    assert load(make.fresh(enrolment)).links == []


def test_e20_criteria_of_other_standards_come_with_their_name(enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    standards = FrameworkFactory(short_name="Mentor Standards", version="2031")
    foreign = CriterionFactory(standard=StandardFactory(framework=standards), code="S1.1")
    item.links.update(criterion=foreign)
    [evidence] = [each for each in requirements(load(make.fresh(enrolment))) if each.key == "evidence"]
    assert evidence.why.endswith("for S1.1 of Mentor Standards (2031).")


def test_rows_of_several_tables_are_what_each_table_says_by_itself(cast, enrolment):
    make.talk(enrolment)
    make.observe(enrolment, held_on=make.ago(2))
    make.waive(cast)
    ask(cast, enrolment, "pause", start=make.ago(5))
    with CaptureQueriesContext(connection) as asked:
        found = together(
            talks=Conversation.objects.all(),
            seen=Observation.objects.all(),
            waived=Exemption.objects.all(),
            requests=Request.objects.all(),
        )
    assert len(asked) == 1
    for name, model in (
        ("talks", Conversation),
        ("seen", Observation),
        ("waived", Exemption),
        ("requests", Request),
    ):
        expected = model.objects.values().get()
        [row] = found[name]
        assert {key: getattr(row, key) for key in expected} == expected
