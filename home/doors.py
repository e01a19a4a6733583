"""Which rooms a person's roles open: the main navigation, and the doors on their desks."""

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from people.models import User
from people.permissions import hats
from people.roles import PROVIDER_ROLES, PROVIDER_STAFF, REVIEWERS, Role
from reviews.models import Deputy

MENTOR, SCHOOL, VISITS, PROVIDER = "/my/", "/my/school/", "/my/visits/", "/my/provider/"

# The desk of each role that has one, the foremost first: its address, its name and what one does there.
DESKS = {
    Role.MENTOR: (MENTOR, "My certificate", "Your own way to a certificate, step by step."),
    Role.PCM: (SCHOOL, "Your mentors", "How far the mentors at your school are, and what waits for you."),
    Role.LINK_TUTOR: (VISITS, "Your visits", "Your schools, their mentors, and what to do there."),
    Role.PROVIDER_LEAD: (PROVIDER, "Your provider", "Who stands where, and what you are asked to decide."),
}
# Rooms that belong to a desk although their address does not lie below it: the first of these that one has.
BELOW = {
    "/my/mentors/": (SCHOOL, VISITS),
    "/my/confirm/": (SCHOOL, VISITS),
    "/my/waivers/": (PROVIDER,),
    "/my/requests/": (PROVIDER,),
    "/my/placements/": (PROVIDER,),
    "/my/concerns/": (PROVIDER, "/office/"),
    "/my/provider/training/": (PROVIDER, "/office/", "/reviews/reports/"),
    "/my/events/": ("/events/",),
}


def roles_of(user):
    """The roles that the person holds today."""
    return {hat.role for hat in hats(user)}


def desks_of(user):
    """[(label, what one does there, address)] of the person's desks, the foremost first."""
    roles = roles_of(user)
    return [(label, text, url) for role, (url, label, text) in DESKS.items() if role in roles]


def rooms_of(user, beside=""):
    """[(label, what one does there, address)] of all the person's rooms but the one at `beside`."""
    roles = roles_of(user)
    found = desks_of(user)
    if reviews_something(user):
        found.append(("Waiting for you", "Record sheets that you are asked to read and sign.", "/reviews/"))
    if Role.OFFICE in roles:
        found.append(
            ("Office desk", "Certificates to issue, and how far your mentors have come.", "/office/")
        )
    if roles & PROVIDER_ROLES:
        text = "Look up who is certified, and note who works with you."
        found.append(("Register", text, "/register/"))
    if roles & PROVIDER_STAFF:
        text = "Reviews at your provider that nobody can sign, or that wait too long."
        found.append(("Needs somebody", text, "/reviews/hand-over/"))
    if roles & {*PROVIDER_STAFF, Role.COORDINATOR}:
        found.append(("Reports", "How reviewing goes, in figures.", "/reviews/reports/"))
    if edits(user):
        found.append(("Edit the site", "Guidance, forms and review workflows.", "/admin/"))
    return [room for room in found if room[2] != beside]


def reviews_something(user):
    """Whether anything can wait for the person to review: by a role, or standing in for somebody."""
    return bool(roles_of(user) & set(REVIEWERS)) or _besides_roles(user)[0]


def edits(user):
    """Whether the person may enter the CMS's admin: people.permissions.edits_site without its own query."""
    return user.is_active and (user.is_superuser or _besides_roles(user)[1])


def besides_roles(person):
    """Annotations for rows with this column: whether the person stands in for somebody, or edits the site."""
    away = Deputy.objects.in_force().filter(deputy=OuterRef(person))
    door = Group.objects.filter(
        user=OuterRef(person),
        permissions__codename="access_admin",
        permissions__content_type__app_label="wagtailadmin",
    )
    return {"is_deputy": Exists(away), "is_editor": Exists(door)}


def remember(user, row):
    """Keep what a row with `besides_roles` says of the person, so that it is not asked for again."""
    user._besides_roles = (row.is_deputy, row.is_editor)


def _besides_roles(user):
    """(stands in for somebody today, belongs to a group that edits the site); one query, remembered."""
    if not hasattr(user, "_besides_roles"):
        remember(user, User.objects.annotate(**besides_roles("pk")).only("pk").get(pk=user.pk))
    return user._besides_roles
