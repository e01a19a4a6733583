"""What must be true of the tables after every step of the review machine, whatever happened.

Read with plain queries and compared with the machine's own book; the guards are not asked.
"""

import itertools

from forms.models import Submission
from people.models import User
from reviews import chain
from reviews.hands import short_of_people
from reviews.models import Decision, Round, Stage
from reviews.queue import stages_waiting_for
from reviews.routing import people_asked

CLOSING = {"sent_back", "withdrawn", "issued"}


def tables():
    """Every round as the tables have it: {its key: what `written` says of the same round in the book}."""
    seats, lines = {}, {}
    for stage, person in Stage.objects.filter(panel__isnull=False).values_list("pk", "panel__person"):
        seats.setdefault(stage, set()).add(person)
    rows = Decision.objects.order_by("seq").values_list(
        "round", "outcome", "stage__position", "signatory", "recorded_by", "passed_to"
    )
    for round_, *line in rows:
        lines.setdefault(round_, []).append(tuple(line))
    stages = {}
    for row in Stage.objects.order_by("position"):
        stages.setdefault(row.round_id, []).append(
            (
                *_terms(row),
                row.opened_at is not None,
                row.closed_at is not None,
                row.assignee_id,
                seats.get(row.pk, set()),
            )
        )
    rounds = Round.objects.values_list("pk", "number", "signed_at", "closed_at", "another_wanted_at")
    return {
        pk: {
            "number": number,
            "signed": signed is not None,
            "closed": closed is not None,
            "another": another is not None,
            "stages": stages[pk],
            "lines": lines.get(pk, []),
        }
        for pk, number, signed, closed, another in rounds
    }


def _terms(row):
    return (
        row.position,
        row.role,
        row.school_id,
        row.provider_id,
        row.signatures_wanted,
        row.must_open,
        row.panel_size,
        row.is_fresh,
        row.is_panel,
    )


def written(book):
    """The same from the book."""
    return {
        past.pk: {
            "number": past.number,
            "signed": past.signed,
            "closed": bool(past.ended),
            "another": past.another,
            "stages": [
                (*step.terms(), step.began, step.over, step.given_to, step.seats) for step in past.steps
            ],
            "lines": past.lines,
        }
        for past in book.rounds()
    }


def nothing_but_what_was_done(book):
    """Tables and book say the same: what was refused changed nothing, what was done did just that.

    So the terms of stages under way are those with which they began.
    """
    found, expected = tables(), written(book)
    assert found == expected, f"the tables say {found}, the book says {expected}"


def one_turn_at_a_time():
    """A round under way has one open stage, one that is signed by all or closed has none."""
    for round_ in Round.objects.prefetch_related("stages"):
        turns = sum(stage.is_open for stage in round_.stages.all())
        wanted = 0 if round_.closed_at or round_.signed_at else 1
        assert turns == wanted, f"{round_} has {turns} open stages"


def closed_once():
    """A closed round has one closing decision, and nothing but erasing after it; an open one has none."""
    for round_ in Round.objects.prefetch_related("decisions"):
        outcomes = [
            line.outcome for line in sorted(round_.decisions.all(), key=_seq) if line.outcome != "erased"
        ]
        closing = [outcome for outcome in outcomes if outcome in CLOSING]
        assert closing == (outcomes[-1:] if round_.closed_at else []), f"{round_} was closed by {outcomes}"


STATUS = {"sent_back": "returned", "withdrawn": "withdrawn", "issued": "accepted"}


def status_agrees(book):
    """A submission's status is what its last round came to."""
    statuses = dict(Submission.objects.values_list("pk", "status"))
    for sheet in book.sheets:
        last = sheet.rounds[-1]
        wanted = STATUS.get(last.ended) or ("accepted" if last.signed else "sent")
        assert statuses[sheet.pk] == wanted == sheet.status, f"{last.pk} should be {wanted}"


