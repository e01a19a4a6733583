"""The certificate as PDF: every name right, one page, and nothing in a value fetched or obeyed."""

import contextlib
import io
import logging
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from pypdf import PdfReader

from register import layout, pdf
from register.pdf import CannotPrint, cautions, problems, render
from tests.register.certificates import SIGNATORIES, empty_boxes, facts, text_of

LATIN = ["Łukasz Żółkiewski-Wójcik", "Nguyễn Thị Hương Đặng", "Siân Ŵyn Llŷr Gruffŷdd", "Öğün Şahin Ğül İnan"]
FIELDS = [
    "level_title",
    "statement",
    "name",
    "school",
    "provider",
    "framework",
    "framework_title",
    "number",
    "host",
    "url",
    "collaboration",
    "programme",
    "signatories",
]


def changed(fields: list[str], value: str):
    """Facts with `value` in each of the fields; for "signatories" in all the texts of all three of them."""
    texts = dict.fromkeys(fields, value)
    if "signatories" in texts:
        texts["signatories"] = tuple((value, value, value, value, day) for *_, day in SIGNATORIES)
    return facts(**texts)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", LATIN)
def test_a_name_is_printed_letter_for_letter_wherever_it_stands(name):
    everywhere = tuple((name, name, name, "Signed", day) for *_, day in SIGNATORIES)
    made = render(facts(name=name, school=name, provider=name, framework=name, signatories=everywhere))
    lines = text_of(made).splitlines()
    assert lines.count(name) == 1 + 1 + 1 + 3 * 3  # name, school, framework, signatories
    assert f"Awarded through {name} and recognised by every provider in the collaboration." in lines
    assert empty_boxes(made) == 0


def test_arabic_letters_are_joined_and_none_is_a_box():
    made = render(facts(name="Layla Mansour (ليلى المنصوري)"))
    assert empty_boxes(made) == 0
    assert any("\ufe70" <= letter <= "\ufeff" for letter in text_of(made))  # presentation forms: joined


def test_a_box_would_be_counted(monkeypatch):
    monkeypatch.setattr(pdf, "problems", lambda facts: [])
    monkeypatch.setattr(pdf, "_warnings", _deaf)
    monkeypatch.setattr("xhtml2pdf.context.pisaContext._warn_missing_glyphs", lambda *given: None)
    assert empty_boxes(render(facts(name="王小明"))) == 3


class _deaf:
    def __enter__(self):
        return []

    def __exit__(self, *given):
        return None


def test_the_page_says_every_fact():
    made = render(facts(framework_title="National Standards for mentors", revision=2, specimen=True))
    said = {line.strip() for line in text_of(made).splitlines()}
    assert said >= {
        "West London Teacher Education Collaboration",
        "Mentor certification",
        "Entry level mentor certificate",
        "This is to certify that",
        "Priya Nair",
        "Marlow Park Primary School, Hounslow",
        "Awarded through Kingsmere University and recognised by every provider in the collaboration.",
        "Judged against the National Standards for mentors.",
        "Asha Patel",
        "Professional co-ordinating mentor",
        "Hillcrest School",
        "Signed 16 November 2026",
        "Tom Reid",
        "Link tutor",
        "Signed 18 November 2026",
        "Sam Lee",
        "Partnership office",
        "Issued 22 November 2026",
        "22 November 2026",
        "MC-2026-000124 (revision 2)",
        "ITT Mentor Standards, 2016",
        "7K2M-9QXC-4TRD-W8HPZ",
        "mentors.example/verify",
        "Specimen: people and schools are invented.",
    }


def test_a_real_certificate_does_not_call_itself_a_specimen():
    assert "Specimen" not in text_of(render(facts()))


def test_a_level_may_have_any_of_our_letters_in_its_title():
    made = render(facts(level_title="Lefel Ŵyn Nguyễn"))
    assert PdfReader(io.BytesIO(made)).metadata.title == "Lefel Ŵyn Nguyễn mentor certificate MC-2026-000124"


def test_it_is_one_landscape_a4_page_that_says_what_it_is():
    reader = PdfReader(io.BytesIO(render(facts(level_key="mastery", level_title="Mastery level"))))
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert reader.metadata.title == "Mastery level mentor certificate MC-2026-000124"
    assert reader.metadata.author == "West London Teacher Education Collaboration"
    assert reader.metadata.subject == "Awarded to Priya Nair"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_each_level_has_its_own_pattern_and_an_unknown_one_has_entrys():
    drawn = {
        key: pdf._context(facts(level_key=key))["look"]["background"] for key in ("entry", "mastery", "new")
    }
    assert drawn == {
        "entry": "background-entry.pdf",
        "mastery": "background-mastery.pdf",
        "new": "background-entry.pdf",
    }
    assert "Leading level mentor certificate" in text_of(
        render(facts(level_key="new", level_title="Leading level"))
    )


