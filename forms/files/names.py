"""File names as people gave them, made harmless: shown and offered on download, never a path (T22)."""

import re
import unicodedata

LONGEST = 150
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
AWKWARD = re.compile(r'[<>:"|?*;%\\/]')


def ending_of(name):
    """The part after the last dot, in small letters; "" without one."""
    name = safe(name)
    return name.rpartition(".")[2].lower() if "." in name else ""


def safe(name, ending=None):
    """The last part of a path, without control, invisible or direction-changing characters, at most 150 long.

    `ending` replaces the name's own ("jpeg" becomes "jpg").
    """
    name = re.split(r"[\\/]", str(name or ""))[-1]
    name = unicodedata.normalize("NFC", name)
    name = "".join(" " if character in "\r\n\t" else character for character in name)
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = re.sub(r"\s+", " ", AWKWARD.sub("-", name)).strip(" .")
    stem, _dot, own = name.rpartition(".") if "." in name else (name, "", "")
    tail = f".{ending or own}" if ending or own else ""
    stem = stem.strip(" .") or "file"
    if DEVICES.match(stem):
        stem = f"file {stem}"
    return stem[: LONGEST - len(tail)] + tail
