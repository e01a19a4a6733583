"""Certificates on other rooms' pages: templates may load these tags, code below may not import this app."""

from django import template
from django.db.models import Exists, OuterRef

from register import codes
from register.models import Certificate
from register.permissions import own_certificates

register = template.Library()


@register.inclusion_tag("register/own_certificates.html")
def certificates_of(person):
    """The newest edition of each of the person's own certificates, to download and to check."""
    later = Certificate.objects.filter(award=OuterRef("award"), revision__gt=OuterRef("revision"))
    rows = own_certificates(person).exclude(Exists(later)).select_related("level")
    return {"certificates": list(rows)}


@register.filter
def code_shown(code):
    """A check code as it is printed: 4-4-4-5."""
    return codes.shown(code)


@register.filter
def fingerprint(sha256):
    """A SHA-256 in groups of four, to be compared by eye."""
    return " ".join(sha256[start : start + 4] for start in range(0, len(sha256), 4))
