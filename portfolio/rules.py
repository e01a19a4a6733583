"""What may be written down: dates that can be true, initials where names do not belong.

For forms and actions alike.
"""

import re
from datetime import date, timedelta
from unicodedata import normalize

from cms.dates import date_uk, out_of_bounds
from people.models.periods import today

EARLIEST = date(2000, 1, 1)  # anything before is a slip of the keyboard
LONGEST_PLACEMENT = timedelta(days=731)
WORDS = 250  # a proposal of the design guide; the providers may want another number

TITLED_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+[A-Z][\w’'-]+")
LIKE_A_NAME = re.compile(r"[^\W\d_]{2,}[a-zà-ÿ]")


def wrong_day(day, noun):
    """What is wrong with the date of something that has happened, or "" (E26)."""
    return out_of_bounds(day, noun, past=True, earliest=EARLIEST)


def wrong_period(start, end, completed):
    """{field: message} for a placement's days. One under way may end later; a completed one has ended."""
    wrong = {}
    if early := out_of_bounds(start, "First day", earliest=EARLIEST, latest=today() + timedelta(days=366)):
        wrong["start"] = early
    if end < start:
        wrong["end"] = "The last day cannot be before the first day"
    elif end - start > LONGEST_PLACEMENT:
        wrong["end"] = "A placement lasts 2 years at most. Check both dates"
    elif completed and end > today():
        wrong["completed"] = "The last day is still to come. Mark it as completed when it is over"
    return wrong


def not_its_phase(provider):
    """What to say when a placement's phase belongs to another provider than the placement (R14)."""
    return f"Choose a phase of {provider}, or change the provider"


def not_during(day, placement):
    """What is wrong when something is said to have happened during a placement (None: none named), or ""."""
    if placement is None or placement.start <= day <= placement.end:
        return ""
    return f"This placement was from {date_uk(placement.start)} to {date_uk(placement.end)}"


def looks_like_a_name(text):
    """Whether initials or a code were wanted and this reads like a name: "Sam", not "SK" (R13, E19)."""
    return bool(LIKE_A_NAME.search(text)) and not re.search(r"\d", text)


def looks_like_a_word(text):
    """Whether initials could be read as a name all the same, "JO" or "Al": a reason to warn (E19)."""
    letters = [letter for letter in text if letter.isalpha()]
    vowels = [letter for letter in normalize("NFD", "".join(letters).lower()) if letter in "aeiouy"]
    is_short = len(letters) == 2 and text[1:2].islower()
    return not re.search(r"\d", text) and bool(vowels) and (is_short or len(letters) > 2)


def has_closed(school):
    """What to say when a closed school is chosen, with what became of it; "" for an open one (E13)."""
    if school.is_open():
        return ""
    became = f" It became {school.successor}." if school.successor else ""
    return f"{school.name} closed on {date_uk(school.closed_on)}, so it cannot be chosen any more.{became}"


def names_in(*texts):
    """Names of people that stand out in texts, such as "Miss Okoro": a reason to warn, not to refuse."""
    return sorted({name for text in texts for name in TITLED_NAME.findall(text or "")})
