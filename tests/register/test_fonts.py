"""Letters and room: what the certificate's fonts have, and how a name is fitted."""

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from register import assets, fonts, typefaces
from register.facts import CertificateFacts
from register.fonts import NameTooLong, clean, fit_name, loose_accents, missing_letters
from tests.register.certificates import facts

NAMES = [
    "Łukasz Żółkiewski-Wójcik",
    "Nguyễn Thị Hương Đặng",
    "Siân Ŵyn Llŷr Gruffŷdd",
    "Öğün Şahin Ğül İnan ışık",
    "Ólafur Þórðarson",
    "Ελένη Παπαδοπούλου",
    "Олена Шевченко",
    "ليلى المنصوري",
    "Ọláṣẹ̀ Adébáyọ̀",
    "O’Brien–Ní Mháille",
]


@pytest.mark.parametrize("name", NAMES)
def test_these_names_have_all_their_letters(name):
    assert missing_letters(name) == []


def test_letters_no_font_has_are_named_once_in_their_order():
    assert missing_letters("王小明 Wang 王 😀 א") == ["王", "小", "明", "😀", "א"]


def test_text_is_composed_and_loses_what_cannot_be_seen():
    assert clean("  A\u0301sa\u202e\u200b  Ka\u00adtz\u2011Lev\u2069\n") == "Ása Katz-Lev"


def test_an_accent_without_a_ready_made_letter_is_noticed():
    assert loose_accents("Ọláṣẹ̀")
    assert not loose_accents("Zo\u0308e")


def test_a_short_name_stands_on_one_line_at_full_size():
    assert fit_name("Jo Okafor") == (46, ["Jo Okafor"])


def test_a_longer_name_is_printed_smaller_before_it_takes_two_lines():
    size, lines = fit_name("Alexandrina Konstantinopoulou-Papas")
    assert 30 <= size < 46
    assert lines == ["Alexandrina Konstantinopoulou-Papas"]


def test_a_very_long_name_takes_two_lines_parted_where_the_longer_is_shortest():
    name = "Maria-Magdalena Featherstonehaugh-Cholmondeley von Württemberg"
    size, lines = fit_name(name)
    assert lines == ["Maria-Magdalena Featherstonehaugh-", "Cholmondeley von Württemberg"]
    assert max(fonts.width(line, size, fonts.DISPLAY) for line in lines) <= fonts.NAME_WIDTH
    assert max(fonts.width(line, size + 1, fonts.DISPLAY) for line in lines) > fonts.NAME_WIDTH or size == 34


@pytest.mark.parametrize("name", ["a" * 61, "Ab " * 80, "-" * 200])
def test_a_name_that_fits_in_no_way_is_refused(name):
    with pytest.raises(NameTooLong):
        fit_name(name)


def test_words_wrap_at_the_width_of_the_line():
    word = fonts.width("word", 10, fonts.SERIF)
    two = fonts.width("word word", 10, fonts.SERIF)
    assert fonts.lines_needed("word word word", 10, two + 0.1, fonts.SERIF) == 2
    assert fonts.lines_needed("word word word", 10, word + 0.1, fonts.SERIF) == 3
    assert fonts.lines_needed("word", 10, word - 0.1, fonts.SERIF) == float("inf")


def test_the_same_packages_always_give_the_same_files(tmp_path):
    for folder in ("one", "two"):
        typefaces.build(tmp_path / folder)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / f).iterdir()} for f in ("one", "two"))
    assert sorted(one) == sorted(f"{name}.ttf" for name in typefaces.NAMES)
    assert one == two


def _build(folder: str, start) -> None:
    start.wait()
    assets._built(Path(folder))


def test_two_processes_may_build_the_folder_at_once(tmp_path):
    context = multiprocessing.get_context("fork")
    start = context.Event()
    processes = [context.Process(target=_build, args=(str(tmp_path), start)) for _ in range(2)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    (folder,) = tmp_path.iterdir()  # one finished folder, and no draft left beside it
    assert folder == assets._built(tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "fonts",
        "background-entry.pdf",
        "background-mastery.pdf",
    }


def test_facts_come_back_from_json_as_they_were():
    given = facts(name="Siân Ŵyn", revision=3, specimen=True)
    assert CertificateFacts.from_json(json.loads(json.dumps(given.to_json()))) == given


def test_asking_about_letters_does_not_load_the_pdf_library():
    code = (
        "import sys, django; django.setup(); from register import fonts, pdf, signing; fonts.fit_name('Jo');"
        "print([m for m in ('xhtml2pdf', 'pyhanko', 'fontTools.varLib') if m in sys.modules])"
    )
    assets.folder()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