@pytest.mark.parametrize(
    ("name", "placements"),
    [
        ("Maria-Magdalena Featherstonehaugh-Cholmondeley von Württemberg", 3),
        ("Alexandrina Konstantinopoulou-Papas", 6),
    ],
)
def test_the_longest_texts_that_are_let_through_stay_on_the_page(name, placements):
    role = "Acting professional co-ordinating mentor and head"
    school = "The Sixth Form College of Saint Bartholomew"
    long = facts(
        name=name,
        school="The Sixth Form College of Saint Bartholomew and All Saints, Richmond upon Thames",
        statement="has mentored a student teacher " + "through one more long placement " * placements,
        provider="The University of Kingsmere and the Riverside Schools’ Teacher Training Partnership",
        framework="National Standards for initial teacher training mentors",
        framework_title="National Standards for school-based initial teacher training (ITT) mentors, 2016",
        signatories=(("Alexandrina Papadimitriou", role, school, "Signed", date(2026, 9, 30)),) * 3,
        specimen=True,
    )
    assert problems(long) == []
    slots = layout.slots(long)
    assert [slots[key].lines_at(slots[key].size) for key in ("statement", "provider", "framework")] == [
        3 if placements == 6 else 2,
        2,
        2,
    ]
    assert len(PdfReader(io.BytesIO(render(long))).pages) == 1


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (
            {"name": "王小明"},
            "Name: the certificate’s fonts have no letter for 王 (U+738B), 小 (U+5C0F), 明 (U+660E).",
        ),
        ({"name": "Jo \x07"}, "Name: the certificate’s fonts have no letter for U+0007."),
        (
            {"school": "学校 School"},
            "School: the certificate’s fonts have no letter for 学 (U+5B66), 校 (U+6821).",
        ),
        ({"name": "\u202e "}, "Name: there is none."),
        ({"name": "a" * 61}, "Name: it is too long for two lines on the certificate."),
        ({"school": "School " * 30}, "School: it is too long for its place on the certificate."),
        ({"statement": "has mentored " * 60}, "Statement: it is too long for its place on the certificate."),
        ({"provider": "University " * 40}, "Provider: it is too long for its place on the certificate."),
        ({"framework": "Standards " * 20}, "Framework: it is too long for its place on the certificate."),
        ({"signatories": ()}, "There must be one to 3 signatories; there are 0."),
        ({"signatories": SIGNATORIES * 2}, "There must be one to 3 signatories; there are 6."),
        (
            {"signatories": (("Z" * 40, "Link tutor", "K", "Signed", date(2026, 1, 2)),)},
            f"Signatory {'Z' * 40}: it is too long for its place on the certificate.",
        ),
        (
            {"signatories": (("Tom Reid", "Link tutor", "大", "Signed", date(2026, 1, 2)),)},
            "Signatory Tom Reid, organisation: the certificate’s fonts have no letter for 大 (U+5927).",
        ),
    ],
)
def test_what_cannot_be_printed_is_refused_in_a_sentence(value, sentence):
    assert problems(facts(**value)) == [sentence]
    with pytest.raises(CannotPrint) as refused:
        render(facts(**value))
    assert refused.value.problems == [sentence]


def test_the_office_is_shown_names_whose_accents_may_sit_wrong():
    assert cautions(facts()) == []
    (caution,) = cautions(facts(name="Ọláṣẹ̀ Adébáyọ̀"))
    assert caution.startswith("Ọláṣẹ̀ Adébáyọ̀: look at the accents")


def test_decomposed_letters_and_direction_marks_print_as_the_plain_name():
    made = render(facts(name="Sia\u0302n \u202eW\u0302yn\u202c\u2066"))
    assert "Siân Ŵyn" in text_of(made).splitlines()


def test_any_warning_of_the_pdf_library_is_a_failure(monkeypatch):
    monkeypatch.setattr(pdf.qr, "png_data", lambda url: "missing.png")
    with pytest.raises(CannotPrint, match="could not be drawn"):
        render(facts())


def test_a_warning_counts_even_where_logging_is_turned_down(monkeypatch):
    logger = logging.getLogger("xhtml2pdf")
    monkeypatch.setattr(logger, "level", logging.CRITICAL)
    with pdf._warnings() as heard:
        logging.getLogger("xhtml2pdf.context").warning("no letter for %s", "x")
    assert heard == ["no letter for x"]
    assert (logger.level, logger.handlers) == (logging.CRITICAL, [])


def test_whatever_the_pdf_library_raises_becomes_a_refusal(monkeypatch):
    monkeypatch.setattr("xhtml2pdf.pisa.CreatePDF", lambda *given, **named: 1 / 0)
    with pytest.raises(CannotPrint, match="ZeroDivisionError"):
        render(facts())


