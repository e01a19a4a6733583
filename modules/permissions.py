"""Who may book training, who keeps an event's list, who reads the yearly report, who notes the flyer."""

from django.db.models import Exists

from cms.permissions import Allowed, Refused
from modules.models import EventBooking, EventPage, FlyerNotice, FlyerPage
from modules.models.flyers import this_school_year
from people.models import Provider, School
from people.permissions import hats, holds, schools_as, staffed_providers
from people.roles import PROVIDER_STAFF, Role

FOR = {
    EventPage.Audience.MENTORS: (Role.MENTOR,),
    EventPage.Audience.PCMS: (Role.PCM,),
    EventPage.Audience.BOTH: (Role.MENTOR, Role.PCM),
}
WHOM = {
    EventPage.Audience.MENTORS: "This event is for mentors.",
    EventPage.Audience.PCMS: "This event is for professional co-ordinating mentors (PCMs).",
    EventPage.Audience.BOTH: "Training is for mentors and professional co-ordinating mentors (PCMs).",
}


# --- booking -----------------------------------------------------------------------------------------------


def can_come(user, event):
    """Whether the event is for the person: mentors or PCMs of any provider's schools (R37)."""
    if any(holds(user, role) for role in FOR[event.audience]):
        return Allowed()
    return Refused(WHOM[event.audience])


def bookings_of(user):
    """The person's own bookings that stand, and events they came to, the latest event first."""
    rows = EventBooking.objects.live().filter(person=user, event__live=True)
    return rows.select_related("event__provider", "event__cancellation").order_by("-event__starts_at", "pk")


def booked_ids(user):
    """The ids of the events where the person has a place or was."""
    if not user.is_authenticated:
        return set()
    return set(bookings_of(user).order_by().values_list("event_id", flat=True))


def events_shown():
    """Events with a public page."""
    return EventPage.objects.live().select_related("provider", "cancellation")


# --- the list of an event ----------------------------------------------------------------------------------


def keeps_lists(user):
    """Whether the person keeps the lists of any events: office and lead of a provider."""
    if any(hat.role in PROVIDER_STAFF for hat in hats(user)):
        return Allowed()
    return Refused("This page is for the offices and leads of providers.")


def events_kept_by(user):
    """The events of the providers whose office or lead the person is, called off ones too."""
    rows = EventPage.objects.live().of(staffed_providers(user))
    return rows.select_related("provider", "cancellation__by")


def can_keep(user, event):
    """Whether the person keeps this event's list: its provider's office and lead, nobody else."""
    if event.provider_id in staffed_providers(user):
        return Allowed()
    return Refused("Only the office and the lead of the event’s provider see who comes.")


def can_note(user, event):
    """Whether the person may note who came: from the moment the event begins."""
    if not (keeps := can_keep(user, event)):
        return keeps
    if event.is_called_off:
        return Refused("This event was called off, so nobody came.")
    return Allowed() if event.has_begun else Refused("You can note who came once the event has begun.")


def can_call_off(user, event):
    """Whether the person may call the event off: while it is still to come."""
    if not (keeps := can_keep(user, event)):
        return keeps
    return Refused("This event has begun already.") if event.has_begun else Allowed()


# --- the report --------------------------------------------------------------------------------------------


def can_see_training(user):
    """Whether the person reads "Training each year": offices and leads, and the co-ordinators (R37)."""
    if holds(user, Role.COORDINATOR):
        return Allowed()
    return keeps_lists(user)


def providers_reported_to(user):
    """The providers whose training the person sees: all for co-ordinators, else their own."""
    if holds(user, Role.COORDINATOR):
        return Provider.objects.all()
    return Provider.objects.filter(pk__in=staffed_providers(user))


# --- the flyer ---------------------------------------------------------------------------------------------


def can_note_flyer(user, school=None):
    """Whether the person may say that the flyer is up at the school (none: at any): its PCM (R23)."""
    if holds(user, Role.PCM, school=school):
        return Allowed()
    return Refused("This page is for professional co-ordinating mentors (PCMs).")


def flyer_schools(user):
    """The open schools whose PCM the person is, by name."""
    return School.objects.open().filter(pk__in=[school.pk for school in schools_as(user, Role.PCM)])


def flyer_due(user):
    """Those of them where nobody has noted the flyer this school year; none while there is no flyer.

    One query.
    """
    noted = flyer_schools(user).exclude(flyer_notices__year=this_school_year())
    return list(noted.filter(Exists(FlyerPage.objects.live())))


def flyer_notices(user):
    """This school year's notes for the person's schools, by school, with who noted it."""
    rows = FlyerNotice.objects.filter(school__in=flyer_schools(user), year=this_school_year())
    return list(rows.select_related("school", "person").order_by("school__name"))


def flyer():
    """The flyer that the public sees, or None."""
    return FlyerPage.objects.live().order_by("path").first()
