"""Acceptance check 19: the copy of one's own data has everything of the person and nothing of others (S36).

A word that stands nowhere else is put into every column of text of a mentor's rows, another into every one of
a second mentor's.
"""

import io
import json
import zipfile
from collections import defaultdict

import pytest
from django.db import connection, models

import reviews.actions
from cms.privacy import Export
from cms.triggers import unsealed
from forms.models import Attachment
from home.privacy import archive, everything
from people.models import User
from people.roles import Role
from register.models import Certificate
from tests.factories import own_data
from tests.factories import portfolio as make
from tests.factories.people import holder

pytestmark = pytest.mark.django_db

EXPORTS = everything.exports()
SHORTEST = 20  # letters that a column must hold for a word to be put into it


def copy_of(person):
    """(the ZIP, data.json as read, all that can be read in it)"""
    out = io.BytesIO()
    archive.write(person, out)
    found = zipfile.ZipFile(out)
    data, page = found.read("data.json").decode(), found.read("index.html").decode()
    return found, json.loads(data), data, page


def told_texts(export):
    """The model's own columns of free text that the entry tells."""
    for column in export.columns:
        if "__" in column or column in export.untold:
            continue
        field = export.model._meta.get_field(column)
        text = isinstance(field, models.CharField | models.TextField)
        free = not (field.choices or field.unique or isinstance(field, models.EmailField))
        if text and free and not (field.max_length and field.max_length < SHORTEST):
            yield column


class Planted:
    """Words that were put into a person's rows: {word: (model, column, title)}."""

    def __init__(self, start):
        self.start, self.words, self.rows = start, {}, {}

    def plant(self, person):
        """A word of its own in every told column of free text of each of the person's rows."""
        with unsealed(connection):
            for export in EXPORTS:
                if isinstance(export, Export):
                    self._plant(export, person)
        return self

    def _plant(self, export, person):
        for column in told_texts(export):
            for pk in list(export.rows(person).values_list("pk", flat=True)):
                word = f"{self.start}{len(self.words):05}x"
                rows = models.QuerySet(export.model).filter(pk=pk)
                if rows.values_list(column, flat=True)[0] and rows.update(**{column: word}):
                    self.words[word] = (export.model._meta.label, column, export.title)
                    self.rows[word] = (export.model, column, pk)

    def found_in(self, text):
        """The columns whose words stand in the text."""
        return {self.words[word] for word in self.words if word in text}


@pytest.fixture
def lived(cast):
    """Two mentors of one school with whole lives: (cast, mentor, the other mentor)."""
    mentor, other = cast.mentor, holder(Role.MENTOR, school=cast.school, name="Kim Stranger")
    User.objects.filter(pk=mentor.pk).update(trn="7654321")
    User.objects.filter(pk=other.pk).update(trn="1234567")
    for each in (mentor, other):
        own_data.live(cast, each, connection)
    own_data.staff_of(cast)
    mentor.refresh_from_db()
    other.refresh_from_db()
    return cast, mentor, other


def columns_last_planted(planted):
    """Every word that still stands: one column may be told under two headings, the last word counts."""
    standing = {}
    for word, where in planted.words.items():
        standing[where] = word
    return standing


def test_accept_19_export_of_own_data_is_complete(lived):
    _cast, mentor, other = lived
    mine, theirs = Planted("zzmine").plant(mentor), Planted("zztheirs").plant(other)
    found, told, data, page = copy_of(mentor)
    assert len(mine.words) > 120
    for where, word in columns_last_planted(mine).items():
        assert word in data, where
        assert word in page, where
    assert theirs.found_in(data + page) == set()
    assert mentor.email in data
    assert "7654321" in data
    bytes_of_files = sorted(found.read(name) for name in found.namelist() if name.startswith("files/"))
    owned = Attachment.objects.filter(owner=mentor).count()
    assert len(bytes_of_files) == owned + 2  # the scan of a signature by hand, and the certificate
    assert sum(content.startswith(b"%PDF") for content in bytes_of_files) == owned + 2
    assert told["certificates"][0]["Number"] == Certificate.objects.get(person=mentor).number


def test_s36_no_address_and_no_number_of_anybody_else_is_in_it(lived):
    cast, mentor, other = lived
    for person in (mentor, cast.pcm, cast.tutor, cast.lead):
        _zip, _told, data, page = copy_of(person)
        others = User.objects.exclude(pk=person.pk)
        assert [each.email for each in others if each.email in data + page] == []
        numbers = [each.trn for each in (mentor, other) if each.pk != person.pk]
        assert [number for number in numbers if number in data + page] == []


SECRETS = ("a-secret-credential", "password", "session_salt", "argon2", "token_hash")


def test_no_secret_is_in_it(lived):
    _cast, mentor, _other = lived
    _zip, _told, data, page = copy_of(mentor)
    assert [secret for secret in SECRETS if secret in data + page] == []
    assert "Blue key" in data


