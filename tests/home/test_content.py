"""The scheme's own words as `load_content` brings them, and how it leaves alone what editors changed."""

import re
from uuid import NAMESPACE_URL, uuid5

import pytest
import yaml
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page, Revision, Site, Workflow

from forms.models import FormVersion
from home.loading.words import CONTENT, inline, read, rich
from home.models import HomePage
from modules.models import ActivityPage, Criterion, Framework, Level, LevelPage, ModulePage
from people.models import Provider, SharingNotice
from portfolio.models import AuditPage, RecordSheetPage, RequestPage
from reviews.models import ReviewStage, ReviewWorkflow
from tests.factories.modules import loaded_content

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    with loaded_content(django_db_blocker):
        yield


def load():
    call_command("load_content", verbosity=0)


def counts():
    """How many rows there are of everything that is loaded."""
    models = [Page, Framework, Criterion, Level, Provider, SharingNotice, Group, Revision, Site]
    models += [ReviewWorkflow, ReviewStage, FormVersion]
    return {model.__name__: model.objects.count() for model in models}


# --- what is there -----------------------------------------------------------------------------------------


def test_the_framework_has_four_standards_and_21_criteria():
    framework = Framework.objects.get()
    codes = [criterion.code for criterion in framework.criteria()]
    assert codes == [
        f"S{standard}.{n}" for standard, size in enumerate((5, 9, 5, 2), 1) for n in range(1, size + 1)
    ]


def test_modules_touch_the_criteria_the_scheme_names():
    touched = {
        module.code: " ".join(each.code for _, group in module.criteria_by_standard() for each in group)
        for module in ModulePage.objects.order_by("code")
    }
    assert touched == {
        "M1": "S3.2 S3.4 S4.1",
        "M2": "S1.1 S1.2 S1.4 S2.8 S3.5",
        "M3": "S1.1 S1.2 S1.3 S1.4 S1.5 S2.1 S2.2 S2.3 S2.4 S3.1",
        "M4": "S1.1 S1.2 S1.3 S1.4 S2.7 S3.2 S3.5",
        "M5": "S1.4 S2.8",
        "M6": "S2.6 S2.9 S4.2",
    }


def test_key_criteria_at_entry_are_those_of_its_modules():
    entry = Level.objects.get(slug="entry")
    of_modules = Criterion.objects.filter(modules__level=entry)
    assert set(entry.key_criteria.all()) == set(of_modules)


def test_key_criteria_at_mastery_are_all():
    assert Level.objects.get(slug="mastery").key_criteria.count() == 21


def test_levels_ask_for_what_the_scheme_says():
    asked = "order prerequisite__slug placements_needed window_months needs_audit needs_conversation".split()
    asked += "needs_second_audit needs_joint_observation needs_pcm_observation needs_full_cycle".split()
    asked += ["required_signatures"]
    signatures = ["pcm", "link_tutor"]
    assert list(Level.objects.values_list(*asked)) == [
        (1, None, 1, 24, True, True, False, True, False, False, signatures),
        (2, "entry", 1, 24, True, True, True, False, True, True, signatures),
    ]


def test_the_seven_providers_are_members():
    assert list(Provider.objects.members().order_by("name").values_list("name", "kind")) == [
        ("Brunel University", "hei"),
        ("Kingston University", "hei"),
        ("Lampton LWA", "scitt"),
        ("Richmond Training School Alliance", "scitt"),
        ("St Mary’s University", "hei"),
        ("Thamesmead Teacher Training Partnership", "scitt"),
        ("University of Roehampton", "hei"),
    ]


def layout(part):
    """The kinds of page in a part's menu in order, runs of modules told once."""
    kinds = [page.specific_class.__name__ for page in part.get_descendants().in_menu()]
    return [
        kind
        for kind, before in zip(kinds, [None, *kinds], strict=False)
        if kind != before or kind != "ModulePage"
    ]


def test_both_parts_have_the_same_layout():
    entry, mastery = LevelPage.objects.order_by("level__order")
    assert layout(entry) == layout(mastery)
    slugs = [[page.slug for page in part.get_children().in_menu()] for part in (entry, mastery)]
    assert slugs[0] == slugs[1]


def words_on(client, page):
    """How many words a visitor reads in the article of a page."""
    html = client.get(page.url).content.decode()
    article = html[html.index("w-guide__main") : html.index("w-pager")]
    return len(re.sub(r"<[^>]+>", " ", article).split())


