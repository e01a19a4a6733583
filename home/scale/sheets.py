"""Copies of one record sheet, at the first or the second stage of its round."""

import hashlib
from datetime import timedelta
from functools import cached_property

from django.db import connection, transaction
from django.utils import timezone

from forms.models import SealedPart, Sending, SendingFile, Status, Submission
from forms.models.submissions import LETTERS
from forms.seals import commit, seal_of
from home.scale.places import appoint, people_of
from people.roles import Role
from portfolio.models import Enrolment, RecordSheet
from reviews import chain
from reviews.models import Decision, Outcome, Round, Stage

AT_ONCE = 2000  # sheets in one transaction
SPREAD = 40  # days over which they were sent
SIGNED = 5, 3  # of five sheets, three are signed by the PCM and wait for the link tutor


class Pattern:
    """One sheet on its way past its first stage, with all that its copies share."""

    def __init__(self, round_):
        self.round, self.sending, self.submission = round_, round_.sending, round_.submission
        self.parts = list(self.sending.parts.order_by("position"))
        self.stages = list(round_.stages.order_by("position"))
        self.enrolment = self.submission.record_sheet.enrolment

    @classmethod
    def found(cls):
        """The oldest sheet that waits at its first stage, or None."""
        waiting = Stage.objects.open().filter(position=1, round__submission__record_sheet__isnull=False)
        waiting = waiting.exclude(round__submission__owner__email__endswith="@scale.example")
        stage = waiting.order_by("round_id").first()
        return cls(stage.round) if stage else None

    @cached_property
    def signer(self):
        """The part that tells who sent it: the one that each copy has of its own."""
        return next(part for part in self.parts if part.kind == SealedPart.Kind.SIGNER)


def make_sheets(pattern, places, count):
    """So many copies of the pattern, dealt out to the places in turn; yields how many are there so far."""
    now = timezone.now()
    for first in range(1, count + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        with transaction.atomic():
            _batch(pattern, places, numbers, now)
        yield numbers[-1]


def _batch(pattern, places, numbers, now):
    """One transaction's worth of sheets."""
    at = [places[number % len(places)] for number in numbers]
    mentors = people_of("mentor", len(numbers), numbers[0])
    appoint(mentors, Role.MENTOR, [{"school": place.school} for place in at])
    submissions = _submissions(pattern, numbers, mentors, at)
    in_its_school = [number // len(places) for number in numbers]
    sendings = _sendings(pattern, in_its_school, submissions, now)
    rounds = Round.objects.bulk_create(_round(pattern, sending) for sending in sendings)
    signed = [number % SIGNED[0] < SIGNED[1] for number in in_its_school]
    _stages(pattern, rounds, signed)
    _signatures(numbers, rounds, at, signed)


def _submissions(pattern, numbers, mentors, at):
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            slug=f"s{number:07}",
            person=mentor,
            level_id=pattern.enrolment.level_id,
            framework_id=pattern.enrolment.framework_id,
            provider=place.provider,
            started_on=pattern.enrolment.started_on,
        )
        for number, mentor, place in zip(numbers, mentors, at, strict=True)
    )
    submissions = Submission.objects.bulk_create(
        Submission(
            reference=reference(number),
            owner=mentor,
            page_id=pattern.submission.page_id,
            version_id=pattern.submission.version_id,
            status=Status.SENT,
            answers=pattern.submission.answers,
            revision=pattern.submission.revision,
            school=place.school,
            provider=place.provider,
        )
        for number, mentor, place in zip(numbers, mentors, at, strict=True)
    )
    RecordSheet.objects.bulk_create(
        RecordSheet(enrolment=enrolment, submission=submission)
        for enrolment, submission in zip(enrolments, submissions, strict=True)
    )
    return submissions


def reference(number):
    """A submission's reference that tells its number, in the letters that references have."""
    letters = ""
    while number:
        number, place = divmod(number, len(LETTERS))
        letters = LETTERS[place] + letters
    return f"SC{letters.rjust(8, LETTERS[0])}"


def salt_of(what):
    """A salt that is the same for the same words."""
    return hashlib.sha256(what.encode()).hexdigest()


