"""How every app says what the site keeps about a person, and what of it the person is given (T45).

Each app has a `privacy.py` that can be read without knowing Python: `EXPORTS`, one entry for each kind of row
that is a person's, and `LEFT_OUT`, what is not given, with the reason. home/privacy puts them together. A
test walks all models and fails for one that points at a person, or at rows that are a person's, and is in
neither list (tests/home/test_my_data_is_complete.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import get_valid_filename, slugify

ROWS_AT_ONCE = 200
LONGEST_NAME = 80


@dataclass(frozen=True)
class Made:
    """A value that is made of columns: `how` is called with what the columns hold, in their order."""

    how: Callable
    columns: tuple


@dataclass(frozen=True)
class StoredFile:
    """A file that goes with a row. `how` gives (place in private storage, name), or None for no file."""

    how: Callable
    columns: tuple


class Reading:
    """What every entry of EXPORTS can do. An entry has a `title`, perhaps a `note`, and `read`."""

    note = ""

    @property
    def key(self):
        """The entry's name in data.json: its title in small letters and underscores."""
        return slugify(self.title).replace("-", "_")

    def read(self, person):
        """Yield ({label: value}, (place in storage, path in the copy) or None) for each row of the person."""
        raise NotImplementedError


@dataclass(frozen=True)
class Export(Reading):
    """Rows of one model that are the person's, and what is told of each.

    `rows` takes the person and returns a queryset. `told` maps what the person reads to a column, also one of
    a related row (`level__title`), or to a Made. `people` names the model's columns of people by which these
    rows are found. `untold` names the columns that are not told anywhere, and why. All of it is read by one
    query, however many rows there are.
    """

    model: type
    title: str
    rows: Callable
    told: dict
    people: tuple = ()
    untold: dict = field(default_factory=dict)
    note: str = ""
    file: StoredFile | None = None

    def read(self, person):
        for row in self.rows(person).values(*self.columns).iterator(chunk_size=ROWS_AT_ONCE):
            yield self._words(row), self._stored(row)

    @cached_property
    def columns(self):
        """Every column that is read, each once."""
        made = [each for each in (*self.told.values(), self.file) if isinstance(each, Made | StoredFile)]
        plain = [each for each in self.told.values() if isinstance(each, str)]
        return list(dict.fromkeys([*plain, *(column for each in made for column in each.columns)]))

    @cached_property
    def _choices(self):
        """{column: {what is kept: what people read}} where the column has choices."""
        return {
            column: dict(found)
            for column in self.columns
            if (found := getattr(_field(self.model, column), "flatchoices", None))
        }

    def _words(self, row):
        """What is told of one row; a Made sees what is kept, everything else what people read."""
        shown = row | {column: names.get(row[column], row[column]) for column, names in self._choices.items()}
        return {
            label: shown[how] if isinstance(how, str) else how.how(*(row[column] for column in how.columns))
            for label, how in self.told.items()
        }

    def _stored(self, row):
        found = self.file and self.file.how(*(row[column] for column in self.file.columns))
        return (found[0], path_in_copy(*found)) if found else None


@dataclass(frozen=True)
class Listing(Reading):
    """What no column of a model points at a person for: `rows` takes the person and yields {label: value}."""

    model: type
    title: str
    rows: Callable
    note: str = ""

    def read(self, person):
        for row in self.rows(person):
            yield row, None


@dataclass(frozen=True)
class LeftOut:
    """A model that is not given, as "app.Model", or some of its columns of people; `why` in words."""

    model: str
    why: str
    columns: tuple = ()


def path_in_copy(place, name):
    """Where a stored file lies in the copy: its own name made safe, after letters that tell twins apart."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    stem, ending = (stem, ending) if dot else (ending, "")
    safe = get_valid_filename(f"x{stem[:LONGEST_NAME]}")[1:].strip("._") or "file"
    tail = get_valid_filename(f"x{ending[:8]}")[1:].replace(".", "")
    apart = place.rpartition("/")[2].partition(".")[0][-8:]
    return f"files/{apart}-{safe}{'.' + tail if tail else ''}"


def _field(model, column):
    """The field at the end of a column's path, None for what is none, such as an annotation."""
    found = None
    for name in column.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = found.related_model or model
    return found
