"""Build a story's folder into its outputs: only what is stale, all or nothing."""

from __future__ import annotations

import hashlib
import logging
import os
import platform
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geo
from geo.errors import BuildError, ExportError, Fault, StoryError
from geo.files import reading, sha256_of, sorted_json, transaction, write_whole
from geo.notebooks.outputs import BUILD_RECORD, outputs_of, recorded_build, written_by_runs
from geo.publishing.leaks import not_searched, refuse_leaks
from geo.story.cross_rules import rows_of
from geo.story.exhibits import FOLDER, exhibit_faults, shown_exhibits
from geo.story.read import read_tables
from geo.story.redactions import redact_tables
from geo.story.story import story_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from geo.story.read import Tables
    from geo.story.story import Story
    from geo.story.withheld import Withheld

    Progress = Callable[..., None]


_log = logging.getLogger(__name__)

PLAIN = ("tables", "map", "pictures")
NEEDED = ("sources", "places", "events", "claims")
PACKAGES = (
    "folium",
    "geopandas",
    "matplotlib",
    "nbconvert",
    "pandas",
    "pyarrow",
    "pyproj",
    "shapely",
)


@dataclass(frozen=True)
class Step:
    """One thing to make: its name, what decides whether it is stale, and how many parts it has."""

    name: str
    fingerprint: str
    parts: int
    notebook: Path | None = None


