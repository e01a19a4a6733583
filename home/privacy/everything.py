"""Every app's `privacy.py`, in the order in which a person reads their copy."""

import forms.privacy
import modules.privacy
import people.privacy
import portfolio.privacy
import register.privacy
import reviews.privacy
from home.privacy import declared

APPS = (
    people.privacy,
    portfolio.privacy,
    forms.privacy,
    reviews.privacy,
    register.privacy,
    modules.privacy,
    declared,
)


def exports():
    """Every entry of every app's EXPORTS."""
    return [export for app in APPS for export in app.EXPORTS]


def left_out():
    """Every entry of every app's LEFT_OUT."""
    return [entry for app in APPS for entry in app.LEFT_OUT]
