"""What every page below /my/ begins and ends with."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from cms.permissions import require
from portfolio.permissions import can_edit, can_view, enrolments_visible_to
from portfolio.record import with_answers


def own_enrolment(request, slug, *, to_change=False):
    """The signed-in person's enrolment at this address.

    Raises Http404 for a foreign one, PermissionDenied (403) for one that the person may see elsewhere but
    that is not theirs, or that cannot be changed any more (T1).
    """
    visible = with_answers(enrolments_visible_to(request.user))
    enrolment = get_object_or_404(visible, slug=slug)
    require(can_view(request.user, enrolment))
    enrolment.person = request.user  # the same person, whose appointments are known already
    if to_change:
        require(can_edit(request.user, enrolment))
    return enrolment


def attempt(form, action, **facts):
    """Do the action and return its result, or put what it refuses on the form, by field, and return None."""
    try:
        return action(**facts)
    except ValidationError as error:
        for field, messages in sorted_errors(error):
            for message in messages:
                form.add_error(field if field in form.fields else None, message)
    return None


def sorted_errors(error):
    """[(field or None, messages)] of a ValidationError."""
    if hasattr(error, "error_dict"):
        return list(error.message_dict.items())
    return [(None, error.messages)]
