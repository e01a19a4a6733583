"""Experience in place of requirements: the application, the decisions, the signature (R7, R20)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

import forms.actions
from forms.errors import NotNow
from forms.models import Status
from modules.models import Level
from people.models import OutgoingMail
from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, applying, asking, permissions
from portfolio.models import Exemption, Request
from portfolio.record import load
from portfolio.requirements import Answer, requirements
from tests.factories import portfolio as make
from tests.factories import requests as ask
from tests.factories.people import AppointmentFactory, PartnershipFactory, ProviderFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastery(content):
    return Level.objects.get(slug="mastery")


@pytest.fixture
def applied(cast):
    """The application of the cast's mentor, not enrolled on Mastery; it waits for the PCM."""
    return ask.apply(cast.mentor)


@pytest.fixture
def for_the_lead(applied, cast):
    """The same, signed by the PCM."""
    make.sign(applied.submission.rounds.get(), cast.pcm)
    return applied


# --- applying ----------------------------------------------------------------------------------------------


def test_r7_the_form_makes_one_request_that_the_schools_partner_decides(cast, mastery):
    request = ask.begin(cast.mentor, "experience")
    assert (request.kind, request.person, request.level, request.enrolment, request.provider) == (
        "experience",
        cast.mentor,
        mastery,
        None,
        cast.provider,
    )
    round_ = ask.send(request)
    assert [(stage.role, stage.school, stage.provider) for stage in round_.stages.all()] == [
        ("pcm", cast.school, cast.provider),
        ("provider_lead", cast.school, cast.provider),
    ]


def test_of_several_providers_the_mentor_chooses_one(cast):
    other = PartnershipFactory(school=cast.school, provider=ProviderFactory(name="Aldgate")).provider
    browser = Client()
    browser.force_login(cast.mentor)
    page = ask.page_for("experience")
    assert [provider.name for provider in browser.get(page.url).context["providers"]] == [
        "Aldgate",
        "Kingsmere University",
    ]
    assert browser.post(page.url).url == page.url  # nothing chosen
    assert not Request.objects.exists()
    first = browser.post(page.url, {"provider": other.pk})
    again = browser.post(page.url, {"provider": other.pk})  # T11: pressed twice
    request = Request.objects.get()
    assert (request.provider, first.url, again.url) == (
        other,
        f"{page.url}{request.submission.reference}/",
        f"{page.get_url()}{request.submission.reference}/",
    )


def test_a_provider_that_does_not_work_with_the_school_cannot_be_asked(cast):
    with pytest.raises(PermissionDenied, match="Choose a provider that works with your school"):
        ask.begin(cast.mentor, "experience", provider=ProviderFactory())


def test_whoever_is_enrolled_asks_their_home_provider(cast, mastery):
    PartnershipFactory(school=cast.school, provider=ProviderFactory(name="Aldgate"))
    enrolment = make.on_mastery(cast)
    request = ask.begin(cast.mentor, "experience")
    assert (request.enrolment, request.provider) == (enrolment, cast.provider)


def test_one_application_at_a_time_and_none_once_certified(cast, applied):
    page = ask.page_for("experience")
    assert asking.can_ask(cast.mentor, page).reason == (
        "You have asked this already. Go on with that, or wait for the answer."
    )
    colleague = cast.another_mentor()
    assert asking.can_ask(colleague, page)
    assert asking.can_ask(cast.pcm, page).reason.startswith("Only mentors can ask this")


def test_a_draft_is_nobody_elses_and_goes_with_its_form(cast):
    request = ask.begin(cast.mentor, "experience")
    assert list(asking.requests_visible_to(cast.lead)) == []
    forms.actions.discard(submission=request.submission, by=cast.mentor)
    assert not Request.objects.exists()


