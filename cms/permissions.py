"""The answer to "may this person do that": yes, or no with the reason a person can read."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Allowed:
    """Yes. True in conditions."""

    def __bool__(self):
        return True


@dataclass(frozen=True)
class Refused:
    """No, and why, in a sentence for the person who asked. False in conditions."""

    reason: str

    def __bool__(self):
        return False

    def __str__(self):
        return self.reason


def require(result):
    """Pass an Allowed on. Raises PermissionDenied with the reason of a Refused."""
    if not result:
        raise PermissionDenied(str(result))
    return result
