"""Five thousand claims and mentions are read and checked, also when all have moved."""

import hashlib
from pathlib import Path

import pytest
from story.small import Row, SmallStory

import geo

NUMBER = 5000
PARAGRAPH = " ".join(f"word{n}" for n in range(20))


def text() -> str:
    return "\n".join(f"{n} {PARAGRAPH}" for n in range(NUMBER)) + "\n"


def anchors() -> list[Row]:
    """Tie a row to the whole of each paragraph."""
    rows, start = [], 0
    for number, line in enumerate(text().splitlines(), start=1):
        where = {"source": "long", "paragraph": str(number), "start": str(start)}
        digest = hashlib.sha256(line.encode()).hexdigest()
        rows.append(where | {"end": str(start + len(line)), "span_sha256": digest})
        start += len(line) + 1
    return rows


@pytest.fixture
def large(small: SmallStory) -> SmallStory:
    """Return the small story with a long article, places one within another, and events."""
    data = text().encode()
    known = {"file": "long.txt", "length": str(len(data))}
    source = small.row("sources", "herald") | {"id": "long"} | known
    small.tables["sources"].append(source | {"sha256": hashlib.sha256(data).hexdigest()})
    copies = {"claims": "c-call", "mentions": "m-edgware", "places": "hall", "pins": "hall"}
    models = {table: small.row(table, name) for table, name in copies.items()}
    event, figure = small.row("events", "encore"), small.row("figures", "f-30")
    for n, anchor in enumerate(anchors()):
        about = {"id": f"c-{n}", "about": f"e-{n}; p-{n}"}
        small.tables["claims"].append(models["claims"] | anchor | about)
        small.tables["mentions"].append(models["mentions"] | anchor | {"id": f"m-{n}"})
        inside = {"id": f"p-{n}", "within": f"p-{n - 1}" if n else "karachi"}
        small.tables["places"].append(models["places"] | inside)
        small.tables["pins"].append(models["pins"] | {"place": f"p-{n}"})
        small.tables["events"].append(event | {"id": f"e-{n}", "place": f"p-{n}"})
        small.tables["figures"].append(figure | {"id": f"f-{n}-n", "claim": f"c-{n}"})
    return small


def test_a_large_story_is_read_and_checked(large: SmallStory) -> None:
    folder, copies = large.write(), large.write_articles()
    story = geo.read_story(folder)
    assert len(story.claims) == len(story.mentions) == NUMBER + 5
    for intact in ("", "!"):
        Path(copies, "long.txt").write_text(intact + text(), encoding="utf-8")
        outcomes = geo.check(story, copies)["outcome"].value_counts()
        moved = {"moved": 2 * NUMBER, "found": 10}
        assert outcomes.to_dict() == (moved if intact else {"found": 2 * NUMBER + 10})
