"""PDFs are looked through for what acts when they are opened (T20, T21)."""

import io
import logging
import re

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from forms.errors import RefusedFile

MOST_PAGES = 500
MOST_OBJECTS = 60_000

UNREADABLE = "This PDF cannot be opened. It may be damaged, or another kind of file under a PDF's name."
LOCKED = "This PDF is locked with a password. Save a copy without one and try again."
TOO_LONG = f"This PDF has more than {MOST_PAGES} pages. Send only the pages that matter."
ACTIVE = (
    "This PDF holds a script, a file inside it or an instruction to open something. "
    "Print it to a new PDF and try again."
)

# Long enough not to appear by chance in a stream's compressed bytes.
WORDS = re.compile(rb"/(JavaScript|EmbeddedFiles?|Launch|RichMedia|ImportData)(?![A-Za-z])")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTING = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/ImportData",
}

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs pieces of the files it reads


def check(content):
    """Raises RefusedFile for a PDF that is damaged, locked, too long, or does something by itself."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise RefusedFile(UNREADABLE)
    names = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if WORDS.search(names):
        raise RefusedFile(ACTIVE)
    try:
        _read(content)
    except RefusedFile:
        raise
    except Exception:  # a damaged file makes pypdf raise anything
        raise RefusedFile(UNREADABLE) from None


def _read(content):
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise RefusedFile(LOCKED)
    numbers = sorted({number for table in reader.xref.values() for number in table} | set(reader.xref_objStm))
    if len(numbers) > MOST_OBJECTS:
        raise RefusedFile(TOO_LONG)
    pages = 0
    for number in numbers:
        found = reader.get_object(IndirectObject(number, 0, reader))
        pages += isinstance(found, DictionaryObject) and found.get("/Type") == "/Page"
        if pages > MOST_PAGES:
            raise RefusedFile(TOO_LONG)
        if _acts(found):
            raise RefusedFile(ACTIVE)
    if not pages:
        raise RefusedFile(UNREADABLE)


def _acts(found, depth=0):
    """Does this object, or one written inside it, name an action? References are other objects' business."""
    if depth > 20:
        raise RefusedFile(UNREADABLE)
    if isinstance(found, DictionaryObject):
        for key, value in dict.items(found):
            if (
                key in ACTING
                or (isinstance(value, NameObject) and value in ACTING)
                or _acts(value, depth + 1)
            ):
                return True
    if isinstance(found, ArrayObject):
        return any(_acts(value, depth + 1) for value in list.__iter__(found))
    return False
