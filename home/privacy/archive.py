"""The copy itself: a ZIP with data.json, a page to read and the files; never held in memory whole."""

import json
import shutil
import tempfile
import zipfile
from contextlib import ExitStack

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from cms.dates import local
from home.privacy import everything
from home.privacy.pages import Page
from people.models import User

ABOUT = "Everything that the WELTEC mentor certification site keeps about you, with the files you gave it."
MISSING = "These files stand in the copy, but the site no longer has them:\n\n"


def write(person, out):
    """Write the person's copy, of all their joined accounts, into the open binary file `out`.

    Returns how many rows and files it has: (rows, files).
    """
    accounts = list(User.objects.accounts_of(person))
    with ExitStack() as stack:
        data, page, body = (
            stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in range(3)
        )
        rows, stored = _read(accounts, Data(data), Page(page, body))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            _put_text(copy, "index.html", page)
            _put_text(copy, "data.json", data)
            files = _put_files(copy, stored)
    return rows, files


def _read(accounts, *writers):
    """Tell the writers every row of every entry once; return how many, and {path in the copy: place}."""
    now, rows, stored = timezone.now(), 0, {}
    for writer in writers:
        writer.begin(accounts[0], now)
    for export in everything.exports():
        for writer in writers:
            writer.section(export)
        for account in accounts:
            for row, file in export.read(account):
                rows += 1
                if file:
                    place, path = file
                    stored.setdefault(path, place)
                    row = row | {"File": path}
                for writer in writers:
                    writer.row(row)
    for writer in writers:
        writer.end()
    return rows, stored


class Data:
    """data.json: one object, with a list of objects for each entry; the words are those of the page."""

    def __init__(self, out):
        self.out = out
        self.before_section, self.before_row = ",\n", ""

    def begin(self, person, now):
        about = {"about": ABOUT, "person": person.name, "made_at": now}
        self.out.write(self._json(about)[:-1])

    def section(self, export):
        self.out.write(f"{self.before_section}{self._json(export.key)}: [")
        self.before_section, self.before_row = "],\n", "\n"

    def row(self, row):
        self.out.write(self.before_row + self._json(row))
        self.before_row = ",\n"

    def end(self):
        self.out.write("]}\n")

    @staticmethod
    def _json(value):
        return json.dumps(value, cls=Encoder, ensure_ascii=False)


class Encoder(DjangoJSONEncoder):
    """Times as ISO 8601 in London's time, to the second."""

    def default(self, o):
        moment = local(o)
        return moment.isoformat(timespec="seconds") if hasattr(moment, "hour") else super().default(o)


def _put_text(copy, name, text):
    text.flush()
    text.buffer.seek(0)
    with copy.open(name, "w", force_zip64=True) as entry:
        shutil.copyfileobj(text.buffer, entry)


def _put_files(copy, stored):
    """Copy the files in, as they are: most kinds are compressed already. Returns how many there were."""
    lost = []
    for path, place in stored.items():
        try:
            opened = storages["private"].open(place, "rb")
        except FileNotFoundError:
            lost.append(path)
            continue
        info = zipfile.ZipInfo(path, date_time=timezone.localtime().timetuple()[:6])
        with opened, copy.open(info, "w", force_zip64=True) as entry:
            shutil.copyfileobj(opened, entry)
    if lost:
        copy.writestr("missing-files.txt", MISSING + "\n".join(lost) + "\n")
    return len(stored) - len(lost)
