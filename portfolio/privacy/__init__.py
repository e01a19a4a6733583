"""What this app keeps about a person, and what of it the person is given (cms/privacy.py, T45)."""

from portfolio.privacy import evidence, of_others, own

EXPORTS = [*own.EXPORTS, *evidence.EXPORTS, *of_others.EXPORTS]
LEFT_OUT = []
