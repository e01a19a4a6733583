"""What changed between two sendings, section by section, in the words that people wrote."""

from types import SimpleNamespace

import pytest

from forms.models import SealedPart
from portfolio import pieces
from reviews import actions
from reviews.differences import Change, Line, differences, marked
from reviews.dossier import Dossier
from reviews.models import ReviewedFormPage, Round
from tests.factories.reviews import send_back


def again(cast, round_, change=lambda submission: None):
    """Send the round back, let the mentor change something, and open the next round."""
    send_back(round_, cast.pcm)
    submission = round_.submission
    submission.refresh_from_db()
    change(submission)
    return cast.send(submission)


def dossiers(*rounds):
    fresh = {row.pk: row for row in Round.objects.for_review().filter(pk__in=[row.pk for row in rounds])}
    return [Dossier(fresh[row.pk]) for row in rounds]


def found(old, new):
    """[(section, word, name)]."""
    return [
        (title, change.word, change.name)
        for title, changes in differences(*dossiers(old, new))
        for change in changes
    ]


def test_sending_the_same_again_is_no_change(cast):
    first = cast.send()

    assert found(first, again(cast, first)) == []


def test_an_altered_answer_stands_there_before_and_now_with_its_words_marked(cast):
    first = cast.send()
    second = again(cast, first, lambda row: cast.answer(row, "A Year 9 lesson on fractions"))

    assert differences(*dossiers(first, second)) == [
        (
            "Answers",
            [
                Change(
                    "edit",
                    "The lesson",
                    "step-1-the-lesson",
                    [
                        Line(
                            "What did you observe?",
                            [(False, "A Year "), (True, "8"), (False, " lesson on fractions")],
                            [(False, "A Year "), (True, "9"), (False, " lesson on fractions")],
                        )
                    ],
                )
            ],
        )
    ]


def test_a_new_file_is_added_and_the_old_ones_stay_the_same(cast):
    submission = cast.draft()
    cast.attach(submission, "timetable.png", "red")
    first = cast.send(submission)
    second = again(cast, first, lambda row: cast.attach(row, "log.png", "blue"))

    assert found(first, second) == [("Answers", "Changed", "Your notes"), ("Files", "Added", "log.png")]
    (_, (notes,)), _ = differences(*dossiers(first, second))
    assert notes.lines == [
        Line("Notes", [(False, "timetable.png")], [(False, "timetable.png\n"), (True, "log.png")])
    ]


def test_what_went_is_removed(cast):
    submission = cast.draft()
    cast.attach(submission, "timetable.png", "red")
    second = cast.send(submission)
    first = cast.send(mentor=cast.another_mentor())

    assert ("Files", "Removed", "timetable.png") in found(second, first)


@pytest.mark.parametrize("which", ["before", "now"])
def test_what_was_erased_is_not_told_as_a_change(cast, which):
    first = cast.send()
    second = again(cast, first, lambda row: cast.answer(row, "Something else"))
    erased = {"before": first, "now": second}[which]
    actions.erase_parts(round=erased, labels=["Step 1: The lesson"], by=cast.office, reason="Asked for.")

    assert found(first, second) == []


# --- pieces of a record -----------------------------------------------------------------------------------


def frozen_round(form, parts):
    """A round of sealed pieces that never were in a database."""
    kept = SimpleNamespace(all=lambda: parts)
    return SimpleNamespace(
        submission=SimpleNamespace(form=form), sending=SimpleNamespace(reference="ABCDEFGHJK", parts=kept)
    )


class RecordForm:
    piece_name = staticmethod(pieces.name_of)
    piece_words = staticmethod(pieces.words_of)


def piece(label, content):
    return SealedPart(kind=SealedPart.Kind.ENCLOSED, label=label, salt="0" * 64, content=content)


def evidence(number, slug, **more):
    facts = {
        "piece": "evidence",
        "id": slug,
        "title": slug.title(),
        "kind": "Reflection",
        "date": "1 May 2026",
    }
    facts |= {"description": "", "link": "", "location": "", "criteria": [], "files": []}
    return piece(f"Evidence {number}", facts | more)


def between(old, new):
    form = RecordForm()
    return differences(*(Dossier(frozen_round(form, parts)) for parts in (old, new)))


def test_a_piece_is_known_by_itself_although_its_number_has_shifted():
    old = [evidence(1, "plan"), evidence(2, "log")]
    new = [evidence(1, "log"), evidence(2, "visit")]

    assert between(old, new) == [
        (
            "The record",
            [
                Change("add", "Evidence 2: Visit", "evidence-2"),
                Change("del", "Evidence 1: Plan", "evidence-1"),
            ],
        )
    ]


def test_a_changed_piece_shows_each_altered_fact_under_its_own_label():
    shown = [{"code": "S1.1", "text": "Is easy to approach", "note": "Every Monday."}]
    old = [evidence(1, "log", date="1 May 2026")]
    new = [evidence(1, "log", date="2 May 2026", location="Staff room", criteria=shown)]
    [(_, [change])] = between(old, new)

    assert [(line.label, line.before, line.now) for line in change.lines] == [
        ("Date", [(True, "1"), (False, " May 2026")], [(True, "2"), (False, " May 2026")]),
        ("Kept at", [], [(False, "Staff room")]),
        ("S1.1", [], [(False, "Every Monday.")]),
    ]


def test_a_fact_that_an_older_site_did_not_seal_is_no_change():
    old, new = evidence(1, "log"), evidence(1, "log", location="Staff room")
    del old.content["location"]

    assert between([old], [new]) == []


def test_what_follows_from_the_pieces_is_not_told_twice():
    old = [piece("Requirements", {"piece": "requirements", "id": "requirements", "requirements": ["1"]})]
    new = [piece("Requirements", {"piece": "requirements", "id": "requirements", "requirements": ["2"]})]

    assert between(old, new) == []


def test_a_teacher_reference_number_is_masked_in_the_changes_too():
    facts = {"piece": "details", "id": "details"}
    old, new = (piece("Details", facts | {"trn": number}) for number in ("1234567", "1234599"))
    [(_, [change])] = between([old], [new])

    assert [(line.label, line.before, line.now) for line in change.lines] == [
        ("Teacher reference number", [(False, "•••4567")], [(False, "•••4599")])
    ]


def test_forms_of_others_name_no_words_and_still_show_that_a_piece_changed():
    class AnyForm:
        piece_name = ReviewedFormPage.piece_name
        piece_words = ReviewedFormPage.piece_words

    form = AnyForm()
    rounds = [Dossier(frozen_round(form, [piece("Hours", {"hours": count})])) for count in (3, 4)]

    assert differences(*rounds) == [("The record", [Change("edit", "Hours", "hours")])]


# --- words -------------------------------------------------------------------------------------------------


def test_texts_without_likeness_are_shown_whole():
    assert marked("We met on Monday.", "Something quite different stands here") == (
        [(False, "We met on Monday.")],
        [(False, "Something quite different stands here")],
    )


def test_very_long_texts_are_shown_whole_without_comparing_each_word():
    long = "word " * 1001

    assert marked(long, long + "more") == ([(False, long)], [(False, long + "more")])


def test_nothing_is_lost_between_the_marks():
    before = "First the plan.\n\nThen the lesson, as it was."
    now = "First the plan and the room.\n\nThen a lesson, as it was."
    pieces_before, pieces_now = marked(before, now)

    assert "".join(text for _, text in pieces_before) == before
    assert "".join(text for _, text in pieces_now) == now
