"""Build the gazetteer's index: geo/places/data/ becomes geo/places/index/.

The index opens without being parsed: a trie of folded names (marisa-trie), the places of each
name as two NumPy arrays, and the places themselves as an Arrow file, all memory-mapped. Needs
marisa-trie, NumPy and PyArrow alone, so that it can run while the package is being installed.
Nothing is done when the inputs are those of the last build; the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path("geo", "places", "data")
INDEX = Path("geo", "places", "index")
NAMES = Path("geo", "places", "names.py")
META = "meta.json"
# An entry of a name: the place's row, and above it how the source calls the name.
ROW_BITS = 24
# The numbers are those of geo.places.index.FLAGS.
FLAGS = ("main", "alternate", "exonym", "code", "abbreviation", "demonym", "historical")
_DICTIONARIES = ("kind", "feature", "country", "admin1", "admin1_code", "admin2", "boundary")
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
        if index.exists():
            index.rename(Path(folder, "old"))
        fresh.rename(index)


def _digest(root: Path) -> str:
    """Hash every input: the data, the folding of names, this script, and who writes the files."""
    digest = hashlib.sha256()
    for path in (root / DATA / "places.parquet", root / DATA / "names.parquet", root / NAMES):
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
    _write_places(places, folder / "places.arrow")
    count = _write_names(names, _fold(root), folder)
    files = sorted(path.name for path in folder.iterdir())
    meta = {
        "files": files,
        "inputs": stamp,
        "names": count,
        "places": len(places),
        "version": hashlib.sha256(
            b"".join((root / DATA / f"{part}.parquet").read_bytes() for part in ("places", "names"))
        ).hexdigest()[:12],
    }
    text = json.dumps(meta, indent=2, sort_keys=True) + "\n"
    (folder / META).write_text(text, encoding="utf-8")


def _fold(root: Path) -> Callable[[str], str]:
    """Load `fold` from its file: the package itself may not be importable yet."""
    spec = importlib.util.spec_from_file_location("gazetteer_names", root / NAMES)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / NAMES)
    module: Any = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name while they are made
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    folding: Callable[[str], str] = module.fold
    return folding


def _write_places(places: pa.Table, path: Path) -> None:
    people = pc.min_element_wise(places["population"], _MOST_PEOPLE)
    columns = {name: places[name].combine_chunks() for name in places.column_names}
    columns["population"] = people.combine_chunks().cast(pa.uint32())
    for name in _DICTIONARIES:
        columns[name] = _sorted_dictionary(columns[name])
    table = pa.table(columns)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _sorted_dictionary(column: pa.Array) -> pa.DictionaryArray:
    """Code text by the sorted list of its values, in as few bytes as they need."""
    words = sorted(set(column.to_pylist()))
    number = {word: place for place, word in enumerate(words)}
    size = np.min_scalar_type(-len(words))
    codes = np.fromiter((number[word] for word in column.to_pylist()), size, len(column))
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string()))


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


if __name__ == "__main__":
    build(Path(__file__).resolve().parent.parent)
