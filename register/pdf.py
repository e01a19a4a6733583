"""Certificates and record sheets as PDF. The one place that knows xhtml2pdf: HTML in, vector text out.

Takes half a second to import and draws one document at a time in a process: for the worker, never for a page.
"""

import io
import logging
import threading
from contextlib import contextmanager

from django.template.loader import render_to_string

from register import assets, background, fonts, layout, qr
from register.codes import shown
from register.facts import CertificateFacts, long_date
from register.layout import cautions, problems

__all__ = ["CannotPrint", "cautions", "document", "problems", "render"]

SECONDS = 15
SECONDS_FOR_A_DOCUMENT = 60  # of the 90 that a worker's task has

LOOKS = {
    "entry": {"accent": "#0b5f58", "code": "#0f4c47", "band": "#1c2627"},
    "mastery": {"accent": "#6b2d5c", "code": "#ffffff", "band": "#cfe3de"},
}


class CannotPrint(Exception):
    """The certificate cannot be printed; `problems` holds the sentences that say why."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


def render(facts: CertificateFacts) -> bytes:
    """The certificate as a PDF of exactly one landscape A4 page, unsigned.

    Raises CannotPrint when `problems` finds any, and also when the PDF library warns of anything at all: it
    leaves out what it cannot draw and reports success.
    """
    if found := problems(facts):
        raise CannotPrint(found)
    pdf = _draw(render_to_string("register/certificate.html", _context(facts)))
    if (pages := _pages(pdf)) != 1:
        raise CannotPrint([f"The text does not fit: it made {pages} pages."])
    return pdf


def document(template: str, context: dict) -> bytes:
    """A template of ours as a PDF of as many pages as it takes, unsigned.

    Raises CannotPrint as `render` does. The caller has taken out the letters that no font of ours has.
    """
    return _draw(render_to_string(template, context), SECONDS_FOR_A_DOCUMENT)


def _context(facts: CertificateFacts) -> dict:
    pattern = facts.level_key if facts.level_key in background.LEVELS else "entry"
    size, lines = fonts.fit_name(facts.name)
    return {
        "look": {**LOOKS[pattern], "background": f"background-{pattern}.pdf"},
        "name": fonts.clean(facts.name),
        "name_lines": lines,
        "name_size": size,
        "name_leading": f"{size * 1.2:.1f}",
        "at": {key: _placed(slot) for key, slot in layout.slots(facts).items()},
        "signatories": [
            {key: _placed(slot) for key, slot in each.items()} for each in layout.signatory_slots(facts)
        ],
        "award_date": long_date(facts.award_date),
        "code": shown(facts.code),
        "qr": qr.png_data(facts.url),
        "specimen": facts.specimen,
    }


def _placed(slot: layout.Slot) -> dict:
    return {"text": fonts.clean(slot.text), "size": f"{slot.size:g}"}


def _draw(html: str, seconds: int = SECONDS) -> bytes:
    """The HTML as PDF, reading nothing but our own folder of fonts and backgrounds."""
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    folder = assets.folder()
    policy = ResourceAccessPolicy.server(folder, allow_remote=False, max_render_seconds=seconds)
    out = io.BytesIO()
    with _warnings() as heard:
        try:
            status = pisa.CreatePDF(
                html, dest=out, path=str(folder / "certificate.html"), resource_policy=policy
            )
        except Exception as error:  # it may raise anything, and the office must hear of it
            raise CannotPrint([f"The PDF could not be drawn: {error!r}."]) from error
    if status.err or status.warn or heard:
        said = [str(entry[2]) for entry in status.log] + heard
        raise CannotPrint(
            [f"The PDF could not be drawn in full: {warning}" for warning in dict.fromkeys(said)]
        )
    return out.getvalue()


@contextmanager
def _warnings():
    """Collects what the PDF library warns of in this thread, however logging is set up."""
    heard: list[str] = []
    handler, thread = logging.Handler(logging.WARNING), threading.get_ident()
    handler.addFilter(lambda record: record.thread == thread)
    handler.emit = lambda record: heard.append(record.getMessage())
    loggers = [logging.getLogger(name) for name in ("xhtml2pdf", "reportlab")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(min(logger.getEffectiveLevel(), logging.WARNING))
    try:
        yield heard
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def _pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)
