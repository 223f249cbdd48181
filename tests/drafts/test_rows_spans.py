"""Whatever an article is made of, the text at a row's span is what the row says."""

import hashlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.drafts import propose, read_article
from geo.drafts.columns import ANCHOR
from geo.drafts.folder import read_rows, write_draft
from geo.errors import SourceError

PLACES = ["Leeds", "Karachi", "in London, England", "São Paulo", "کراچی", "Москва"]
LINES = ["\r\n", "\n\n", "\r", "\ufeff", "\u2028", "\0", "\t", "Comments\n"]
SIGNS = ["👩", "e\u0301", "=1+1", '"', ",", "'", ". ", " the ", " in ", "<b>Paris</b>"]
TOLD = ["On Monday at least 40 people died. ", "He said: “No.” "]
PIECES = st.sampled_from([*PLACES, *LINES, *SIGNS, *TOLD])
TEXTS = st.lists(PIECES | st.text(max_size=6), min_size=1, max_size=25).map(" ".join)


@settings(max_examples=60)
@given(TEXTS)
def test_the_text_at_a_span_is_what_the_row_is_about(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "a.txt")
        path.write_bytes(text.encode("utf-8", "replace"))
        try:
            article = read_article(path, published="2024-01-08")
        except SourceError:
            return
        draft = propose([article])
        write_draft(draft, Path(name, "draft"))
        copy = Path(name, "draft", "a.txt").read_bytes().decode("utf-8")
        tables, faults = read_rows(Path(name, "draft"))
    assert faults == []
    for table, rows in tables.items():
        written = draft.tables[table]
        assert [row["id"] for row in rows.values()] == [row["id"] for row in written]
        assert len({row["id"] for row in written}) == len(written)
        for row in rows.values() if table != "sources" else ():
            span = copy[int(row["start"]) : int(row["end"])]
            assert span.strip()
            assert row["span_sha256"] == hashlib.sha256(span.encode()).hexdigest()
            assert all(row[name] for name in ANCHOR)
    for row in tables["mentions"].values():
        if row["what"] == "place":
            assert "\n" not in copy[int(row["start"]) : int(row["end"])].strip()
