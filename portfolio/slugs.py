"""The names that a mentor's rows have in addresses."""

import secrets


def new_slug():
    """Eight random letters and digits.

    They name a row and guard nothing: every view asks whose row it is (T1).
    """
    return secrets.token_hex(4)
