"""Write the outputs of notebooks into a folder, with the records of what builds and runs wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.errors import BuildError, ExportError
from geo.files import reading, sha256_of, sorted_json, transaction, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo.files import Transaction
    from geo.notebooks.run import Run


BUILD_RECORD = "build.json"
RUN_RECORD = "notebooks.json"


def recorded_build(output: Path) -> dict[str, Any]:
    """Read the record of the last build; one without steps where there is none."""
    try:
        record = json.loads((output / BUILD_RECORD).read_text(encoding="utf-8"))
        if isinstance(record["steps"], dict):
            return dict(record)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no record, or not one of ours: everything is stale
    return {"steps": {}}


def outputs_of(steps: Mapping[str, Any]) -> set[str]:
    """Return the names of the files that steps of a build have written."""
    return {name for step in steps.values() for name in step["outputs"]}


def written_by_builds(output: Path) -> set[str]:
    """Return the names of a folder's files that builds have written."""
    return outputs_of(recorded_build(output)["steps"])


def written_by_runs(output: Path) -> set[str]:
    """Return the names of a folder's files that runs have written and nobody has changed."""
    names = set()
    for entry in _recorded_runs(output).values():
        for name, sha256 in entry["outputs"].items():
            if (output / name).is_file() and sha256_of(output / name) == sha256:
                names.add(name)
    return names


def record_run(
    change: Transaction, notebook: Path, files: Sequence[Path], *, parameters: Mapping[str, Any]
) -> None:
    """Record which files a run has written, from which notebook and with which parameters."""
    known = _recorded_runs(change.folder)
    known[notebook.stem] = {
        "notebook": sha256_of(notebook),
        "parameters": dict(parameters),
        "outputs": {file.name: sha256_of(file) for file in files},
    }
    write_whole(change.new / RUN_RECORD, sorted_json(known))


def _recorded_runs(output: Path) -> dict[str, Any]:
    try:
        known = json.loads((output / RUN_RECORD).read_text(encoding="utf-8"))
        return {name: entry for name, entry in known.items() if "outputs" in entry}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}  # no record, or not one of ours


def chosen(folder: Path, only: Sequence[str]) -> list[Path]:
    """Find the notebooks of a folder, all or those whose names begin as asked.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of notebooks.
    only : sequence of str
        Beginnings of names, such as ``03``; all notebooks when empty.

    Returns
    -------
    list of pathlib.Path
        In the order of their names.

    Raises
    ------
    ExportError
        There is no notebook, or none of a name that was asked for; all of these at once.
    """
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise ExportError(f"{folder}: found no notebook, wanted files that end in .ipynb")
    wanted = [name.removesuffix(".ipynb") for name in only]
    missing = [
        beginning
        for beginning in wanted
        if not any(path.stem.startswith(beginning) for path in paths)
    ]
    if missing:
        names = ", ".join(path.stem for path in paths)
        raise ExportError(f"--only: found {', '.join(missing)}, wanted the beginning of: {names}")
    return [path for path in paths if not wanted or path.stem.startswith(tuple(wanted))]


def checked_parameters(paths: Sequence[Path], assignments: Sequence[str]) -> dict[str, Any]:
    """Read ``key=value`` for notebooks, each value as what the notebook itself has there.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        The notebooks that shall run.
    assignments : sequence of str
        As a person types them.

    Returns
    -------
    dict
        Values by name: text where the notebooks have text, a number where they have one.

    Raises
    ------
    ExportError
        No ``=`` in it, a name that none of the notebooks knows, or a value of another type; all
        of these at once.
    """
    from geo.notebooks.run import known_parameters  # noqa: PLC0415 - as in `run_into`

    known: dict[str, Any] = {}
    for path in paths:
        known |= known_parameters(path)
    values: dict[str, Any] = {}
    faults = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            faults.append(f"-p {assignment}: wanted key=value")
        elif name not in known:
            faults.append(
                f"-p {assignment}: found no such parameter, wanted {', '.join(known) or 'none'}"
            )
        else:
            try:
                value = _read(text, like=known[name])
                if values.setdefault(name, value) != value:
                    faults.append(f"-p {name}: found {values[name]!r} and {value!r}, wanted one")
            except ValueError:
                kind = type(known[name]).__name__
                faults.append(
                    f"-p {assignment}: found {text!r}, wanted {kind}, such as {known[name]!r}"
                )
    if faults:
        raise ExportError("\n".join(faults))
    return values


