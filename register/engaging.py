"""What a provider notes about those who work with it: one engagement, its last day, taking it back (R36)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.dates import date_uk, out_of_bounds
from cms.permissions import require
from forms.errors import NotNow
from people.models.periods import today
from people.permissions import forget_hats
from portfolio.models import Placement
from portfolio.rules import EARLIEST
from register.models import Engagement
from register.room import can_note_for, people_known_to, schools_with

A_YEAR = timedelta(days=366)  # how far ahead work with a mentor may be noted
NOBODY = "No mentor at one of your partner schools is known by this"
BY_THE_MENTOR = "The mentor has recorded this as a placement, so it stands in your list already"
ELSEWHERE = "This school is not one of your partner schools"
NOTED_ALREADY = "This is noted already"
BACKWARDS = "The last day must be the first day or later"


@transaction.atomic
def note_engagement(*, person, provider, school, what, start, by, end=None, note="", slug=""):
    """Note that a mentor works with the provider; return the Engagement.

    `slug` names the new row: a second press of the button returns what the first one noted (T11). Raises
    PermissionDenied, or ValidationError by field.
    """
    forget_hats(by)
    require(can_note_for(by, provider))
    if slug and (known := Engagement.objects.filter(slug=slug, noted_by=by).first()):
        return known
    facts = {"person": person, "provider": provider, "school": school, "what": what, "start": start}
    if wrong := against(**facts, end=end):
        raise ValidationError(wrong)
    given = {"slug": slug} if slug else {}
    return Engagement.objects.create(**facts, end=end, note=note, noted_by=by, **given)


def against(*, person, provider, school, what, start, end):
    """{field: what is wrong} with the facts of an engagement; empty when it can be noted."""
    if not people_known_to(provider).filter(pk=person.pk).exists():
        return {"person": NOBODY}
    if not schools_with(provider).filter(pk=school.pk).exists():
        return {"school": ELSEWHERE}
    if wrong := wrong_days(start, end):
        return wrong
    same = {"provider": provider, "school": school, "start": start}
    if Engagement.objects.standing().filter(person=person, what=what, **same).exists():
        return {"start": NOTED_ALREADY}
    if what == Engagement.What.MENTOR and Placement.objects.filter(enrolment__person=person, **same).exists():
        return {"start": BY_THE_MENTOR}
    return {}


def wrong_days(start, end):
    """{field: what is wrong} with the first and the last day (None while it goes on)."""
    if early := out_of_bounds(start, "First day", earliest=EARLIEST, latest=today() + A_YEAR):
        return {"start": early}
    return {"end": BACKWARDS} if end and end < start else {}


@transaction.atomic
def note_all(*, provider, rows, by):
    """Note many engagements at once; return them. `rows` are dicts of person, school, what, start, end, note.

    They were read and found right by register.importing. Raises PermissionDenied, or IntegrityError when a
    colleague has noted one of them meanwhile; then nothing is noted.
    """
    forget_hats(by)
    require(can_note_for(by, provider))
    made = [Engagement(provider=provider, noted_by=by, **row) for row in rows]
    return Engagement.objects.bulk_create(made, batch_size=200)


@transaction.atomic
def end_engagement(*, engagement, end, by):
    """Note the last day of an engagement, or correct it; return the Engagement.

    Raises PermissionDenied, NotNow when it was taken back, ValidationError for a day before the first.
    """
    engagement = _locked(engagement, by)
    if end < engagement.start:
        raise ValidationError({"end": f"{BACKWARDS}: {date_uk(engagement.start)}"})
    engagement.end = end
    engagement.save(update_fields=["end"])
    return engagement


@transaction.atomic
def take_back(*, engagement, by):
    """Take back what was noted in error: it is shown to nobody any more, and kept with who took it back.

    Raises PermissionDenied, NotNow when somebody took it back before.
    """
    engagement = _locked(engagement, by)
    engagement.taken_back_at, engagement.taken_back_by = timezone.now(), by
    engagement.save(update_fields=["taken_back_at", "taken_back_by"])
    return engagement


def _locked(engagement, by):
    forget_hats(by)
    found = (
        Engagement.objects.select_for_update(of=("self",)).select_related("provider").get(pk=engagement.pk)
    )
    require(can_note_for(by, found.provider))
    if found.taken_back_at:
        raise NotNow("This was taken back already.")
    return found
