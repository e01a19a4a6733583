"""index.html of the copy: the same rows to read, with nothing fetched from anywhere."""

import shutil
from collections import Counter
from datetime import date, datetime

from django.template.loader import render_to_string

from cms.dates import date_uk, local, time_uk

FOLDER = "home/my_data/copy"


class Page:
    """Writes the rows into `body` meanwhile, because the list of headings with numbers stands before them."""

    def __init__(self, out, body):
        self.out, self.body = out, body
        self.sections, self.counts = [], Counter()

    def begin(self, person, now):
        self.facts = {"person": person.name, "made_at": words(now)}

    def section(self, export):
        self._close()
        self.sections.append(export)

    def row(self, row):
        export = self.sections[-1]
        if not self.counts[export.key]:
            self.body.write(render_to_string(f"{FOLDER}/heading.html", {"export": export}))
        self.counts[export.key] += 1
        shown = [(label, shape(value)) for label, value in row.items()]
        self.body.write(
            render_to_string(
                f"{FOLDER}/row.html", {"row": shown, "title": export.title, "n": self.counts[export.key]}
            )
        )

    def end(self):
        self._close()
        found = [(export, self.counts[export.key]) for export in self.sections]
        context = self.facts | {
            "full": [(export, count) for export, count in found if count],
            "empty": [export.title for export, count in found if not count],
        }
        self.out.write(render_to_string(f"{FOLDER}/head.html", context))
        self.body.seek(0)
        shutil.copyfileobj(self.body, self.out)
        self.out.write(render_to_string(f"{FOLDER}/foot.html", context))

    def _close(self):
        if self.sections and self.counts[self.sections[-1].key]:
            self.body.write("</section>\n")


def shape(value):
    """How a value is drawn: {"text": …}, {"file": …}, {"rows": [(label, shape)]} or {"list": [shape]}."""
    if isinstance(value, dict):
        return {"rows": [(label_of(name), shape(each)) for name, each in value.items()]}
    if isinstance(value, list | tuple):
        if value and all(isinstance(each, list | tuple) and len(each) == 2 for each in value):
            return {"rows": [(label, shape(each)) for label, each in value]}
        return {"list": [shape(each) for each in value]}
    if isinstance(value, str) and value.startswith("files/"):
        return {"file": value}
    return {"text": words(value)}


def label_of(name):
    """What the name of a value inside a value is called: "typed_name" becomes "Typed name"."""
    return name.replace("_", " ").capitalize() if name.islower() else name


def words(value):
    """A plain value as people read it; nothing for what is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{date_uk(value)}, {time_uk(local(value))}"
    if isinstance(value, date):
        return date_uk(value)
    return str(value)
