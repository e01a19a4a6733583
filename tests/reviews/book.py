"""What the review machine knows by itself: who held which role when, and what may happen to a sheet.

Nothing here asks the code under test. The rules are written from the scheme (R26-R30, E2-E4, E8, T6, T7) with
plain values: people, places and rows by their keys.
"""

import itertools
from dataclasses import dataclass, field

from people.models.periods import today

AT_A_SCHOOL = {"mentor", "pcm"}
ON_PANELS = {"link_tutor", "provider_lead"}
RUN_A_PROVIDER = {"office", "provider_lead"}
STOOD_IN_FOR = {"pcm", "link_tutor", "office", "provider_lead"}


@dataclass
class Step:
    """A stage of a round. `signed` are those who did, in order."""

    pk: int
    position: int
    role: str
    school: int
    provider: int
    wanted: int
    must_open: str
    panel_size: int
    fresh: bool
    panel: bool
    given_to: int | None = None
    seats: set = field(default_factory=set)
    signed: list = field(default_factory=list)
    began: bool = False
    over: bool = False

    def terms(self):
        """What was copied and must never change."""
        return (
            self.position,
            self.role,
            self.school,
            self.provider,
            self.wanted,
            self.must_open,
            self.panel_size,
            self.fresh,
            self.panel,
        )


@dataclass
class Past:
    """A round. `lines` are its decisions: (outcome, position or None, signatory, recorder, passed to)."""

    pk: int
    sheet: "Sheet"
    number: int
    seal: str
    files: dict  # label: key of each file that was sent
    steps: list
    lines: list = field(default_factory=list)
    ended: str = ""
    another: bool = False
    opened: set = field(default_factory=set)  # (person, label)
    erased: set = field(default_factory=set)  # labels of parts
    remarks: list = field(default_factory=list)  # keys of comments, (key, is it a question)

    @property
    def turn(self):
        """The step whose turn it is, or None."""
        return next((step for step in self.steps if step.began and not step.over), None)

    @property
    def signed(self):
        """Whether every step has its signatures."""
        return all(len(step.signed) >= step.wanted for step in self.steps)

    def signers(self):
        """Everybody who signed any step of it."""
        return {person for step in self.steps for person in step.signed}

    def close(self, how):
        """It ends: nobody's turn any more."""
        self.ended = how
        if self.turn:
            self.turn.over = True


@dataclass
class Sheet:
    """A submission with its rounds, oldest first."""

    pk: int
    mentor: int
    status: str = "draft"
    rounds: list = field(default_factory=list)

    def refusals(self, role):
        """[(person, whether the mentor then asked for somebody else)] of sendings back at this role."""
        return [
            (line[2], past.another)
            for past in self.rounds
            for line in past.lines
            if line[0] == "sent_back" and line[1] and past.steps[line[1] - 1].role == role
        ]


@dataclass
class Away:
    """Between two days somebody stands in for the holder of a post."""

    pk: int
    post: int
    deputy: int
    start: object
    end: object


