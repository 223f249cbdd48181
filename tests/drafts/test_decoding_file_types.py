"""What is not an article is named, and never read as prose."""

import io
import json
import zipfile

import pytest

from geo.drafts.articles import decode
from geo.errors import SourceError

PROSE = "The river rose in Leeds on Monday, and two roads were closed."
MAIL = f"From: Ann Reed <ann@post.example>\nTo: bob@post.example\nSubject: Flood\n\n{PROSE}\n"
WEB = (
    "From: <Saved by a browser>\nSnapshot-Content-Location: https://post.example/a\n"
    f'Subject: Flood\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n{PROSE}'
)


def zipped(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(name, PROSE)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.txt", MAIL, "an e-mail"),
        ("a.txt", MAIL.replace("\n", "\r\n"), "an e-mail"),
        ("a.txt", f"From ann@post.example Mon Jan  8 09:15:00 2024\n{MAIL}", "an e-mail"),
        ("a.eml", PROSE, "an e-mail"),
        ("a.txt", WEB, "a saved web archive (MHTML)"),
        ("a.mhtml", PROSE, "a saved web archive"),
        ("a.txt", json.dumps({"text": PROSE}), "JSON"),
        ("a.txt", json.dumps([PROSE, PROSE], indent=1), "JSON"),
        ("a.txt", f"{json.dumps({'text': PROSE})}\n" * 3, "JSON"),
        ("a.txt", "\ufeff" + json.dumps({"text": PROSE}), "JSON"),
        ("a.txt", "day,town,dead\n2024,Leeds,3\n2024,York,2\n", "a table (CSV)"),
        ("a.txt", "day\ttown\tdead\n2024\tLeeds\t3\n2024\tYork\t2\n", "a table (CSV)"),
        ("a.txt", "day;town;dead\n2024;Leeds;3\n2024;York;2\n", "a table (CSV)"),
        ("a.txt", f'<?xml version="1.0"?><rss><item>{PROSE}</item></rss>', "XML (rss)"),
        ("a.txt", f"<svg><text>{PROSE}</text></svg>", "XML (svg)"),
        ("a.txt", f"BEGIN:VCALENDAR\nSUMMARY:{PROSE}\n", "a calendar"),
        ("a.txt", f"#!/bin/sh\necho {PROSE}\n", "a script"),
        ("a.txt", zipped("word/document.xml"), "a word processor's document (.docx)"),
        ("a.txt", zipped("xl/workbook.xml"), "a spreadsheet (.xlsx)"),
        ("a.txt", zipped("a.txt"), "a zip file"),
        ("a.txt", b"\n%PDF-1.7\n" + PROSE.encode(), "a PDF"),
        ("a.txt", b"bplist00" + PROSE.encode(), "a saved web archive or a property list"),
        ("a.txt", b"\x7fELF\2\1\1" + PROSE.encode(), "a program"),
        ("a.txt", b"MZ\x90\0\3" + PROSE.encode(), "a program"),
        ("a.txt", b"RIFF\x24\0\0\0WEBP" + PROSE.encode(), "a picture"),
        ("a.txt", b"SQLite format 3\0" + PROSE.encode(), "a database"),
        ("a.xlsx", PROSE, "a spreadsheet"),
    ],
)
def test_what_is_no_article_is_named(name: str, data: str | bytes, told: str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    with pytest.raises(SourceError) as error:
        decode(raw, name=name)
    assert str(error.value).startswith(f"{name}: found {told}")
    assert "wanted text, HTML or PDF" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"Title: Flood\nBy: Ann Reed\nDate: 8 January 2024\n\n{PROSE}",
        f"From: Reuters\nDate: 8 January 2024\nSubject: Flood\n\n{PROSE}",
        f"[Correction] {PROSE}",
        f'{{"We lost all," she said.}} {PROSE}',
        f"{PROSE}\n{PROSE}\n{PROSE}",
        "Rain in Leeds, York, and Hull.\nSnow in Oslo, Bergen, and Rome.\nSun in Lima, Quito.",
        "From Leeds to York the road was shut.\n" + PROSE,
    ],
)
def test_prose_is_read_whatever_it_begins_with(text: str) -> None:
    assert decode(text.encode(), name="a.txt").text == text