def test_before_enrolling_the_desk_leads_to_what_was_asked(client, cast, mastery, applied):
    client.force_login(cast.mentor)
    desk = client.get("/my/").content.decode()
    address = reverse("portfolio:request", args=[applied.slug])
    assert f'<a class="govuk-link" href="{address}">What you asked {cast.provider} about Mastery</a>' in desk
    assert ("not decided yet" in desk, "Start with Entry" in desk) == (True, False)
    actions.withdraw_request(request=applied, by=cast.mentor)
    desk = client.get("/my/").content.decode()
    assert ("What you asked" in desk, "Start with Entry" in desk) == (False, True)


def test_after_sending_the_page_is_not_called_by_a_title_that_asks(client, cast, applied):
    client.force_login(cast.mentor)
    page = applied.submission.form
    sent = client.get(f"{page.url}{applied.submission.reference}/sent/").content.decode()
    assert ("Your request is sent" in sent, f"{page.title} sent" in sent) == (True, False)


# --- deciding ----------------------------------------------------------------------------------------------


def test_r20_the_lead_decides_after_the_pcm_has_signed(cast, applied):
    with pytest.raises(PermissionDenied, match="It waits for the professional co-ordinating mentor"):
        ask.decide(applied, cast.lead, prerequisite=True)
    make.sign(applied.submission.rounds.get(), cast.pcm)
    assert ask.decide(applied, cast.lead, prerequisite=True).granted is True


def test_r20_each_requirement_is_decided_with_its_reason_and_stays_on_record(cast, mastery, for_the_lead):
    assert asking.left_to_waive(cast.mentor, mastery) == [
        "prerequisite",
        "second_audit",
        "modules",
        "full_cycle",
        "window",
        "dates",
    ]
    decided = ask.decide(for_the_lead, cast.lead, prerequisite=True, dates=True)
    assert (decided.granted, decided.decided_by, decided.decided_at is None) == (True, cast.lead, False)
    assert [
        (row.requirement, row.granted, row.reason, row.provider) for row in applying.decisions(decided)
    ] == [
        ("prerequisite", True, "About prerequisite.", cast.provider),
        ("second_audit", False, "About second_audit.", cast.provider),
        ("modules", False, "About modules.", cast.provider),
        ("full_cycle", False, "About full_cycle.", cast.provider),
        ("window", False, "About window.", cast.provider),
        ("dates", True, "About dates.", cast.provider),
    ]
    assert permissions.can_enrol(cast.mentor, mastery)
    cast.level = mastery
    [found] = [each for each in requirements(load(cast.enrol())) if each.key == "prerequisite"]
    assert (found.answer, found.why.endswith("About prerequisite.")) == (Answer.WAIVED, True)


def test_what_was_decided_against_opens_nothing_and_may_be_asked_again(cast, mastery, for_the_lead):
    decided = ask.decide(for_the_lead, cast.lead)
    assert (decided.granted, Exemption.objects.valid().exists()) == (False, False)
    assert not permissions.can_enrol(cast.mentor, mastery)
    assert asking.can_ask(cast.mentor, ask.page_for("experience"))


def test_q6_only_what_the_level_lets_experience_replace_is_decided(cast, mastery, for_the_lead):
    Level.objects.filter(pk=mastery.pk).update(experience_may_replace=["prerequisite", "placement"])
    assert asking.left_to_waive(cast.mentor, Level.objects.get(pk=mastery.pk)) == ["prerequisite"]
    request = Request.objects.get(pk=for_the_lead.pk)
    ask.decide(request, cast.lead, prerequisite=True)
    assert Exemption.objects.get().requirement == "prerequisite"


def test_a_requirement_without_answer_or_reason_is_named(cast, for_the_lead):
    with pytest.raises(ValidationError) as refused:
        actions.decide_request(request=for_the_lead, by=cast.lead, waived=[("prerequisite", True, " ")])
    assert set(refused.value.message_dict) == {
        "prerequisite_because",
        "second_audit",
        "modules",
        "full_cycle",
        "window",
        "dates",
    }
    assert (Exemption.objects.exists(), Request.objects.get().decided_at) == (False, None)


@pytest.mark.parametrize("who", ["mentor", "pcm", "tutor", "office", "other_lead"])
def test_only_the_lead_of_the_provider_decides(cast, for_the_lead, who):
    person = holder(Role.PROVIDER_LEAD) if who == "other_lead" else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        ask.decide(for_the_lead, person, prerequisite=True)
    assert not Exemption.objects.exists()


