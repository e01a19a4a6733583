import pytest
from django.core.exceptions import ValidationError

from people.identifiers import clean_email, clean_name, clean_postcode, clean_trn


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("RP12/34567", "1234567"),
        ("1234567", "1234567"),
        (" 12 345 67 ", "1234567"),
        ("rp/12-34567", "1234567"),
        ("12345", "0012345"),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_trn_is_understood_as_people_write_it(typed, kept):
    assert clean_trn(typed) == kept


@pytest.mark.parametrize("typed", ["12345678", "999999998", "1234", "AB12345", "12345x7", "RP"])
def test_what_is_no_trn_is_refused(typed):
    with pytest.raises(ValidationError, match="teacher reference number of 7 digits"):
        clean_trn(typed)


def test_email_is_trimmed_and_in_lower_case():
    assert clean_email("  Jo.Bloggs@School.EXAMPLE ") == "jo.bloggs@school.example"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Łucja   Nguye\u0302\u0303n ", "Łucja Nguy\u1ec5n"),
        ("Ana\u202eevE", "AnaevE"),
        ("Jo\r\nBcc: all@example.org", "Jo Bcc: all@example.org"),
        ("Zero\u200bWidth\u0000", "ZeroWidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_name_is_composed_and_holds_nothing_invisible(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("tw14sx", "TW1 4SX"), ("W1A 1AA", "W1A 1AA"), ("", "")])
def test_postcode_is_written_one_way(typed, kept):
    assert clean_postcode(typed) == kept


def test_half_a_postcode_is_refused():
    with pytest.raises(ValidationError, match="full UK postcode"):
        clean_postcode("TW1")
