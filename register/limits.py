"""How often one address may ask: so many times a minute, counted in the shared cache for all processes."""

import hashlib
import ipaddress
from time import time as now

from allauth.account.adapter import get_adapter
from django.core.cache import cache

WINDOW = 60  # seconds


def too_many(request, *, what, most):
    """Whether this address has asked for `what` more than `most` times in this minute; counts the asking.

    Behind a proxy the visitor's own address counts (ALLAUTH_TRUSTED_PROXY_COUNT, F11); of IPv6 the first
    half, which is one household. While the cache does not answer, everybody may ask.
    """
    minute = int(now() // WINDOW)
    try:
        address = hashlib.sha256(_network(get_adapter().get_client_ip(request)).encode()).hexdigest()[:32]
        key = f"limit:{what}:{address}:{minute}"
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key) > most
    except Exception:
        # Each cache backend has its own errors. Codes cannot be guessed without a limit either.
        return False


def _network(address):
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{known}/64", strict=False)) if known.version == 6 else address