def test_e2_a_lead_never_decides_about_themself(cast, for_the_lead):
    AppointmentFactory(person=cast.mentor, role=Role.PROVIDER_LEAD, provider=cast.provider)
    forget_hats(cast.mentor)
    with pytest.raises(PermissionDenied, match="This is about yourself"):
        ask.decide(for_the_lead, cast.mentor, prerequisite=True)


def test_t12_the_second_of_two_leads_is_told_who_decided(cast, for_the_lead):
    colleague = holder(Role.PROVIDER_LEAD, provider=cast.provider, name="Una Lead")
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    with pytest.raises(NotNow, match="Lena Lead has decided this already"):
        actions.decide_request(request=for_the_lead, by=colleague, waived=())
    assert Exemption.objects.filter(decided_by=colleague).count() == 0


# --- signing -----------------------------------------------------------------------------------------------


def test_the_lead_signs_only_after_having_decided(cast, for_the_lead):
    round_ = for_the_lead.submission.rounds.get()
    with pytest.raises(PermissionDenied, match="Decide first, then sign"):
        make.sign(round_, cast.lead)
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    make.sign(round_, cast.lead)
    for_the_lead.submission.refresh_from_db()
    assert for_the_lead.submission.status == Status.ACCEPTED


def test_sent_back_for_more_the_application_waits_and_is_decided_the_second_time(cast, for_the_lead):
    make.send_back(for_the_lead.submission.rounds.get(), cast.lead)
    request = Request.objects.get()
    with pytest.raises(PermissionDenied, match="The form is with the mentor"):
        ask.decide(request, cast.lead, prerequisite=True)
    round_ = make.send(request.submission).round
    make.sign(round_, cast.pcm)
    assert ask.decide(Request.objects.get(), cast.lead, modules=True).granted is True


def test_e17_whoever_let_experience_count_does_not_give_the_last_signature(cast, mastery, for_the_lead):
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    AppointmentFactory(person=cast.lead, role=Role.LINK_TUTOR, provider=cast.provider)
    forget_hats(cast.lead)
    cast.level = mastery
    enrolment = cast.enrol()
    make.everything_of_mastery(enrolment, cast)
    make.watch(enrolment, cast)
    round_ = make.send_sheet(enrolment)
    make.sign(round_, cast.pcm)
    with pytest.raises(PermissionDenied, match="You waived a requirement for this mentor"):
        make.sign(round_, cast.lead)


# --- taking back -------------------------------------------------------------------------------------------


def test_the_mentor_takes_the_application_back_with_its_form(cast, applied):
    taken = actions.withdraw_request(request=applied, by=cast.mentor)
    taken.submission.refresh_from_db()
    assert (taken.withdrawn_at is None, taken.submission.status) == (False, Status.WITHDRAWN)
    assert taken.submission.rounds.get().closed_at is not None
    with pytest.raises(PermissionDenied, match="The mentor has taken this back"):
        ask.decide(taken, cast.lead, prerequisite=True)
    assert actions.withdraw_request(request=taken, by=cast.mentor) == taken  # pressed twice


def test_the_form_taken_back_takes_the_request_back(cast, applied):
    forms.actions.withdraw(submission=applied.submission, by=cast.mentor)
    assert Request.objects.get().withdrawn_at is not None


def test_what_was_decided_is_not_taken_back_nor_sent_again(cast, for_the_lead):
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    request = Request.objects.get()
    with pytest.raises(NotNow, match="This is decided"):
        forms.actions.withdraw(submission=request.submission, by=cast.mentor)
    make.send_back(request.submission.rounds.get(), cast.lead)
    with pytest.raises(NotNow, match="This is decided already"):
        make.send(request.submission)


def test_nobody_takes_back_what_somebody_else_asked(cast, applied):
    for person in (cast.lead, cast.pcm, cast.another_mentor()):
        with pytest.raises(PermissionDenied):
            actions.withdraw_request(request=applied, by=person)


