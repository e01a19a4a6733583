"""One's own data: every app's `privacy.py` put together, and made into a copy that its person downloads.

Erasing will have its own list in each `privacy.py` and its own module here.
"""