@pytest.fixture
def server():
    """A web server on this machine that notes whatever is asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *given):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.asked, listening.address = asked, f"http://127.0.0.1:{listening.server_port}"
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        urlopen(f"{listening.address}/awake").close()  # noqa: S310
        assert asked == ["/awake"]
        asked.clear()
        yield listening
        listening.shutdown()


SECRET = "the-contents-of-another-file"
PAYLOADS = {
    "image": '<img src="{web}/a">',
    "file image": '<img src="{file}">',
    "import": "<style>@import url({web}/b);</style>",
    "font": "<style>@font-face{{font-family:x;src:url({web}/c.ttf)}}</style>",
    "background": '<p style="background-image:url({web}/d)">',
    "page": "<style>@page{{background-image:url({web}/e.pdf)}}</style>",
    "sheet": '<link rel="stylesheet" href="{web}/f.css">',
    "include": '<pdf:include src="{file}"/>',
    "pdf font": '<pdf:font name="x" src="{web}/g.ttf"/>',
    "template": '<pdf:template><pdf:frame box="0 0 1 1"/></pdf:template>',
    "new page": "<b>x</b><pdf:nextpage/>&{{{{7*7}}}}{{% now %}}",
    "object": '<object data="{web}/h"></object>',
    "embed": '<embed src="{file}">',
    "svg": '<img src="data:image/svg+xml,<svg><image href=&quot;{web}/i&quot;/></svg>">',
    "entity": '<!DOCTYPE x [<!ENTITY y SYSTEM "{file}">]>&y;',
    "entities": "&lt;img src={web}/j&gt;&#60;img src={web}/k&#62;",
    "break out": '"></p></style></title><img src={web}/l><style>',
    "css": "x;background:url({web}/m);/*",
    "colour": "<font color=\"[[[getattr(pow,'__globals__')['os'].system('touch {mark}')]]]\">x</font>",
    "script": '<script>app.alert(1)</script><a href="javascript:alert(1)">x</a>',
    "base": '<base href="{web}/"><img src="n">',
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_markup_in_any_value_is_neither_fetched_nor_obeyed(payload, server, tmp_path, monkeypatch):
    secret, mark = tmp_path / "s", tmp_path / "m"
    secret.write_text(SECRET)
    value = payload.format(web=server.address, file=secret.as_uri(), mark=mark)
    monkeypatch.setattr(pdf, "problems", lambda facts: [])  # long payloads too must reach the PDF library
    monkeypatch.setattr(pdf.fonts, "fit_name", lambda name: (6, [name]))
    monkeypatch.setattr(pdf.layout.Slot, "size", 4)
    for some in (FIELDS[:4], FIELDS[4:8], FIELDS[8:]):
        try:
            made = render(changed(some, value))
        except CannotPrint:
            continue  # too long for its frame; the server still tells whether anything was fetched
        assert len(PdfReader(io.BytesIO(made)).pages) == 1
        assert harmless(made)
    assert server.asked == []
    assert not mark.exists()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_even_markup_that_reaches_the_pdf_library_fetches_nothing(payload, server, tmp_path):
    secret, mark = tmp_path / "s", tmp_path / "m"
    secret.write_text(SECRET)
    with contextlib.suppress(CannotPrint):
        assert harmless(pdf._draw(payload.format(web=server.address, file=secret.as_uri(), mark=mark)))
    assert server.asked == []
    assert not mark.exists()


def harmless(made: bytes) -> bool:
    scripts = any(word in made for word in (b"/JavaScript", b"/OpenAction", b"/EmbeddedFile"))
    return not scripts and SECRET not in text_of(made)


@pytest.mark.parametrize("field", ["name", "school", "statement", "framework", "collaboration"])
def test_markup_prints_as_it_was_typed(field):
    made = render(changed([field], "<b>x</b><pdf:nextpage/>&{{7*7}}"))
    assert "<b>x</b><pdf:nextpage/>&{{7*7}}" in squeezed(text_of(made))
    assert len(PdfReader(io.BytesIO(made)).pages) == 1


def test_markup_in_a_signatory_prints_as_it_was_typed():
    made = render(changed(["signatories"], "<b>x</b>&{{7*7}}"))
    assert squeezed(text_of(made)).count("<b>x</b>&{{7*7}}") == 3 * 4


def test_only_one_module_uses_the_pdf_library_and_always_with_our_policy():
    sources = {
        path.relative_to(settings.BASE_DIR).as_posix(): path.read_text(encoding="utf-8")
        for app in ("cms", "people", "modules", "forms", "reviews", "portfolio", "register", "home")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
    }
    assert [name for name, text in sources.items() if "xhtml2pdf import" in text or "pisa." in text] == [
        "register/pdf.py"
    ]
    source = sources["register/pdf.py"]
    assert source.count("pisa.") == source.count("resource_policy=policy") == 1
    assert "allow_remote=False" in source
    assert not any(word in source for word in ("PERMISSIVE_POLICY", "show_error_as_pdf", "link_callback"))
