"""Asking the site in this process, to count queries and to fetch what the baselines copy."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings


def visitor(cookies=None):
    """A test client with these cookies."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(cookies or {})
    return client


def page(path, cookies=None):
    """The bytes of a page. Raises ValueError unless it answers 200."""
    response = visitor(cookies).get(path)
    if response.status_code != 200:
        raise ValueError(f"{path} answers {response.status_code}")
    return response.content


def queries(path, cookies=None):
    """How many queries the page takes when nothing of it is kept, the process being warm."""
    with override_settings(PAGE_CACHE=False):
        page(path, cookies)
        with CaptureQueriesContext(connection) as asked:
            page(path, cookies)
    return len(asked)
