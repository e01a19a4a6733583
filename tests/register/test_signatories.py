"""Who is named at the foot of a certificate, and in which capacity (E2, E3, E8)."""

from datetime import timedelta

from django.utils import timezone

import forms.actions
import reviews.actions
from people.models import Appointment
from people.models.periods import today
from people.roles import Role
from register import actions
from tests.factories.people import holder
from tests.factories.reviews import send_back, sign, stage_of


def printed(cast, round_):
    """(name, role) of each line, once the office has issued."""
    certificate = actions.issue(round=type(round_).objects.get(pk=round_.pk), by=cast.office)
    return [(line["name"], line["role"]) for line in certificate.facts["signatories"]]


def test_an_acting_pcm_is_named_as_acting(cast):
    Appointment.objects.filter(person=cast.pcm).update(acting=True, end=today() + timedelta(days=90))
    round_ = cast.sent()
    sign(round_, cast.pcm)
    sign(round_, cast.tutor)

    assert printed(cast, round_) == [
        ("Asha Patel", "Acting professional co-ordinating mentor"),
        ("Tom Reid", "Link tutor"),
        ("Sam Lee", "Partnership office"),
    ]


def test_a_deputy_is_named_as_deputy(cast):
    deputy = holder(Role.PROVIDER_LEAD, provider=cast.provider, name="Dina Deputy")
    post = Appointment.objects.get(person=cast.tutor)
    reviews.actions.stand_in(appointment=post, deputy=deputy, start=today(), end=today(), by=cast.tutor)
    round_ = cast.sent()
    sign(round_, cast.pcm)
    sign(round_, deputy)

    assert printed(cast, round_)[1] == ("Dina Deputy", "Deputy link tutor")


def test_a_panel_has_one_line_with_whoever_signed_last(cast):
    cast.page.workflow.stages.filter(role=Role.LINK_TUTOR).update(panel_size=2)
    second = holder(Role.LINK_TUTOR, provider=cast.provider, name="Tara Two")
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider, name="Lena Lead")
    third = holder(Role.LINK_TUTOR, provider=cast.provider, name="Theo Three")
    round_ = cast.sent()
    for tutor in (cast.tutor, second):
        sign(round_, cast.pcm)
        send_back(round_, tutor)
        round_ = again(round_)
    sign(round_, cast.pcm)
    stage = stage_of(round_)
    reviews.actions.name_panel(stage=stage, people=[third, lead], by=cast.colleague, note="Two views")
    sign(round_, lead)
    sign(round_, third)

    assert printed(cast, round_) == [
        ("Asha Patel", "Professional co-ordinating mentor"),
        ("Theo Three and 1 other", "Scheme’s panel"),
        ("Sam Lee", "Partnership office"),
    ]


def again(round_):
    """The sheet sent once more: the new round."""
    submission = type(round_.submission).objects.get(pk=round_.submission_id)
    mentor = submission.owner
    return forms.actions.send(
        submission=submission, by=mentor, statement="It is true.", typed_name=mentor.name
    ).round


def test_an_ordinary_certificate_names_the_day_of_each_signature(cast):
    certificate = cast.issued()

    assert {line["date"] for line in certificate.facts["signatories"]} == {timezone.localdate().isoformat()}
