"""Many presses in the same moment, on SQLite: the round's lock lets one through (T11, T12, S24)."""

import pytest

from tests.reviews import racing

SIGNED_ONCE = {
    "outcomes": {"signed": 1},
    "open stages": 1,
    "closed": False,
    "status": "sent",
    "intact": True,
    "each mail owed once": True,
}
SENT_BACK_ONCE = SIGNED_ONCE | {
    "outcomes": {"sent_back": 1},
    "open stages": 0,
    "closed": True,
    "status": "returned",
}
TAKEN_BACK = SENT_BACK_ONCE | {"outcomes": {"withdrawn": 1}, "status": "withdrawn"}
# Signed first, the sheet waits at its second stage, and can still be taken back there.
SIGNED_AND_TAKEN_BACK = TAKEN_BACK | {"outcomes": {"signed": 1, "withdrawn": 1}}


def facts(found):
    """What came of a race, without who got there and which mails were written."""
    return {name: value for name, value in found.items() if name not in ("answers", "mails")}


def mails(asked, **more):
    """Mails of a race by kind: so many asked at the first stage, and what followed."""
    kinds = {name.replace("_", "-"): count for name, count in more.items()}
    return {f"review-{kind}": count for kind, count in {"asked": asked, **kinds}.items()}


def check_twenty_sign_once(found):
    assert found["answers"] == {"refused": 19, "signed": 1}
    assert facts(found) == SIGNED_ONCE
    assert found["mails"] == mails(21, received=1, signed=1)


def check_twenty_sign_twice(found):
    assert found["answers"] == {"refused": 18, "signed": 2}
    assert facts(found) == SIGNED_ONCE | {"outcomes": {"signed": 2}}
    assert found["mails"] == mails(21, signed=1)


def check_ten_sign_ten_send_back(found):
    won = "signed" if found["outcomes"] == {"signed": 1} else "sent_back"
    assert found["answers"] == {"refused": 19, won: 1}
    assert facts(found) == (SIGNED_ONCE if won == "signed" else SENT_BACK_ONCE)
    signed, sent_back = mails(21, received=1, signed=1), mails(20, sent_back=1)
    assert found["mails"] == (signed if won == "signed" else sent_back)


def check_twenty_send_back(found):
    assert found["answers"] == {"refused": 19, "sent_back": 1}
    assert facts(found) == SENT_BACK_ONCE
    assert found["mails"] == mails(20, sent_back=1)


def check_sign_and_pass_on(found):
    passed = found["outcomes"].get("reassigned", 0)
    assert passed in (0, 1)  # once it was given to the colleague, it cannot be given to them again
    assert found["answers"] == {"refused": 19 - passed, "signed": 1, **({"reassigned": 1} if passed else {})}
    assert facts(found) | {"outcomes": {}} == SIGNED_ONCE | {"outcomes": {}}
    assert found["outcomes"]["signed"] == 1


def check_twenty_pass_on(found):
    assert found["answers"] == {"reassigned": 1, "refused": 19}
    assert facts(found) == SIGNED_ONCE | {"outcomes": {"reassigned": 1}}
    assert found["mails"] == mails(21, passed_on=1)


def check_sign_and_take_back(found):
    signed = found["outcomes"].get("signed", 0)
    assert found["answers"] == {"refused": 11 - signed, "withdrawn": 1, **({"signed": 1} if signed else {})}
    assert facts(found) == (SIGNED_AND_TAKEN_BACK if signed else TAKEN_BACK)


def check_twenty_clicks(found):
    assert set(found["answers"]) == {"302"}, found["answers"]  # each press sees the decision that was made
    assert facts(found) == SIGNED_ONCE
    assert found["mails"] == mails(2, received=1, signed=1)


CHECKS = {name: globals()[f"check_{name}"] for name in racing.RACES}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHECKS)
def test_of_many_presses_at_once_one_counts(name):
    CHECKS[name](racing.RACES[name]())


@pytest.mark.django_db(transaction=True)
def test_without_guard_and_lock_the_database_alone_says_no_to_a_second_signature():
    with racing.loose():
        found = racing.twenty_sign_once()
    assert found["answers"] == {"IntegrityError": 19, "signed": 1}  # each of them would be an error page


@pytest.mark.django_db(transaction=True)
def test_without_guard_and_lock_what_the_database_does_not_hold_happens_twenty_times():
    with racing.loose():
        found = racing.twenty_pass_on()
    assert found["outcomes"] == {"reassigned": 20}
