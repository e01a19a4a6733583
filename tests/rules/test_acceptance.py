"""The acceptance checks of the scheme, by number. Those that are not here stand where their rule is tested:
`grep -rn "def test_accept_" tests` lists them all.
"""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from forms.errors import NotNow
from people.actions import answer_sharing_notice
from people.identifiers import clean_trn
from people.models import SharingNotice
from people.permissions import forget_hats
from people.roles import Role
from portfolio import permissions
from portfolio.models import EvidenceItem
from portfolio.record import load
from portfolio.requirements import requirements, unmet
from register import actions, chain
from register.models import Certificate, Kind, Status
from reviews.models import Round
from reviews.queue import stages_waiting_for
from tests.factories import portfolio as make
from tests.factories.events import make_event
from tests.factories.people import AppointmentFactory, ProviderFactory, holder
from tests.factories.reviews import sign

pytestmark = pytest.mark.django_db


def stages_of(user):
    return [(stage.role, stage.round_id) for stage in stages_waiting_for(user)]


def as_it_is(round_):
    return Round.objects.get(pk=round_.pk)


def test_accept_03_the_pcm_cannot_sign_their_own_enrolment(cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    forget_hats(cast.mentor)
    round_ = make.send_sheet(cast.ready())
    with pytest.raises(PermissionDenied, match="This is your own work"):
        make.sign(round_, cast.mentor)
    assert (stages_of(cast.mentor), round_.decisions.count()) == ([], 0)


def test_accept_04_the_pcm_cannot_sign_before_the_mentor(cast):
    draft = make.filled(make.begin_sheet(cast.ready()))
    assert (stages_of(cast.pcm), Round.objects.count()) == ([], 0)
    round_ = make.send(draft).round
    assert stages_of(cast.pcm) == [("pcm", round_.pk)]


def test_accept_06_no_certificate_before_the_tutor_confirms_even_for_an_administrator(issuing):
    round_ = issuing.sent()
    sign(as_it_is(round_), issuing.pcm)
    type(issuing.office).objects.filter(pk=issuing.office.pk).update(is_superuser=True)
    issuing.office.refresh_from_db()
    with pytest.raises(PermissionDenied, match="Not everybody has signed this yet"):
        actions.issue(round=round_, by=issuing.office)
    assert not Certificate.objects.exists()
    sign(as_it_is(round_), issuing.tutor)
    assert actions.issue(round=round_, by=issuing.office).award.round == round_


def test_accept_07_a_sheet_changed_after_signing_is_sent_anew_and_signed_by_all_again(cast):
    first = make.send_sheet(cast.ready())
    make.sign(first, cast.pcm)
    make.send_back(first, cast.tutor)
    submission = as_it_is(first).submission
    second = make.send(make.filled(submission, rating="4")).round
    assert [(each.number, each.decisions.count()) for each in (first, second)] == [(1, 2), (2, 0)]
    assert (stages_of(cast.tutor), stages_of(cast.pcm)) == ([], [("pcm", second.pk)])
    assert make.sign_all(second, cast).signed_at is not None


def test_accept_08_undated_evidence_does_not_count(client, cast):
    enrolment = cast.enrol()
    client.force_login(cast.mentor)
    facts = {"title": "Feedback", "kind": "observation", "description": "What I said.", "anonymous": "on"}
    facts["criteria"] = [each.pk for each in make.criteria(enrolment, "S1.1")]
    answer = client.post(reverse("portfolio:evidence_add", args=[enrolment.slug]), facts)
    assert answer.context["form"].errors["activity_date"] == ["Enter the date"]
    assert not EvidenceItem.objects.exists()


def test_accept_09_a_missing_key_criterion_keeps_the_sheet_closed_and_is_named(cast):
    enrolment = cast.enrol()
    make.everything(enrolment, cast)
    item = enrolment.evidence.get()
    item.links.filter(criterion__code="S2.8").delete()
    [missing] = unmet(load(make.fresh(enrolment)))
    assert (missing.key, missing.hint) == ("evidence", "No evidence yet for S2.8.")
    with pytest.raises(NotNow, match=r"Still open: Evidence for each key criterion\."):
        make.begin_sheet(enrolment)


def test_accept_13_withdrawn_sharing_holds_at_once_and_the_certificate_stays(issuing):
    certificate = issuing.made()
    mentor, notice = certificate.person, SharingNotice.objects.latest_published()
    enrolment = certificate.award.enrolment
    assert load(make.fresh(enrolment)).shares is True
    answer_sharing_notice(person=mentor, notice=notice, shares=False, by=mentor)
    assert load(make.fresh(enrolment)).shares is False
    certificate.refresh_from_db()
    assert certificate.status == Status.VALID


def test_accept_14_a_revoked_certificate_shows_not_valid(client, issuing):
    certificate = issuing.made()
    Certificate.objects.filter(pk=certificate.pk).update(status=Status.REVOKED)
    chain.append(Certificate.objects.get(pk=certificate.pk), Kind.REVOKED)
    page = client.get(reverse("register:check", args=[certificate.code])).content.decode()
    assert 'id="verdict">Not valid</h2>' in page.replace("\n", "").replace("  ", "")


def test_accept_15_issuing_twice_gives_the_same_certificate(issuing):
    round_ = issuing.signed()
    first = actions.issue(round=round_, by=issuing.office)
    assert actions.issue(round=round_, by=issuing.office) == first
    assert Certificate.objects.count() == 1


def test_accept_16_a_new_pcm_has_the_task_and_what_the_old_one_signed_stays(cast):
    signed = make.send_sheet(cast.ready())
    make.sign(signed, cast.pcm)
    waiting = make.send_sheet(cast.ready(mentor=cast.another_mentor()))
    cast.pcm.appointments.update(end=make.ago(1))
    forget_hats(cast.pcm)
    successor = holder(Role.PCM, school=cast.school, name="Nina New")
    assert (stages_of(cast.pcm), stages_of(successor)) == ([], [("pcm", waiting.pk)])
    [decision] = as_it_is(signed).decisions.all()
    assert (decision.signatory, decision.role, decision.outcome) == (cast.pcm, "pcm", "signed")
    assert stages_of(cast.tutor) == [("link_tutor", signed.pk)]


def test_accept_17_a_reference_number_is_read_as_people_write_it():
    assert clean_trn("RP12/34567") == "1234567"
    with pytest.raises(ValidationError):
        clean_trn("12345678")


def test_accept_18_the_training_report_flags_a_provider_without_an_event_this_school_year(client, cast):
    make_event(cast.provider, days=0)
    idle = ProviderFactory(name="Idle University")
    make_event(idle, days=-400)
    client.force_login(holder(Role.COORDINATOR))
    lines = client.get(reverse("modules:training")).context["lines"]
    flagged = {line.provider.name: line.is_without for line in lines}
    assert (flagged["Idle University"], flagged[cast.provider.name]) == (True, False)


def test_accept_21_leaving_out_the_suggested_activities_never_blocks(cast):
    enrolment = cast.ready()
    modules = enrolment.level.modules.all()
    assert all(module.activities for module in modules)
    asked = " ".join(f"{each.label} {each.question}" for each in requirements(load(make.fresh(enrolment))))
    suggested = [activity.value["title"] for module in modules for activity in module.activities]
    assert [title for title in suggested if title in asked] == []
    assert unmet(load(make.fresh(enrolment))) == []
    assert permissions.can_start_record_sheet(cast.mentor, make.RecordSheetPage.objects.get(level=cast.level))
