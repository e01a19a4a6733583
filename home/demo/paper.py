"""The files that mentors of the demonstration attach."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def one_page(title, text):
    """A one-page PDF with a title and a few lines: bytes."""
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4)
    page.setTitle(title)
    page.setFont("Helvetica-Bold", 16)
    page.drawString(72, 770, title)
    page.setFont("Helvetica", 11)
    words, line, y = text.replace("’", "'").replace("“", '"').replace("”", '"').split(), "", 740
    for word in [*words, None]:
        if word is None or len(line) + len(word) > 80:
            page.drawString(72, y, line)
            line, y = "", y - 16
        line = f"{line} {word}".strip() if word else line
    page.save()
    return out.getvalue()
