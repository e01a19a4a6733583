"""Tables for download, safe to open in a spreadsheet program (T29)."""

import csv
import io
import re

from django.http import HttpResponse

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
# What makes a cell a formula, wide forms too. Before it programs drop spaces and marks that nobody sees.
UNSEEN = r"[\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]*"
FORMULA = re.compile(rf"{UNSEEN}[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")


def csv_response(name, header, rows):
    """The table as a file `<name>.csv`: UTF-8, each cell in quotes, none of them a formula."""
    response = HttpResponse(csv_text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_text(header, rows):
    """The table as text that begins with a byte order mark, its lines ended as RFC 4180 says."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([plain(cell) for cell in header])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def plain(cell):
    """A cell that no program takes for a formula: what could be one gets an apostrophe in front.

    Numbers stay numbers, None is an empty cell; a NUL, which some readers stop at, is left out.
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    text = str(cell).replace("\0", "")
    return f"'{text}" if FORMULA.match(text) else text