def _sendings(pattern, numbers, submissions, now):
    """Sendings with all their parts. Those that all copies share are copied by the database itself."""
    sendings, signers = [], []
    for number, submission in zip(numbers, submissions, strict=True):
        sent_at = now - timedelta(days=1 + number % SPREAD, seconds=submission.pk % 3600)
        signer = _signer(pattern, submission, sent_at)
        parts = [signer if part is pattern.signer else part for part in pattern.parts]
        sending = Sending(
            submission=submission,
            reference=submission.reference,
            number=1,
            page_id=pattern.sending.page_id,
            version_id=pattern.sending.version_id,
            definition_sha256=pattern.sending.definition_sha256,
            sent_at=sent_at,
        )
        sending.seal = seal_of(sending, parts)
        sendings.append(sending)
        signers.append(signer)
    sendings = Sending.objects.bulk_create(sendings)
    for sending, signer in zip(sendings, signers, strict=True):
        signer.sending = sending
    SealedPart.objects.bulk_create(signers)
    _copy(SealedPart, ["position", "kind", "label", "salt", "content", "commitment"], pattern, sendings)
    _copy(SendingFile, ["attachment_id"], pattern, sendings)
    return sendings


def _signer(pattern, submission, sent_at):
    owner = submission.owner
    content = {
        **pattern.signer.content,
        "name": owner.name,
        "email": owner.email,
        "typed_name": owner.name,
        "at": sent_at.isoformat(),
    }
    salt = salt_of(submission.reference)
    facts = {"position": pattern.signer.position, "kind": pattern.signer.kind, "label": pattern.signer.label}
    return SealedPart(salt=salt, content=content, commitment=commit(salt, content), **facts)


def _copy(model, columns, pattern, sendings):
    """Give each of the sendings the pattern's rows of this model, the signer's left out."""
    table, names = model._meta.db_table, ", ".join(columns)
    ids = [sending.pk for sending in sendings]
    others = "AND kind <> 'signer'" if model is SealedPart else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (sending_id, {names}) "  # noqa: S608  names of our own tables and columns
            f"SELECT new.id, {names} FROM {table}, {Sending._meta.db_table} AS new "
            f"WHERE sending_id = %s {others} AND new.id BETWEEN %s AND %s",
            [pattern.sending.pk, min(ids), max(ids)],
        )


def _round(pattern, sending):
    return Round(
        sending=sending,
        submission=sending.submission,
        workflow_id=pattern.round.workflow_id,
        workflow_name=pattern.round.workflow_name,
        workflow_digest=pattern.round.workflow_digest,
        number=1,
        opened_at=sending.sent_at,
    )


def _stages(pattern, rounds, signed):
    """Each round's own stages; the first one closed where it was signed, a day after it was sent."""
    Stage.objects.bulk_create(
        _stage(stage, round_, is_signed)
        for round_, is_signed in zip(rounds, signed, strict=True)
        for stage in pattern.stages
    )


def _stage(stage, round_, is_signed):
    signed_at = round_.opened_at + timedelta(days=1)
    opened_at = {1: round_.opened_at, 2: signed_at if is_signed else None}.get(stage.position)
    due = timezone.localdate(opened_at) + timedelta(days=stage.target_days) if opened_at else None
    return Stage(
        round=round_,
        position=stage.position,
        school=round_.submission.school,
        provider=round_.submission.provider,
        opened_at=opened_at,
        due_on=due,
        closed_at=signed_at if is_signed and stage.position == 1 else None,
        **stage.terms(),
    )


def _signatures(numbers, rounds, at, signed):
    """The PCM's decision of each round that waits for the link tutor."""
    own = Stage.objects.filter(position=1, round_id__gte=rounds[0].pk, round_id__lte=rounds[-1].pk)
    first = {stage.round_id: stage for stage in own}
    Decision.objects.bulk_create(
        _signature(number, round_, place.pcm, first[round_.pk])
        for number, round_, place, is_signed in zip(numbers, rounds, at, signed, strict=True)
        if is_signed
    )


def _signature(number, round_, pcm, stage):
    line = Decision(
        round=round_,
        seq=1,
        stage=stage,
        outcome=Outcome.SIGNED,
        signatory=pcm,
        recorded_by=pcm,
        mentor_id=round_.submission.owner_id,
        role=Role.PCM,
        at=stage.closed_at,
        typed_name=pcm.name,
        statement=stage.statement,
        salt=salt_of(f"decision {number}"),
        previous=round_.sending.seal,
    )
    line.commitment = commit(line.salt, chain.personal(line))
    line.hash = chain.hash_of(line)
    return line
