"""`geo.formats.pdf`: the words of a PDF in the order of reading, and where each stands."""

import pytest
from pdf_files import lines, pdf

from geo.errors import SourceError
from geo.formats.pdf import read_pdf

LEFT = [
    "The river rose in the night and the inhab-",
    "itants of the lower town moved their be-",
    "longings to higher ground on Sunday, the",
    "mayor said. No one was hurt at all.",
]
RIGHT = [
    "Trains between Leeds and York were late",
    "for three days. The rail company ex-",
    "pects to open the line on 12 May 2007,",
    "its Anglo-",
    "Pakistani owner said.",
]
RIVER = (
    "The river rose in the night and the inhabitants of the lower town moved their belongings to "
    "higher ground on Sunday, the mayor said. No one was hurt at all."
)
TRAINS = (
    "Trains between Leeds and York were late for three days. The rail company expects to open the "
    "line on 12 May 2007, its Anglo-Pakistani owner said."
)


def text_of(*pages: list) -> str:
    return read_pdf(pdf(*pages), name="a.pdf").text


def row_by_row(left: list[str], right: list[str], *, top: float = 100) -> list:
    columns = lines(left, left=60, top=top), lines(right, left=320, top=top)
    return sorted((words for column in columns for words in column), key=lambda words: words[1])


def test_lines_become_one_paragraph_and_broken_words_are_whole() -> None:
    assert text_of(lines(LEFT)) == f"{RIVER}\n"


def test_columns_in_the_order_of_the_file_stay_so() -> None:
    page = [*lines(LEFT, left=60), *lines(RIGHT, left=320)]
    assert text_of(page) == f"{RIVER}\n{TRAINS}\n"


def test_columns_that_are_held_row_by_row_are_read_one_after_the_other() -> None:
    assert text_of(row_by_row(LEFT, RIGHT)) == f"{RIVER}\n{TRAINS}\n"


def test_a_heading_over_columns_is_a_paragraph_of_its_own() -> None:
    heading = [(60, 60, 20, "High water in the valley of the three rivers")]
    page = [*heading, *row_by_row(LEFT, RIGHT)]
    assert text_of(page).splitlines() == [heading[0][3], RIVER, TRAINS]


def test_three_columns_are_read_one_after_the_other() -> None:
    columns = [
        [f"{name} column, line {number} of it" for number in range(1, 6)]
        for name in ("First", "Middle", "Last")
    ]
    words = [
        each
        for number, column in enumerate(columns)
        for each in lines(column, left=30 + 190 * number)
    ]
    page = sorted(words, key=lambda each: (each[1], each[0]))
    assert text_of(page) == "".join(" ".join(column) + " " for column in columns)[:-1] + "\n"


def test_the_cells_of_a_table_are_read_row_by_row() -> None:
    towns, dead = ["Leeds", "York", "Hull", "Otley"], ["12", "3", "41", "7"]
    assert text_of(row_by_row(towns, dead)) == "Leeds 12 York 3 Hull 41 Otley 7\n"


def test_a_gap_and_an_indent_begin_a_paragraph() -> None:
    gap = lines([*LEFT, "", "", *RIGHT])
    indented = [
        (words[0] + (12 if number == len(LEFT) else 0), *words[1:])
        for number, words in enumerate(lines([*LEFT, *RIGHT]))
    ]
    assert text_of(gap) == text_of(indented) == f"{RIVER}\n{TRAINS}\n"


def test_a_sentence_goes_on_over_a_page_and_what_repeats_on_pages_is_left_out() -> None:
    pages = [
        [(60, 30, 9, "The Valley Times"), *lines(part), (300, 780, 9, str(number))]
        for number, part in enumerate((LEFT[:3], LEFT[3:]), start=1)
    ]
    assert text_of(*pages) == f"{RIVER}\n"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (["the 20-", "year plan of the town"], "the 20-year plan of the town"),
        (
            ["a well-known man and a well-", "known woman"],
            "a well-known man and a well-known woman",
        ),
        (["the wellknown man and a well-", "known one"], "the wellknown man and a wellknown one"),
        (["the town - a small one -", "was dry"], "the town - a small one - was dry"),
    ],
)
def test_a_hyphen_stays_where_the_word_has_it(broken: list[str], whole: str) -> None:
    assert text_of(lines(broken)) == f"{whole}\n"


def test_a_part_is_the_page_and_the_box_of_words() -> None:
    pages = [lines(LEFT), [(60, 400, 20, "Dry"), (300, 400, 20, "Wet")]]
    read = read_pdf(pdf(*pages), name="a.pdf")
    start = read.text.index("Wet")
    page, _, box = read.part(start, start + 3).partition("&xywh=percent:")
    left, top, width, height = map(float, box.split(","))
    # Helvetica: W is 944 thousandths of the size wide, e 556, t 278; a capital is 718 high.
    assert page == "page=2"
    assert left == pytest.approx(100 * 300 / 600, abs=0.2)
    assert width == pytest.approx(100 * 20 * (0.944 + 0.556 + 0.278) / 600, abs=0.3)
    assert top + height == pytest.approx(100 * 400 / 800, abs=0.4)
    assert height == pytest.approx(100 * 20 * 0.718 / 800, abs=0.5)


def test_a_part_of_several_pages_is_on_the_first() -> None:
    read = read_pdf(pdf(lines(LEFT[:3]), lines(LEFT[3:])), name="a.pdf")
    start = read.text.index("Sunday")
    assert read.part(start, len(read.text)).startswith("page=1&")
    assert read.part(0, 0) == ""


def test_a_title_counts_where_the_page_prints_it() -> None:
    page = [(60, 60, 20, "High water"), *lines(LEFT)]
    assert read_pdf(pdf(page, title="High Water"), name="a.pdf").title == "High Water"
    assert read_pdf(pdf(page, title="Microsoft Word - x1.doc"), name="a.pdf").title == ""


def test_a_page_without_text_among_others_is_named() -> None:
    assert read_pdf(pdf(lines(LEFT), [], lines(RIGHT)), name="a.pdf").scanned == (2,)


def test_the_same_bytes_give_the_same_text() -> None:
    data = pdf(row_by_row(LEFT, RIGHT))
    first, again = read_pdf(data, name="a.pdf"), read_pdf(data, name="b.pdf")
    assert first.text == again.text
    assert first.part(0, 40) == again.part(0, 40)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pdf([]), "a.pdf: found pages without text, such as a scan"),
        (pdf(lines(LEFT), encrypted=True), "a.pdf: found a PDF that wants a password"),
        (b"%PDF-1.7\n" + bytes(range(256)), "a.pdf: found a broken PDF"),
        (pdf(lines(["12 34", "56"])), "a.pdf: found no letter"),
    ],
)
def test_what_has_no_text_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(SourceError) as error:
        read_pdf(data, name="a.pdf")
    assert str(error.value).startswith(told)
