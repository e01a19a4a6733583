"""The chain of a round's decisions: each hash covers the one before, the first covers the sending's seal.

So nobody can change, take out or reorder a decision unseen (T16). Words and typed names enter as a salted
commitment: they can be erased on request, and the chain still holds.
"""

from datetime import UTC

from django.db.models import Exists, OuterRef
from django.utils import timezone

from forms import chains, findings, seals
from forms.canonical import fingerprint
from forms.models import Sending, Status, Submission
from forms.seals import commit, new_salt
from reviews import turns
from reviews.models import Decision, Outcome, Round

# --- writing -----------------------------------------------------------------------------------------------


def personal(decision):
    """What of a decision can be erased: what was typed, agreed to and remarked."""
    return {"typed_name": decision.typed_name, "statement": decision.statement, "comment": decision.comment}


def hash_of(decision):
    """SHA-256 over the previous hash and every fact of the decision that is never erased."""
    return fingerprint(facts_of(decision))


def facts_of(decision):
    """What a decision's hash covers, as plain JSON. What few decisions have is covered where it is there."""
    seldom = {
        "deputy_of": decision.deputy_of_id,
        "passed_to": decision.passed_to_id,
        "sections": decision.sections,
        "paper_on": decision.paper_on and decision.paper_on.isoformat(),
        "mentor_paper_on": decision.mentor_paper_on and decision.mentor_paper_on.isoformat(),
        "scan": decision.scan and decision.scan.sha256,
    }
    return {
        **{name: value for name, value in seldom.items() if value},
        "previous": decision.previous,
        "reference": decision.round.sending.reference,
        "round": decision.round.number,
        "seq": decision.seq,
        "stage": decision.stage.position if decision.stage else None,
        "outcome": str(decision.outcome),
        "role": str(decision.role),
        "acting": decision.acting,
        "signatory": decision.signatory_id,
        "recorded_by": decision.recorded_by_id,
        "mentor": decision.mentor_id,
        "at": decision.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "erased": decision.erased,
        "commitment": decision.commitment,
    }


def label_of(decision):
    """The neutral name under which a decision is listed when its words are erased."""
    return f"Decision {decision.seq}"


def append(round_, *, outcome, recorded_by, **facts):
    """Add a decision at the end of a round's chain and return it. The caller holds the round's lock."""
    last = round_.decisions.order_by("-seq").first()
    decision = Decision(
        round=round_,
        seq=last.seq + 1 if last else 1,
        outcome=outcome,
        recorded_by=recorded_by,
        mentor_id=round_.submission.owner_id,
        at=timezone.now(),
        salt=new_salt(),
        previous=last.hash if last else round_.sending.seal,
        **facts,
    )
    decision.commitment = commit(decision.salt, personal(decision))
    decision.hash = hash_of(decision)
    decision.save(force_insert=True)
    return decision


# --- checking ----------------------------------------------------------------------------------------------


class Finding(findings.Finding):
    """About a round and its decisions."""

    FAULTS = {
        "edited": "{label} of {what} was changed after it was made.",
        "deleted": "{label} of {what} was deleted.",
        "reordered": "{label} of {what} was moved to another place.",
        "unsigned": "{label} of {what} is marked as signed, and its signatures are not there.",
        "out of turn": "{label} of {what} was made before it was its turn, or after the round was closed.",
        "own work": "{label} of {what} is by the person whose work it is.",
        "signed twice": "{label} of {what} is by somebody who has signed it before.",
        "broken": "{what} does not continue from the round before.",
        "no turn": "{what} is under way, and it is nobody’s turn.",
        "scan missing": "The scan of the paper of {label} of {what} is not in storage.",
        "scan changed": "The scan of the paper of {label} of {what} is not the one that was recorded.",
        "no round": "{what} was sent for review, and its round is not there.",
        "not signed": "{what} counts as signed off, and no round of it is signed by all.",
    }
    NOTES = {"erased": "The words of {label} of {what} were erased."}


def verify(round_, *, read_files=True):
    """What is to be said about a round and what was sent in it: a list, empty when all is as it was.

    First forms.seals' findings about the sending, then those about the decisions; each has `kind`,
    `is_fault` and, as `str()`, a sentence.
    """
    lines = list(round_.decisions.all())
    erased = frozenset(label for line in lines if line.outcome == Outcome.ERASED for label in line.erased)
    found = [*_chain(round_, lines), *_words(lines, erased)]
    if not any(kind in Finding.FAULTS for kind, _ in found):  # altered lines say nothing about turns
        found += turns.wrong_lines(round_, lines, label_of)
    found += [*turns.wrong_stages(round_, lines), *_before(round_)]
    if read_files:
        found += _scans(lines)
    name = f"{round_.sending.reference}/{round_.number}"
    return [
        *seals.verify(round_.sending, erased, read_files=read_files),
        *(Finding(kind, name, label) for kind, label in found),
    ]


def check_all(*, read_files=True):
    """Yield the findings of every round, and of what lost its round or its signatures, oldest first."""
    rounds = Round.objects.order_by("pk").for_review().prefetch_related("sending__parts")
    for round_ in rounds.iterator(chunk_size=200):
        yield from verify(round_, read_files=read_files)
    lost = Sending.objects.filter(page__reviewedformpage__isnull=False, round=None).order_by("pk")
    for sending in lost.iterator():
        yield Finding("no round", str(sending))
    signed = Round.objects.filter(submission=OuterRef("pk"), signed_at__isnull=False)
    accepted = Submission.objects.filter(page__reviewedformpage__isnull=False, status=Status.ACCEPTED)
    for submission in accepted.exclude(Exists(signed)).order_by("pk").iterator():
        yield Finding("not signed", submission.reference)


def _chain(round_, lines):
    start = round_.sending.seal
    return chains.breaks(lines, start=start, facts_of=facts_of, label_of=label_of, noun="Decision")


def _words(lines, erased):
    """Words and typed names: as committed to, or erased by a decision that says so."""
    for line in lines:
        if line.is_erased:
            yield ("erased" if label_of(line) in erased else "deleted"), label_of(line)
        elif commit(line.salt, personal(line)) != line.commitment:
            yield "edited", label_of(line)


def _scans(lines):
    """Scans of what was signed by hand: as recorded, unless they were erased with the words (E23)."""
    for line in lines:
        if line.scan is None or line.is_erased:
            continue
        digest = seals.stored_sha256(line.scan.key)
        if digest != line.scan.sha256:
            yield ("scan changed" if digest else "scan missing"), label_of(line)


def _before(round_):
    """A later round's sending continues from the round before it; only erasing comes after that."""
    if round_.number == 1:
        return
    before = Round.objects.filter(submission=round_.submission, number=round_.number - 1).first()
    lines = list(before.decisions.order_by("seq")) if before else []
    hashes = [line.hash for line in lines]
    if round_.sending.previous not in hashes:
        yield "broken", ""
        return
    later = lines[hashes.index(round_.sending.previous) + 1 :]
    if any(line.outcome != Outcome.ERASED for line in later):
        yield "broken", ""
