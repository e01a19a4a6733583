"""Who may do what in the CMS: editors write, moderators publish, co-ordinators look after the scheme.

Editors cannot publish: what they write goes through Wagtail's own moderation. Nobody here may touch people's
accounts, because whoever changes a user could become an administrator.
"""

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage

from home.models import HomePage
from modules.models import EventsPage

PAGE_PERMISSIONS = {
    "Editors": ["add_page", "change_page"],
    "Moderators": ["add_page", "change_page", "publish_page"],
}
KEEP_IN_ORDER = ("add", "change", "view")
CO_ORDINATORS = {
    "wagtailadmin.admin": ["access"],
    "people.school": KEEP_IN_ORDER,
    "people.provider": KEEP_IN_ORDER,
    "people.partnership": KEEP_IN_ORDER,
    "people.appointment": KEEP_IN_ORDER,
    "modules.framework": KEEP_IN_ORDER,
    "modules.standard": KEEP_IN_ORDER,
    "modules.criterion": KEEP_IN_ORDER,
    "modules.level": KEEP_IN_ORDER,
    "modules.yearstage": KEEP_IN_ORDER,
    "modules.phase": KEEP_IN_ORDER,
    "reviews.reviewworkflow": KEEP_IN_ORDER,
}
# Office and lead see their own provider's places and people: which ones, their appointments say. They write
# their provider's training events, which go through moderation as every page does.
PARTNERSHIP_OFFICES = {"wagtailadmin.admin": ["access"]}


def load_groups():
    """The groups and the moderation of pages, as far as they are missing."""
    home = HomePage.objects.get()
    made = [name for name in PAGE_PERMISSIONS if page_group(name, home)]
    for name, permissions in [("Co-ordinators", CO_ORDINATORS), ("Partnership offices", PARTNERSHIP_OFFICES)]:
        group, new = Group.objects.get_or_create(name=name)
        if new:
            group.permissions.set(named(permissions))
            made.append(name)
    if may_write_events(home):
        made.append("training events of partnership offices")
    moderation = Workflow.objects.filter(name="Moderators approval", active=True).first()
    if moderation and not WorkflowPage.objects.filter(page=home).exists():
        WorkflowPage.objects.create(page=home, workflow=moderation)
        made.append("moderation of pages")
    return made


def page_group(name, home):
    """Gives the group its permissions on the home page and all below. Returns whether anything was new."""
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(*named({"wagtailadmin.admin": ["access"]}))
    wanted = Permission.objects.filter(
        codename__in=PAGE_PERMISSIONS[name], content_type__app_label="wagtailcore"
    )
    new = [
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)[1]
        for permission in wanted
    ]
    return any(new)


def may_write_events(home):
    """Lets partnership offices add events below the list of them. Returns whether that was new."""
    page = EventsPage.objects.descendant_of(home).first()
    if page is None:
        return False
    offices = Group.objects.get(name="Partnership offices")
    add = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    return GroupPagePermission.objects.get_or_create(group=offices, page=page, permission=add)[1]


def named(permissions):
    """The Permission rows for {"app.model": [verbs]}; models that are not installed have none."""
    codes = {
        (app, f"{verb}_{model}")
        for label, verbs in permissions.items()
        for app, model in [label.split(".")]
        for verb in verbs
    }
    rows = Permission.objects.filter(codename__in={code for _, code in codes}).select_related("content_type")
    return [row for row in rows if (row.content_type.app_label, row.codename) in codes]
