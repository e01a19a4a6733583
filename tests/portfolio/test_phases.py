"""A provider lead says what the phases of the year are called, and what each counts as (R14)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from modules.models import Phase, YearStage
from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, phases
from portfolio.record import load
from portfolio.requirements import Answer, requirements
from tests.factories import portfolio as make
from tests.factories.people import AppointmentFactory, ProviderFactory, UserFactory, holder
from tests.reading import text

pytestmark = pytest.mark.django_db

LIST = "/my/provider/phases/"


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.lead)
    return client


def stage(title):
    return YearStage.objects.get_or_create(title=title, defaults={"order": YearStage.objects.count() + 1})[0]


def save(cast, phase=None, **facts):
    known = {"provider": cast.provider, "title": "SE1", "stage": stage("Foundation"), "order": 1}
    return actions.save_phase(**{"by": cast.lead, "phase": phase} | known | facts)


OLD = ("Foundation", "Development", "Consolidation")  # what every provider begins with


def rows():
    found = Phase.objects.exclude(title__in=OLD)
    return [(row.provider.short_name, row.title, row.stage.title) for row in found]


# --- the verbs ---------------------------------------------------------------------------------------------


def test_the_lead_adds_changes_and_removes_a_phase_and_the_history_says_so(cast):
    phase = save(cast, title=" Phase A ")
    assert rows() == [(cast.provider.short_name, "Phase A", "Foundation")]
    save(cast, phase, title="phase a", stage=stage("Development"))
    assert rows() == [(cast.provider.short_name, "phase a", "Development")]
    actions.remove_phase(phase=phase, by=cast.lead)
    assert rows() == []
    history = ModelLogEntry.objects.filter(content_type__model="phase").order_by("pk")
    kinds = ["wagtail.create", "wagtail.edit", "wagtail.delete"]
    assert [(entry.action, entry.user) for entry in history] == [(kind, cast.lead) for kind in kinds]


def test_t11_pressed_twice_adds_once(cast):
    assert save(cast).pk == save(cast).pk
    assert len(rows()) == 1


@pytest.mark.parametrize("again", ["SE1", "se1", " SE1 "])
def test_a_name_stands_once_at_a_provider(cast, again):
    save(cast)
    with pytest.raises(ValidationError) as refused:
        save(cast, title=again, order=2)
    assert refused.value.message_dict == {"title": ["Your provider has a phase of this name already"]}


def test_another_provider_may_use_the_same_name(cast):
    save(cast)
    other = holder(Role.PROVIDER_LEAD)
    theirs = other.appointments.get().provider
    assert save(cast, by=other, provider=theirs).provider == theirs


@pytest.mark.parametrize("who", ["mentor", "pcm", "tutor", "office", "other_lead", "coordinator", "admin"])
def test_t1_nobody_else_keeps_a_providers_phases(cast, who):
    people = {
        "other_lead": lambda: holder(Role.PROVIDER_LEAD),
        "coordinator": lambda: holder(Role.COORDINATOR),
        "admin": lambda: UserFactory(admin=True),
    }
    person = people[who]() if who in people else getattr(cast, who)
    phase = save(cast)
    with pytest.raises(PermissionDenied):
        save(cast, by=person, title="SE2")
    with pytest.raises(PermissionDenied):
        save(cast, phase, by=person, title="SE2")
    with pytest.raises(PermissionDenied):
        actions.remove_phase(phase=phase, by=person)
    assert rows() == [(cast.provider.short_name, "SE1", "Foundation")]


def test_a_phase_does_not_move_to_another_provider_of_the_same_lead(cast):
    phase, second = save(cast), ProviderFactory()
    AppointmentFactory(person=cast.lead, role=Role.PROVIDER_LEAD, provider=second)
    forget_hats(cast.lead)
    with pytest.raises(ValidationError, match="A phase stays with its provider"):
        save(cast, phase, provider=second)


# --- placements that name a phase --------------------------------------------------------------------------


def test_a_phase_that_a_placement_names_stays(cast, enrolment):
    phase = save(cast)
    make.place(enrolment, cast, provider_phase=phase)
    with pytest.raises(PermissionDenied, match="1 placement names this phase, so it stays"):
        actions.remove_phase(phase=phase, by=cast.lead)
    assert len(rows()) == 1


def test_placements_keep_the_name_they_were_noted_with(cast, enrolment):
    phase = save(cast)
    placement = make.place(enrolment, cast, provider_phase=phase)
    save(cast, phase, title="Phase A")
    placement.refresh_from_db()
    assert (placement.phase, placement.provider_phase.title) == ("SE1", "Phase A")


def test_r14_another_stage_counts_at_once(cast):
    enrolment = make.on_mastery(cast)
    make.year(enrolment, cast)

    def cycle():
        return next(each for each in requirements(load(make.fresh(enrolment))) if each.key == "full_cycle")

    assert cycle().answer == Answer.MET
    phase = make.phase(cast, "Consolidation")
    save(cast, phase, title=phase.title, stage=stage("Foundation"), order=3)
    assert (cycle().answer, "Consolidation" in cycle().why) == (Answer.NOT_YET, True)


# --- the pages ---------------------------------------------------------------------------------------------


def test_the_list_shows_ones_own_phases_how_many_name_each_and_the_stages_without_one(lead, cast, enrolment):
    Phase.objects.all().delete()
    for title in ("Development", "Foundation"):
        save(cast, title=f"Our {title}", stage=stage(title), order=1 if title == "Foundation" else 2)
    make.place(enrolment, cast, provider_phase=Phase.objects.get(title="Our Foundation"))
    other = holder(Role.PROVIDER_LEAD)
    save(cast, by=other, provider=other.appointments.get().provider, title="Theirs")
    page = lead.get(LIST)
    [(provider, shown, missing)] = page.context["providers"]
    assert (provider, missing) == (cast.provider, ["Consolidation"])
    assert [(row.title, row.used) for row in shown] == [("Our Foundation", 1), ("Our Development", 0)]
    assert "No phase counts as Consolidation yet" in text(page)


def test_the_lead_finds_the_list_from_the_desk(lead):
    assert f'href="{LIST}"' in lead.get("/my/provider/").content.decode()


def test_the_lead_adds_a_phase_after_the_last(lead, cast):
    for title in ("Foundation", "Development", "Consolidation"):
        save(
            cast, title=title, stage=stage(title), order=Phase.objects.filter(provider=cast.provider).count()
        )
    form = lead.get(f"{LIST}add/").context["form"]
    following = Phase.objects.filter(provider=cast.provider).latest("order").order + 1
    assert form["order"].value() == following
    facts = {"provider": cast.provider.pk, "title": "Summer", "stage": stage("Consolidation").pk, "order": 4}
    assert lead.post(f"{LIST}add/", facts).url == LIST
    assert (cast.provider.short_name, "Summer", "Consolidation") in rows()
    assert "Summer is saved" in text(lead.get(LIST))


def test_the_provider_of_somebody_else_cannot_be_chosen(lead, cast):
    foreign = ProviderFactory()
    facts = {"provider": foreign.pk, "title": "Summer", "stage": stage("Foundation").pk, "order": 4}
    form = lead.post(f"{LIST}add/", facts).context["form"]
    assert list(form.errors) == ["provider"]
    assert not Phase.objects.filter(title="Summer").exists()


def test_a_taken_name_is_told_by_its_field(lead, cast):
    save(cast, title="Autumn")
    second = save(cast, title="Spring", order=2)
    facts = {"title": "Autumn", "stage": second.stage_id, "order": 2}
    errors = lead.post(f"{LIST}{second.pk}/", facts).context["form"].errors
    assert errors == {"title": ["Your provider has a phase of this name already"]}


def test_a_phase_in_use_says_what_a_change_means_and_is_not_removed(lead, cast, enrolment):
    phase = save(cast, title="Autumn")
    make.place(enrolment, cast, provider_phase=phase)
    assert "1 placement names this phase." in text(lead.get(f"{LIST}{phase.pk}/"))
    for answer in (lead.get(f"{LIST}{phase.pk}/remove/"), lead.post(f"{LIST}{phase.pk}/remove/")):
        assert "1 placement names this phase, so it stays" in text(answer)
    assert Phase.objects.filter(pk=phase.pk).exists()


def test_the_lead_removes_a_phase_after_a_question(lead, cast):
    phase = save(cast, title="Autumn")
    door = f"{LIST}{phase.pk}/remove/"
    assert "Do you want to remove Autumn?" in text(lead.get(door))
    assert lead.post(door).url == LIST
    assert not Phase.objects.filter(pk=phase.pk).exists()


def test_t1_foreign_phases_are_not_found_and_others_are_refused(client, cast):
    phase = save(cast)
    doors = (LIST, f"{LIST}add/", f"{LIST}{phase.pk}/", f"{LIST}{phase.pk}/remove/")
    people = {"other lead": holder(Role.PROVIDER_LEAD), "mentor": cast.mentor, "office": cast.office}
    codes = {}
    for name, person in people.items():
        client.force_login(person)
        codes[name] = [client.get(door).status_code for door in doors]
    refused = [403, 403, 404, 404]
    assert codes == {"other lead": [200, 200, 404, 404], "mentor": refused, "office": refused}


@pytest.mark.parametrize("number", [2, 12])
def test_the_list_asks_the_database_as_often_for_many_phases(lead, cast, number):
    for place in range(number):
        save(cast, title=f"Phase {place}", order=place + 1)
    lead.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        lead.get(LIST)
    assert len(asked) == 7


def test_a_lead_of_two_providers_chooses_whose_phase_it_is(lead, cast):
    second = ProviderFactory(name="Second University")
    AppointmentFactory(person=cast.lead, role=Role.PROVIDER_LEAD, provider=second)
    page = lead.get(f"{LIST}add/")
    assert "Whose phase is it?" in text(page)
    facts = {"provider": second.pk, "title": "Summer", "stage": stage("Foundation").pk, "order": 1}
    assert lead.post(f"{LIST}add/", facts).url == LIST
    assert Phase.objects.get(title="Summer").provider == second
    assert [each.name for each in phases.providers_led_by(type(cast.lead).objects.get(pk=cast.lead.pk))] == [
        "Kingsmere University",
        "Second University",
    ]
