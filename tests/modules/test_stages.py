"""Stages of the year and the providers' phases: what a new site starts with, and who changes them (R14)."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from home.loading.groups import load_groups
from home.loading.scheme import load_stages
from modules.models import Phase, YearStage
from tests.factories.modules import HomePageFactory
from tests.factories.people import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(name="Kingsmere University", short_name="Kingsmere")


def phases():
    return [(row.provider.short_name, row.title, row.stage.title) for row in Phase.objects.all()]


def test_a_new_site_has_three_stages_and_each_provider_phases_of_these_names(provider):
    made = load_stages()
    assert made[:3] == ["stage Foundation", "stage Development", "stage Consolidation"]
    assert phases() == [
        ("Kingsmere", "Foundation", "Foundation"),
        ("Kingsmere", "Development", "Development"),
        ("Kingsmere", "Consolidation", "Consolidation"),
    ]


def test_loading_again_changes_nothing_and_gives_new_providers_their_phases(provider):
    load_stages()
    YearStage.objects.filter(title="Foundation").update(title="Beginning")
    Phase.objects.filter(title="Development").delete()
    assert load_stages() == []
    ProviderFactory(name="Another", short_name="Another")
    assert load_stages() == [
        "phase Beginning (Another)",
        "phase Development (Another)",
        "phase Consolidation (Another)",
    ]
    assert len(phases()) == 5


def test_a_provider_has_a_name_for_a_phase_once(provider):
    load_stages()
    stage = YearStage.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Phase.objects.create(provider=provider, title="Foundation", stage=stage)


def test_a_stage_in_use_is_kept(provider):
    load_stages()
    with pytest.raises(ProtectedError):
        YearStage.objects.first().delete()


def test_a_co_ordinator_sets_what_a_provider_calls_its_phases(client, provider):
    HomePageFactory(parent=None)
    load_groups()
    load_stages()
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Co-ordinators"))
    client.force_login(person)
    phase = Phase.objects.get(title="Foundation")
    address = reverse(Phase.snippet_viewset.get_url_name("edit"), args=[phase.pk])
    assert "The stage says what the placement counts as" in client.get(address).content.decode()
    facts = {"provider": provider.pk, "title": "SE1", "order": 1, "stage": phase.stage_id}
    assert client.post(address, facts).status_code == 302
    phase.refresh_from_db()
    assert str(phase) == "SE1 (Kingsmere)"
    new = reverse(YearStage.snippet_viewset.get_url_name("add"))
    assert client.post(new, {"title": "Induction", "order": 4}).status_code == 302
    assert YearStage.objects.count() == 4


def test_somebody_without_the_group_does_not(client, provider):
    load_stages()
    phase = Phase.objects.get(title="Foundation")
    client.force_login(UserFactory())
    client.post(reverse(Phase.snippet_viewset.get_url_name("edit"), args=[phase.pk]), {"title": "SE1"})
    phase.refresh_from_db()
    assert phase.title == "Foundation"
