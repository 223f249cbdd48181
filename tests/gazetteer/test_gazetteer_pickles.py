"""A gazetteer goes to another process as the folder that it was opened from."""

import copy
import multiprocessing
import pickle

import pytest

import geo
from geo.gazetteer.gazetteer import Gazetteer, embedded


def address(gazetteer: geo.Gazetteer) -> str:
    return str(gazetteer.geocode("Edgware").address)


@pytest.mark.parametrize("kind", [geo.Gazetteer, Gazetteer])
def test_a_pickle_takes_a_kilobyte_and_answers_as_before(kind: type[Gazetteer]) -> None:
    gazetteer = kind()
    assert gazetteer.find("ogl:barnet").kind == "borough"
    list(gazetteer.named("karachi"))  # what was looked up before is not taken along
    pickled = pickle.dumps(gazetteer)
    assert len(pickled) <= 1_000
    opened = pickle.loads(pickled)  # noqa: S301 - our own
    assert type(opened) is kind
    assert [place.id for place, _ in opened.named("edgware")][:1] == ["geonames:2650228"]
    assert opened.version == gazetteer.version


def test_another_folder_is_opened_again(tmp_path) -> None:  # noqa: ANN001
    for part in ("index", "data"):
        (tmp_path / part).symlink_to(embedded().folder / part)
    opened = copy.deepcopy(Gazetteer(tmp_path))
    assert opened.folder == tmp_path
    assert opened.find("ogl:barnet").name == "Barnet"


def test_a_spawned_process_answers() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(address, [geo.Gazetteer()]) == ["Edgware, England, United Kingdom"]
