"""`geo archive`: the reader's copy as WARC beside the story, from a file alone."""

import csv
import gzip
import hashlib
from pathlib import Path

import pytest
from drafts.drafting import run
from warcio.archiveiterator import ArchiveIterator

PAGE = b"<!doctype html><p>Rain fell in Leeds.</p>\n"
ADDRESS = "https://news.example/rain"
ARCHIVED = "https://archive.example/2024/https://news.example/rain"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    assert run(tmp_path, "new", "story", "--title", "Rain")[0] == 0
    (tmp_path / "rain.html").write_bytes(PAGE)
    write_source(tmp_path / "story", accessed="2024-01-09")
    return tmp_path


def write_source(story: Path, **cells: str) -> None:
    path = story / "sources.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {
        "id": "rain",
        "title": "Rain",
        "publisher": "The Post",
        "file": "rain.txt",
        "length": "20",
        "sha256": "0" * 64,
        "url": ADDRESS,
        **cells,
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)


def source_of(story: Path) -> dict[str, str]:
    with (story / "sources.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


def test_the_archive_holds_the_file_byte_for_byte_under_its_address(desk: Path) -> None:
    code, told = run(desk, "archive", "rain.html", "--story", "story")
    assert code == 0, told
    path = desk / "story" / "articles" / "rain.html.warc.gz"
    assert hashlib.sha256(PAGE).hexdigest() in told
    with path.open("rb") as file:
        records = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.rec_headers.get_header("WARC-Date"),
                record.content_type,
                record.content_stream().read(),
                record.digest_checker.passed,
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert [record[0] for record in records] == ["warcinfo", "resource"]
    assert records[1][1:] == (ADDRESS, "2024-01-09T00:00:00Z", "text/html", PAGE, True)
    assert "/articles/" in (desk / "story" / ".gitignore").read_text(encoding="utf-8").split()


def test_a_folder_that_is_made_says_to_git_that_it_is_not_to_be_published(desk: Path) -> None:
    (desk / "story" / "articles").rmdir()
    assert run(desk, "archive", "rain.html", "--story", "story")[0] == 0
    ignored = (desk / "story" / "articles" / ".gitignore").read_text(encoding="utf-8")
    assert ignored.splitlines()[-1] == "*"


def test_again_the_same_file_gives_the_same_bytes(desk: Path) -> None:
    path = desk / "story" / "articles" / "rain.html.warc.gz"
    assert run(desk, "archive", "rain.html", "--story", "story")[0] == 0
    first = path.read_bytes()
    path.unlink()
    assert run(desk, "archive", "rain.html", "--story", "story")[0] == 0
    assert path.read_bytes() == first
    assert run(desk, "archive", "rain.html", "--story", "story")[0] == 0


def test_an_address_comes_into_the_source_with_the_hash_of_the_file(desk: Path) -> None:
    before = source_of(desk / "story")
    code, told = run(desk, "archive", "rain.html", "--story", "story", "--address", ARCHIVED)
    assert code == 0, told
    sha256 = hashlib.sha256(PAGE).hexdigest()
    cells = {"archived_url": ARCHIVED, "archive_sha256": sha256}
    assert source_of(desk / "story") == before | cells


def test_a_source_without_an_address_is_named_by_its_hash(desk: Path) -> None:
    write_source(desk / "story", url="")
    day = ("--accessed", "2024-01-10")
    assert run(desk, "archive", "rain.html", "--story", "story", *day)[0] == 0
    path = desk / "story" / "articles" / "rain.html.warc.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    assert f"WARC-Target-URI: urn:sha256:{hashlib.sha256(PAGE).hexdigest()}" in text
    assert "WARC-Date: 2024-01-10T00:00:00Z" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("https://news.example/rain",), "nothing is fetched"),
        (("none.html",), "found no file none.html"),
        (("rain.html", "--source", "snow"), "sources.csv, column id: found 'snow'"),
        (("rain.html", "--accessed", "in May"), "--accessed: found 'in May'"),
        (("rain.html", "--address", "ftp://a"), "--address: found 'ftp://a'"),
        (("empty.html", "--source", "rain"), "empty.html: found nothing"),
    ],
)
def test_what_can_not_be_archived_is_one_error(
    desk: Path, arguments: tuple[str, ...], told: str
) -> None:
    (desk / "empty.html").write_bytes(b"")
    before = (desk / "story" / "sources.csv").read_bytes()
    code, message = run(desk, "archive", *arguments, "--story", "story")
    assert code == 2
    assert told in message
    assert not list((desk / "story" / "articles").iterdir())
    assert (desk / "story" / "sources.csv").read_bytes() == before


def test_without_a_day_there_is_no_archive(desk: Path) -> None:
    write_source(desk / "story")
    code, message = run(desk, "archive", "rain.html", "--story", "story")
    assert code == 2
    assert "accessed: found '', wanted the day on which rain.html was saved" in message
    assert not list((desk / "story" / "articles").iterdir())


def test_another_copy_of_the_name_is_not_written_over(desk: Path) -> None:
    assert run(desk, "archive", "rain.html", "--story", "story")[0] == 0
    (desk / "rain.html").write_bytes(PAGE * 2)
    code, message = run(desk, "archive", "rain.html", "--story", "story")
    assert code == 2
    assert "stands there already with another copy" in message
