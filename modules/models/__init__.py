"""The scheme as content: what mentors are measured against, the levels, and the guide's pages."""

from modules.models.events import EventBooking, EventCancellation, EventPage, EventsPage
from modules.models.flyers import FlyerNotice, FlyerPage
from modules.models.frameworks import Criterion, Framework, Standard
from modules.models.levels import Level
from modules.models.pages import ActivityPage, CriteriaPage, LevelPage, ModulePage, OutlinePage
from modules.models.stages import Phase, YearStage

__all__ = [
    "ActivityPage",
    "CriteriaPage",
    "Criterion",
    "EventBooking",
    "EventCancellation",
    "EventPage",
    "EventsPage",
    "FlyerNotice",
    "FlyerPage",
    "Framework",
    "Level",
    "LevelPage",
    "ModulePage",
    "OutlinePage",
    "Phase",
    "Standard",
    "YearStage",
]
