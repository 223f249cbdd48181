"""A row in a table made by hand changes the answer after set-up, without the packages."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import geo
from geo.gazetteer.gazetteer import Gazetteer
from tools import build_index
from tools.gazetteer_by_hand import TABLES

ROOT = Path(geo.__file__).parents[1]
DATA = ROOT / build_index.DATA
# Pakistan, Sindh, Karachi, Nagorno-Karabakh, Tibet with its outline, Lhasa inside; Kathmandu.
FEW = [
    "geonames:1168579", "geonames:1164807", "geonames:1174872", "geonames:409410",
    "geonames:1279685", "geonames:1280737", "geonames:1283240",
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a working copy with a few places of the derived data, and no row made by hand yet."""
    for path in (build_index.NAMES, build_index.BY_HAND):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    data = tmp_path / build_index.DATA
    data.mkdir(parents=True)
    places, names = (pq.read_table(DATA / f"{name}.parquet") for name in ("places", "names"))
    rows = np.flatnonzero(np.isin(places["id"].to_pylist(), FEW))
    kept = names.filter(pa.array(np.isin(names["place"].to_numpy(), rows)))
    renumbered = np.searchsorted(rows, kept["place"].to_numpy()).astype(np.int32)
    few = places.take(rows)
    pq.write_table(few, data / "places.parquet")
    pq.write_table(kept.set_column(0, "place", pa.array(renumbered)), data / "names.parquet")
    outlines = pq.read_table(DATA / "boundaries.parquet")
    drawn = np.isin(outlines["id"].to_pylist(), [key for key in few["boundary"].to_pylist() if key])
    pq.write_table(outlines.filter(pa.array(drawn)), data / "boundaries.parquet")
    for name in TABLES:
        head = (DATA / name).read_text(encoding="utf-8").splitlines()[0]
        (data / name).write_text(f"{head}\n", encoding="utf-8")
    by_hand = build_index._by_hand(tmp_path)
    hashes = {name: by_hand._hash(data / name) for name in TABLES}
    (data / "origin.json").write_text(json.dumps({"outputs": hashes}), encoding="utf-8")
    build_index.build(tmp_path)
    return tmp_path


def add(root: Path, table: str, **cells: str) -> None:
    path = root / build_index.DATA / table
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="").writerow(cells)


def opened(root: Path) -> Gazetteer:
    build_index.build(root)
    return Gazetteer(root / build_index.DATA.parent)


LYARI = {
    "id": "geo:lyari", "name": "Lyari", "aliases": "Liari; Lyari Town", "lon": "66.99",
    "lat": "24.87", "kind": "suburb", "feature": "PPLX", "country": "PK", "admin1": "Sindh",
    "admin1_code": "PK.05", "radius_m": "3000", "source": "own reading", "precision": "1 km",
}  # fmt: skip


def test_a_place_that_is_added_is_the_answer(root: Path) -> None:
    before = opened(root)
    assert geo.geocode("Lyari", gazetteer=before)["status"].tolist() == ["not_found"]
    add(root, "supplement.csv", **LYARI)
    after = opened(root)
    answers = geo.geocode(["Lyari, Karachi", "Liari", "Karachi"], gazetteer=after)
    assert answers["matched"].tolist() == ["Lyari", "Lyari", "Karachi"]
    assert answers[["lon", "lat", "radius_m"]].iloc[0].tolist() == [66.99, 24.87, 3000]
    assert (len(after), after.version == before.version) == (len(before) + 1, False)


def test_a_region_and_another_name_are_known(root: Path) -> None:
    add(root, "regions.csv", id="geo:thar", name="Thar", aliases="Thar Desert", lon="70.5",
        lat="26.5", kind="region", feature="DSRT", radius_km="200", source="own")  # fmt: skip
    add(root, "other_names.csv", id="geonames:1174872", place="Karachi", name="Kolachi",
        flag="historical", source="own")  # fmt: skip
    gazetteer = opened(root)
    assert gazetteer.find("geo:thar").radius_m == 200_000
    assert [place.name for place, _ in gazetteer.named("thar desert")] == ["Thar"]
    assert [(place.name, flag) for place, flag in gazetteer.named("kolachi")] == [
        ("Karachi", "historical")
    ]


def test_what_is_disputed_takes_along_what_lies_inside(root: Path) -> None:
    add(root, "disputed.csv", id="geonames:1279685", name="Tibet", disputed="yes", source="a")
    add(root, "disputed.csv", id="geonames:409410", name="Nagorno-Karabakh", disputed="yes",
        source="b")  # fmt: skip
    gazetteer = opened(root)
    disputed = [gazetteer.find(key).name for key in FEW if gazetteer.find(key).disputed]
    assert disputed == ["Nagorno-Karabakh", "Tibet", "Lhasa"]


def test_all_rows_that_cannot_be_taken_are_told_and_the_index_stays(root: Path) -> None:
    add(root, "supplement.csv", **(LYARI | {"source": ""}))
    add(root, "supplement.csv", **(LYARI | {"radius_m": ""}))
    add(root, "supplement.csv", **(LYARI | {"lat": "24,87"}))
    add(root, "disputed.csv", id="geonames:1", name="Nowhere", disputed="yes", source="a")
    before = (root / build_index.INDEX / "meta.json").read_bytes()
    with pytest.raises(ValueError, match="cannot be taken") as error:
        build_index.build(root)
    assert str(error.value).splitlines()[1:] == [
        "supplement.csv, line 2: wanted a source and a precision",
        "supplement.csv, line 3: geo:lyari: wanted lon, lat and a radius",
        "supplement.csv, line 4: could not convert string to float: '24,87'",
        "disputed.csv, line 2: no geonames:1 Nowhere, or no source",
    ]
    assert (root / build_index.INDEX / "meta.json").read_bytes() == before


def test_the_installed_gazetteer_calls_them_disputed() -> None:
    gazetteer = geo.Gazetteer()
    for name in ("Artsakh", "Nagorno-Karabakh", "Khankendi", "Tibet", "Lhasa", "Kosovo"):
        assert gazetteer.find(gazetteer.geocode(name).raw["provider_id"]).disputed, name
        assert "disputed" in gazetteer.geocode(name).raw["reason"]
    assert not gazetteer.find("geonames:1283240").disputed  # Kathmandu
