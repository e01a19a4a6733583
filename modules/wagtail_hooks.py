"""The scheme's own menu in the admin, for those who may change it (the co-ordinators)."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from modules.models import Criterion, Framework, Level, Phase, Standard, YearStage
from people.roles import REVIEWERS

LEVEL_PANELS = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("title"), FieldPanel("slug"), FieldPanel("order")]),
            FieldPanel("framework"),
            FieldPanel("prerequisite"),
        ],
        "The level",
    ),
    MultiFieldPanel(
        [FieldPanel("certificate_title"), FieldPanel("certificate_statement"), FieldPanel("pattern")],
        "Its certificate",
    ),
    MultiFieldPanel(
        [
            FieldPanel("needs_audit"),
            FieldPanel("needs_second_audit"),
            FieldPanel("needs_conversation"),
            FieldPanel("needs_joint_observation"),
            FieldPanel("needs_pcm_observation"),
            FieldPanel("needs_full_cycle"),
            FieldRowPanel([FieldPanel("placements_needed"), FieldPanel("window_months")]),
            FieldPanel("key_criteria", widget=forms.CheckboxSelectMultiple),
            FieldPanel("required_signatures"),
        ],
        "What it asks for",
    ),
]


class LevelForm(WagtailAdminModelForm):
    """A level's form: the signatures it needs are ticked instead of typed."""

    required_signatures = forms.MultipleChoiceField(
        choices=[(role.value, role.label) for role in REVIEWERS],
        widget=forms.CheckboxSelectMultiple,
        help_text="Whose signatures a certificate of this level needs.",
    )


class LevelViewSet(SnippetViewSet):
    model = Level
    icon = "list-ol"
    list_display = ["title", "order", "framework", "prerequisite"]
    edit_handler = ObjectList(LEVEL_PANELS, base_form_class=LevelForm)


class FrameworkViewSet(SnippetViewSet):
    model = Framework
    icon = "doc-full"
    list_display = ["name", "version", "kind", "effective_from", "effective_to"]


class StandardViewSet(SnippetViewSet):
    model = Standard
    icon = "folder-open-inverse"
    list_display = ["__str__", "framework"]
    list_filter = ["framework"]


class CriterionViewSet(SnippetViewSet):
    model = Criterion
    icon = "check"
    list_display = ["code", "text", "standard"]
    list_filter = ["standard"]
    search_fields = ["code", "text"]


STAGE_PANELS = [
    HelpPanel(
        "<p>A level with a full year’s cycle asks for a completed placement in each of these stages. "
        "A stage added here is asked of everybody who has not yet sent their record sheet.</p>"
    ),
    FieldRowPanel([FieldPanel("title"), FieldPanel("order")]),
]

PHASE_PANELS = [
    HelpPanel(
        "<p>Mentors choose a placement’s phase from the phases of its provider, in these words. "
        "The stage says what the placement counts as.</p>"
    ),
    FieldPanel("provider"),
    FieldRowPanel([FieldPanel("title"), FieldPanel("order")]),
    FieldPanel("stage"),
]


class YearStageViewSet(SnippetViewSet):
    model = YearStage
    icon = "calendar-alt"
    list_display = ["title", "order"]
    edit_handler = ObjectList(STAGE_PANELS)


class PhaseViewSet(SnippetViewSet):
    model = Phase
    icon = "calendar"
    list_display = ["title", "provider", "order", "stage"]
    list_filter = ["provider", "stage"]
    edit_handler = ObjectList(PHASE_PANELS)


class SchemeViewSetGroup(SnippetViewSetGroup):
    items = (
        LevelViewSet,
        FrameworkViewSet,
        StandardViewSet,
        CriterionViewSet,
        YearStageViewSet,
        PhaseViewSet,
    )
    menu_label = "The scheme"
    menu_icon = "clipboard-list"
    menu_order = 300


register_snippet(SchemeViewSetGroup)
