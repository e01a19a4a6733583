"""What a mentor may ask of a provider, and who decides it (R7, R20, E6, E11, E12).

Experience and more time are asked with a form of the site, which runs through its review first; a pause and
a move in a sentence. Leaving a level and coming back are in portfolio/leaving.py.
"""

from django.db.models import OuterRef, Q, Subquery

from cms.permissions import Allowed, Refused
from forms.models import Status
from people.permissions import holders, holds, led_providers
from people.roles import Role
from portfolio import waivers
from portfolio.leaving import is_certified, no_sheet_under_way
from portfolio.models import Enrolment, Exemption, Request, RequestPage
from portfolio.permissions import enrolment_at, home_providers
from reviews.models import Stage
from reviews.routing import open_stage, role_name

Kind = Request.Kind

# --- who sees what was asked -------------------------------------------------------------------------------


def requests_visible_to(user):
    """Requests: one's own, and those put to a provider whose lead one is, once their form has been sent."""
    if not user.is_authenticated or not user.is_active:
        return Request.objects.none()
    asked = Q(provider__in=led_providers(user)) & Q(Q(submission=None) | ~Q(submission__status=Status.DRAFT))
    return Request.objects.filter(Q(person=user) | asked)


def may_keep_requests(user):
    """May this person open the list of what mentors ask? Provider leads."""
    return Allowed() if led_providers(user) else Refused("Only provider leads decide this.")


def put_to(user):
    """What others have asked of the providers whose lead the person is, taken back or not."""
    return requests_visible_to(user).exclude(person=user)


def deciders(request):
    """Who can decide the request today, by name: the provider's leads, never the mentor."""
    leads = holders(Role.PROVIDER_LEAD, provider=request.provider).exclude(pk=request.person_id)
    return leads.order_by("name", "pk")


# --- what the mentor may ask -------------------------------------------------------------------------------


def can_ask(user, page):
    """May this person begin the form: for experience to count, or for more time? (R7, R20, E11)"""
    if not holds(user, Role.MENTOR):
        return Refused("Only mentors can ask this. Your partnership office can add you as one.")
    if is_certified(user, page.level_id):
        return Refused(f"You are certified at {page.level.title} already.")
    if _open(user, page.level_id, page.asks):
        return Refused("You have asked this already. Go on with that, or wait for the answer.")
    if page.asks == RequestPage.Asks.EXTENSION:
        return _can_ask_for_time(user, page.level)
    if not left_to_waive(user, page.level):
        return Refused(f"At {page.level.title} nothing is left that experience could stand in for.")
    if not providers_to_ask(user, page.level):
        return Refused("Your school has no partner provider on record. Ask the partnership office to add it.")
    return Allowed()


def _can_ask_for_time(user, level):
    if enrolment_at(user, level.pk) is None:
        return Refused(f"Enrol on {level.title} first. Time is counted from your placements.")
    if not level.needs_full_cycle:
        return Refused(f"{level.title} has no limit of time, so you need not ask.")
    return Allowed()


def can_ask_pause(user, enrolment):
    """May this person ask for a pause of this enrolment? (E12)"""
    if not (under_way := _under_way(user, enrolment)):
        return under_way
    if _open(user, enrolment.level_id, Kind.PAUSE):
        return Refused("You have asked for a pause already. Wait for the answer, or take it back.")
    return Allowed()


def can_ask_transfer(user, enrolment):
    """May this person ask to move the enrolment to another provider? Not while reviewers read it (E6)."""
    if not (under_way := _under_way(user, enrolment)):
        return under_way
    if _open(user, enrolment.level_id, Kind.TRANSFER):
        return Refused("You have asked to move already. Wait for the answer, or take it back.")
    if not (free := no_sheet_under_way(enrolment)):
        return free
    if not providers_to_move_to(enrolment).exists():
        return Refused("Your school works with no other provider. Ask the partnership office about it.")
    return Allowed()


def providers_to_move_to(enrolment):
    """The providers that work with the mentor's school, without the home provider."""
    return home_providers(enrolment.person).exclude(pk=enrolment.provider_id)


def providers_to_ask(user, level):
    """Who may decide about the person's experience: the home provider, else the partners of their school."""
    if enrolment := enrolment_at(user, level.pk):
        return [enrolment.provider]
    return list(home_providers(user).order_by("name"))


def who_decides(user, page):
    """{providers} of which the start page lets the mentor choose, when there are several."""
    providers = providers_to_ask(user, page.level) if page.asks == RequestPage.Asks.EXPERIENCE else []
    return {"providers": providers if len(providers) > 1 else []}