# What those who help wrote themselves in a mentor's rows: theirs to have too, with no word of the mentor's.
THEIR_OWN_WORDS = {
    ("reviews.Decision", "comment"),
    ("reviews.Decision", "statement"),
    ("reviews.Decision", "typed_name"),
    ("reviews.Comment", "text"),
    ("reviews.Comment", "part"),
    ("portfolio.Conversation", "gist"),
    ("portfolio.Conversation", "otherwise"),
    ("portfolio.EvidenceItem", "otherwise"),
    ("portfolio.Observation", "note"),
    ("portfolio.Observation", "otherwise"),
    ("portfolio.Audit", "comment"),
    ("portfolio.Placement", "counts_because"),
    ("portfolio.Concern", "words"),
    ("portfolio.Request", "reason"),
    ("portfolio.Exemption", "reason"),
    ("portfolio.Event", "words"),
    # what a row is called, and says nothing of what it holds
    ("register.Certificate", "number"),
    ("reviews.Opening", "label"),
}


def test_reviewers_get_their_own_words_and_nothing_of_the_mentors_work(lived):
    cast, mentor, other = lived
    planted = [Planted("zzmine").plant(mentor), Planted("zztheirs").plant(other)]
    seen = defaultdict(set)
    for role in ("pcm", "tutor", "office", "lead"):
        found, _told, data, page = copy_of(getattr(cast, role))
        for words in planted:
            seen[role] |= {where[:2] for where in words.found_in(data + page)}
        assert [name for name in found.namelist() if name.startswith("files/")] == []
    assert set().union(*seen.values()) - THEIR_OWN_WORDS == set()
    assert ("reviews.Comment", "text") in seen["pcm"]
    assert ("portfolio.Exemption", "reason") in seen["lead"]


# Who wrote a text that both a mentor and somebody who helps them may have written.
WRITERS = {
    ("Conversation", "gist"): "recorded_by",
    ("Conversation", "otherwise"): "other",
    ("Observation", "note"): "recorded_by",
    ("Observation", "otherwise"): "other",
    ("EvidenceItem", "otherwise"): "other",
    ("Comment", "text"): "author",
    ("Decision", "comment"): "signatory",
    ("Event", "words"): "by",
}


def test_reviewers_get_no_words_that_somebody_else_wrote(lived):
    cast, mentor, _other = lived
    planted = Planted("zzmine").plant(mentor)
    for role in ("pcm", "tutor", "office", "lead"):
        person = getattr(cast, role)
        _zip, _told, data, page = copy_of(person)
        for word in (word for word in planted.rows if word in data + page):
            model, column, pk = planted.rows[word]
            if writer := WRITERS.get((model.__name__, column)):
                wrote = getattr(model._base_manager.get(pk=pk), f"{writer}_id")
                recorded = model.__name__ == "Decision" and wrote is None
                assert recorded or wrote == person.pk, (role, model, column)


def test_a_mentor_does_not_find_their_answers_among_a_reviewers_comments(lived):
    cast, _mentor, _other = lived
    _zip, told, _data, _page = copy_of(cast.pcm)
    said = [row["Text"] for row in told["comments_you_wrote"]]
    assert sorted(said) == [
        "A remark",
        "A remark",
        "Between us",
        "Between us",
        "Which class?",
        "Which class?",
    ]


# What no mentor and nobody who helps them comes by: it belongs to those who edit the site.
OF_EDITORS = {
    "how_the_admin_looks_to_you",
    "what_you_did_with_the_sites_pages",
    "what_you_did_with_other_content",
    "your_comments_on_the_sites_pages",
    "your_replies_to_comments_on_the_sites_pages",
    "pages_you_moderated",
    "documents_you_put_on_the_site",
    "pictures_you_put_on_the_site",
    "tokens_for_programs",
}


def test_the_story_has_a_row_for_every_entry(lived):
    cast, mentor, _other = lived
    full = set()
    for person in (mentor, cast.pcm, cast.tutor, cast.office, cast.lead):
        _zip, told, _data, _page = copy_of(person)
        full |= {key for key, rows in told.items() if isinstance(rows, list) and rows}
    assert {export.key for export in EXPORTS} - full == OF_EDITORS


def test_what_reviewers_say_to_each_other_waits_until_the_review_is_closed(cast):
    enrolment = cast.ready()
    round_ = make.send_sheet(enrolment)
    reviews.actions.comment(round=round_, by=cast.pcm, text="Between us", audience="reviewers")
    reviews.actions.comment(round=round_, by=cast.pcm, text="To you")
    assert copy_of(cast.mentor)[1]["what_was_said_about_your_work"] == []
    make.sign(round_, cast.pcm)
    said = [row["Text"] for row in copy_of(cast.mentor)[1]["what_was_said_about_your_work"]]
    assert said == ["To you"]
    make.send_back(round_, cast.tutor)
    said = [row["Text"] for row in copy_of(cast.mentor)[1]["what_was_said_about_your_work"]]
    assert said == ["Between us", "To you"]