class Build:
    """The plan that turns one story into outputs.

    Parameters
    ----------
    folder : pathlib.Path
        The story's tables.
    output : pathlib.Path
        Where the outputs stand; made if missing.
    notebooks : pathlib.Path, optional
        A folder of notebooks to run on this story; ``<folder>/notebooks`` where it exists.
    built_at : str
        A time for the record; empty for none. The clock is never read.
    jobs : int
        Notebooks at a time.
    on : str
        The day of publication, ``YYYY-MM-DD``: embargoes of ``redactions.csv`` that end on it or
        before are over. Without it every embargo holds; notebooks never see what is under one.

    Raises
    ------
    StoryError
        The tables don't hold together; all faults at once.
    BuildError
        A step failed. The old outputs are whole.
    ExportError
        The outputs would stand over what they are built from, or over a file that no build wrote.

    Notes
    -----
    All outputs change together, when all went well (`geo.files`); a second build of the same
    outputs waits. The record ``build.json`` holds the hash of each input and output, so that a
    second run finds out what is stale; an output that somebody changed or removed is made again.
    Where anything is withheld, the hashes of the tables are those of the redacted ones, as nobody
    shall guess a cell by the hash of its table; and before anything changes, every output is
    searched for what is withheld (`geo.publishing.leaks`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        output: Path,
        notebooks: Path | None = None,
        built_at: str = "",
        jobs: int = 2,
        on: str = "",
    ) -> None:
        self.folder = folder
        self.output = output
        own = folder / "notebooks"
        self.notebooks = notebooks or (own if own.is_dir() else None)
        self.built_at = built_at
        self.jobs = jobs
        self.on = on
        inputs = [folder, own, *([notebooks] if notebooks else [])]
        if self.output.resolve() in {each.resolve() for each in inputs}:
            raise ExportError(
                f"output: found {output}, the folder of what is built from; wanted another one"
            )

    @cached_property
    def _redacted(self) -> tuple[Tables, Withheld]:
        return redact_tables(self._own, on=self.on)

    @cached_property
    def _own(self) -> Tables:
        return read_tables(self.folder)

    @property
    def tables(self) -> Tables:
        """The redacted tables."""
        return self._redacted[0]

    @cached_property
    def withheld(self) -> Withheld:
        """What no output may hold; a warning of the logger names what can't be searched for."""
        withheld = self._redacted[1]
        for word in not_searched(withheld):
            _log.warning("%r is a word of the page itself, and is not searched for", word)
        return withheld

    @cached_property
    def story(self) -> Story:
        """The checked story, which says something.

        Raises
        ------
        StoryError
            The tables don't hold together, or nothing stands in those that a map needs.
        """
        story = story_of(self._redacted[0], folder=self.folder)
        empty = [name for name in NEEDED if getattr(story, name).empty]
        if empty:
            wanted = (
                "at least one row; README.md in a new story's folder says what each column wants"
            )
            raise StoryError([Fault(f"{name}.csv", 0, "", "no rows", wanted) for name in empty])
        if faults := exhibit_faults(self.folder, self._shown):
            raise StoryError(faults)
        return story

    @cached_property
    def _shown(self) -> pd.DataFrame:
        return shown_exhibits(self.tables.frames["exhibits"])

    @property
    def page(self) -> Path:
        """The page that a person opens first."""
        return self.output / f"{self.story.name}.html"

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Hashes of the story's files, by name; of the redacted tables, where any are."""
        if self._own.frames["redactions"].empty:
            return self._hash_inputs()
        tables = self._redacted[0]
        frames = {f"{table}.csv": frame.to_csv() for table, frame in tables.frames.items()}
        others = {f"{table}@": own.to_csv() for table, own in tables.texts.items()}
        texts = {"story.toml": sorted_json(tables.head), **frames, **others}
        hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
        return hashes | self._hash_exhibits()

    def _hash_inputs(self) -> dict[str, str]:
        files = (path for path in self.folder.iterdir() if path.suffix in {".csv", ".toml"})
        return {path.name: sha256_of(path) for path in sorted(files)} | self._hash_exhibits()

    def _hash_exhibits(self) -> dict[str, str]:
        files = ((r["id"], self.folder / FOLDER / r["file"]) for _, r in rows_of(self._shown))
        return {f"{FOLDER}/{name}": sha256_of(path) for name, path in files if path.is_file()}

    @cached_property
    def packages(self) -> dict[str, str]:
        """Versions of what makes the outputs, this package included."""
        versions = {name: metadata.version(name) for name in PACKAGES}
        return {"geo": geo.__version__, "python": platform.python_version(), **versions}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        base = _digest({"inputs": self.inputs, "packages": self.packages, "code": _code()})
        plain = [Step(name, _digest([name, base]), 1) for name in PLAIN]
        return (*plain, *(self._notebook_step(path, base) for path in self._notebook_paths()))

    def stale(self) -> tuple[Step, ...]:
        """Return the steps whose inputs changed, or whose outputs are not as recorded."""
        with reading(self.folder), reading(self.output):
            recorded = self._recorded()["steps"]
            return tuple(step for step in self.steps if not self._is_fresh(step, recorded))

    def weight(self, steps: Sequence[Step]) -> int:
        """Return the number of parts that `steps` report as progress."""
        return sum(step.parts for step in steps)

    def run(self, steps: Sequence[Step], *, progress: Progress) -> list[Path]:
        """Build `steps` and the record; return the files that were written, sorted."""
        inputs, _ = self._hash_inputs(), self.story  # nothing is made for a faulty story
        with transaction(self.output) as change:
            before = self._recorded()["steps"]  # another build may have been waited for
            steps = [step for step in steps if not self._is_fresh(step, before)]
            made = {step.name: files for step, files in self._make(steps, change.new, progress)}
            done = {
                step.name: {"fingerprint": step.fingerprint, "outputs": made[step.name]}
                if step.name in made
                else before[step.name]
                for step in self.steps
            }
            if self.notebooks is None:  # not asked for, and so neither made nor removed
                done |= {name: step for name, step in before.items() if name not in PLAIN} | done
            change.removed = outputs_of(before) - outputs_of(done)
            self._refuse_strangers(change.new, outputs_of(before) | {BUILD_RECORD})
            write_whole(change.new / BUILD_RECORD, sorted_json(self._record(done)))
            new = list(change.new.iterdir())
            left = outputs_of(done) - {path.name for path in new}
            refuse_leaks([*new, *(self.output / name for name in left)], self.withheld)
            if self._hash_inputs() != inputs:
                raise BuildError(f"{self.folder}: the tables changed meanwhile; build once more")
        return change.written

    def check(self) -> None:
        """Search the outputs as they are for what is withheld.

        Raises
        ------
        BuildError
            Naming each file, and what was found in it.
        """
        with reading(self.output):
            names = outputs_of(self._recorded()["steps"]) | {BUILD_RECORD}
            refuse_leaks([self.output / name for name in sorted(names)], self.withheld)

    def _make(
        self, steps: Sequence[Step], staging: Path, progress: Progress
    ) -> Iterator[tuple[Step, dict[str, str]]]:
        makers = {"tables": self._tables, "map": self._map, "pictures": self._pictures}
        for step in steps:
            if step.name in makers:
                progress(step.name, 0)
                paths = makers[step.name](staging)
                progress(step.name)
                yield step, {path.name: sha256_of(path) for path in paths}
        notebooks = [step for step in steps if step.notebook]
        for step, paths in self._run_notebooks(notebooks, staging, progress):
            yield step, {path.name: sha256_of(path) for path in paths}

    def _tables(self, staging: Path) -> list[Path]:
        return geo.write_tables(self.story, staging)

    def _map(self, staging: Path) -> list[Path]:
        names = {"": f"{self.story.name}.html"}
        names |= {tag: f"{self.story.name}.{tag}.html" for tag in self.story.languages}
        for language, name in names.items():
            geo.save_html(geo.story_map(self.story, language=language or None), staging / name)
        return [staging / name for name in names.values()]

    def _pictures(self, staging: Path) -> list[Path]:
        from geo.figures.scene import save_pictures  # noqa: PLC0415 - Matplotlib takes its time

        paths = [staging / f"{self.story.name}{suffix}" for suffix in (".png", ".svg")]
        return save_pictures(self.story, paths)

    def _run_notebooks(
        self, steps: Sequence[Step], staging: Path, progress: Progress
    ) -> Iterator[tuple[Step, list[Path]]]:
        if not steps:
            return
        from geo.notebooks.run import run_notebooks, save_run  # noqa: PLC0415 - a build without notebooks needs no Jupyter

        paths = [step.notebook for step in steps if step.notebook]
        folder = Path(os.path.relpath(self.folder, paths[0].parent)).as_posix()
        runs = run_notebooks(
            paths,
            parameters={"folder": folder},
            jobs=self.jobs,
            on_cell=lambda path, _: progress(path.stem),
        )
        failures = [run.failure for run in runs if run.failure]
        if failures:
            raise BuildError("\n".join(failures))
        for step, run in zip(steps, runs, strict=True):
            yield step, save_run(run, staging)

    def _refuse_strangers(self, staging: Path, ours: set[str]) -> None:
        """Overwrite nothing that no build of ours has written."""
        names = {path.name for path in staging.iterdir()} - ours - written_by_runs(self.output)
        strange = sorted(name for name in names if (self.output / name).exists())
        if strange:
            raise ExportError(
                f"output: found {', '.join(strange)} in {self.output}, which no build has written; "
                "wanted an empty folder or an earlier build's"
            )

    def _notebook_step(self, path: Path, base: str) -> Step:
        from geo.notebooks.run import cell_count  # noqa: PLC0415 - see _run_notebooks

        return Step(path.stem, _digest([path.stem, base, sha256_of(path)]), cell_count(path), path)

    def _notebook_paths(self) -> list[Path]:
        return sorted(self.notebooks.glob("*.ipynb")) if self.notebooks else []

    def _is_fresh(self, step: Step, recorded: dict[str, Any]) -> bool:
        known = recorded.get(step.name)
        if not known or known["fingerprint"] != step.fingerprint:
            return False
        outputs = {self.output / name: sha256 for name, sha256 in known["outputs"].items()}
        return all(path.is_file() and sha256_of(path) == sha256 for path, sha256 in outputs.items())

    def _record(self, steps: dict[str, Any]) -> dict[str, Any]:
        return {
            "story": self.story.name,
            "built_at": self.built_at,
            "inputs": self.inputs,
            "notebooks": {path.name: sha256_of(path) for path in self._notebook_paths()},
            "packages": self.packages,
            "steps": steps,
        }

    def _recorded(self) -> dict[str, Any]:
        return recorded_build(self.output)


def _code() -> str:
    """Hash the package as it is installed: modules, templates, scripts, data, index."""
    package = Path(geo.__file__).parent
    skipped = {"__pycache__", "node_modules"}
    files = (path for path in sorted(package.rglob("*")) if not skipped & set(path.parts))
    return _digest([[path.name, sha256_of(path)] for path in files if path.is_file()])


def _digest(value: object) -> str:
    return hashlib.sha256(sorted_json(value).encode()).hexdigest()
