"""The data and its index: where it comes from, that it is whole, small and the same each time."""

import csv
import hashlib
import json
import pickle
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import Geod

from geo.errors import GazetteerError
from geo.gazetteer import gazetteer
from geo.gazetteer.normalize import fold
from geo.geocoding import Gazetteer
from tools.build_index import FLAGS as NUMBERED
from tools.build_index import build
from tools.gazetteer_rows import FLAGS, Row
from tools.gazetteer_sources import PlainUnpickler, read_pins, verify

ROOT = Path(__file__).parents[2]
DATA = ROOT / "geo" / "gazetteer" / "data"
INDEX = ROOT / "geo" / "gazetteer" / "index"
GEOD = Geod(ellps="WGS84")


def by_hand(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def area_km2(outline: shapely.Geometry) -> float:
    return abs(GEOD.geometry_area_perimeter(outline)[0]) / 1e6


def test_the_data_is_that_of_the_recorded_hashes() -> None:
    origin = json.loads((DATA / "origin.json").read_text(encoding="utf-8"))
    for name, sha256 in origin["outputs"].items():
        if name.endswith(".csv"):
            continue  # a table made by hand may be newer: set-up merges what has changed in it
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == sha256, name
    assert origin["inputs"] == {name: pin.sha256 for name, pin in read_pins().items()}


def test_the_data_fits_into_git_and_the_index_on_a_phone() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 25e6
    assert sum(path.stat().st_size for path in INDEX.iterdir()) < 40e6


def test_an_archive_with_another_hash_is_refused(tmp_path: Path) -> None:
    source = read_pins()["airportsdata"]
    (tmp_path / source.file).write_bytes(b"something else")
    with pytest.raises(ValueError, match="sha256"):
        verify(source, tmp_path)


def test_a_pickle_with_a_class_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hostile.pkl"
    path.write_bytes(pickle.dumps(tmp_path))
    with path.open("rb") as file, pytest.raises(pickle.UnpicklingError, match="refused"):
        PlainUnpickler(file).load()


def test_a_pickle_that_runs_a_command_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hostile.pkl"
    touched = tmp_path / "touched"
    path.write_bytes(f"cposix\nsystem\n(Vtouch {touched}\ntR.".encode())
    with path.open("rb") as file, pytest.raises(pickle.UnpicklingError, match=r"posix\.system"):
        PlainUnpickler(file).load()
    assert not touched.exists()


def test_a_pickle_of_plain_values_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plain.pkl"
    path.write_bytes(pickle.dumps([["Karachi", 67.01, None, 11624219]]))
    with path.open("rb") as file:
        assert PlainUnpickler(file).load() == [["Karachi", 67.01, None, 11624219]]


def test_no_place_is_at_zero_or_off_the_map() -> None:
    places = pq.read_table(DATA / "places.parquet").to_pandas()
    assert not ((places["lon"] == 0) & (places["lat"] == 0)).any()
    assert places["lon"].abs().max() <= 180 * 100_000
    assert places["lat"].abs().max() <= 90 * 100_000


def test_every_place_has_an_id_of_its_own_a_kind_and_a_radius() -> None:
    places = pq.read_table(DATA / "places.parquet").to_pandas()
    assert places["id"].is_unique
    assert places["id"].is_monotonic_increasing
    kinds = {"site", "suburb", "borough", "city", "region", "province", "country"}
    assert set(places["kind"]) == kinds
    assert places["radius_m"].min() > 0


def test_every_source_of_the_design_is_there() -> None:
    places = pq.read_table(DATA / "places.parquet", columns=["id"])["id"].to_pylist()
    providers = {place.split(":")[0] for place in places}
    assert providers == {"geo", "geonames", "iata", "ne", "ogl", "usps"}
    assert sum(place.startswith("ogl:") for place in places) == 33


def test_a_row_of_the_build_becomes_a_place_of_the_index() -> None:
    row, place = Row.__dataclass_fields__, gazetteer.Place.__dataclass_fields__
    assert [name for name in row if name in place] == list(place)
    assert sorted(pq.read_schema(DATA / "places.parquet").names) == sorted(place)


def test_the_flags_are_the_same_in_the_build_the_data_and_the_index() -> None:
    stored = set(pq.read_table(DATA / "names.parquet", columns=["flag"])["flag"].to_pylist())
    assert stored == set(FLAGS) == set(NUMBERED)
    assert gazetteer.FLAGS == NUMBERED


def test_every_outline_that_a_place_names_is_there_and_none_is_spare() -> None:
    named = set(pq.read_table(DATA / "places.parquet")["boundary"].to_pylist()) - {""}
    stored = pq.read_table(DATA / "boundaries.parquet", columns=["id"])["id"].to_pylist()
    assert set(stored) == named
    assert len(stored) > 4800


@pytest.mark.parametrize(
    "name", ["supplement.csv", "disputed.csv", "regions.csv", "other_names.csv"]
)
def test_every_hand_made_row_says_its_source_and_is_in_the_index_once(name: str) -> None:
    gazetteer, rows = Gazetteer(), by_hand(name)
    assert len(rows) > 3
    for row in rows:
        assert row["source"], row
        place = gazetteer.find(row["id"])
        assert place is not None, row
        assert place.name == row.get("place", row["name"]), row
    keys = [(row["id"], fold(row["name"])) for row in rows]
    assert len(keys) == len(set(keys))


def test_a_hand_made_name_is_what_its_row_says() -> None:
    gazetteer = Gazetteer()
    for row in by_hand("other_names.csv"):
        called = {place.id: flag for place, flag in gazetteer.named(fold(row["name"]))}
        assert called[row["id"]] == row["flag"], row


def test_a_hand_made_region_lies_where_its_row_says_and_reaches_so_far() -> None:
    gazetteer = Gazetteer()
    for row in by_hand("regions.csv"):
        place = gazetteer.find(row["id"])
        assert place.radius_m == round(float(row["radius_km"]) * 1_000), row
        if row["lon"]:
            assert (place.lon, place.lat) == (float(row["lon"]), float(row["lat"])), row
            assert place.kind in {"region", "suburb"}, row
            assert place.feature, row


@pytest.mark.parametrize(
    ("county", "state", "square_km"),
    # Census Bureau, Gazetteer of counties 2017: land and water without the sea.
    [
        ("Travis County", "US.TX", 2_650),
        ("Hennepin County", "US.MN", 1_570),
        ("New Haven County", "US.CT", 1_580),
    ],
)
def test_a_county_has_the_outline_of_the_census(county: str, state: str, square_km: int) -> None:
    gazetteer = Gazetteer()
    found = [p for p, _ in gazetteer.named(fold(county)) if p.admin1_code == state]
    assert [place.country for place in found] == ["US"]
    outline = gazetteer.boundary(found[0].boundary)
    assert area_km2(outline) == pytest.approx(square_km, rel=0.02)
    assert outline.contains(shapely.Point(found[0].lon, found[0].lat))


def test_nearly_every_county_of_the_united_states_has_an_outline() -> None:
    places = pq.read_table(DATA / "places.parquet").to_pandas()
    bare = places.query("country == 'US' and feature == 'ADM2' and boundary == ''")
    # Two of Alaska and Connecticut that are younger than the outlines, and the smallest of all.
    assert len(bare) < 5
    assert places["boundary"].str.startswith("census:").sum() > 3_100


def test_a_lake_has_its_outline_and_its_country() -> None:
    gazetteer = Gazetteer()
    lakes = {name: gazetteer.named(fold(name)) for name in ("Lake Victoria", "Lake Baikal")}
    shared, own = (next(p for p, _ in found if p.boundary) for found in lakes.values())
    assert (shared.feature, shared.country, own.country) == ("LK", "", "RU")
    # Encyclopaedia Britannica: 69,484 and 31,500 square kilometres
    assert area_km2(gazetteer.boundary(shared.boundary)) == pytest.approx(69_484, rel=0.05)
    assert area_km2(gazetteer.boundary(own.boundary)) == pytest.approx(31_500, rel=0.05)


def test_a_state_is_not_hidden_by_the_lake_of_its_name() -> None:
    for state in ("Michigan", "Ontario"):
        features = {place.feature for place, _ in Gazetteer().named(fold(state))}
        assert "ADM1" in features
        assert "LK" not in features


def test_a_place_inside_a_disputed_area_is_disputed() -> None:
    gazetteer = Gazetteer()
    for place_id in ("geonames:694423", "geonames:281133"):  # the cities Sevastopol and Gaza
        assert gazetteer.find(place_id).disputed
    for place_id in ("geonames:1174872", "geonames:703448"):  # Karachi and Kyiv
        assert not gazetteer.find(place_id).disputed


def test_a_town_of_a_zip_code_is_not_there_twice() -> None:
    gazetteer = Gazetteer()
    towns = pq.read_table(DATA / "places.parquet", columns=["id", "name"]).to_pandas()
    towns = towns[towns["id"].str.startswith("usps:")]
    assert len(towns) > 10_000
    for town in towns.iloc[::50].itertuples():
        place = gazetteer.find(town.id)
        for other, _ in gazetteer.named(fold(place.name)):
            if other.id != place.id and other.feature.startswith("PPL") and other.country == "US":
                same_state = other.admin1_code == place.admin1_code
                away_m = GEOD.inv(place.lon, place.lat, other.lon, other.lat)[2]
                assert not same_state or away_m > 25_000, (place, other)


def test_london_boroughs_are_the_official_ones_alone() -> None:
    gazetteer = Gazetteer()
    barnets = [place for place, _ in gazetteer.named("barnet") if place.kind == "borough"]
    assert [place.id for place in barnets] == ["ogl:barnet"]
    assert gazetteer.boundary("ogl:barnet").contains(shapely.Point(-0.2754, 51.6128))


def test_candidates_come_best_first() -> None:
    candidates = Gazetteer().candidates("London")
    assert candidates["country"].iloc[0] == "GB"
    assert candidates["score"].is_monotonic_decreasing
    assert Gazetteer().candidates("Qwertzuiopolis").empty


def test_every_name_leads_back_to_its_place() -> None:
    gazetteer = Gazetteer()
    names = pq.read_table(DATA / "names.parquet").slice(500_000, 200).to_pylist()
    ids = pq.read_table(DATA / "places.parquet", columns=["id"])["id"]
    for row in names:
        found = [(place.id, flag) for place, flag in gazetteer.named(fold(row["name"]))]
        assert (ids[row["place"]].as_py(), row["flag"]) in found


def test_an_unknown_id_is_told() -> None:
    gazetteer = Gazetteer()
    assert gazetteer.find("geonames:0") is None
    assert gazetteer.find("") is None
    with pytest.raises(GazetteerError, match="atlantis"):
        gazetteer.boundary("ne:atlantis")


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"tools/build_index\.py"):
        Gazetteer(tmp_path)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(DATA, root / "geo" / "gazetteer" / "data")
    shutil.copy(ROOT / "geo" / "gazetteer" / "normalize.py", root / "geo" / "gazetteer")
    (root / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "gazetteer_by_hand.py", root / "tools")
    build(root)
    return root


@pytest.mark.slow
def test_the_index_has_the_same_bytes_again(copy: Path) -> None:
    built = copy / "geo" / "gazetteer" / "index"
    for path in INDEX.iterdir():
        assert (built / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_an_index_that_is_built_is_not_built_again(copy: Path) -> None:
    built = copy / "geo" / "gazetteer" / "index"
    before = {path.name: path.stat().st_mtime_ns for path in built.iterdir()}
    build(copy)
    assert {path.name: path.stat().st_mtime_ns for path in built.iterdir()} == before


@pytest.mark.slow
def test_a_damaged_index_is_built_again(copy: Path) -> None:
    built = copy / "geo" / "gazetteer" / "index"
    (built / "starts.npy").unlink()
    build(copy)
    assert Gazetteer(copy / "geo" / "gazetteer").find("ogl:barnet") is not None