def test_every_module_page_says_something_but_not_too_much(client):
    sizes = {module.code: words_on(client, module) for module in ModulePage.objects.all()}
    assert {code: size for code, size in sizes.items() if not 300 <= size <= 1000} == {}


def test_there_are_activities_to_choose_from():
    assert ActivityPage.objects.live().count() >= 8
    assert {module.code for module in ModulePage.objects.all() if len(module.activities) < 3} == set()


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yaml")), ids=lambda path: path.stem)
def test_no_words_are_lost_in_the_files(path):
    """An unquoted comma in {…} silently cuts a sentence in two: the rest becomes a key without value."""

    def gaps(value, place):
        if isinstance(value, dict):
            return [gap for key, item in value.items() for gap in gaps(item, f"{place}/{key}")]
        if isinstance(value, list):
            return [gap for item in value for gap in gaps(item, place)]
        return [place] if value in (None, "") else []

    assert gaps(yaml.safe_load(path.read_text()), path.stem) == []


def test_visitors_find_no_other_page_than_ours():
    assert Site.objects.get().root_page.specific == HomePage.objects.get()
    assert list(Page.objects.filter(depth=2)) == [HomePage.objects.get().page_ptr]


# --- the groups --------------------------------------------------------------------------------------------


def page_permissions(name):
    rows = Group.objects.get(name=name).page_permissions.filter(page=HomePage.objects.get())
    return sorted(row.permission.codename for row in rows)


def test_editors_write_and_moderators_publish():
    assert page_permissions("Editors") == ["add_page", "change_page"]
    assert page_permissions("Moderators") == ["add_page", "change_page", "publish_page"]


def test_pages_go_through_wagtails_moderation():
    assert HomePage.objects.get().get_workflow() == Workflow.objects.get(name="Moderators approval")


def test_nobody_is_given_power_over_accounts():
    codes = Group.objects.values_list("permissions__codename", flat=True)
    assert {code for code in codes if code and re.search(r"_(user|group|permission)$", code)} == set()


def test_co_ordinators_look_after_places_and_the_scheme():
    rows = Group.objects.get(name="Co-ordinators").permissions.values_list(
        "content_type__app_label", "codename"
    )
    wanted = {("wagtailadmin", "access_admin")} | {
        (app, f"{verb}_{model}")
        for app, models in {
            "people": ("school", "provider", "partnership", "appointment"),
            "modules": ("framework", "standard", "criterion", "level", "yearstage", "phase"),
            "reviews": ("reviewworkflow",),
        }.items()
        for model in models
        for verb in ("add", "change", "view")
    }
    assert set(rows) == wanted


# --- the forms and how they are reviewed -------------------------------------------------------------------


def test_each_level_has_its_audit_and_its_record_sheet():
    shown = ("level__slug", "title", "url_path")
    assert sorted(AuditPage.objects.live().values_list(*shown)) == [
        ("entry", "Mentor audit", "/weltec/guide/entry/mentor-audit/"),
        ("mastery", "Mastery audit", "/weltec/guide/mastery/mentor-audit/"),
    ]
    assert sorted(RecordSheetPage.objects.live().values_list(*shown, "workflow__name")) == [
        ("entry", "Entry record sheet", "/weltec/guide/entry/entry-record-sheet/", "Entry"),
        ("mastery", "Mastery record sheet", "/weltec/guide/mastery/mastery-record-sheet/", "Mastery"),
    ]


def test_the_workflows_name_who_decides_and_what_they_must_have_opened():
    rows = ReviewStage.objects.order_by("workflow__name", "sort_order")
    assert list(rows.values_list("workflow__name", "role", "must_open", "panel_size")) == [
        ("Entry", "pcm", "page", 0),
        ("Entry", "link_tutor", "page", 3),
        ("Experienced mentor application", "pcm", "page", 0),
        ("Experienced mentor application", "provider_lead", "page", 0),
        ("Extension request", "provider_lead", "page", 0),
        ("Mastery", "pcm", "changed", 0),
        ("Mastery", "link_tutor", "changed", 3),
    ]


def rated(audit):
    """The codes that an audit asks about, in order."""
    fields = [field for step in audit.live_version.definition for field in step["fields"]]
    return [row["code"] for field in fields if field["kind"] == "rating_grid" for row in field["rows"]]


