"""Who may decide what, as rules one can read aloud. Everybody obeys them, administrators too (T6, T7, T15).

Each rule gives Allowed, or Refused with a sentence for the person who asked.
"""

from allauth.account.models import EmailAddress

from cms.permissions import Allowed, Refused
from people.models import User
from people.permissions import hats
from people.roles import Role
from reviews.models import CLOSING, Outcome
from reviews.models.decisions import SIGNING
from reviews.openings import still_to_open
from reviews.routing import is_asked, open_stage, provider_of, refused_before, role_name, whose_turn

# --- the questions -----------------------------------------------------------------------------------------


def can_decide(user, stage):
    """May this person decide at this stage, one way or the other?

    The stage is open and in its turn, and the person is asked today, is not the mentor, and has neither
    signed this round before nor recorded a signature in it (R26-R29, E2, E23, E25). After a disagreement it
    is somebody else's turn (E8).
    """
    round_ = stage.round
    return first_refusal(
        lambda: still_open(round_),
        lambda: not_the_mentor(user, round_),
        lambda: not_signed_before(user, round_),
        lambda: recorded_no_signature(user, round_),
        lambda: in_its_turn(stage),
        lambda: asked_today(user, stage),
        lambda: not_refused_before(user, stage),
    )


def can_sign(user, stage):
    """May this person sign this stage?

    They must have opened what the stage wants opened; the form's own page may demand more (R24, R25).
    """
    return first_refusal(
        lambda: can_decide(user, stage),
        lambda: opened_enough(user, stage),
        lambda: stage.round.submission.form.guards(stage, user),
    )


def can_send_back(user, round_, stage):
    """May this person send the round back, from its open stage or (stage None) before issuing?

    What is missing for a signature does not stop a sending back.
    """
    return can_decide(user, stage) if stage else can_send_back_before_issue(user, round_)


def can_send_back_before_issue(user, round_):
    """May the office send back what everybody signed and nobody issued yet?"""
    return first_refusal(
        lambda: still_open(round_),
        lambda: not_the_mentor(user, round_),
        lambda: signed_by_all(round_),
        lambda: in_the_office(user, round_),
    )


def can_issue(user, round_, required_roles):
    """May this person append the issuing decision? (R30, T6, T12)

    Every stage is signed, the level's required roles are among those who signed, and the issuer, of the
    provider's office, neither signed nor recorded any of the signatures.
    """
    return first_refusal(
        lambda: still_open(round_),
        lambda: not_the_mentor(user, round_),
        lambda: signed_by_all(round_),
        lambda: roles_signed(round_, required_roles),
        lambda: in_the_office(user, round_),
        lambda: recorded_no_signature(user, round_),
        lambda: not_signed_before(user, round_),
    )


def first_refusal(*rules):
    """The first Refused that the rules give, asked in order, else Allowed."""
    return next((answer for answer in (rule() for rule in rules) if not answer), Allowed())


# --- the rules ---------------------------------------------------------------------------------------------

ENDED = {
    Outcome.SENT_BACK: "This was sent back",
    Outcome.WITHDRAWN: "The mentor took this back",
    Outcome.ISSUED: "The certificate was issued",
}


def still_open(round_):
    """Nothing is decided in a closed round."""
    if round_.closed_at is None:
        return Allowed()
    how = next(
        (ENDED[line.outcome] for line in round_.decisions.all() if line.outcome in CLOSING), "This is closed"
    )
    return Refused(f"{how}, so nothing more can be decided about it.")


def not_the_mentor(user, round_):
    """Nobody decides about their own work, nor under a second account with the same address (E2, T6)."""
    if same_person(user, [round_.submission.owner], round_):
        return Refused("This is your own work. Somebody else has to decide about it.")
    return Allowed()


def not_signed_before(user, round_):
    """Nobody signs two stages of the same round (T6)."""
    signatories = [line.signatory for line in round_.decisions.all() if line.outcome in SIGNING]
    if any(signatory.pk == user.pk for signatory in signatories):
        return Refused("You have already signed this. Somebody else has to take the next step.")
    if same_person(user, signatories, round_):
        return Refused("Somebody with your email address has already signed this.")
    return Allowed()


