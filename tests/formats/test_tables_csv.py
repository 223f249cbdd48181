from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo.errors import ExportError
from geo.formats import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_starts_like_a_formula_gets_an_apostrophe(tmp_path: Path, start: str) -> None:
    frame = pd.DataFrame({"text": [f"{start}1+1"]})
    assert read(write_csv(frame, tmp_path / "a.csv"))[0]["text"] == f"'{start}1+1"


def test_a_nul_is_shown_as_a_sign_and_guarded_in_front(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["\0=1", "a\0b"]})
    found = [row["text"] for row in read(write_csv(frame, tmp_path / "a.csv"))]
    assert found == ["'␀=1", "a␀b"]


def test_ids_and_headers_are_guarded_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=head": ["a"]}, index=pd.Index(["@id"], name="+id"))
    found = read(write_csv(frame, tmp_path / "a.csv"))
    assert found == [{"'+id": "'@id", "'=head": "a"}]


def test_numbers_stay_numbers(figures: pd.DataFrame, tmp_path: Path) -> None:
    text = write_csv(figures, tmp_path / "figures.csv").read_text(encoding="utf-8")
    assert '"deaths",40,"","at-least"' in text
    assert '"change",-5.5,-5.5,"exact"' in text
    assert '"\'-5.5 percent"' in text


def test_days_and_truth_are_words(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    found = read(write_csv(events.drop(columns="geometry"), tmp_path / "events.csv"))
    assert [row["earliest"] for row in found] == ["2007-05-12", "1992-01-01", "", "'-000043-03-15"]
    assert [row["contested"] for row in found] == ["true", "false", "true", "false"]


def test_hostile_text_stands_letter_for_letter(
    claims: pd.DataFrame, hostile: str, tmp_path: Path
) -> None:
    found = read(write_csv(claims, tmp_path / "claims.csv"))
    assert found[1]["statement"] == hostile.replace("\0", "␀")
    assert found[3]["statement"] == "'=cmd|' /C calc'!A0"


def test_lines_end_in_lf_and_the_text_is_utf_8_without_a_mark(
    figures: pd.DataFrame, tmp_path: Path
) -> None:
    data = write_csv(figures, tmp_path / "figures.csv").read_bytes()
    assert data.startswith(b'"id","claim"')
    assert data.count(b"\n") == 4
    assert b"\r" not in data


def test_pandas_reads_the_same_table(claims: pd.DataFrame, tmp_path: Path) -> None:
    kept = claims.drop(index=["c-2", "c-4"]).drop(columns=["said_by_label", "source_label", "note"])
    path = write_csv(kept, tmp_path / "claims.csv")
    back = pd.read_csv(path, index_col="id", keep_default_na=False)
    pd.testing.assert_frame_equal(back, kept)


def test_an_empty_table_has_its_header(claims: pd.DataFrame, tmp_path: Path) -> None:
    text = write_csv(claims.iloc[:0], tmp_path / "claims.csv").read_text(encoding="utf-8")
    assert text.startswith('"id","about","statement"')
    assert text.count("\n") == 1


def test_what_is_no_text_is_refused_and_no_file_appears(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="lone surrogate"):
        write_csv(pd.DataFrame({"text": ["\ud800"]}, dtype=object), tmp_path / "a.csv")
    with pytest.raises(ExportError, match="more than once"):
        write_csv(pd.DataFrame({"text": ["a", "b"]}, index=["x", "x"]), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_cells_of_numpy_and_nothing_are_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [np.int64(3), None, np.nan], "b": ["x", pd.NA, pd.NaT]})
    found = read(write_csv(frame.astype(object), tmp_path / "a.csv"))
    assert [(row["a"], row["b"]) for row in found] == [("3", "x"), ("", ""), ("", "")]
