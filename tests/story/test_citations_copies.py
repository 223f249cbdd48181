"""Several folders and files with copies all count, and none in silence."""

import hashlib
import logging
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import SourceError
from geo.story.citations import find_copies

TEXT = "Rain fell in Leeds.\n"
OTHER = "Rain fell in York.\n"


def table(**texts: str) -> pd.DataFrame:
    """Return the sources of a story that read these texts."""
    rows = [
        (name, f"{name}.txt", len(text), hashlib.sha256(text.encode()).hexdigest())
        for name, text in texts.items()
    ]
    return pd.DataFrame(rows, columns=["id", "file", "length", "sha256"]).set_index("id")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_copies_in_every_folder_and_file_count(tmp_path: Path) -> None:
    write(tmp_path / "d1" / "a.txt", TEXT)
    write(tmp_path / "d2" / "b.txt", OTHER)
    file = write(tmp_path / "other name.txt", "Snow.")
    sources = table(a=TEXT, b=OTHER, c="Snow.")
    copies = find_copies(sources, places=[tmp_path / "d1", tmp_path / "d2", file])
    assert {name: copy.text for name, copy in copies.items()} == {
        "a": TEXT,
        "b": OTHER,
        "c": "Snow.",
    }


def test_the_same_copy_twice_is_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path / "d1" / "a.txt", TEXT)
    write(tmp_path / "d2" / "a.txt", TEXT)
    places = [tmp_path / "d1", tmp_path / "d2", tmp_path / "d1"]
    assert find_copies(table(a=TEXT), places=places)["a"].text == TEXT
    assert not caplog.records


@pytest.mark.parametrize("places", [("d1", "d2"), ("d2", "d1")])
def test_of_copies_that_differ_the_one_that_was_read_is_taken_and_told(
    tmp_path: Path, places: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "d1" / "a.txt", TEXT)
    write(tmp_path / "d2" / "a.txt", OTHER)
    with caplog.at_level(logging.WARNING):
        copies = find_copies(table(a=TEXT), places=[tmp_path / place for place in places])
    assert copies["a"].text == TEXT
    (record,) = caplog.records
    one, other = tmp_path / "d1" / "a.txt", tmp_path / "d2" / "a.txt"
    assert record.getMessage() == f"a: {one} is the copy that was read; not {other}"


def test_copies_that_differ_from_each_other_and_from_the_one_read_are_refused(
    tmp_path: Path,
) -> None:
    for folder, text in (("d1", TEXT), ("d2", OTHER)):
        write(tmp_path / folder / "a.txt", text)
        write(tmp_path / folder / "b.txt", text)
    with pytest.raises(SourceError) as error:
        find_copies(table(a="Hail.", b="Snow."), places=[tmp_path / "d1", tmp_path / "d2"])
    for name in "ab":
        one, other = (tmp_path / folder / f"{name}.txt" for folder in ("d1", "d2"))
        assert f"{name}: found {one} and {other}, which differ" in str(error.value)


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        find_copies(table(a=TEXT), places=[tmp_path, tmp_path / "nowhere"])