def in_its_turn(stage):
    """No stage is skipped, none is signed twice over (R27, R29)."""
    if stage.closed_at is not None:
        return Refused("This stage has been signed already.")
    if stage.opened_at is None:
        return Refused(f"It is not your turn yet. It waits for {whose_turn(stage.round)}.")
    return Allowed()


def asked_today(user, stage):
    """The role is held on the day of signing, not on the day of asking (T7)."""
    if is_asked(user, stage):
        return Allowed()
    return Refused(f"This waits for the {role_name(stage)}. Only they can decide at this stage.")


def not_refused_before(user, stage):
    """Who sent the sheet back does not decide again when the mentor asked for somebody else (E8)."""
    refused = refused_before(stage)
    if refused and same_person(user, User.objects.filter(pk__in=refused), stage.round):
        return Refused("You have sent this back before, and now somebody else decides.")
    return Allowed()


def opened_enough(user, stage):
    """The files that the stage wants opened were opened by this person, in this round."""
    names = [f"“{name}”" for _, name in still_to_open(user, stage)]
    if not names:
        return Allowed()
    return Refused(
        f"Open {'this file' if len(names) == 1 else 'these files'} before you sign: {', '.join(names)}."
    )


def signed_by_all(round_):
    """Every stage has as many signatures as it wants."""
    if all(signatures(stage) >= stage.signatures_wanted for stage in round_.stages.all()):
        return Allowed()
    stage = open_stage(round_)
    waits = f" It waits for the {role_name(stage)}." if stage else ""
    return Refused(f"Not everybody has signed this yet.{waits}")


def roles_signed(round_, required_roles):
    """The roles that the level demands are among those who signed, whatever the workflow says."""
    signed = {line.role for line in round_.decisions.all() if line.outcome == Outcome.SIGNED}
    missing = [Role(role).label for role in required_roles if role not in signed]
    return Refused(f"This signature is missing: {', '.join(missing)}.") if missing else Allowed()


def in_the_office(user, round_):
    """The person works in the partnership office of the round's provider today."""
    provider = provider_of(round_)
    if provider and any(hat.role == Role.OFFICE and hat.provider_id == provider.pk for hat in hats(user)):
        return Allowed()
    return Refused("Only the partnership office of the provider can do this.")


def recorded_no_signature(user, round_):
    """Who recorded somebody's signature neither signs nor issues as well (E23)."""
    if any(
        line.recorded_by_id == user.pk for line in round_.decisions.all() if line.outcome == Outcome.SIGNED
    ):
        return Refused("You recorded a signature here, so somebody else has to take the next step.")
    return Allowed()


# --- facts -------------------------------------------------------------------------------------------------


def signatures(stage):
    """How many people have signed this stage."""
    return len(signatories(stage))


def signatories(stage):
    """Those who have signed this stage, in order."""
    lines = stage.round.decisions.all()
    return [line.signatory for line in lines if line.outcome == Outcome.SIGNED and line.stage_id == stage.pk]


def same_person(user, others, round_):
    """Whether one of the others is this person: the same account or a joined one, or an address in common."""
    mine = user.same_as_id or user.pk  # accounts that were joined are one person's (E16)
    if not others or any((other.same_as_id or other.pk) == mine for other in others):
        return bool(others)
    known = _addresses(round_, [user, *others])
    return any(known[user.pk] & known[other.pk] for other in others)


def _addresses(round_, people):
    """{id: addresses} of these people, their own and their verified ones; the round's people in one query.

    Remembered on the round, which every verb reads anew under its lock.
    """
    known = round_.__dict__.setdefault("_addresses", {})
    if any(person.pk not in known for person in people):
        signatories = (line.signatory for line in round_.decisions.all() if line.signatory)
        everybody = {person.pk: person for person in (*people, round_.submission.owner, *signatories)}
        known.update({pk: {person.email.casefold()} for pk, person in everybody.items()})
        verified = EmailAddress.objects.filter(user__in=everybody, verified=True)
        for pk, address in verified.values_list("user", "email"):
            known[pk].add(address.casefold())
    return known
