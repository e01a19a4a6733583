"""How reviewing goes, in numbers: for a provider's office and lead, without names for the co-ordinators.

Counted in the database, a fixed number of queries however much there is.
"""

from reviews.reports.access import Reach, can_see_reports, reaches_of
from reviews.reports.days import days_per_stage
from reviews.reports.load import load
from reviews.reports.periods import PERIODS, period
from reviews.reports.returns import returns
from reviews.reports.waiting import waiting

__all__ = [
    "PERIODS",
    "Reach",
    "can_see_reports",
    "days_per_stage",
    "load",
    "period",
    "reaches_of",
    "returns",
    "waiting",
]
