"""Geocode a folder of tables into a folder of answers, file by file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import Fault, GeocodeError
from geo.files import write_whole
from geo.geocoding.files.reader import TableError, open_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.geocoding.files.job import Done, FileJob

_ENDINGS = (".parquet", ".csv", ".tsv")
_WILD = frozenset("*?[")
_RECORD = "_geocoded.json"  # readers of folders pass over what begins so


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder, or a pattern that may match several files."""
    return path.is_dir() or (not path.exists() and not _WILD.isdisjoint(str(path)))


def tables_of(path: Path) -> tuple[Path, list[Path]]:
    """List the tables of a folder or a pattern.

    Parameters
    ----------
    path : pathlib.Path
        A folder, with all folders below it, or a pattern such as ``events/*/*.parquet``.

    Returns
    -------
    root : pathlib.Path
        The folder that holds them all.
    files : list of pathlib.Path
        Sorted; without what begins with a dot or an underscore.

    Raises
    ------
    TableError
        When there is none.
    GeocodeError
        When two would be written to one output.
    """
    if path.is_dir():
        root, pattern = path, "**/*"
    else:
        parts = path.parts
        wild = next(n for n, part in enumerate(parts) if not _WILD.isdisjoint(part))
        root, pattern = Path(*parts[:wild]), str(Path(*parts[wild:]))
    files = sorted(file for file in root.glob(pattern) if file.is_file() and _is_table(file, root))
    if not files:
        wanted = f"tables in {', '.join(_ENDINGS)}"
        raise TableError([Fault(path.name, 0, "", "a folder or pattern without tables", wanted)])
    twice = [
        name for name, times in Counter(_target(file, root) for file in files).items() if times > 1
    ]
    if twice:
        raise GeocodeError(f"{path}: two tables would be written as {twice[0]}; rename one")
    return root, files


def _is_table(file: Path, root: Path) -> bool:
    hidden = any(part.startswith(("_", ".")) for part in file.relative_to(root).parts)
    return not hidden and file.suffix.lower() in _ENDINGS


def _target(file: Path, root: Path) -> str:
    return file.relative_to(root).with_suffix(".parquet").as_posix()


def geocode_tables(
    path: Path,
    out: Path,
    job_of: Callable[[Path, Path], FileJob],
    *,
    overwrite: bool,
    progress: bool | None,
) -> Iterator[Done]:
    """Answer each table of a folder or pattern, under its own name below `out`.

    A table whose answers stand there from an earlier call, made in the same way from the same
    rows, is not answered again.

    Raises
    ------
    TableError
        When tables can't be read as asked: the faults of all of them, before anything is written.
    GeocodeError
        When an output may not be written.
    """
    root, files = tables_of(path)
    _check_folder(root, out)
    jobs = {_target(file, root): job_of(file, out / _target(file, root)) for file in files}
    _check_tables(jobs, root)
    record = _read_record(out)
    for name, job in jobs.items():
        made = json.dumps([job.about(), job.prefix], default=str)
        about = hashlib.sha256(made.encode()).hexdigest()
        known = record.get(name, {})
        if job.out.exists() and known.get("about") == about:
            yield job.done_before(known["rows"], known["statuses"])
            continue
        if job.out.exists() and not overwrite:
            raise GeocodeError(
                f"{job.out}: stands there already, made otherwise; choose another folder, or "
                "replace it with overwrite"
            )
        job.out.parent.mkdir(parents=True, exist_ok=True)
        done = job.run(progress=progress)
        record[name] = {"about": about, "rows": done.rows, "statuses": done.statuses}
        write_whole(out / _RECORD, json.dumps(record, sort_keys=True, indent=1) + "\n")
        yield done


def _check_folder(root: Path, out: Path) -> None:
    """Refuse an output that is no folder, or lies in the input."""
    if out.exists() and not out.is_dir():
        raise GeocodeError(f"{out}: found a file, wanted a folder, as the input is several files")
    if out.resolve().is_relative_to(root.resolve()):
        raise GeocodeError(f"{out}: lies in the input folder; wanted another folder")


def _check_tables(jobs: dict[str, FileJob], root: Path) -> None:
    """Look at the columns of all tables before the first is answered."""
    faults: list[Fault] = []
    for job in jobs.values():
        try:
            open_table(job.path, wanted=job.roles.columns)
        except TableError as error:
            name = job.path.relative_to(root).as_posix()
            faults += [
                Fault(name, fault.row, fault.column, fault.found, fault.wanted)
                for fault in error.faults
            ]
    if faults:
        raise TableError(faults)


def _read_record(out: Path) -> dict[str, Any]:
    """Read what an earlier call recorded; nothing where it can't be read."""
    try:
        record = json.loads((out / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
