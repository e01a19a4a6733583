"""Word, Excel and PowerPoint files are zip files of XML: looked through without unpacking them (T20, T21)."""

import io
import re
import zipfile
from xml.etree import ElementTree

from forms.errors import RefusedFile

MOST_ENTRIES = 2000
MOST_UNPACKED = 100 * 2**20
MOST_RATIO = 100
RATIO_COUNTS_FROM = 2**20  # short texts of blanks pack better than 1:100 and harm nobody
LONGEST_XML = 5 * 2**20

# What the main part of each kind is called in [Content_Types].xml.
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
UNREADABLE = (
    "This document cannot be opened. It may be damaged, or another kind of file under a document's name."
)
TOO_LARGE = "This document unpacks to far more than its size. Save a copy with fewer or smaller pictures."
ACTIVE = "This document holds a macro or another program. Save a copy without it, or as PDF, and try again."
REACHES_OUT = (
    "This document fetches something from another place when it is opened, such as a template or a picture. "
    "Save it as PDF and try again."
)
PROGRAMS = re.compile(
    r"vbaproject|vbadata|oleobject|activex|macrosheets|customui|\.(bin|exe|dll|js|vbs|docm|xlsm|pptm)$"
)
HARMLESS_BIN = re.compile(r"(printersettings\d*|thumbnail)\.bin$")
NESTED = re.compile(r"/embeddings/[^/]+\.(docx|xlsx|pptx)$")


def check(content, ending, *, inside=False):
    """Raises RefusedFile for a document that is damaged, a bomb, or brings a program or a template from
    elsewhere.
    """
    if not content.startswith(b"PK\x03\x04"):
        raise RefusedFile(UNREADABLE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as document:
            _check_entries(document.infolist())
            _check_types(document, ending)
            for entry in document.infolist():
                _check_entry(document, entry, inside)
    except RefusedFile:
        raise
    except Exception:  # zipfile, zlib and the XML parser raise a dozen kinds between them
        raise RefusedFile(UNREADABLE) from None


def _check_entries(entries):
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RefusedFile(TOO_LARGE)
    names = [entry.filename.lower() for entry in entries]
    odd = [name for name in names if name.startswith("/") or "\\" in name or ".." in name.split("/")]
    if odd or len(set(names)) < len(names) or any(entry.flag_bits & 0x1 for entry in entries):
        raise RefusedFile(UNREADABLE)
    for entry in entries:
        if entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size):
            raise RefusedFile(TOO_LARGE)


def _check_types(document, ending):
    types = _xml(document, document.getinfo("[Content_Types].xml"))
    found = {element.get("ContentType", "") for element in types}
    if any("macroenabled" in each.lower() for each in found):
        raise RefusedFile(ACTIVE)
    if MAIN[ending] not in found:
        raise RefusedFile(UNREADABLE)


def _check_entry(document, entry, inside):
    name = entry.filename.lower()
    if PROGRAMS.search(name) and not HARMLESS_BIN.search(name):
        raise RefusedFile(ACTIVE)
    if name.endswith(".rels"):
        for relation in _xml(document, entry):
            _check_relation(relation)
    if nested := NESTED.search(f"/{name}"):
        if inside or entry.file_size > LONGEST_XML * 2:
            raise RefusedFile(ACTIVE)
        check(document.read(entry), nested[1], inside=True)


def _check_relation(relation):
    kind = relation.get("Type", "").rpartition("/")[2].lower()
    if kind in ("vbaproject", "oleobject", "control", "attachedtoolbars"):
        raise RefusedFile(ACTIVE)
    if relation.get("TargetMode", "").lower() != "external":
        return
    # A link that a reader may click is no danger; everything else would be fetched without being asked.
    if kind != "hyperlink" or not re.match(r"(https?:|mailto:|#)", relation.get("Target", ""), re.IGNORECASE):
        raise RefusedFile(REACHES_OUT)


def _xml(document, entry):
    if entry.file_size > LONGEST_XML:
        raise RefusedFile(TOO_LARGE)
    text = document.read(entry)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise RefusedFile(UNREADABLE)
    return ElementTree.fromstring(text)  # noqa: S314  short, and without a document type
