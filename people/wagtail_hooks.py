"""What Wagtail's admin gets from this room: lists of people and places; accounts that only ever close."""

from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from people import actions, duplicates, permissions
from people.admin_lists import PeopleAndPlaces

modeladmin_register(PeopleAndPlaces)


class DuplicatesItem(MenuItem):
    """The way to the list of possible duplicates, for administrators, who alone join accounts (E16)."""

    def is_shown(self, request):
        return bool(duplicates.may_join(request.user))


@hooks.register("register_admin_menu_item")
def possible_duplicates():
    """Below the directory."""
    return DuplicatesItem("Possible duplicates", reverse("register:duplicates"), icon_name="copy", order=310)


@hooks.register("before_edit_user")
def remember_the_name(request, user):
    """What the person is called before the form changes it."""
    user.name_before = user.name


@hooks.register("after_edit_user")
def keep_the_name_before(request, user):
    """A name that was changed here stays for the offices' search (E14)."""
    actions.note_former_name(user, user.name_before, by=request.user)


@hooks.register("before_delete_user")
def close_instead_of_deleting(request, user):
    """On POST close the account; on GET let Wagtail ask, in the words of people/admin/user_delete.html."""
    if request.method == "POST":
        close_accounts(request, [user])
        return redirect("wagtailusers_users:index")
    return None


@hooks.register("before_bulk_action")
def close_instead_of_bulk_action(request, action_type, objects, action):
    """The same for many at once, and for "set active state", so that closing always ends the sessions too."""
    if action.model is not get_user_model():
        return None
    closing = action_type == "set_active_state" and not action.cleaned_form.cleaned_data["mark_as_active"]
    if action_type == "delete" or closing:
        close_accounts(request, objects)
        return redirect("wagtailusers_users:index")
    return None


def close_accounts(request, people):
    """Close all of these accounts, or none when one of them may not be closed (T2), and say so."""
    refusals = [str(no) for person in people if not (no := permissions.can_deactivate(request.user, person))]
    if refusals:
        messages.error(request, f"No account was closed. {refusals[0]}")
        return
    for person in people:
        actions.deactivate(person=person, by=request.user)
    closed = "The account was closed" if len(people) == 1 else f"{len(people)} accounts were closed"
    messages.success(
        request, f"{closed}. Accounts are never deleted: what was signed goes on naming its signers."
    )
