"""Very many record sheets under way, made quickly and always the same: for measuring, not for looking at.

They are copies of one sheet that was really sent: its sealed parts, its stages, its form. Each copy has a
mentor, a place, a reference, a moment and a seal of its own, and verifies like any other.
"""

from home.scale.enrolments import make_enrolments
from home.scale.places import people_of, places
from home.scale.sheets import Pattern, make_sheets

__all__ = ["Pattern", "make_enrolments", "make_sheets", "people_of", "places"]
