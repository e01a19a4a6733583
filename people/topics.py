"""What people may choose about the mail they get: each topic with its answers, the first one the default."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """One question of "Mail from us". `answers` maps a value to (label, hint); the first is the default.

    `missing` is said when nobody answered.
    """

    question: str
    hint: str
    missing: str
    answers: dict

    @property
    def default(self):
        """The answer of everybody who has chosen nothing."""
        return next(iter(self.answers))


TOPICS = {
    "reviews": Topic(
        question="How often should we tell you what waits for your signature?",
        hint="This matters if you are a PCM, a link tutor or in a partnership office.",
        missing="Select how often we should tell you what waits",
        answers={
            "weekly": ("Once a week", "On Monday, one message with everything that waits for you."),
            "each": ("Each time", "A message for each record sheet, as soon as it reaches you."),
        },
    ),
    "portfolio": Topic(
        question="May we remind you of what lies undone?",
        hint="An audit half done, a conversation to confirm, a placement that has ended. We name each twice "
        "at most. What you have to decide as a provider’s lead is always told.",
        missing="Select whether we may remind you",
        answers={
            "weekly": ("Once a week", "One message at most, and only when there is something."),
            "never": ("Never", "You see on your desk what waits."),
        },
    ),
}
