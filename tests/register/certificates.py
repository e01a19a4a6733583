"""Facts of invented certificates, and ways to look into a PDF, for the tests of this folder."""

import io
from datetime import date

from fontTools.ttLib import TTFont
from pypdf import PdfReader

from register.facts import CertificateFacts

SIGNATORIES = (
    ("Asha Patel", "Professional co-ordinating mentor", "Hillcrest School", "Signed", date(2026, 11, 16)),
    ("Tom Reid", "Link tutor", "Kingsmere University", "Signed", date(2026, 11, 18)),
    ("Sam Lee", "Partnership office", "Kingsmere University", "Issued", date(2026, 11, 22)),
)
MENTOR = {
    "level_key": "entry",
    "level_title": "Entry level",
    "statement": "has mentored a student teacher through a placement and completed the first modules.",
    "name": "Priya Nair",
    "school": "Marlow Park Primary School, Hounslow",
    "provider": "Kingsmere University",
    "framework": "ITT Mentor Standards, 2016",
    "number": "MC-2026-000124",
    "revision": 1,
    "code": "7K2M9QXC4TRDW8HPZ",
    "award_date": date(2026, 11, 22),
    "url": "https://mentors.example/verify/7K2M9QXC4TRDW8HPZ/",
    "host": "mentors.example/verify",
    "signatories": SIGNATORIES,
}


def facts(**changed) -> CertificateFacts:
    """An Entry certificate that prints, with these facts changed."""
    return CertificateFacts(**{**MENTOR, **changed})


def text_of(pdf: bytes) -> str:
    """All text of a PDF, page by page, as a reader copies it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def empty_boxes(pdf: bytes) -> int:
    """How many letters are drawn as .notdef, the box of a font that does not have the letter."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    drawn = {name: _glyphs(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    font, boxes = None, 0
    for operands, operator in page.get_contents().operations:
        if operator == b"Tf":
            font = operands[0]
        elif operator == b"Tj":
            codes = operands[0].original_bytes
            boxes += sum(drawn[font].get(code, ".notdef") == ".notdef" for code in codes)
    return boxes


def _glyphs(font) -> dict[int, str]:
    """Of an embedded font, which glyph each code draws; of a standard one, that every code draws itself."""
    if "/FontDescriptor" not in font:
        return {code: chr(code) for code in range(256)}
    embedded = TTFont(io.BytesIO(font["/FontDescriptor"]["/FontFile2"].get_data()))
    return embedded["cmap"].tables[0].cmap
