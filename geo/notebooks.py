"""Notebooks without a screen: run them with parameters, keep them as pages that need no network."""

from __future__ import annotations

import ast
import asyncio
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter

from geo.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence

_Result = TypeVar("_Result")
CELL_TIMEOUT_S = 600
INJECTED = "injected-parameters"
# The kernel's own scratch files stay out of the user's home.
SCRATCH = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")


def run_notebooks(
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, Any] | None = None,
    jobs: int = 2,
    on_cell: Callable[[Path, int], None] | None = None,
) -> list[nbformat.NotebookNode]:
    """Execute notebooks, each in its own kernel and from its own folder.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        The notebooks; they are read and never written.
    parameters : mapping, optional
        Set in a cell of their own after the cell tagged ``parameters`` (papermill's convention).
    jobs : int
        Kernels at a time.
    on_cell : callable, optional
        Called with the path and the number of each cell that has run.

    Returns
    -------
    list of nbformat.NotebookNode
        The executed notebooks, in the order of `paths`, without times.

    Raises
    ------
    BuildError
        A cell failed: names the notebook, the cell's number, its source and the error.
    """
    with _scratch_folders():
        return _on_a_loop_of_its_own(_run_all(paths, parameters or {}, jobs, on_cell))


def notebook_page(notebook: nbformat.NotebookNode, *, title: str) -> str:
    """Return one HTML page with everything inside, which asks the network for nothing."""
    exporter = HTMLExporter(mathjax_url="", require_js_url="")
    page, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title}})
    return str(page)


def with_parameters(
    notebook: nbformat.NotebookNode, parameters: Mapping[str, Any]
) -> nbformat.NotebookNode:
    """Return a copy that sets `parameters` right after the cell tagged ``parameters``.

    A parameter that has this value already is left to the notebook.
    """
    changed: nbformat.NotebookNode = nbformat.from_dict(notebook)
    tagged = [n for n, each in enumerate(changed.cells) if "parameters" in _tags(each)]
    defaults = _assignments(changed.cells[tagged[0]].source) if tagged else {}
    lines = [
        f"{name} = {value!r}"
        for name, value in sorted(parameters.items())
        if defaults.get(name) != repr(value)
    ]
    if not lines:
        return changed
    cell = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [INJECTED]}, id=INJECTED)
    changed.cells.insert(tagged[0] + 1 if tagged else 0, cell)
    return changed


def _assignments(source: str) -> dict[str, str]:
    """Return what a cell assigns to plain names, as the `repr` of each constant."""
    return {
        statement.targets[0].id: repr(statement.value.value)
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
    }


def cell_count(path: Path) -> int:
    """Return how many code cells a notebook has."""
    return sum(cell.cell_type == "code" for cell in _read(path).cells)


def _on_a_loop_of_its_own(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Wait for `work` in a second thread, so that Ctrl-C arrives in this one.

    nbclient answers a signal by killing its kernel alone; here the work is cancelled as a whole,
    which shuts every kernel down. It also works where a loop runs already, as in a notebook.
    """
    loop = asyncio.new_event_loop()
    task = loop.create_task(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        driven = pool.submit(_drive, loop, task)
        try:
            driven.result()
        except KeyboardInterrupt:
            loop.call_soon_threadsafe(task.cancel)
            raise
    return task.result()


def _drive(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(asyncio.wait([task]))  # its outcome is read by who waits
        left = asyncio.all_tasks(loop)  # a stopped client leaves its watch on the kernel behind
        for each in left:
            each.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


async def _run_all(
    paths: Sequence[Path],
    parameters: Mapping[str, Any],
    jobs: int,
    on_cell: Callable[[Path, int], None] | None,
) -> list[nbformat.NotebookNode]:
    places = asyncio.Semaphore(jobs)

    async def one(path: Path) -> nbformat.NotebookNode:
        async with places:
            return await _run_one(path, parameters, on_cell)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(path)) for path in paths]
    except* BuildError as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def _run_one(
    path: Path, parameters: Mapping[str, Any], on_cell: Callable[[Path, int], None] | None
) -> nbformat.NotebookNode:
    for last in (False, True):
        notebook = with_parameters(_read(path), parameters)
        ran: list[int] = []

        def done(cell: Any, cell_index: int, **_: Any) -> None:  # noqa: ANN401 - nbclient's hook
            if INJECTED in _tags(cell):
                return
            ran.append(cell_index)  # noqa: B023 - used within this turn only
            if on_cell:
                on_cell(path, cell_index)

        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT_S,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_executed=done,
        )
        try:
            await client.async_execute(stderr=subprocess.DEVNULL)
        except CellExecutionError as failed:
            number = len(ran)  # the hook counts a failed cell too
            raise BuildError(
                f"{path.name}, cell {number}: {failed.ename}: {failed.evalue}\n{failed}"
            ) from failed
        except RuntimeError as fault:
            if _is_stopped():  # nbclient turns a stop into the death of its kernel
                raise asyncio.CancelledError from None
            # A kernel may die while it starts, and is then started once more; a cell that
            # killed its kernel is not tried again.
            if ran or last or not isinstance(fault, DeadKernelError):
                raise BuildError(
                    f"{path.name}, after cell {len(ran)}: the kernel died or did not start "
                    f"({fault}); it speaks over this machine's loopback, which must be up"
                ) from None
            continue
        return notebook
    raise AssertionError  # pragma: no cover - the loop returns or raises


def _is_stopped() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _read(path: Path) -> nbformat.NotebookNode:
    try:
        notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError) as fault:
        raise BuildError(f"{path}: not a notebook that can be read ({fault})") from fault
    return notebook


def _tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


@contextmanager
def _scratch_folders() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in SCRATCH}
    with tempfile.TemporaryDirectory(prefix="geo-kernels-") as folder:
        os.environ.update({name: str(Path(folder, name.lower())) for name in SCRATCH})
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