def accepted_means_signed(book):
    """What is accepted was signed at every stage of its round, in order, by different people, over one seal.

    Each of them held the role, or stood in, or sat on the panel, when they signed, by the book; none is the
    mentor, none has sent the sheet back before where somebody else had to decide.
    """
    rounds = Round.objects.filter(signed_at__isnull=False).select_related("sending", "submission")
    for round_ in rounds.prefetch_related("stages", "decisions"):
        lines = [line for line in sorted(round_.decisions.all(), key=_seq) if line.outcome == "signed"]
        stages = sorted(round_.stages.all(), key=lambda stage: stage.position)
        wanted = [stage.pk for stage in stages for _ in range(stage.signatures_wanted)]
        assert [line.stage_id for line in lines] == wanted, f"{round_} is not signed stage by stage"
        times = [round_.opened_at, *(line.at for line in lines), round_.signed_at]
        assert times == sorted(times), f"{round_} is not signed in order"
        humans = [book.human(line.signatory_id) for line in lines]
        assert not any(one & other for one, other in itertools.combinations(humans, 2)), (
            f"{round_}: same person"
        )
        assert not any(round_.submission.owner_id in human for human in humans), f"{round_}: own work"
        roles = {stage.pk: stage.role for stage in stages}
        said = [line.role for line in lines]
        assert said == [roles[line.stage_id] for line in lines], f"{round_} is signed as {said}"


WAYS = {"deputy": {"deputy"}, "acting": {"acting"}, "in person": {"own", "given", "panel", "office"}}


def decided_by_right(book):
    """Nothing spoke against any decision when it was made, and it says in which capacity it was made."""
    decisions = Decision.objects.filter(outcome__in=["signed", "sent_back", "issued"])
    for pk, outcome, acting, deputy in decisions.values_list("pk", "outcome", "acting", "deputy_of"):
        assert not book.wrongs[pk], f"decision {pk}, {outcome}: {', '.join(book.wrongs[pk])}"
        how = "deputy" if deputy else "acting" if acting else "in person"
        assert book.capacities[pk] & WAYS[how], f"decision {pk}: {how}, and not {book.capacities[pk]}"


def over_one_seal(round_):
    """The first decision continues from the round's seal, each one from the one before; all verifies."""
    round_ = Round.objects.for_review().prefetch_related("sending__parts").get(pk=round_)
    lines = sorted(round_.decisions.all(), key=_seq)
    hashes = [round_.sending.seal, *(line.hash for line in lines)]
    assert [line.previous for line in lines] == hashes[:-1], f"{round_} is not over one seal"
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1)), f"{round_} has gaps"
    assert len(set(hashes)) == len(hashes), f"{round_} has a hash twice"
    faults = [str(found) for found in chain.verify(round_, read_files=False) if found.is_fault]
    assert faults == [], faults


def nobody_is_waited_for_unseen(book):
    """Each open stage asks whom the book says, and is on the office's list when they are too few (E3, E4)."""
    short = set(short_of_people(Stage.objects.open()).values_list("pk", flat=True))
    for past in book.under_way():
        if past.turn is None:
            continue
        stage = Stage.objects.select_related("round__submission").get(pk=past.turn.pk)
        asked = book.asked(past, past.turn)
        found = set(people_asked(stage).values_list("pk", flat=True))
        assert found == asked, f"{stage} asks {found}, the book says {asked}"
        missing = past.turn.wanted - len(past.turn.signed)
        assert (past.turn.pk in short) == (len(asked) < missing), f"{len(asked)} for {missing} at {stage}"


def queue_shows_what_waits(book, person):
    """A person's queue holds the stages that ask them and that they are free to sign, and no others."""
    wanted = {
        past.turn.pk for past in book.under_way() if past.turn and person in book.asked(past, past.turn)
    }
    shown = set(stages_waiting_for(User.objects.get(pk=person)).values_list("pk", flat=True))
    assert shown == wanted, f"the queue of {person} shows {shown}, the book says {wanted}"


def _seq(line):
    return line.seq
