"""Health pages for whoever watches the site: alive (asks nothing), and ready (asks everything it stands on).

The checks say what is broken and never about whom; the details go to our own machines and to holders of
HEALTH_TOKEN, everybody else learns "ok" or "broken".
"""

import asyncio
import dataclasses
import datetime
import ipaddress

from asgiref.sync import async_to_sync
from django.apps import apps
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from health_check.base import HealthCheck
from health_check.checks import Cache, Database, Storage
from health_check.exceptions import ServiceUnavailable

LATE = datetime.timedelta(minutes=10)


@dataclasses.dataclass
class TasksAreTaken(HealthCheck):
    """The oldest task that is due has waited no longer than ten minutes, so a worker is at work (S26)."""

    async def run(self):
        """Raises ServiceUnavailable with the age of the oldest due task."""
        oldest = await apps.get_model("django_q", "OrmQ").objects.order_by("lock").afirst()
        if oldest and timezone.now() - oldest.lock > LATE:
            minutes = (timezone.now() - oldest.lock) // datetime.timedelta(minutes=1)
            raise ServiceUnavailable(f"the oldest task has waited {minutes} minutes")


@dataclasses.dataclass
class CertificatesAreMade(HealthCheck):
    """No certificate's task stands as failed; one that was tried again with success no longer does (X14)."""

    async def run(self):
        """Raises ServiceUnavailable with the number of failed tasks."""
        failures = apps.get_model("django_q", "Failure").objects
        if count := await failures.filter(func__startswith="register.tasks.").acount():
            raise ServiceUnavailable(f"{count} certificate tasks failed")


def checks():
    """Everything the site stands on, by the name under which it is reported."""
    stores = [alias for alias in settings.STORAGES if alias != "staticfiles"]
    return {
        "database": Database(),
        "cache": Cache(),
        **{f"storage {alias}": Storage(alias) for alias in stores},
        "tasks": TasksAreTaken(),
        "certificates": CertificatesAreMade(),
    }


@async_to_sync
async def findings():
    """Run all checks, each for five seconds at most; return "ok" or the fault by name."""
    asked = checks()
    results = await asyncio.gather(*(check.get_result() for check in asked.values()))
    return {name: str(result.error or "ok") for name, result in zip(asked, results, strict=True)}


def may_see_details(request):
    """True for a holder of HEALTH_TOKEN and for our own network, unless a proxy passed the request on."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.HEALTH_TOKEN and constant_time_compare(bearer, settings.HEALTH_TOKEN):
        return True
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


def live(request):
    """The process answers; nothing else is asked, so that a broken database restarts no web server."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def ready(request):
    """200 when everything answers, 503 when anything does not."""
    found = findings()
    well = set(found.values()) == {"ok"}
    body = {"status": "ok" if well else "broken"}
    if may_see_details(request):
        body["checks"] = found
    return JsonResponse(body, status=200 if well else 503)


urlpatterns = [
    path("live", live, name="health_live"),
    path("ready", ready, name="health_ready"),
]
