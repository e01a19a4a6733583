"""What changed between two sendings, told by what people wrote and which files they sent."""

from reviews.dossier import Dossier
from reviews.models import Round
from tests.factories.reviews import send_back


def again(cast, round_, change):
    """Send the round back, let the mentor change something, and open the next round."""
    send_back(round_, cast.pcm)
    submission = round_.submission
    submission.refresh_from_db()
    change(submission)
    return cast.send(submission)


def changes(old, new):
    fresh = {row.pk: row for row in Round.objects.for_review().filter(pk__in=[old.pk, new.pk])}
    return [(word, name) for _, word, name in Dossier(fresh[new.pk]).changes(fresh[old.pk])]


def test_sending_the_same_again_is_no_change(cast):
    first = cast.send()
    second = again(cast, first, lambda submission: None)

    assert changes(first, second) == []


def test_another_answer_is_a_change_of_its_step(cast):
    first = cast.send()
    second = again(cast, first, lambda submission: cast.answer(submission, "Something else"))

    assert changes(first, second) == [("Changed", "The lesson")]


def test_a_new_file_is_added_and_the_old_ones_stay_the_same(cast):
    submission = cast.draft()
    cast.attach(submission, "timetable.png", "red")
    first = cast.send(submission)
    second = again(cast, first, lambda row: cast.attach(row, "log.png", "blue"))

    assert changes(first, second) == [("Added", "log.png"), ("Changed", "Your notes")]


def test_what_went_is_removed(cast):
    submission = cast.draft()
    cast.attach(submission, "timetable.png", "red")
    second = cast.send(submission)
    first = cast.send(mentor=cast.another_mentor())

    assert ("Removed", "timetable.png") in changes(second, first)
