"""What a person edited stays, all else follows the table, and what is used does not go."""

from hypothesis import given
from hypothesis import strategies as st

from geo.importing.merge import hashes_of, match_keys, merge_rows, pack_hashes, unpack_hashes

CELLS = st.sampled_from(["", "a", "b", "c"])
COLUMNS = ("title", "kind", "note")


def events(rows: dict[str, tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    return {
        name: {"id": name, **dict(zip(COLUMNS, row, strict=True))} for name, row in rows.items()
    }


ROWS = st.dictionaries(st.sampled_from("vwxyz"), st.tuples(CELLS, CELLS, CELLS))


@given(before=ROWS, mine=ROWS, theirs=ROWS)
def test_each_cell_is_compared_three_ways(
    before: dict[str, tuple[str, str, str]],
    mine: dict[str, tuple[str, str, str]],
    theirs: dict[str, tuple[str, str, str]],
) -> None:
    base, current, new = events(before), events(mine), events(theirs)
    tables = {"events": current, "claims": {}}
    written = {"events": {name: hashes_of(row) for name, row in base.items()}}
    merged = merge_rows(tables, {"events": new}, written=written, groups={}, head={})
    after = merged.tables["events"]
    for name, row in current.items():
        for column in COLUMNS:
            was = base.get(name, {}).get(column, "")
            if name not in new and name in base and row == base[name]:
                assert name not in after  # gone, and nobody edited it
            elif row[column] != was or name not in new:
                assert after[name][column] == row[column]
            else:
                assert after[name][column] == new[name][column]
    for name, row in new.items():
        if name not in current:
            assert after.get(name) == (None if name in base else row)
    assert tables["events"] == events(mine)  # what was given is not changed


def test_a_row_that_another_names_stays_with_its_group() -> None:
    event = {"id": "fire", "title": "A fire", "place": "oslo"}
    claim = {"id": "fire-row", "about": "fire; oslo", "said_by": ""}
    place = {"id": "oslo", "name": "Oslo"}
    current = {
        "events": {"fire": event},
        "claims": {"fire-row": claim},
        "places": {"oslo": place},
        "steps": {"one": {"id": "one", "text": "It burnt [fire-row].", "selects": ""}},
    }
    written = {
        table: {name: hashes_of(row) for name, row in rows.items()}
        for table, rows in current.items()
        if table != "steps"
    }
    groups = {("events", "fire"): "1", ("claims", "fire-row"): "1"}
    merged = merge_rows(current, {}, written=written, groups=groups, head={})
    assert merged.stays == [("claims", "fire-row"), ("events", "fire"), ("places", "oslo")]
    current["steps"] = {}
    merged = merge_rows(current, {}, written=written, groups=groups, head={})
    assert sorted(merged.removed) == [
        ("claims", "fire-row"),
        ("events", "fire"),
        ("places", "oslo"),
    ]
    merged = merge_rows(
        current, {}, written=written, groups=groups, head={"finding": "So [fire-row]."}
    )
    assert merged.removed == []


def test_rows_without_a_key_are_matched_only_where_one_alone_fits() -> None:
    old = {"a": dict.fromkeys("wxyz", "1"), "b": {"w": "2", "x": "2", "y": "2", "z": "2"}}
    moved = dict.fromkeys("wxy", "1") | {"z": "9"}
    assert match_keys(old, {"c": moved, "b": old["b"]}) == {"c": "a"}
    assert match_keys(old, {"c": moved, "d": moved, "b": old["b"]}) == {}
    assert match_keys(old, {"c": {"w": "1", "x": "9", "y": "9", "z": "9"}}) == {}


@given(st.dictionaries(st.sampled_from(["a b", "c", "d"]), st.sampled_from(["0f", "1e"])))
def test_hashes_are_packed_and_unpack_hashes(cells: dict[str, str]) -> None:
    columns = ["a b", "c", "d"]
    assert unpack_hashes(pack_hashes(cells, columns), columns) == cells
