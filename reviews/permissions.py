"""Who may pass reviews on, speak about them and edit workflows. Who decides stands in guards.py."""

from django.db.models import Q

from cms.permissions import Allowed, Refused
from forms.models import Status
from people.models import Appointment, Provider
from people.permissions import appointments_visible_to, hats
from people.roles import PROVIDER_STAFF, Role
from reviews import guards
from reviews.hands import PANEL_ROLES
from reviews.models import DECIDING, Decision, Deputy, Outcome
from reviews.routing import barred, holders_at, is_asked, provider_of

EDIT = "reviews.change_reviewworkflow"
REFUSALS_BEFORE_PANEL = 2  # E8


# --- passing on --------------------------------------------------------------------------------------------


def can_claim(user, stage):
    """May this person say "I am looking at this"? Whoever may decide."""
    return guards.can_decide(user, stage)


def can_pass_on(user, stage):
    """May this person give the stage to somebody else? Those it asks, and the provider's office and lead."""
    return guards.first_refusal(
        lambda: guards.still_open(stage.round),
        lambda: guards.not_the_mentor(user, stage.round),
        lambda: guards.in_its_turn(stage),
        lambda: _no_panel(stage),
        lambda: Allowed() if runs_provider(user, stage.round) else guards.asked_today(user, stage),
    )


def can_receive(person, stage):
    """May the stage be given to this person? They hold its role there today and are free to sign (E21)."""
    if receivers(stage).filter(person=person).exists():
        return Allowed()
    return Refused(f"{person.name} cannot sign this. Choose somebody who holds the role and has not signed.")


def receivers(stage):
    """Appointments of those to whom a stage may be given, by name."""
    rows = holders_at(stage).exclude(person__in=barred(stage)).exclude(person=stage.assignee_id)
    return rows.select_related("person", "school", "provider").order_by("person__name", "person", "pk")


def can_name_panel(user, stage):
    """May this person say who sits on the panel? Office and lead of the round's provider (E8)."""
    return guards.first_refusal(
        lambda: guards.still_open(stage.round),
        lambda: guards.not_the_mentor(user, stage.round),
        lambda: guards.in_its_turn(stage),
        lambda: Allowed() if stage.is_panel else Refused("This stage is not decided by a panel."),
        lambda: _runs_it(user, stage.round),
    )


def panel_candidates(stage):
    """Appointments of those who could sit on the stage's panel, by name: they have not sent it back (E8).

    Link tutors and leads of any member provider; who has signed at this stage is among them.
    """
    signed = {person.pk for person in guards.signatories(stage)}
    rows = Appointment.objects.current().filter(
        role__in=PANEL_ROLES, provider__in=Provider.objects.members(), person__is_active=True
    )
    rows = rows.exclude(person__in=barred(stage) - signed)
    return rows.select_related("person", "school", "provider").order_by("person__name", "person", "role")


def can_ask_for_another(user, round_):
    """May the mentor ask that somebody else decides next time? Once sent back at a moderated stage (E8)."""
    back = next((line for line in round_.decisions.all() if line.outcome == Outcome.SENT_BACK), None)
    if round_.submission.owner_id != user.pk:
        return Refused("Only the mentor can ask for this.")
    if back is None or round_.submission.status != Status.RETURNED:
        return Refused("This was not sent back, so nobody has to decide anew.")
    if back.stage is None or not back.stage.panel_size:
        return Refused("At this stage the same people read it again.")
    if round_.another_wanted_at:
        return Refused("You have asked already. Somebody else decides next time.")
    if refusals(round_.submission_id, back.stage.role) >= REFUSALS_BEFORE_PANEL:
        return Refused("A panel decides next time, so you need not ask.")
    return Allowed()


def refusals(submission, role):
    """How often a submission was sent back at this role."""
    backs = Decision.objects.filter(round__submission=submission, outcome=Outcome.SENT_BACK)
    return backs.filter(stage__role=role).count()


def runs_provider(user, round_):
    """Whether the person is office or lead of the round's provider today."""
    provider = provider_of(round_)
    return provider is not None and any(
        hat.role in PROVIDER_STAFF and hat.provider_id == provider.pk for hat in hats(user)
    )


def _runs_it(user, round_):
    if runs_provider(user, round_):
        return Allowed()
    return Refused("Only the partnership office or the lead of the provider can do this.")


def _no_panel(stage):
    return (
        Refused("A panel decides this together. Its members are named by the office.")
        if stage.is_panel
        else Allowed()
    )


def can_stand_in(person, appointment):
    """May this person stand in for the appointment's holder? Somebody of the same school or provider."""
    if appointment.role not in STOOD_IN_FOR:
        return Refused("Nobody can stand in for this role.")
    if person.pk == appointment.person_id:
        return Refused("Choose somebody else than yourself.")
    if any(_same_house(hat, appointment) for hat in hats(person)):
        return Allowed()
    place = appointment.school or appointment.provider
    return Refused(f"{person.name} holds no role at {place.name}. Choose a colleague there.")