class Book:
    """The house as the machine sees it."""

    def __init__(self, world):
        self.twins = world.twins
        self.people = world.people()
        self.posts = world.posts()
        self.away = {}
        self.closed = set()  # accounts
        self.sheets = []
        self.wrongs = {}  # key of a decision: what spoke against it when it was made
        self.capacities = {}  # key of a signature: in which capacities it could be made

    # --- people ----------------------------------------------------------------------------------------

    def human(self, person):
        """Every account of the same human being."""
        return self.twins.get(person, frozenset({person}))

    def held(self, person):
        """The posts that the person holds today."""
        if person in self.closed:
            return []
        return [post for post in self.posts.values() if post.person == person and in_force(post)]

    def stood_in(self, person):
        """The posts that the person stands in for today: their holders have not left."""
        if person in self.closed:
            return []
        days = [row for row in self.away.values() if row.deputy == person and in_force(row)]
        posts = [self.posts[row.post] for row in days]
        return [post for post in posts if in_force(post) and post.person not in self.closed]

    def runs(self, person, step, roles=RUN_A_PROVIDER):
        """Whether the person is of the office, or leads, the provider of the step today."""
        return any(post.role in roles and post.provider == step.provider for post in self.held(person))

    # --- who is asked -----------------------------------------------------------------------------------

    def capacities_of(self, person, step):
        """How the person comes to be asked by a step today: a set of words, empty for everybody else."""
        if step.panel:
            on_panels = any(post.role in ON_PANELS for post in self.held(person))
            return {"panel"} if person in step.seats and on_panels else set()
        own = [post for post in self.held(person) if is_for(post, step)]
        if own:
            return {"acting" if post.acting else "own" for post in own}
        if any(is_for(post, step) for post in self.stood_in(person)):
            return {"deputy"}
        given = step.given_to == person and any(is_beside(post, step) for post in self.held(person))
        return {"given"} if given else set()

    def refused_before(self, past, step):
        """Who may not decide here again (E8)."""
        if not (step.fresh or step.panel):
            return set()
        return {person for person, _ in past.sheet.refusals(step.role)}

    def free(self, past, step):
        """Who could still sign a step, by account: neither mentor, nor signed, nor refused before."""
        out = {past.sheet.mentor} | past.signers() | self.refused_before(past, step)
        return [person for person in self.people if person not in out and person not in self.closed]

    def asked(self, past, step):
        """Keys of everybody whom a step asks today and who is free to sign it."""
        return {person for person in self.free(past, step) if self.capacities_of(person, step)}

    def receivers(self, past, step):
        """To whom a step could be passed on."""
        return {
            person
            for person in self.free(past, step)
            if person != step.given_to and any(is_beside(post, step) for post in self.held(person))
        }

    def seatable(self, past, step):
        """Who could sit on a step's panel: not the mentor, nor who signed elsewhere, nor who refused."""
        out = {past.sheet.mentor} | (past.signers() - set(step.signed)) | self.refused_before(past, step)
        return {
            person
            for person in self.people
            if person not in out and any(post.role in ON_PANELS for post in self.held(person))
        }

    # --- what speaks against it -------------------------------------------------------------------------

    def against_any(self, person, past):
        """Why the person can decide nothing about this round."""
        if past.ended:
            yield "over"
        if past.sheet.mentor in self.human(person):
            yield "own work"

    def against_deciding(self, person, past, step):
        """Why the person cannot sign or send back at a step: a list of words, empty when they can."""
        found = list(self.against_any(person, past))
        if past.signers() & self.human(person):
            found.append("signed before")
        if step is not past.turn:
            found.append("not its turn")
        if not self.capacities_of(person, step):
            found.append("not asked")
        if self.refused_before(past, step) & self.human(person):
            found.append("refused before")
        return found

    def against_signing(self, person, past, step):
        """The same for a signature, which may want files opened."""
        found = self.against_deciding(person, past, step)
        if self.to_open(person, past, step):
            found.append("not opened")
        return found

    def to_open(self, person, past, step):
        """Labels of the files that the person still has to open."""
        if step.must_open == "page":
            return []
        known = self.opened_before(person, past) if step.must_open == "changed" else set()
        files = {label for label, key in past.files.items() if label not in past.erased and key not in known}
        return sorted(label for label in files if (person, label) not in past.opened)

    def opened_before(self, person, past):
        """Keys of the files that the person opened in earlier rounds, and that were not erased since."""
        return {
            before.files[label]
            for before in past.sheet.rounds[: past.number - 1]
            for who, label in before.opened
            if who == person and label not in before.erased
        }

    def against_the_office(self, person, past):
        """Why the person cannot send back what everybody has signed."""
        found = list(self.against_any(person, past))
        if not past.signed:
            found.append("not all signed")
        if not self.runs(person, past.steps[0], {"office"}):
            found.append("not the office")
        return found

    def against_issuing(self, person, past, required):
        """Why the person cannot issue."""
        found = self.against_the_office(person, past)
        if past.signers() & self.human(person):
            found.append("signed before")
        if not set(required) <= {step.role for step in past.steps if step.signed}:
            found.append("role missing")
        return found

    def against_passing_on(self, person, past, step, to):
        """Why the person cannot pass a step on to somebody."""
        found = list(self.against_any(person, past))
        if step is not past.turn or step.panel:
            found.append("not its turn, or a panel's")
        if not self.capacities_of(person, step) and not self.runs(person, step):
            found.append("not asked")
        if to not in self.receivers(past, step):
            found.append("cannot receive")
        return found

    def against_seating(self, person, past, step, people):
        """Why the person cannot name these people as the step's panel."""
        found = list(self.against_any(person, past))
        if step is not past.turn or not step.panel:
            found.append("not its turn, or no panel")
        if not self.runs(person, step):
            found.append("does not run it")
        if len(set(people)) != step.wanted or not set(step.signed) <= set(people):
            found.append("too few, too many, or without who signed")
        if not set(people) <= self.seatable(past, step):
            found.append("somebody cannot sit there")
        return found

    def against_another(self, person, past):
        """Why the mentor cannot ask for somebody else next time."""
        found = [] if past.sheet.mentor == person else ["not the mentor"]
        step = next(
            (past.steps[line[1] - 1] for line in past.lines if line[0] == "sent_back" and line[1]), None
        )
        if step is None or past.sheet.status != "returned" or past.another:
            found.append("not sent back, or asked already")
        elif not step.panel_size or len(past.sheet.refusals(step.role)) >= 2:
            found.append("not moderated, or a panel decides")
        return found

    def against_standing_in(self, deputy, post):
        """Why nobody can let this person stand in for a post's holder: a colleague of the same house may."""
        found = [] if post.role in STOOD_IN_FOR else ["not for this role"]
        if deputy in self.closed or deputy == post.person:
            found.append("closed, or the holder")
        if not any(_same_house(held, post) for held in self.held(deputy)):
            found.append("from elsewhere")
        return found

    # --- looking for somebody to act --------------------------------------------------------------------

    def under_way(self):
        """Rounds that are not over, oldest first."""
        return [past for past in self.rounds() if not past.ended]

    def rounds(self):
        """Every round."""
        return list(itertools.chain.from_iterable(sheet.rounds for sheet in self.sheets))

    def able(self):
        """{capacity: [(person, round, step)]} of everybody who could decide at some step now."""
        found = {}
        for past in self.under_way():
            for person in self.asked(past, past.turn) if past.turn else ():
                if not self.against_deciding(person, past, past.turn):
                    for how in self.capacities_of(person, past.turn):
                        found.setdefault(how, []).append((person, past, past.turn))
        return {how: sorted(found[how], key=lambda each: (each[1].pk, each[0])) for how in sorted(found)}

    def nearly_able(self):
        """{what alone speaks against it: [(person, round, step)]} of signatures that should be refused."""
        found = {}
        turns = [(past, step) for past in self.under_way() for step in past.steps]
        for (past, step), person in itertools.product(turns, self.people):
            against = self.against_signing(person, past, step)
            if len(against) == 1:
                found.setdefault(against[0], []).append((person, past, step))
        return {reason: found[reason] for reason in sorted(found)}


def in_force(row):
    """Whether today lies between the two days, both included."""
    return row.start <= today() and (row.end is None or row.end >= today())


def is_for(post, step):
    """Whether a step asks the holder of this post."""
    if post.role != step.role:
        return False
    if step.role in AT_A_SCHOOL:
        return post.school == step.school
    return post.provider == step.provider and post.school in (None, step.school)


def is_beside(post, step):
    """Whether a step can be passed on to the holder: the role on its side, perhaps for another school."""
    if post.role != step.role:
        return False
    return post.school == step.school if step.role in AT_A_SCHOOL else post.provider == step.provider


def _same_house(one, other):
    """Whether two posts are at the same school or for the same provider."""
    return (one.school is not None and one.school == other.school) or (
        one.provider is not None and one.provider == other.provider
    )
