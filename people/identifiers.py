"""Cleaning and checking what identifies people and places (scheme.md section 9)."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

validate_trn = RegexValidator(r"^\d{7}\Z", "A teacher reference number has 7 digits, for example 1234567.")
validate_urn = RegexValidator(r"^\d{6}\Z", "A school's URN has 6 digits.")
validate_ukprn = RegexValidator(r"^\d{8}\Z", "A UKPRN has 8 digits.")
validate_provider_code = RegexValidator(r"^[A-Z0-9]{3}\Z", "A provider code has 3 letters or digits, as 12Y.")

# Letters that Unicode does not take apart into a letter and a mark.
PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})

POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\Z")


def clean_trn(value):
    """The 7 digits of a teacher reference number, or None when nothing was typed (E22: a TRN is optional).

    Takes it as people write it: `RP12/34567`, `12 34567`, `RP/12/34567`; 5 or 6 digits get zeros in front.
    Raises ValidationError for anything else.
    """
    text = unicodedata.normalize("NFKC", value or "").strip().upper()
    if not text:
        return None
    digits = re.sub(r"^RP|[\s/\-.]", "", text)
    if not re.fullmatch(r"[0-9]{5,7}", digits):
        raise ValidationError(
            "Enter a teacher reference number of 7 digits, for example 1234567 or RP12/34567.", code="trn"
        )
    return digits.zfill(7)


def clean_email(value):
    """An email address trimmed and in lower case, so that one mailbox is one person (T6)."""
    return unicodedata.normalize("NFKC", value or "").strip().lower()


def clean_name(value):
    """A person's name as it will be printed: composed letters (NFC), single spaces, nothing invisible.

    Control, formatting and bidirectional override characters are dropped (T27), except the joiners that some
    scripts need between letters.
    """
    text = unicodedata.normalize("NFC", value or "")
    kept = (c for c in text if c in "\u200c\u200d" or c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())


def name_key(name):
    """What two spellings of one name have in common: no case, accents or punctuation, the words in any order.

    "Nair, Priya" and "PRIYA NAIR" are the same; "Priya R Nair" is another.
    """
    plain = unicodedata.normalize("NFKD", clean_name(name)).casefold().translate(PLAIN_LETTERS)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"[^\W_]+", re.sub(r"['’‘ʼ]", "", bare))))


def clean_postcode(value):
    """A UK postcode in capitals with one space before its last three characters. Raises ValidationError."""
    compact = re.sub(r"\s+", "", value or "").upper()
    if not compact:
        return ""
    postcode = f"{compact[:-3]} {compact[-3:]}"
    if not POSTCODE.match(postcode):
        raise ValidationError("Enter a full UK postcode, for example TW1 4SX.", code="postcode")
    return postcode
