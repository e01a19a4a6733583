"""No cell of a download is a formula, and what was written can be read again (T29)."""

import csv
import io

import pytest

from cms.spreadsheets import BOM, csv_response, csv_text

FORMULAS = [
    '=HYPERLINK("https://evil.example","Click")',
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tplain",
    " =1",
    "   @x",
    "\u00a0=1",
    "\u2003+1",
    "\u200b=1",
    "\ufeff=1",
    "\u00ad-1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " ＝1",
    "﹦1",
    "=cmd|'/C calc'!A0",
    "-",
    "=",
    "\0=1",
]
PLAIN = [
    "",
    "Asha Patel",
    "O’Brien, Łucja",
    'She said "yes"',
    "1 = 1",
    "a-b",
    "name@school.example",
    "two\nlines",
    "semi;colon",
    "’=1",
    "−5",
    "«»",
]


def read(text):
    """The rows as a program reads them."""
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_becomes_text(cell):
    [[read_again]] = read(csv_text([cell], []))
    assert read_again == "'" + cell.replace("\0", "")


@pytest.mark.parametrize("cell", PLAIN)
def test_other_text_stays_as_it_is(cell):
    assert read(csv_text(["Name"], [[cell]])) == [["Name"], [cell]]


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert read(csv_text(["n"], [[5, -5, 2.5, None, True]])) == [["n"], ["5", "-5", "2.5", "", "True"]]


def test_header_and_rows_are_both_looked_at():
    assert read(csv_text(["=a"], [["=b", "c"]])) == [["'=a"], ["'=b", "c"]]


def test_every_cell_is_in_quotes_and_lines_end_as_programs_expect():
    assert csv_text(["a", "b"], [[1, 'x"y']]) == f'{BOM}"a","b"\r\n"1","x""y"\r\n'


def test_the_response_is_a_file_that_says_what_it_is():
    response = csv_response("reviews-days", ["Schule"], [["Ysgol Llŷn"]])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="reviews-days.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert read(response.content.decode()) == [["Schule"], ["Ysgol Llŷn"]]
