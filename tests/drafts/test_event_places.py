"""Where something went from, via and to: proposed where the sentence says it, and nowhere else."""

from pathlib import Path

import pytest
from drafts.drafting import GIVEN, keep, rows, run, write_article, write_story

from geo.desk.decisions import keep as keep_row
from geo.desk.records import KEPT, PROPOSED, Entry, Name
from geo.drafts import propose, read_article

DECIDED = {
    "The march went from Leeds to York on 3 May 2007.": ("leeds from", "york to"),
    "They marched from Leeds via Otley to York on 4 May 2007.": (
        *("leeds from", "otley via", "york to"),
    ),
    "The protest moved slowly from Leeds to York on 5 May 2007.": ("leeds from", "york to"),
    "They sailed to Hull from York by way of Selby on 6 May 2007.": (
        *("hull to", "york from", "selby via"),
    ),
}
OPEN = (
    "On 7 May 2007 a train from Leeds to York was bombed.",
    "The bombing of the road from Leeds to York on 8 May 2007 killed six.",
    "He was sentenced in Hull on 9 May 2007 for a robbery from Leeds to York.",
    "A man from Leeds was taken to York on 10 May 2007.",
    "The rally was held in Leeds on 11 May 2007 and ended late.",
    "They marched from Leeds on 12 May 2007.",
    "The march from Leeds to York on 13 May 2050 is planned.",
)


def test_roles_are_proposed_where_both_ends_are_told(tmp_path: Path) -> None:
    write_article(tmp_path, "\n\n".join([*DECIDED, *OPEN]), name="a.txt")
    tables = propose([read_article(tmp_path / "a.txt")]).tables
    roles: dict[str, list[str]] = {}
    for row in tables["event_places"]:
        sentence = next(text for text in (*DECIDED, *OPEN) if row["quote"] in text)
        roles.setdefault(sentence, []).append(f"{row['place']} {row['role']}")
    assert {text: tuple(found) for text, found in roles.items()} == DECIDED
    events = {row["id"]: row for row in tables["events"]}
    ways = [events[name] for name in dict.fromkeys(r["event"] for r in tables["event_places"])]
    assert [(row["title"], row["place"]) for row in ways[:2]] == [
        ("March from Leeds to York", ""),
        ("March from Leeds to York", ""),
    ]
    road = next(row for row in tables["events"] if "road" in row["quote"])
    assert (road["title"], road["place"]) == ("Bombing", "")


def draft_of_a_march(folder: Path) -> None:
    write_article(folder, next(iter(DECIDED)), name="a.txt")
    assert run(folder, "draft", "a.txt", *GIVEN)[0] == 0
    write_story(folder / "story")


@pytest.mark.parametrize("marked", [(), ("event_places",)])
def test_roles_come_along_with_their_event(tmp_path: Path, marked: tuple[str, ...]) -> None:
    draft_of_a_march(tmp_path)
    for table in ("sources", "places", "events", "claims", *marked):
        keep(tmp_path / "draft", table)
    for _ in range(2):
        code, told = run(tmp_path, "draft", "--merge", "draft", "--story", "story")
        assert code == 0, told
        roles = [(row["place"], row["role"]) for row in rows(tmp_path / "story", "event_places")]
        assert roles == [("leeds", "from"), ("york", "to")]


def test_a_role_of_a_place_that_is_not_kept_stays_behind(tmp_path: Path) -> None:
    draft_of_a_march(tmp_path)
    for table in ("sources", "events", "claims", "event_places"):
        keep(tmp_path / "draft", table)
    keep(tmp_path / "draft", "places", "leeds")
    code, told = run(tmp_path, "draft", "--merge", "draft", "--story", "story")
    assert code == 0, told
    assert "draft/event_places.csv, row 3: left out, as york is not kept" in told
    assert [row["place"] for row in rows(tmp_path / "story", "event_places")] == ["leeds"]


def test_at_the_desk_roles_are_kept_with_event_and_place() -> None:
    event = {"id": "e", "place": "", "after": ""}
    role = {"event": "e", "place": "leeds", "role": "from", "note": ""}
    other = role | {"place": "york", "role": "to"}
    entries = {
        Name("events", "e"): Entry(PROPOSED, event),
        Name("places", "leeds"): Entry(KEPT, {"id": "leeds", "within": ""}),
        Name("places", "york"): Entry(PROPOSED, {"id": "york", "within": ""}),
        Name("event_places", "e leeds from"): Entry(PROPOSED, role),
        Name("event_places", "e york to"): Entry(PROPOSED, other),
    }
    changed = keep_row(Name("events", "e"), entries)
    assert {name.key for name in changed} == {"e", "e leeds from"}
    changed = keep_row(Name("event_places", "e york to"), entries)
    assert {name.key for name in changed} == {"e", "york", "e leeds from", "e york to"}