# --- the pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.lead)
    return client


def answers(**more):
    """What the decision page posts when nothing is wrong: only the Entry certificate is waived."""
    keys = ("prerequisite", "second_audit", "modules", "full_cycle", "window", "dates")
    told = {key: "yes" if key == "prerequisite" else "no" for key in keys}
    return told | {f"{key}_because": f"Because of {key}" for key in keys} | more


def test_the_lead_decides_on_one_page_and_pressing_twice_decides_once(lead, cast, for_the_lead):
    door = f"/my/requests/{for_the_lead.slug}/"
    assert lead.get("/my/requests/").context["yours"] == [for_the_lead]
    assert [str(radios.label) for radios, _ in lead.get(door).context["form"].rows()][:2] == [
        "The certificate of the level before",
        "The audit done again before the modules",
    ]
    for _ in range(2):  # T11
        answer = lead.post(door, answers())
        assert (answer.status_code, answer.url) == (302, door)
    assert Exemption.objects.valid().get().reason == "Because of prerequisite"
    shown = lead.get(door).content.decode()
    assert "Go to the form and sign" in shown
    assert list(lead.get("/my/requests/").context["decided"]) == [for_the_lead]


def test_the_decision_page_names_what_is_missing(lead, for_the_lead):
    door = f"/my/requests/{for_the_lead.slug}/"
    errors = lead.post(door, answers(modules="", window_because="")).context["form"].errors
    assert errors == {
        "modules": ["Select whether the experience counts: the level’s modules"],
        "window_because": ["Write your reason: the time within which the placements must lie"],
    }


def test_the_review_page_leads_to_the_decision_and_shows_it(lead, cast, for_the_lead):
    page = f"/reviews/{for_the_lead.submission.reference}/"
    assert f"/my/requests/{for_the_lead.slug}/" in lead.get(page).content.decode()
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    assert "Experience counts" in lead.get(page).content.decode()


def test_the_mentor_reads_the_reasons(client, cast, for_the_lead):
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    client.force_login(cast.mentor)
    shown = client.get(f"/my/requests/{for_the_lead.slug}/").content.decode()
    assert [
        words in shown for words in ("About prerequisite.", "About modules.", "Lena Lead", "Go to enrolling")
    ] == [True] * 4


def test_enrolling_shows_the_way_in_by_experience(client, cast):
    client.force_login(cast.mentor)
    assert client.get("/my/enrol/").context["ways_in"] == [ask.page_for("experience")]
    request = ask.begin(cast.mentor, "experience")
    context = client.get("/my/enrol/").context
    assert (context["ways_in"], list(context["asked"])) == ([], [request])


def test_the_mentor_gets_one_mail_with_a_link_and_no_content(cast, for_the_lead):
    ask.decide(for_the_lead, cast.lead, prerequisite=True)
    mail = OutgoingMail.objects.get(kind="request-decided")
    assert (mail.recipient, f"/my/requests/{for_the_lead.slug}/" in mail.text) == (cast.mentor.email, True)
    assert "About prerequisite" not in mail.text


def test_t1_a_request_is_its_mentors_and_its_leads(cast, for_the_lead):
    codes = {}
    people = {
        "mentor": cast.mentor,
        "lead": cast.lead,
        "other lead": holder(Role.PROVIDER_LEAD),
        "pcm": cast.pcm,
        "office": cast.office,
        "colleague": cast.another_mentor(),
    }
    for name, person in people.items():
        browser = Client()
        browser.force_login(person)
        doors = (
            f"/my/requests/{for_the_lead.slug}/",
            f"/my/requests/{for_the_lead.slug}/withdraw/",
            "/my/requests/",
        )
        codes[name] = [browser.get(door).status_code for door in doors]
    assert codes == {
        "mentor": [200, 200, 403],
        "lead": [200, 403, 200],
        "other lead": [404, 404, 200],
        "pcm": [404, 404, 403],
        "office": [404, 404, 403],
        "colleague": [404, 404, 403],
    }
