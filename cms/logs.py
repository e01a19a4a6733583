"""Logs without personal data (T42): every line is built from an allow-list of keys, whatever was passed in.

In production a line is one JSON object. It carries no address, no query string, no argument of a message and
no text of an exception: any of these may hold a name, an e-mail address or a code. In DEBUG the console shows
everything.
"""

import sys
import time
import traceback

import structlog
from django.dispatch import receiver
from django_structlog import signals

# What a line may carry. People appear as `user_id` and things by their ids or public numbers, nothing else.
ALLOWED = frozenset(
    [
        *("event", "level", "logger", "timestamp", "request_id", "user_id"),
        *("method", "route", "status", "ms", "error", "where"),
        *("command", "task", "task_id", "attempt", "count", "seconds", "kind"),
        *("number", "revision", "round", "stage", "sending", "page", "version"),
    ]
)


def drop_starts(logger, name, line):
    """structlog processor: a request has one line, at its end."""
    if line.get("event") == "request_started":
        raise structlog.DropEvent
    return line


def keep_listed(logger, name, line):
    """structlog processor: drop every key that is not on the allow-list (T42)."""
    return {key: value for key, value in line.items() if key in ALLOWED}


def without_arguments(logger, name, line):
    """structlog processor for other packages' log calls: the format string without what was filled in."""
    record = line.get("_record")
    if record is not None:
        line["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    return line


def name_error(logger, name, line):
    """structlog processor: an exception becomes its type and the places it passed, without its message."""
    exc_info = line.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if exc_info and exc_info[0]:
        frames = traceback.extract_tb(exc_info[2])
        line["error"] = exc_info[0].__name__
        line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line


@receiver(signals.bind_extra_request_metadata)
def note_start(request, **_):
    """Remember when a request came in."""
    request.came_in = time.monotonic()


@receiver(signals.bind_extra_request_finished_metadata)
@receiver(signals.bind_extra_request_failed_metadata)
def describe_request(request, log_kwargs, response=None, **_):
    """Put method, route, status and duration on the line that ends a request."""
    log_kwargs |= {
        "method": request.method,
        "route": route(request),
        "status": response.status_code if response else 500,
        "ms": round((time.monotonic() - request.came_in) * 1000),
    }


def route(request):
    """The pattern that answered, such as `verify/<code>/`, so that no code or key of an address is logged.

    Pages of the CMS are all answered by one pattern; their path is logged instead, it names a public page.
    """
    match = request.resolver_match
    if match is None:
        return None
    return request.path if match.url_name == "wagtail_serve" else f"/{match.route}"


def logging_config(debug):
    """The LOGGING setting, and structlog's own set-up with it.

    `debug`: True for a readable console with everything on it, False for JSON lines from the allow-list.
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    structlog.configure(
        processors=[drop_starts, structlog.stdlib.filter_by_level, *shared, wrap],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    finish = (
        [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.dev.ConsoleRenderer()]
        if debug
        else [name_error, keep_listed, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": finish,
                "foreign_pre_chain": shared if debug else [*shared, without_arguments],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Each answered request has its own line already; Django's would repeat it with the full address.
            "django.request": {"level": "CRITICAL" if not debug else "WARNING"},
            "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # At INFO these tell of each page saved (with its title) and each task queued.
            "django_tasks": {"level": "WARNING"},
            "django-q": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
        },
    }
