"""The few kinds of content that every guidance page is built from: no raw HTML, no embeds.

Each block has one small template in templates/blocks/. A heading, a list or a table can be made in one way
only, so pages stay alike and accessible whoever edits them.
"""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_TEXT = ["bold", "italic", "link"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside the page. The page's title is the only h1 (WCAG 1.3.1)."""

    text = blocks.CharBlock(max_length=120)
    level = blocks.ChoiceBlock(choices=[("h2", "Section heading"), ("h3", "Smaller heading")], default="h2")

    class Meta:
        icon = "title"
        template = "blocks/heading.html"


class InsetBlock(blocks.StructBlock):
    """A remark set apart from the text, with a bold first line if wanted."""

    title = blocks.CharBlock(required=False, max_length=120)
    text = blocks.RichTextBlock(features=SHORT_TEXT)

    class Meta:
        icon = "info-circle"
        label = "Remark"
        template = "blocks/inset.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and where they come from."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(required=False, max_length=160)

    class Meta:
        icon = "openquote"
        template = "blocks/quote.html"


class StepBlock(blocks.StructBlock):
    """One step of several: what it is called and what happens."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False)

    class Meta:
        icon = "list-ol"


class FactBlock(blocks.StructBlock):
    """One label and its value in a list of key facts."""

    label = blocks.CharBlock(max_length=60)
    value = blocks.CharBlock(max_length=240)


class RoleBlock(blocks.StructBlock):
    """One row of "who does what"."""

    role = blocks.CharBlock(max_length=80)
    where = blocks.CharBlock(max_length=80, help_text="School or provider.")
    does = blocks.TextBlock(help_text="What this person does for the certificate.")


class LinkCardBlock(blocks.StructBlock):
    """A card that leads to another page of the site, or to an address outside it."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False)
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False, help_text="Only when the page is not part of this site.")

    class Meta:
        icon = "link"
        template = "blocks/link_card.html"


class DownloadBlock(blocks.StructBlock):
    """A file to download. Say in the title what it is; its type and size are added."""

    title = blocks.CharBlock(max_length=120)
    document = DocumentChooserBlock()

    class Meta:
        icon = "download"
        template = "blocks/download.html"


class GuidanceBlocks(blocks.StreamBlock):
    """The body of a guidance page."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=RICH_TEXT, template="blocks/text.html", icon="pilcrow")
    ticks = blocks.ListBlock(
        blocks.RichTextBlock(features=SHORT_TEXT),
        label="Points",
        template="blocks/ticks.html",
        icon="list-ul",
    )
    steps = blocks.ListBlock(StepBlock(), template="blocks/steps.html", icon="list-ol")
    inset = InsetBlock()
    warning = blocks.TextBlock(template="blocks/warning.html", icon="warning")
    quote = QuoteBlock()
    facts = blocks.ListBlock(FactBlock(), label="Key facts", template="blocks/facts.html", icon="form")
    roles = blocks.ListBlock(RoleBlock(), label="Who does what", template="blocks/roles.html", icon="group")
    link_card = LinkCardBlock()
    image = ImageBlock(template="blocks/image.html")
    download = DownloadBlock()

    class Meta:
        template = "blocks/body.html"
