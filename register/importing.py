"""Engagements from a table (CSV): every row is read and checked before any is noted (R36).

The columns are those of the provider's own export, in any order and by name; only some have to be there.
What is noted already, here or by the mentor as a placement, is left out, so a table may be sent twice.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q

from cms.dates import DatePartError, parse_date_parts
from cms.spreadsheets import FORMULA
from people.identifiers import clean_email, clean_trn
from portfolio.models import Placement
from register.engaging import ELSEWHERE, NOBODY, wrong_days
from register.models import Engagement
from register.room import people_known_to, schools_with

What = Engagement.What
MOST_BYTES, MOST_ROWS = 1_000_000, 1_000
COLUMNS = ("Email", "TRN", "School", "URN", "What", "First day", "Last day", "Note")
NEEDED = (("Email", "TRN"), ("School", "URN"), ("First day",))
NOTE = Engagement._meta.get_field("note").max_length
KINDS = {name.casefold(): what for what in What for name in (what.value, what.label)} | {"": What.MENTOR}


@dataclass
class Table:
    """What was read: the rows to note, how many are noted already, and what is wrong in which line."""

    rows: list = field(default_factory=list)
    known: int = 0
    problems: list = field(default_factory=list)  # (number of the line in the file, what to do)


def read_table(data, provider):
    """The Table in the bytes of a CSV file. Raises ValidationError when it is no such table at all.

    Asks the database five questions, however many rows there are.
    """
    lines = list(_cells(_text(data)))
    if not lines:
        raise ValidationError("The table has no rows below its headings")
    if len(lines) > MOST_ROWS:
        raise ValidationError(f"The table has more than {MOST_ROWS} rows. Split it into smaller ones")
    known, table, seen = Known(provider, [cells for _, cells in lines]), Table(), {}
    for number, cells in lines:
        try:
            row = known.row(cells)
        except ValidationError as error:
            table.problems += [(number, message) for message in error.messages]
            continue
        key = key_of(row["person"].pk, row["school"].pk, row["what"], row["start"])
        if key in seen:
            table.problems.append((number, f"This is the same as line {seen[key]}"))
        elif key in known.noted:
            table.known += 1
        else:
            table.rows.append(row)
        seen.setdefault(key, number)
    return table


def key_of(person, school, what, start):
    """What makes an engagement of a provider one and the same."""
    return person, school, str(what), start


def _text(data):
    """The file's text: UTF-8, or what spreadsheet programs on Windows write instead."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _cells(text):
    """(number of the line, {column: text}) for each row that is not empty."""
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=mark)
    names = {column.casefold(): column for column in COLUMNS}
    try:
        header = [names.get(cell.strip().casefold()) for cell in next(reader, [])]
        for choice in NEEDED:
            if not set(choice) & set(header):
                wanted = " or ".join(f"‘{name}’" for name in choice)
                raise ValidationError(f"The first line must name the columns. There is no column {wanted}")
        for row in reader:
            cells = {name: plain(cell) for name, cell in zip(header, row, strict=False) if name}
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error:
        raise ValidationError("We cannot read this file. Save the table as CSV and choose it again") from None


def plain(cell):
    """A cell as it was before an export put an apostrophe in front of what looked like a formula (T29)."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


class Known:
    """The people, schools and engagements that the rows may be about, read once for all of them."""

    def __init__(self, provider, rows):
        emails = {clean_email(cells.get("Email")) for cells in rows} - {""}
        trns = {trn for cells in rows if (trn := _trn(cells, quietly=True))}
        people = people_known_to(provider).filter(Q(email__in=emails) | Q(trn__in=trns))
        self.people = {key: person for person in people for key in (person.email, person.trn) if key}
        self.schools = defaultdict(list)
        for school in schools_with(provider):
            for key in {school.name.casefold(), str(school).casefold(), school.urn}:
                self.schools[key].append(school)
        ids = {person.pk for person in self.people.values()}
        noted = Engagement.objects.standing().filter(provider=provider, person__in=ids)
        placed = Placement.objects.filter(provider=provider, enrolment__person__in=ids)
        self.noted = {key_of(*key) for key in noted.values_list("person", "school", "what", "start")}
        self.noted |= {
            key_of(person, school, What.MENTOR, start)
            for person, school, start in placed.values_list("enrolment__person", "school", "start")
        }

    def row(self, cells):
        """The facts in a row, as engaging.note_all takes them. Raises ValidationError with all its faults."""
        facts, wrong = {}, []
        readers = {
            "person": self._person,
            "school": self._school,
            "what": _what,
            "start": lambda cells: _day(cells, "First day", needed=True),
            "end": lambda cells: _day(cells, "Last day"),
            "note": _note,
        }
        for name, reader in readers.items():
            try:
                facts[name] = reader(cells)
            except ValidationError as error:
                wrong += error.messages
        if not wrong:
            wrong = list(wrong_days(facts["start"], facts["end"]).values())
        if wrong:
            raise ValidationError(wrong)
        return facts

    def _person(self, cells):
        keys = [key for key in (_trn(cells), clean_email(cells.get("Email"))) if key]
        if not keys:
            raise ValidationError("Enter the mentor’s email address or TRN")
        found = {self.people.get(key) for key in keys} - {None}
        if len(found) > 1:
            raise ValidationError("Email address and TRN belong to two different people")
        if not found:
            raise ValidationError(f"{NOBODY}: {', '.join(keys)}")
        return found.pop()

    def _school(self, cells):
        typed = cells.get("URN") or cells.get("School")
        if not typed:
            raise ValidationError("Enter the school’s name or URN")
        found = self.schools.get(typed.casefold(), [])
        if len(found) > 1:
            raise ValidationError(f"There are {len(found)} partner schools called {typed}: enter the URN")
        if not found:
            raise ValidationError(f"{ELSEWHERE}: {typed}")
        return found[0]


def _trn(cells, quietly=False):
    try:
        return clean_trn(cells.get("TRN"))
    except ValidationError:
        if quietly:
            return None
        raise


def _what(cells):
    try:
        return KINDS[cells.get("What", "").casefold()]
    except KeyError:
        labels = " or ".join(f"‘{what.label}’" for what in What)
        raise ValidationError(f"‘What’ must be {labels}") from None


def _day(cells, column, needed=False):
    try:
        found = parse_date_parts([cells.get(column, ""), "", ""], column)
    except DatePartError as error:
        raise ValidationError(str(error)) from None
    if needed and found is None:
        raise ValidationError("Enter the first day")
    return found


def _note(cells):
    if len(note := cells.get("Note", "")) > NOTE:
        raise ValidationError(f"The note is longer than {NOTE} characters")
    return note
