"""How much waits where, for the admin's home page: counts, never names."""

from collections import Counter

from wagtail.admin.ui.components import Component

from people.roles import Role
from reviews.hands import short_of_people
from reviews.models import Stage
from reviews.queue import waiting_counts

PLACE = "round__workflow_name", "position", "role"


class WaitingPanel(Component):
    """How many rounds wait at each stage, with a panel or with too few people to sign."""

    name = "reviews_waiting"
    order = 120
    template_name = "reviews/admin/waiting_panel.html"

    def get_context_data(self, parent_context=None):
        return {"rows": rows()}


def rows():
    """Of each stage of each workflow what waiting_counts says, with `panels` and `short`; three queries."""
    panels = Counter(Stage.objects.open().filter(is_panel=True).values_list(*PLACE))
    short = Counter(short_of_people(Stage.objects.open()).values_list(*PLACE))
    return [
        row | {"role": Role(row["role"]).label, "panels": panels[place], "short": short[place]}
        for row in waiting_counts()
        for place in [(row["workflow"], row["position"], row["role"])]
    ]
