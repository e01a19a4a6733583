"""Whose door it is: offices, and leads beside them. Others are refused, guests are asked to sign in."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from cms.permissions import require
from people.duplicates import may_look
from register.permissions import (
    certificates_kept_by,
    certificates_visible_to,
    offices_of,
    works_for_a_provider,
    works_in_an_office,
)

WITH = ("level__prerequisite", "person__same_as", "provider", "issued_by", "award__round__submission")


def only(question):
    """A decorator: the view for those to whom `question` says yes; 302 for guests, 403 for others."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            require(question(request.user))
            return view(request, *args, **kwargs)

        return login_required(answer)

    return decorate


office_only = only(works_in_an_office)
staff_only = only(works_for_a_provider)
duplicates_only = only(may_look)


def issued_by_office(user, reference):
    """The newest edition of a record sheet's certificate, of the person's own offices. Raises Http404."""
    return _newest(certificates_visible_to(user).filter(provider__in=offices_of(user)), reference)


def kept_by_staff(user, reference):
    """The same, of the providers whose office or lead the person is. Raises Http404."""
    return _newest(certificates_kept_by(user), reference)


def _newest(certificates, reference):
    rows = certificates.filter(award__round__submission__reference=reference).select_related(*WITH)
    if (found := rows.order_by("-award", "-revision").first()) is None:
        raise Http404
    return found
