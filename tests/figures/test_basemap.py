from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    Layers = tuple[dict[str, Any], list[tuple[str, str, list[NDArray[Any]]]]]

DATA = files("geo.maps").joinpath("data")


@pytest.fixture(scope="module")
def packed() -> bytes:
    return DATA.joinpath("basemap.bin.gz").read_bytes()


@pytest.fixture(scope="module")
def layers(packed: bytes) -> Layers:
    """Return the header, and per layer its lines in degrees."""
    content = gzip.decompress(packed)
    length = int.from_bytes(content[:4], "little")
    header = json.loads(content[4 : 4 + length])
    numbers = iter(varints(content[4 + length :]))
    found = []
    for layer in header["layers"]:
        lines = [
            np.cumsum([[next(numbers), next(numbers)] for _ in range(next(numbers))], axis=0)
            for _ in range(layer["lines"])
        ]
        found.append((layer["kind"], layer["detail"], [line * layer["scale"] for line in lines]))
    assert next(numbers, None) is None
    return header, found


def varints(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value >> 1 if value % 2 == 0 else -(value + 1 >> 1)
            value = shift = 0


def test_it_is_compact(packed: bytes) -> None:
    assert len(packed) <= 185_000


def test_its_inputs_are_recorded_by_hash() -> None:
    record = json.loads(DATA.joinpath("basemap.json").read_text(encoding="utf-8"))
    assert len(record["inputs"]) >= 10
    assert all(len(value) == 64 for value in record["inputs"].values())


def test_no_line_jumps_over_the_antimeridian(layers: Layers) -> None:
    _, found = layers
    for kind, _, lines in found:
        for line in lines:
            assert np.abs(line[:, 0]).max() <= 180, kind
            assert np.abs(np.diff(line[:, 0])).max() < 180 or (line[:, 1] == -90).any(), kind


def test_borders_are_told_apart_by_class(layers: Layers) -> None:
    _, found = layers
    world = {kind: len(lines) for kind, detail, lines in found if detail == ""}
    assert world["international"] > 300
    assert world["line-of-control"] >= 5
    assert world["disputed"] >= 20
    assert world["indefinite"] >= 5


def test_kashmir_s_line_of_control_is_no_international_border(layers: Layers) -> None:
    _, found = layers
    near = {
        kind
        for kind, detail, lines in found
        if detail == "pakistan" and kind in {"international", "line-of-control"}
        for line in lines
        if (np.hypot(line[:, 0] - 74.0, line[:, 1] - 34.0) < 0.5).any()
    }
    assert near == {"line-of-control"}


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (106.8, 42.3, "international"),  # China and Mongolia, which only a third sees otherwise
        (20.9, 43.1, "disputed"),  # Kosovo and Serbia
        (89.9, 28.3, "disputed"),  # Bhutan and China
    ],
)
def test_only_a_side_of_a_border_disputes_it(
    lon: float, lat: float, expected: str, layers: Layers
) -> None:
    _, found = layers
    nearest = min(
        (float(np.hypot(line[:, 0] - lon, line[:, 1] - lat).min()), kind)
        for kind, detail, lines in found
        if detail == "" and kind in {"international", "disputed"}
        for line in lines
    )
    assert nearest[0] < 0.6
    assert nearest[1] == expected


def test_london_has_its_boroughs_and_the_thames(layers: Layers) -> None:
    header, found = layers
    boroughs = [label for label in header["labels"] if label[1] == "borough"]
    assert len(boroughs) == 33
    (thames,) = next(lines for kind, detail, lines in found if (kind, detail) == ("lake", "london"))
    assert thames[:, 0].min() == pytest.approx(-0.33, abs=0.02)
    assert thames[:, 0].max() == pytest.approx(0.216, abs=0.02)


def test_names_in_dispute_are_left_out(layers: Layers) -> None:
    header, _ = layers
    names = {label[0] for label in header["labels"]}
    assert {"Pakistan", "India", "United Kingdom", "Arabian Sea", "Karachi"} <= names
    assert not {"Northern Cyprus", "Somaliland", "W. Sahara", "Western Sahara", "Kosovo"} & names
