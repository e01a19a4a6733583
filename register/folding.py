"""Words as they are compared when somebody searches: no case, no accents, no punctuation.

"Łucja O’Brien-Nguyễn" is found by "lucja", "obrien" and "nguyen".
"""

import re
import unicodedata

from people.identifiers import PLAIN_LETTERS

START = 3  # letters under which a word is filed: equality, which every database answers from its index
LONGEST = 40
MARKS_WITHIN = re.compile(r"['’‘ʼ`´.]")  # O’Brien is one word, and so is St. with its stop
LETTERS = PLAIN_LETTERS | str.maketrans({"ð": "d", "þ": "th"})
# Words that stand in the names of very many schools, so that they help nobody to find one.
OF_MANY_SCHOOLS = frozenset(
    "school schools academy college primary secondary junior infant infants high grammar sixth form "
    "the of and for st saint church catholic rc ce".split()
)


def folded(text):
    """The words of a text, each once and in their order: ["lucja", "obrien", "nguyen"]."""
    plain = unicodedata.normalize("NFKD", MARKS_WITHIN.sub("", text or "")).casefold().translate(LETTERS)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return list(dict.fromkeys(word[:LONGEST] for word in re.findall(r"[^\W_]+", kept)))


def words_of(facts):
    """The words by which a certificate with these facts (Certificate.facts, or None) is found."""
    if not facts:
        return []
    name = folded(facts["name"])
    school = [word for word in folded(facts["school"]) if word not in OF_MANY_SCHOOLS]
    return list(dict.fromkeys(name + school))


def start_of(word):
    """The letters under which the word is filed."""
    return word[:START]