def _read(text: str, *, like: object) -> Any:  # noqa: ANN401 - of the type of `like`
    if isinstance(like, str):
        return text
    try:
        plain = text.replace("_", "") if text[:1].isdigit() else text
        value = json.loads(plain, parse_constant=_refuse)
    except ValueError:
        value = {"True": True, "False": False, "None": None}.get(text, ValueError)
    if like is None or value is None:
        return text if value is ValueError else value
    if isinstance(like, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(like):
        raise ValueError(text)
    return value


def _refuse(text: str) -> None:
    raise ValueError(text)  # NaN and Infinity are no Python


def run_into(
    output: Path,
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, Any],
    jobs: int,
    on_cell: Callable[[Path, int], None] | None = None,
    on_run: Callable[[Run], None] | None = None,
) -> list[Run]:
    """Execute notebooks into a folder.

    Parameters
    ----------
    output : pathlib.Path
        Where to write; made if missing. A notebook that went well is there as ``<name>.ipynb``
        and ``<name>.html``, whole, as soon as it is done. One that failed is there up to its
        failed cell as ``<name>.failed.ipynb``, beside the good one of an earlier run.
    paths : sequence of pathlib.Path
        The notebooks.
    parameters : mapping
        Each notebook is given those that it knows.
    jobs : int
        Notebooks at a time.
    on_cell, on_run : callable, optional
        As of `geo.notebooks.run.run_notebooks`.

    Returns
    -------
    list of Run
        In the order of `paths`.

    Raises
    ------
    ExportError
        A file that no run and no build has written would be overwritten.
    BuildError
        A notebook can't be read.
    """
    import nbformat  # noqa: PLC0415 - `geo.build` reads the records, and may run no notebook

    from geo.notebooks.run import known_parameters, run_notebooks, save_run  # noqa: PLC0415

    with reading(output):
        _refuse_strangers(output, paths)

    def keep(run: Run) -> None:
        failed = f"{run.path.stem}.failed.ipynb"
        with transaction(output) as change:
            if run.failure:
                write_whole(change.new / failed, nbformat.writes(run.notebook) + "\n")
            else:
                files = save_run(run, change.new)
                change.removed.add(failed)
                own = known_parameters(run.path)
                run_parameters = {name: value for name, value in parameters.items() if name in own}
                record_run(change, run.path, files, parameters=run_parameters)
        if on_run:
            on_run(run)

    return run_notebooks(paths, parameters=parameters, jobs=jobs, on_cell=on_cell, on_run=keep)


def _refuse_strangers(output: Path, paths: Sequence[Path]) -> None:
    if output.resolve() in {path.parent.resolve() for path in paths}:
        raise ExportError(
            f"output: found {output}, the folder of the notebooks; wanted another one"
        )
    ours = written_by_runs(output) | written_by_builds(output)
    names = {name for path in paths for name in (path.name, f"{path.stem}.html")}
    strange = sorted(name for name in names - ours if (output / name).exists())
    if strange:
        raise ExportError(
            f"output: found {', '.join(strange)} in {output}, which no run has written; "
            "wanted an empty folder or an earlier run's"
        )


def failures(runs: Sequence[Run]) -> BuildError | None:
    """Return one error that names every failed notebook, or None."""
    messages = [run.failure for run in runs if run.failure]
    return BuildError("\n".join(messages)) if messages else None
