"""What stops an action, in words for the person who tried it."""


class NotNow(Exception):
    """The action cannot be done as things are. `reason` is a sentence; nothing was changed."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = str(reason)


class RefusedFile(NotNow):
    """A file that is not taken, and why."""


class Changed(NotNow):
    """Somebody (usually the same person on another device) saved in between."""