def deputies_for(appointment):
    """Appointments of those who could stand in for the holder of this one, by name: can_stand_in's twin."""
    house = Q(school__isnull=False, school=appointment.school_id)
    house |= Q(provider__isnull=False, provider=appointment.provider_id)
    rows = Appointment.objects.current().filter(house, person__is_active=True)
    rows = rows.exclude(person=appointment.person_id).select_related("person", "school", "provider")
    return rows.order_by("person__name", "person", "role")


def posts_visible_to(user):
    """Appointments whose days away this person can look at: their own, and those of the people they see."""
    rows = Appointment.objects.filter(person=user) | appointments_visible_to(user)
    rows = rows.not_over().filter(role__in=STOOD_IN_FOR)
    return rows.select_related("person", "school", "provider")


def days_away_visible_to(user):
    """Days on which somebody stands in for posts that this person can look at, current or to come."""
    rows = Deputy.objects.not_over().filter(appointment__in=posts_visible_to(user).values("pk"))
    return rows.select_related("deputy", "person", "appointment__school", "appointment__provider")


STOOD_IN_FOR = frozenset({Role.PCM, Role.LINK_TUTOR, Role.OFFICE, Role.PROVIDER_LEAD})


def _same_house(hat, appointment):
    if appointment.school_id and hat.school_id == appointment.school_id:
        return True
    return appointment.provider_id is not None and hat.provider_id == appointment.provider_id


def can_arrange_deputy(user, appointment):
    """May this person say who stands in? The holder; office and lead for the people of their provider."""
    if appointment.person_id == user.pk or (user.is_active and user.is_superuser):
        return Allowed()
    if any(
        hat.role in PROVIDER_STAFF and hat.reaches(school=appointment.school, provider=appointment.provider)
        for hat in hats(user)
    ):
        return Allowed()
    return Refused("Only the person themselves or the partnership office can arrange this.")


# --- speaking ----------------------------------------------------------------------------------------------


def can_comment(user, round_):
    """May this person remark on an open round? Those whom one of its stages asks, its office and lead."""
    return guards.first_refusal(
        lambda: guards.still_open(round_),
        lambda: guards.not_the_mentor(user, round_),
        lambda: _reads(user, round_),
    )


def _reads(user, round_):
    if runs_provider(user, round_) or any(is_asked(user, stage) for stage in round_.stages.all()):
        return Allowed()
    return Refused("Only those who review this can comment on it.")


def can_ask(user, stage):
    """May this person ask the mentor a question? Whoever may decide."""
    return guards.can_decide(user, stage)


def can_answer(user, question):
    """May this person answer the question? The mentor, once, while the round is open."""
    if question.round.submission.owner_id != user.pk or not question.is_question:
        return Refused("Only the mentor can answer this.")
    if hasattr(question, "answer"):
        return Refused("You have answered this already.")
    return guards.still_open(question.round)


def can_remove_comment(user, comment):
    """May this person take a comment back? Its author, before anybody decided after it; a question never."""
    if comment.author_id != user.pk or comment.is_question or comment.answers_id:
        return Refused("This comment cannot be taken back.")
    if any(line.at >= comment.at for line in comment.round.decisions.all()):
        return Refused("A decision has been made since, so this comment stays.")
    return guards.still_open(comment.round)


def comments_visible_to(user, round_):
    """The round's comments that this person reads: reviewers all, the mentor those meant for them.

    A remark to the mentor is shown when somebody has decided after it, a question and its answer at once.
    `round_` is from with_talk(); returns a list in the order in which they were made.
    """
    comments = list(round_.comments.all())
    if round_.submission.owner_id != user.pk:
        return comments
    decided = [line.at for line in round_.decisions.all() if line.outcome in (*DECIDING, Outcome.ISSUED)]
    last = max(decided, default=None)
    return [
        comment
        for comment in comments
        if comment.audience == "mentor"
        and (comment.is_question or comment.answers_id or (last and comment.at <= last))
    ]


# --- workflows in the admin --------------------------------------------------------------------------------


def can_see_counts(user):
    """May this person see how many rounds wait at which stage? Those who edit the workflows, no names."""
    return Allowed() if user.has_perm(EDIT) else Refused("Only the co-ordinators see this.")


def can_delete_workflow(workflow):
    """May this workflow be deleted? Not while a form is reviewed by it; rounds have their own copy."""
    pages = [page.title for page in workflow.pages.order_by("title")]
    if pages:
        return Refused(
            f"“{workflow}” is used by {', '.join(pages)}. Choose another workflow there before you delete it."
        )
    return Allowed()
