"""`geo draft FOLDER -o NAME.parquet`: all articles, once, whatever happens on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from drafts.drafting import ARTICLE, rows, run, write_article
from support import Geo

TOWNS = ("Leeds", "York", "Karachi", "Lahore", "Nairobi", "Quito", "Oslo", "Lima", "Accra")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 320 short articles, one deeper down."""
    folder = tmp_path_factory.mktemp("articles")
    for number in range(319):
        town = TOWNS[number % len(TOWNS)]
        lines = [f"Day {day}: rain fell in {town}, and roads were shut." for day in range(2)]
        write_article(folder, "\n".join(lines), name=f"{number:03}.txt")
    (folder / "more").mkdir()
    write_article(folder / "more")
    return folder


@pytest.fixture(scope="module")
def whole(articles: Path, geo_command: Geo) -> Path:
    out = articles.parent / f"{articles.name}.parquet"
    done = geo_command("draft", articles, "-o", out)
    assert done.returncode == 0, done.stderr
    return out


def test_each_proposal_of_each_article_is_a_row(
    whole: Path, tmp_path: Path, geo_command: Geo
) -> None:
    table = pq.read_table(whole).to_pylist()
    assert len({row["document"] for row in table}) == 320
    write_article(tmp_path)
    assert geo_command("draft", "flood.txt", cwd=tmp_path).returncode == 0
    alone = rows(tmp_path / "draft", "mentions")
    found = [row for row in table if row["document"] == "more/flood.txt"]
    mentions = [row for row in found if row["table"] == "mentions"]
    assert [str(row["start"]) for row in mentions] == [row["start"] for row in alone]
    assert [row["span_sha256"] for row in mentions] == [row["span_sha256"] for row in alone]
    leeds = next(row for row in found if row["table"] == "places" and row["id"] == "leeds")
    assert json.loads(leeds["values"])["candidate"] == "geonames:2644688"
    assert ARTICLE[leeds["start"] : leeds["end"]] == "Leeds"


def test_a_stopped_run_goes_on_and_ends_in_the_same_bytes(
    articles: Path, whole: Path, tmp_path: Path, geo_command: Geo
) -> None:
    out = tmp_path / "all.parquet"
    command = [Path(sys.executable).with_name("geo"), "draft", str(articles), "-o", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        parts = tmp_path / ".all.parquet.parts"
        deadline = time.monotonic() + 600
        while not list(parts.glob("part-*.arrow")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=600)
    assert process.returncode == 130, told
    assert "of 320 articles are done and kept; the same command goes on from there" in told
    assert not out.exists()
    done = geo_command("draft", articles, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "kept from before" in done.stdout
    assert out.read_bytes() == whole.read_bytes()
    assert list(tmp_path.iterdir()) == [out]


def test_articles_that_cannot_be_read_stop_no_other(tmp_path: Path, geo_command: Geo) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    write_article(folder)
    write_article(folder, "", name="empty.txt")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    done = geo_command("draft", folder, "-o", tmp_path / "all.parquet")
    assert done.returncode == 1
    assert "empty.txt: found nothing" in done.stderr
    assert "binary.txt: " in done.stderr
    assert (
        "skipped 1 file, not ending in .txt, .text, .md, .html, .htm, .xhtml, .pdf: picture.png\n"
    ) in done.stderr
    assert "2 of them could not be read" in done.stderr
    documents = set(pq.read_table(tmp_path / "all.parquet")["document"].to_pylist())
    assert documents == {"flood.txt"}


def test_an_output_that_cannot_be_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    write_article(folder)
    (tmp_path / "there.parquet").write_bytes(b"mine")
    for out, wanted in (("draft", "a file in .parquet"), ("there.parquet", "stands there already")):
        code, told = run(tmp_path, "draft", folder, "-o", tmp_path / out)
        assert code == 2
        assert wanted in told
    assert (tmp_path / "there.parquet").read_bytes() == b"mine"


def test_files_of_other_endings_are_named_and_of_many_the_first(tmp_path: Path) -> None:
    write_article(tmp_path)
    (tmp_path / "notes").mkdir()
    for number in range(11):
        (tmp_path / "notes" / f"{number:02}.docx").write_bytes(b"PK")
    (tmp_path / ".hidden.pdf").write_bytes(b"%PDF")
    code, told = run(tmp_path, "draft", tmp_path, "-o", tmp_path / "all.parquet")
    assert code == 0
    line = next(line for line in told.splitlines() if line.startswith("skipped 11 files, "))
    assert line.endswith(
        f": {', '.join(f'notes/{number:02}.docx' for number in range(10))} and 1 more"
    )
    code, told = run(tmp_path, "draft", tmp_path, "-o", tmp_path / "all.parquet", "--overwrite")
    assert code == 0
    assert "all.parquet," not in told


def test_a_folder_without_articles_is_told(tmp_path: Path) -> None:
    code, told = run(tmp_path, "draft", tmp_path, "-o", tmp_path / "all.parquet")
    assert code == 2
    assert "found no article" in told