def test_r12_both_audits_ask_about_the_same_criteria():
    entry, mastery = AuditPage.objects.order_by("level__order")
    assert rated(entry) == rated(mastery)
    assert len(rated(entry)) == 21


def test_the_questions_of_entry_keep_their_ids():
    """An answer is known by its question's id for ever; these came with the first version of the site."""
    audit, sheet = (
        AuditPage.objects.get(level__slug="entry"),
        RecordSheetPage.objects.get(level__slug="entry"),
    )
    assert str(audit.translation_key) == str(uuid5(NAMESPACE_URL, "weltec-forms:entry/audit"))
    ids = [field["id"] for step in sheet.live_version.definition for field in step["fields"]]
    keys = "name email school provider subject true-account anonymous notice signature".split()
    assert ids == [str(uuid5(NAMESPACE_URL, f"weltec-forms:entry/record-sheet:{key}")) for key in keys]


def test_a_site_with_entry_alone_gets_what_is_missing_and_keeps_the_rest():
    # Given a site from before Mastery, whose workflow and audit an editor has changed
    for page in (
        *AuditPage.objects.filter(level__slug="mastery"),
        *RecordSheetPage.objects.filter(level__slug="mastery"),
        *RequestPage.objects.all(),
    ):
        page.delete()
    ReviewWorkflow.objects.exclude(name="Entry").delete()
    ReviewWorkflow.objects.update(name="Entry, our way")
    ReviewStage.objects.update(target_days=5)
    AuditPage.objects.update(title="Our audit")
    # When the content is loaded again
    load()
    # Then the new forms and workflows are there, and Entry is as it was
    names = "Entry, our way", "Experienced mentor application", "Extension request", "Mastery"
    assert sorted(ReviewWorkflow.objects.values_list("name", flat=True)) == list(names)
    entry = RecordSheetPage.objects.get(level__slug="entry").workflow
    assert (entry.name, {stage.target_days for stage in entry.stages.all()}) == ("Entry, our way", {5})
    assert sorted(AuditPage.objects.values_list("title", flat=True)) == ["Mastery audit", "Our audit"]


# --- loading again -----------------------------------------------------------------------------------------


def test_loading_again_makes_nothing():
    before = counts()
    load()
    assert counts() == before


def test_loading_again_keeps_what_was_changed():
    page = ModulePage.objects.get(code="M1")
    page.title, page.slug, page.introduction = "Module 1: our own title", "our-own", "Ours."
    page.save()
    Level.objects.filter(slug="entry").update(window_months=12)
    Criterion.objects.filter(code="S1.1").update(text="In other words.")
    Provider.objects.filter(slug="brunel").update(name="Brunel University of London")
    before = counts()
    load()
    assert counts() == before
    page.refresh_from_db()
    assert (page.title, page.introduction) == ("Module 1: our own title", "Ours.")
    assert Level.objects.get(slug="entry").window_months == 12
    assert Criterion.objects.get(code="S1.1").text == "In other words."
    assert Provider.objects.get(slug="brunel").name == "Brunel University of London"


def test_a_page_that_was_moved_is_not_made_again():
    page = Page.objects.get(slug="pcm")
    page.move(Page.objects.get(slug="guide"), pos="last-child")
    before = counts()
    load()
    assert counts() == before


def test_a_page_that_is_missing_comes_back():
    ModulePage.objects.get(code="M2").delete()
    load()
    assert ModulePage.objects.get(code="M2").url == "/guide/entry/modules/module-2/"


# --- words -------------------------------------------------------------------------------------------------


def test_paragraphs_bold_and_links():
    text = "One **bold** word\nand [a link](/help/).\n\nTwo."
    assert rich(text) == '<p>One <b>bold</b> word and <a href="/help/">a link</a>.</p><p>Two.</p>'


def test_words_cannot_bring_markup():
    assert inline("<script>2 & 3</script>") == "&lt;script&gt;2 &amp; 3&lt;/script&gt;"


def test_apostrophes_are_typographic():
    texts = [
        criterion
        for standard in read("framework")["standards"]
        for criterion in standard["criteria"].values()
    ]
    assert [text for text in texts if "'" in text] == []
    assert any("pupils’ work" in text for text in texts)
