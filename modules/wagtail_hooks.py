"""The scheme's own menu in the admin, for those who may change it (the co-ordinators)."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from modules import admin_events  # noqa: F401  registers its hooks
from modules.models import Criterion, Framework, Level, Phase, Standard, YearStage
from modules.models.levels import MAY_REPLACE, all_that_experience_may_replace, pcm_then_link_tutor
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
        [
            FieldPanel("certificate_title"),
            FieldPanel("certificate_statement"),
            FieldPanel("pattern"),
            FieldPanel("required_signatures"),
            FieldPanel("refresh_after_years"),
        ],
        "Its certificate",
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                "<p>The same settings draw each mentor’s task list, keep a record sheet from being sent too "
                "early and are shown to those who sign. A change counts at once for everybody who has not "
                "sent their record sheet; what was sent stays as it was.</p>"
            ),
            FieldPanel("needs_audit"),
            FieldPanel("needs_conversation"),
            FieldPanel("needs_joint_observation"),
            FieldPanel("needs_pcm_observation"),
        ],
        "What it asks for",
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                "<p>Without a tick at any criterion all of them are key. Evidence for the others is welcome "
                "and never asked for.</p>"
            ),
            FieldPanel("key_criteria", widget=forms.CheckboxSelectMultiple),
        ],
        "Which criteria need evidence",
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                "<p>No audit is ever refused by arithmetic alone: where the ratings show no progress, the "
                "mentor writes what has changed and the PCM accepts that. The modules open then.</p>"
            ),
            FieldPanel("needs_second_audit"),
            FieldPanel("audit_progress"),
        ],
        "The audit done again",
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                "<p>A placement that was shared or interrupted, or was with another provider than the "
                "mentor’s own, counts when its provider has decided so. Paused time is left out of the "
                "months, and a provider can grant more of them.</p>"
            ),
            FieldPanel("placements_needed"),
            FieldPanel("needs_completion"),
            FieldPanel("needs_full_cycle"),
            FieldPanel("stages", widget=forms.CheckboxSelectMultiple),
            FieldPanel("window_months"),
            FieldPanel("needs_same_student"),
        ],
        "Placements and time",
    ),
    MultiFieldPanel(
        [
            HelpPanel(
                "<p>A mentor with long experience can ask their provider to accept it. The provider lead "
                "then decides about each of these, gives a reason, and those who sign read both. More time "
                "for the placements can be granted to everybody, ticked here or not.</p>"
            ),
            FieldPanel("experience_may_replace"),
            FieldPanel("experience_years"),
        ],
        "Very experienced mentors",
    ),
]


class LevelForm(WagtailAdminModelForm):
    """A level's form: the signatures it needs and what may be waived are ticked instead of typed.

    A new level begins with the ticks of the model's own defaults.
    """

    required_signatures = forms.MultipleChoiceField(
        choices=[(role.value, role.label) for role in REVIEWERS],
        initial=pcm_then_link_tutor,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whose signatures a certificate of this level needs.",
    )
    experience_may_replace = forms.MultipleChoiceField(
        choices=MAY_REPLACE,
        initial=all_that_experience_may_replace,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Experience may stand in for",
        help_text="What a provider may waive. What this level does not ask for is never offered.",
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
