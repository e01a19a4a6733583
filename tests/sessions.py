"""Sessions as sign-in leaves them, for tests that do not walk through the sign-in page."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY


def just_signed_in(client, person):
    """Sign the person in as by password, just now: `force_login` alone leaves no proof (cms/stepup.py)."""
    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
