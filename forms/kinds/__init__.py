"""The kinds of question: for each, its Django fields, how its answer is kept as JSON, and how people read
it.

A kind is asked with the question's plain dict (forms.versions.define). Answers are kept as typed when they
are not valid yet, so that saving for later loses nothing.
"""

from forms.kinds.choices import Checkboxes, Radios, RatingGrid, YesNo
from forms.kinds.proofs import Declaration, Files, Signature
from forms.kinds.texts import NOT_ANSWERED, Date, Email, Kind, LongText

__all__ = ["KINDS", "NOT_ANSWERED"]

KINDS = {
    "short_text": Kind(),
    "long_text": LongText(),
    "email": Email(),
    "date": Date(),
    "radios": Radios(),
    "checkboxes": Checkboxes(),
    "yes_no": YesNo(),
    "rating_grid": RatingGrid(),
    "file": Files(),
    "declaration": Declaration(),
    "signature": Signature(),
}
