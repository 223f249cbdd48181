"""Build the gazetteer's index: geo/gazetteer/data/ becomes geo/gazetteer/index/.

The index opens without being parsed: a trie of folded names (marisa-trie), the places of each
name as two NumPy arrays, and the places themselves as columns of one file, all memory-mapped; and
the CRC-32 of each, which is checked when the index is opened. Rows of hand-made tables that are
newer than the data are merged into it (`tools/gazetteer_by_hand.py`). Needs marisa-trie, NumPy and
PyArrow alone, so that it can run while the package is being installed; to open the index needs no
PyArrow.
Nothing is done when the inputs are those of the last build; the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Numbers = np.ndarray[Any, np.dtype[Any]]

DATA = Path("geo", "gazetteer", "data")
INDEX = Path("geo", "gazetteer", "index")
NAMES = Path("geo", "gazetteer", "normalize.py")
BY_HAND = Path("tools", "gazetteer_by_hand.py")
META = "meta.json"
# An entry of a name: the place's row, and above it how the source calls the name.
ROW_BITS = 24
# The numbers are those of geo.gazetteer.gazetteer.FLAGS.
FLAGS = ("main", "alternate", "exonym", "code", "abbreviation", "demonym", "historical")
_CODED = ("kind", "feature", "country", "admin1", "admin1_code", "admin2", "boundary")
_EDGE_LON, _EDGE_LAT = 180 * 100_000, 90 * 100_000  # as the outlines write degrees
_SHOWN = 50  # faults
_ALIGNED = 8  # bytes
_LEAST_POINTS = 4  # of a ring
_MOST_PEOPLE = 2**32 - 1  # only continents come near


def build(root: Path) -> None:
    """Build the index of the working copy at `root`, unless it is built already.

    Parameters
    ----------
    root : pathlib.Path
        Folder that holds ``geo/``.

    Raises
    ------
    FileNotFoundError
        When the committed data is missing; what stood in ``index/`` before still stands there.
    ValueError
        When an outline, or what was written, can't be read back.
    """
    stamp = _digest(root)
    index = root / INDEX
    if _built(index, stamp):
        return
    index.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".index-", dir=index.parent) as folder:
        fresh = Path(folder, "index")
        fresh.mkdir()
        _write(root, fresh, stamp)
        faults = [*_outline_faults(root / DATA / "boundaries.parquet"), *_index_faults(fresh)]
        if faults:
            raise ValueError("\n".join(["the gazetteer is not sound:", *faults[:_SHOWN]]))
        if index.exists():
            index.rename(Path(folder, "old"))
        fresh.rename(index)


def _digest(root: Path) -> str:
    """Hash every input: the data, the folding of names, this script, and who writes the files."""
    digest = hashlib.sha256()
    tables = [root / DATA / f"{name}.parquet" for name in ("places", "names", "boundaries")]
    by_hand = [root / DATA / name for name in (*_by_hand(root).TABLES, "origin.json")]
    inputs = [path for path in by_hand if path.exists()]
    for path in (*tables, root / NAMES, root / BY_HAND, *inputs):
        digest.update(path.read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update(f"{pa.__version__} {np.__version__}".encode())
    return digest.hexdigest()


def _built(index: Path, stamp: str) -> bool:
    try:
        meta = json.loads((index / META).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return meta.get("inputs") == stamp and all((index / name).is_file() for name in meta["files"])


def _write(root: Path, folder: Path, stamp: str) -> None:
    places = pq.read_table(root / DATA / "places.parquet")
    names = pq.read_table(root / DATA / "names.parquet")
    fold, by_hand = _fold(root), _by_hand(root)
    places, names = by_hand.merge(places, names, root / DATA, fold)
    names = _with_long_names(places, names, fold)
    changed = by_hand.changed(root / DATA)
    layout = _write_places(places, folder / "places.bin")
    count = _write_names(names, fold, folder)
    files = sorted(folder.iterdir())
    meta: dict[str, Any] = {
        "columns": layout,
        "files": {path.name: zlib.crc32(path.read_bytes()) for path in files},
        "inputs": stamp,
        "names": count,
        "places": len(places),
        "version": hashlib.sha256(
            b"".join(
                path.read_bytes()
                for path in (
                    root / DATA / "places.parquet",
                    root / DATA / "names.parquet",
                    *changed,
                )
            )
        ).hexdigest()[:12],
    }
    meta["check"] = zlib.crc32(json.dumps(meta, sort_keys=True).encode())
    text = json.dumps(meta, indent=2, sort_keys=True) + "\n"
    (folder / META).write_text(text, encoding="utf-8")


def _with_long_names(places: pa.Table, names: pa.Table, fold: Callable[[str], str]) -> pa.Table:
    """Add the long name by which the towns of a province know it: Nairobi County is Nairobi."""
    columns = (places[column].to_pylist() for column in ("kind", "name", "admin1"))
    rows: list[int] = []
    words: list[str] = []
    for row, (kind, name, admin1) in enumerate(zip(*columns, strict=True)):
        short, long = (set(fold(text).split()) for text in (name, admin1))
        if kind == "province" and short and short < long:
            rows.append(row)
            words.append(admin1)
    more = {"place": rows, "name": words, "flag": ["main"] * len(rows)}
    return pa.concat_tables([names, pa.table(more, schema=names.schema)])


def _fold(root: Path) -> Callable[[str], str]:
    """Load `fold` from its file."""
    folding: Callable[[str], str] = _load(root / NAMES).fold
    return folding


def _by_hand(root: Path) -> Any:  # noqa: ANN401 - a module
    """Load what merges the hand-made tables."""
    return _load(root / BY_HAND)


def _load(path: Path) -> Any:  # noqa: ANN401 - a module
    """Load a module from its file: the package itself may not be importable yet."""
    spec = importlib.util.spec_from_file_location(f"gazetteer_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module: Any = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name while they are made
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _write_places(places: pa.Table, path: Path) -> dict[str, tuple[str, int, int]]:
    """Write the columns one behind the other; return for each part its type, place and length."""
    layout: dict[str, tuple[str, int, int]] = {}
    with path.open("wb") as file:
        for name, part in _parts(places):
            file.write(bytes(-file.tell() % _ALIGNED))
            layout[name] = (part.dtype.str, file.tell(), len(part))
            file.write(part.tobytes())
    return layout


def _parts(places: pa.Table) -> Iterator[tuple[str, Numbers]]:
    """Yield the parts of the file as `geo.gazetteer.gazetteer.PackedTable` reads them."""
    for name in places.column_names:
        values = places[name].to_pylist()
        if name in _CODED:
            words = sorted(set(values))
            number = {word: place for place, word in enumerate(words)}
            size = np.min_scalar_type(-len(words))
            yield name, np.fromiter(map(number.__getitem__, values), size, len(values))
            yield from _texts(f"{name}.words", words)
        elif isinstance(values[0], str):
            yield from _texts(name, values)
        elif name == "population":
            yield name, np.minimum(values, _MOST_PEOPLE).astype(np.uint32)
        else:
            yield name, places[name].to_numpy()


def _texts(name: str, texts: Sequence[str]) -> Iterator[tuple[str, Numbers]]:
    encoded = [text.encode() for text in texts]
    yield f"{name}.bytes", np.frombuffer(b"".join(encoded), np.uint8)
    yield f"{name}.starts", np.cumsum([0, *map(len, encoded)]).astype(np.uint32)


def _write_names(names: pa.Table, fold: Callable[[str], str], folder: Path) -> int:
    """Write the trie, and for the n-th of its names where its entries begin."""
    keys = [fold(name) for name in names["name"].to_pylist()]
    trie = marisa_trie.Trie(sorted(set(keys)))
    trie.save(str(folder / "names.marisa"))
    flags = np.array([FLAGS.index(flag) for flag in names["flag"].to_pylist()], np.uint32)
    entries = names["place"].to_numpy().astype(np.uint32) | (flags << ROW_BITS)
    numbers = np.fromiter((trie[key] for key in keys), np.int64, len(keys))
    order = np.lexsort((entries, numbers))
    starts = np.zeros(len(trie) + 1, np.uint32)
    np.cumsum(np.bincount(numbers, minlength=len(trie)), out=starts[1:])
    np.save(folder / "entries.npy", entries[order])
    np.save(folder / "starts.npy", starts)
    return len(trie)


def _outline_faults(path: Path) -> list[str]:
    """List the outlines whose counts and points make no polygons on the map."""
    table = pq.read_table(path, columns=["id", "parts", "rings", "lon", "lat"])
    faults = []
    for batch in table.to_batches(max_chunksize=64):
        columns = [batch.column(name) for name in ("id", "parts", "rings", "lon", "lat")]
        for key, parts, rings, lon, lat in zip(*columns, strict=True):
            counts, sizes, x, y = (
                np.asarray(cells.values.to_numpy()) for cells in (parts, rings, lon, lat)
            )
            whole = len(counts) and counts.sum() == len(sizes) and sizes.sum() == len(x) == len(y)
            on_map = (np.abs(x) <= _EDGE_LON).all() and (np.abs(y) <= _EDGE_LAT).all()
            if not whole or not on_map or (counts < 1).any() or (sizes < _LEAST_POINTS).any():
                faults.append(f"{key}: no outline that can be read")
    return faults


def _index_faults(folder: Path) -> list[str]:
    """Read the index back: every name has places, and every place is called by its own name."""
    trie = marisa_trie.Trie().load(str(folder / "names.marisa"))
    starts, entries = np.load(folder / "starts.npy"), np.load(folder / "entries.npy")
    places = json.loads((folder / META).read_bytes())["places"]
    rows, flags = entries & ((1 << ROW_BITS) - 1), entries >> ROW_BITS
    wrong = {
        "a name is empty": "" in trie,
        "names and their beginnings differ in number": len(starts) != len(trie) + 1,
        "a name has no place": (np.diff(starts.astype(np.int64)) < 1).any(),
        "names and entries differ in number": starts[-1] != len(entries),
        "an entry is of no place": (rows >= places).any(),
        "an entry is of no kind": (flags >= len(FLAGS)).any(),
        "a place has no name": len(np.unique(rows)) != places,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


if __name__ == "__main__":
    build(Path(__file__).resolve().parent.parent)
