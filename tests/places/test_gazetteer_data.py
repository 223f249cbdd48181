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

from geo.errors import GazetteerError
from geo.places import Gazetteer
from geo.places.names import fold
from tools.build_index import build
from tools.gazetteer_sources import PlainUnpickler, read_pins, verify

ROOT = Path(__file__).parents[2]
DATA = ROOT / "geo" / "places" / "data"
INDEX = ROOT / "geo" / "places" / "index"


def test_the_data_is_that_of_the_recorded_hashes() -> None:
    origin = json.loads((DATA / "origin.json").read_text(encoding="utf-8"))
    for name, sha256 in origin["outputs"].items():
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
    assert providers == {"geo", "geonames", "iata", "ne", "ogl"}
    assert sum(place.startswith("ogl:") for place in places) == 33


def test_every_outline_that_a_place_names_is_there_and_none_is_spare() -> None:
    named = set(pq.read_table(DATA / "places.parquet")["boundary"].to_pylist()) - {""}
    stored = pq.read_table(DATA / "boundaries.parquet", columns=["id"])["id"].to_pylist()
    assert set(stored) == named
    assert len(stored) > 4800


def test_a_supplement_row_says_its_source_and_its_precision() -> None:
    gazetteer = Gazetteer()
    with (DATA / "supplement.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert row["source"]
        assert row["precision"]
        assert gazetteer.find(row["id"]).name == row["name"]


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
    shutil.copytree(DATA, root / "geo" / "places" / "data")
    shutil.copy(ROOT / "geo" / "places" / "names.py", root / "geo" / "places")
    build(root)
    return root


@pytest.mark.slow
def test_the_index_has_the_same_bytes_again(copy: Path) -> None:
    built = copy / "geo" / "places" / "index"
    for path in INDEX.iterdir():
        assert (built / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_an_index_that_is_built_is_not_built_again(copy: Path) -> None:
    built = copy / "geo" / "places" / "index"
    before = {path.name: path.stat().st_mtime_ns for path in built.iterdir()}
    build(copy)
    assert {path.name: path.stat().st_mtime_ns for path in built.iterdir()} == before


@pytest.mark.slow
def test_a_damaged_index_is_built_again(copy: Path) -> None:
    built = copy / "geo" / "places" / "index"
    (built / "starts.npy").unlink()
    build(copy)
    assert Gazetteer(copy / "geo" / "places").find("ogl:barnet") is not None
