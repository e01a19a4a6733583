"""Lets the real actions happen in the past, so that the demonstration has a history."""

import datetime

import time_machine
from django.utils import timezone


def days_ago(days, hour=16):
    """A context in which it is `hour` o'clock and some minutes, `days` days before today, in London."""
    local = timezone.localtime().replace(hour=hour, minute=5 + days % 50, second=0, microsecond=0)
    return time_machine.travel((local - datetime.timedelta(days=days)).astimezone(datetime.UTC))
