"""A stage that was signed by hand: what the office may record, and who reads the scan (E23)."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.dates import date_uk
from cms.permissions import Refused
from forms.models import Attachment
from people.models.periods import today
from reviews import guards
from reviews.models import Decision, Outcome
from reviews.queue import rounds_visible_to
from reviews.routing import holders_at, people_asked

MENTOR_DAY, SIGNED_DAY = "mentor_signed_on", "signed_on"  # the two days on the paper


def can_record_paper(user, stage):
    """May this person record that somebody has signed the stage by hand? The office of the sheet's provider.

    Never the mentor, nor anybody who has signed this round: they cannot vouch for their own paper (T6).
    """
    round_ = stage.round
    return guards.first_refusal(
        lambda: guards.still_open(round_),
        lambda: guards.in_the_office(user, round_),
        lambda: guards.not_the_mentor(user, round_),
        lambda: guards.not_signed_before(user, round_),
        lambda: guards.in_its_turn(stage),
    )


def can_have_signed(user, stage, person):
    """May this person record that `person` signed the stage? All rules of signing on the site (R24-R29, E2).

    Except what must be opened: the paper that the office has seen stands in its place.
    """
    if person.pk == user.pk or guards.same_person(user, [person], stage.round):
        return Refused("You are asked yourself, so a colleague in your office has to record it.")
    why = guards.first_refusal(
        lambda: guards.can_decide(person, stage),
        lambda: stage.round.submission.form.guards(stage, person),
    )
    if why:
        return why
    return Refused(f"{person.name} could not sign this on the site either, where they would read: “{why}”")


def who_may_have_signed(user, stage):
    """The people whom the stage asks today, by name, without the person who records it."""
    return people_asked(stage).exclude(pk=user.pk).order_by("name", "pk")


def roles_of_those_asked(stage):
    """{id of a person as text: the role they hold there}, to tell two people of one name apart."""
    posts = holders_at(stage).select_related("school", "provider").order_by("pk")
    return {str(post.person_id): post.title for post in posts}


def wrong_days(stage, mentor_signed_on, signed_on):
    """[(which day, what is wrong with it)]: [] when sending, mentor, signatory follow in order (R27, E26).

    A stage before this one was signed first too, on the day on its own paper or when it was signed here.
    """
    round_ = stage.round
    sent = timezone.localdate(round_.sending.sent_at)
    wrong = []
    if mentor_signed_on < sent:
        wrong.append((MENTOR_DAY, f"The mentor’s day must be {date_uk(sent)}, when this was sent, or later"))
    if signed_on < mentor_signed_on:
        wrong.append((SIGNED_DAY, "This day must be the mentor’s day or later: the mentor signs first"))
    elif (before := _day_before(stage)) and signed_on < before:
        wrong.append(
            (SIGNED_DAY, f"This day must be {date_uk(before)}, when the stage before was signed, or later")
        )
    wrong += [
        (name, "This day cannot be in the future")
        for name, day in ((MENTOR_DAY, mentor_signed_on), (SIGNED_DAY, signed_on))
        if day > today()
    ]
    return wrong


def _day_before(stage):
    """The last day on which an earlier stage of the round was signed, or None at the first."""
    earlier = [
        line
        for line in stage.round.decisions.all()
        if line.outcome == Outcome.SIGNED and line.stage.position < stage.position
    ]
    return max((day_of(line) for line in earlier), default=None)


def day_of(line):
    """The day on which somebody signed: the one on the paper, else that of the signature here."""
    return line.paper_on or timezone.localdate(line.at)


# --- the scan ----------------------------------------------------------------------------------------------


def papers_visible_to(user, reference):
    """Decisions of a submission with the scan of a paper: for its mentor, and whoever reads the round."""
    read = rounds_visible_to(user).filter(pk=OuterRef("round"))
    papers = Decision.objects.filter(round__sending__reference=reference, scan__isnull=False)
    return papers.filter(Exists(read) | Q(round__submission__owner=user)).select_related("scan")


def kept_scan(user, key):
    """The person's own upload with this key that no decision has yet, or None: it survives mistakes."""
    taken = Decision.objects.filter(scan=OuterRef("pk"))
    return Attachment.objects.filter(~Exists(taken), owner=user, submission=None, key=key).first()


def recorded(rounds, user, typed):
    """The decision that this very page recorded when it was sent before, or None (T11)."""
    facts = (user.pk, typed.get("signatory"), typed.get("stage"))
    for round_ in rounds:
        for line in round_.decisions.all() if round_.sending.seal == typed.get("seal") else ():
            if line.paper_on and facts == (
                line.recorded_by_id,
                str(line.signatory_id),
                str(line.stage.position),
            ):
                return line
    return None
