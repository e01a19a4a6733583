"""Who takes a stage in hand: claimed, passed on, given to a panel, stood in for (E2-E4, E8, E21).

Each verb that changes who decides appends a Decision with the note; a claim and days away do not.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from people.models import Appointment
from people.models.periods import today
from reviews import chain, mail, permissions
from reviews.actions.locking import expect, lock, lock_stage
from reviews.models import Deputy, Outcome, PanelMember
from reviews.routing import forget
from reviews.typed import is_note


@transaction.atomic
def claim(*, stage, by):
    """Say "I am looking at this", so that colleagues need not; return the Stage. It keeps nobody out."""
    stage = lock_stage(stage)
    forget(by)
    require(permissions.can_claim(by, stage))
    stage.claimed_by, stage.claimed_at = by, timezone.now()
    stage.save(update_fields=["claimed_by", "claimed_at"])
    return stage


@transaction.atomic
def release(*, stage, by):
    """Take one's own claim back; return the Stage. Without one nothing changes."""
    stage = lock_stage(stage)
    if stage.claimed_by_id == by.pk:
        stage.claimed_by = stage.claimed_at = None
        stage.save(update_fields=["claimed_by", "claimed_at"])
    return stage


@transaction.atomic
def pass_on(*, stage, to, by, note):
    """Give an open stage to another person who holds its role, with a note; return the Decision (E4, E21).

    Raises PermissionDenied (permissions.can_pass_on, can_receive), NotNow without a note.
    """
    stage = lock_stage(stage)
    forget(by)
    require(permissions.can_pass_on(by, stage))
    require(permissions.can_receive(to, stage))
    expect(is_note(note))
    stage.assignee, stage.claimed_by, stage.claimed_at = to, None, None
    stage.save(update_fields=["assignee", "claimed_by", "claimed_at"])
    return _hand_over(stage, to, by, note)


def _hand_over(stage, to, by, note):
    """Put on record that a stage is this person's now, and tell them; return the Decision."""
    decision = chain.append(
        stage.round,
        outcome=Outcome.REASSIGNED,
        stage=stage,
        recorded_by=by,
        passed_to=to,
        comment=note.strip(),
    )
    mail.passed_on(stage, to, decision)
    return decision


@transaction.atomic
def name_panel(*, stage, people, by, note):
    """Name who decides together at a panel stage; return its PanelMembers (E8).

    As many as the stage wants signatures, link tutors or leads of member providers who have not sent the
    sheet back; those who have signed stay. Raises PermissionDenied, ValidationError for the wrong people,
    NotNow without a note.
    """
    stage = lock_stage(stage)
    forget(by)
    require(permissions.can_name_panel(by, stage))
    expect(is_note(note))
    people = list(dict.fromkeys(people))
    _fit(stage, people)
    known = {member.person_id for member in stage.panel.all()}
    stage.panel.exclude(person__in=people).delete()
    for person in people:
        if person.pk not in known:
            PanelMember.objects.create(stage=stage, person=person, named_by=by, named_at=timezone.now())
            _hand_over(stage, person, by, note)
    return list(PanelMember.objects.filter(stage=stage).select_related("person"))


def _fit(stage, people):
    """Raise ValidationError when these people cannot be the panel."""
    signed = set(stage.decisions.filter(outcome=Outcome.SIGNED).values_list("signatory", flat=True))
    if len(people) != stage.signatures_wanted:
        raise ValidationError(f"Choose {stage.signatures_wanted} people")
    if not signed <= {person.pk for person in people}:
        raise ValidationError("Somebody has signed already. Keep them on the panel")
    able = set(permissions.panel_candidates(stage).values_list("person", flat=True))
    for person in people:
        if person.pk not in able:
            raise ValidationError(f"{person.name} cannot sit on this panel. Choose somebody else")


@transaction.atomic
def ask_for_another(*, round, by):
    """Note that the mentor wants somebody else to decide next time; return the Round (E8)."""
    round_ = lock(round)
    require(permissions.can_ask_for_another(by, round_))
    round_.another_wanted_at = timezone.now()
    round_.save(update_fields=["another_wanted_at"])
    return round_


@transaction.atomic
def stand_in(*, appointment, deputy, start, end, by):
    """Let somebody decide in the holder's place from `start` to `end`, both days included; return the Deputy.

    The same days with the same deputy are arranged once (T11). Raises PermissionDenied, or ValidationError by
    field.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    forget(by)
    require(permissions.can_arrange_deputy(by, appointment))
    if not (answer := permissions.can_stand_in(deputy, appointment)):
        raise ValidationError({"deputy": answer.reason})
    if end < today():
        raise ValidationError({"end": "The last day must be today or later"})
    days = Deputy(appointment=appointment, person=appointment.person, deputy=deputy, start=start, end=end)
    days.full_clean(validate_constraints=False)
    if end < start:
        raise ValidationError({"end": "The last day cannot be before the first day"})
    same = Deputy.objects.filter(appointment=appointment, deputy=deputy, start=start, end=end).first()
    if same:
        return same
    days.save()
    forget(deputy)
    mail.stands_in(days)
    return days


@transaction.atomic
def end_standing_in(*, days, by):
    """End somebody's days as deputy today, or cancel them when they have not begun; what was signed stays."""
    days = Deputy.objects.select_for_update().get(pk=days.pk)
    forget(by)
    require(permissions.can_arrange_deputy(by, days.appointment))
    if days.start >= today():
        days.delete()
    else:
        days.end = min(days.end, today() - timedelta(days=1))
        days.save(update_fields=["end"])
    forget(days.deputy)