def begun(user, page):
    """The draft or sending of a request that the person has open already, or None (T11)."""
    rows = Request.objects.open().filter(person=user, level=page.level_id, kind=page.asks)
    request = rows.exclude(submission=None).select_related("submission__page").first()
    return request and request.submission


def left_to_waive(person, level):
    """What experience may still stand in for: what the level lets it, without what is waived already (Q6)."""
    valid = Exemption.objects.valid().filter(person=person, level=level)
    done = set(valid.values_list("requirement", flat=True))
    may_be = [each for each in waivers.waivable(level) if each in level.experience_may_replace]
    return [each for each in may_be if each not in done]


def can_withdraw_request(user, request):
    """May this person take back what was asked? Who asked, until it is decided."""
    if request.person_id != user.pk:
        return Refused("Only the mentor can take this back.")
    if request.decided_at:
        return Refused("This is decided, so it cannot be taken back.")
    return Refused("You have taken this back already.") if request.withdrawn_at else Allowed()


def _under_way(user, enrolment):
    """Is it the person's own enrolment, and does it still go on?"""
    if enrolment.person_id != user.pk or not user.is_active:
        return Refused("Only the mentor can ask this.")
    if enrolment.withdrawn_on:
        return Refused("You have left this level. Come back to it first.")
    if is_certified(user, enrolment.level_id):
        return Refused("You are certified at this level, so there is nothing to ask.")
    return Allowed()


def _open(user, level, kind):
    return Request.objects.open().filter(person=user, level=level, kind=kind).exists()


# --- who decides -------------------------------------------------------------------------------------------


def can_decide(user, request):
    """May this person decide the request? The provider's lead, in its turn, never about themself."""
    if request.person_id == user.pk:
        return Refused("This is about yourself. Somebody else has to decide.")
    if not holds(user, Role.PROVIDER_LEAD, provider=request.provider):
        return Refused(f"Only the lead of {request.provider} can decide this.")
    if request.withdrawn_at:
        return Refused("The mentor has taken this back, so there is nothing to decide.")
    if request.decided_at:
        return Refused("This is decided already.")
    if request.enrolment_id and request.enrolment.withdrawn_on:
        return Refused("The mentor has left this level.")
    return _in_its_turn(request)


def _in_its_turn(request):
    """A form is decided when those before the lead have signed it (R20)."""
    if request.submission is None or request.submission.status == Status.ACCEPTED:
        return Allowed()
    if request.submission.status != Status.SENT:
        return Refused("The form is with the mentor. You can decide when they have sent it.")
    stage = open_stage(request.submission.rounds.order_by("-number").first())
    if stage and stage.role != Role.PROVIDER_LEAD:
        return Refused(f"It waits for the {role_name(stage)}. You decide after them.")
    return Allowed()


def pages_of(level):
    """{what it asks for: the level's live form}."""
    pages = RequestPage.objects.live().filter(level=level).order_by("-path")
    return {page.asks: page for page in pages}


def ways_in(user, levels):
    """The forms with which the person can ask that experience opens one of these levels (R7)."""
    pages = RequestPage.objects.live().filter(asks=RequestPage.Asks.EXPERIENCE, level__in=levels)
    return [page for page in pages.select_related("level").order_by("path") if can_ask(user, page)]


def with_turn(requests):
    """Requests with what a list says about them; `stage_role` is the role whose turn a form is."""
    stage = Stage.objects.open().filter(round__submission=OuterRef("submission"), round__closed_at=None)
    rows = requests.select_related("person", "level", "provider", "enrolment__provider", "submission")
    return rows.select_related("decided_by").annotate(stage_role=Subquery(stage.values("role")[:1]))


def turn(request):
    """Whose turn a request of `with_turn` is: a Role, or None when it is closed."""
    if not request.is_open:
        return None
    status = request.submission and request.submission.status
    if status in (Status.DRAFT, Status.RETURNED):
        return Role.MENTOR
    return Role(request.stage_role) if status == Status.SENT and request.stage_role else Role.PROVIDER_LEAD


def own_before_enrolling(user):
    """Experience that the person asked to count at levels on which they are not enrolled, decided or not."""
    here = Enrolment.objects.of(user).current().values("level")
    rows = Request.objects.filter(person=user, enrolment=None, withdrawn_at=None)
    return rows.exclude(level__in=here)


def own_open(user):
    """Of these, what is not decided yet."""
    return own_before_enrolling(user).open()
