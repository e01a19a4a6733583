"""A record sheet's Document as PDF: the same words as on the printed page, in letters that we can print."""

from dataclasses import replace

from portfolio.printing import document
from register import fonts, pdf

NO_LETTER = "[?]"
LONG = 60  # letters: a longer word, such as a web address, is cut where a line may end


def draw(round_):
    """The PDF of a round from `RoundQuerySet.for_review`. Raises pdf.CannotPrint."""
    sheet = document(round_)
    return pdf.document("register/sheet_pdf.html", {"document": printable(sheet), "missing": lacks(sheet)})


def printable(value):
    """The same texts, dataclasses, lists and tuples, with every text as it can be printed."""
    if isinstance(value, str):
        return "\n".join(line(each) for each in value.splitlines())
    if isinstance(value, (list, tuple)):
        return type(value)(printable(each) for each in value)
    names = getattr(value, "__dataclass_fields__", ())
    return replace(value, **{name: printable(getattr(value, name)) for name in names}) if names else value


def line(text):
    """One line: composed letters, what no font of ours has as [?], long words in pieces."""
    text = fonts.clean(text)
    for letter in fonts.missing_letters(text):
        text = text.replace(letter, NO_LETTER)
    return " ".join(cut(word) for word in text.split())


def cut(word):
    return " ".join(word[start : start + LONG] for start in range(0, len(word), LONG))


def lacks(value):
    """Whether some letter cannot be printed."""
    if isinstance(value, str):
        return bool(fonts.missing_letters(value))
    if isinstance(value, (list, tuple)):
        return any(lacks(each) for each in value)
    return any(lacks(getattr(value, name)) for name in getattr(value, "__dataclass_fields__", ()))
