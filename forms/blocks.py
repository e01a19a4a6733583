"""What editors build forms from. A block's own id is the key of its answer for ever; labels may change."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

# The facts that a form knows about the person before they type (FormPage.subject_for).
FACTS = [
    ("name", "The person's name"),
    ("email", "Their email address"),
    ("school", "Their school"),
    ("provider", "Their provider"),
    ("level", "The level they are working towards"),
]

# How confident a mentor feels (scheme: the audit's scale has four points).
SCALE = [
    {"id": "1", "label": "Not yet confident"},
    {"id": "2", "label": "Developing"},
    {"id": "3", "label": "Confident"},
    {"id": "4", "label": "Very confident, could support others"},
]
NOT_APPLICABLE = {"id": "N/A", "label": "Not applicable"}


class QuestionBlock(blocks.StructBlock):
    """What every question has."""

    label = blocks.CharBlock(max_length=200, help_text="The question, as the person reads it.")
    hint = blocks.CharBlock(required=False, max_length=300, help_text="A line of help below it.")
    required = blocks.BooleanBlock(required=False, default=True, help_text="Must be answered before sending.")
    missing = blocks.CharBlock(
        required=False,
        max_length=200,
        label="Message when left empty",
        help_text='What to do, such as "Enter your subject". Left out, one is made from the question.',
    )


class ShortTextBlock(QuestionBlock):
    prefill = blocks.ChoiceBlock(choices=FACTS, required=False, help_text="Fill in what we know already.")

    class Meta:
        icon = "title"
        label = "Short answer"


class LongTextBlock(QuestionBlock):
    words = blocks.IntegerBlock(
        required=False, min_value=1, max_value=5000, label="Word limit", help_text="Leave out for no limit."
    )

    class Meta:
        icon = "pilcrow"
        label = "Long answer"


class EmailQuestionBlock(QuestionBlock):
    prefill = blocks.ChoiceBlock(choices=FACTS, required=False, help_text="Fill in what we know already.")

    class Meta:
        icon = "mail"
        label = "Email address"


class DateQuestionBlock(QuestionBlock):
    past = blocks.BooleanBlock(required=False, label="Today or earlier", help_text="Refuse days to come.")

    class Meta:
        icon = "date"
        label = "Date"


class ChoicesBlock(QuestionBlock):
    options = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=2, label="Answers to choose from")


class RadiosBlock(ChoicesBlock):
    class Meta:
        icon = "radio-full"
        label = "Choose one"


class CheckboxesBlock(ChoicesBlock):
    class Meta:
        icon = "tasks"
        label = "Choose any"


class YesNoBlock(QuestionBlock):
    class Meta:
        icon = "check"
        label = "Yes or no"


class RatingGridBlock(QuestionBlock):
    """How confident the person feels about each criterion of a standard."""

    standard = SnippetChooserBlock("modules.Standard", help_text="Its criteria become the rows.")
    note = blocks.CharBlock(
        required=False, max_length=200, label="Question after the ratings", help_text="Optional to answer."
    )

    class Meta:
        icon = "list-ol"
        label = "Confidence ratings"


class FileQuestionBlock(QuestionBlock):
    several = blocks.BooleanBlock(required=False, label="Several files", help_text="Allow more than one.")

    class Meta:
        icon = "upload"
        label = "File"


class DeclarationBlock(QuestionBlock):
    statement = blocks.TextBlock(help_text="What the person ticks to confirm.")

    class Meta:
        icon = "clipboard-list"
        label = "Declaration"


class SignatureBlock(QuestionBlock):
    statement = blocks.TextBlock(help_text="What the person signs. They type their name; we add the date.")

    class Meta:
        icon = "edit"
        label = "Signature"


class FieldsBlock(blocks.StreamBlock):
    """The questions of one step. The name of each is the kind that forms.kinds knows."""

    short_text = ShortTextBlock()
    long_text = LongTextBlock()
    email = EmailQuestionBlock()
    date = DateQuestionBlock()
    radios = RadiosBlock()
    checkboxes = CheckboxesBlock()
    yes_no = YesNoBlock()
    rating_grid = RatingGridBlock()
    file = FileQuestionBlock()
    declaration = DeclarationBlock()
    signature = SignatureBlock()


class StepBlock(blocks.StructBlock):
    """One page of the form: one topic."""

    title = blocks.CharBlock(max_length=120, help_text="The heading of the page; its address comes from it.")
    introduction = blocks.RichTextBlock(required=False, features=["bold", "italic", "ol", "ul", "link"])
    fields = FieldsBlock(label="Questions")

    class Meta:
        icon = "doc-full"
        label = "Step"
        label_format = "{title}"

    def clean(self, value):
        """A step without a question would be a page with nothing to do."""
        value = super().clean(value)
        if not value["fields"]:
            raise StructBlockValidationError({"fields": ValidationError("Add at least one question.")})
        return value


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()
