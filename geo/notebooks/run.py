"""Run notebooks without a screen, and write them as pages."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter

from geo.errors import BuildError
from geo.evidence import marked_claims, without_marks
from geo.files import write_whole
from geo.locks import scratch_folder
from geo.notebooks.fork_server import kernel_server

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence

    from jupyter_client.manager import AsyncKernelManager


_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_DARK_STYLES = "theme-dark.css"
_SESSION = "JPY_SESSION_NAME"  # a person is at the notebook that this very code may run in
# Long lines wrap or scroll inside their box; a page that is narrow has no room for prompts.
_FITTING = """
.jp-RenderedHTMLCommon table{display:block;max-width:100%;overflow-x:auto;margin-left:0}
.jp-OutputArea-output{overflow-x:auto}
.jp-OutputArea-output img{max-width:100%;height:auto}
.jp-InputArea-editor pre,.jp-OutputArea-output pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:600px){
body{padding:0 8px!important;margin:0}
.jp-Cell{padding-left:0!important;padding-right:0!important}
.jp-InputPrompt,.jp-OutputPrompt,.jp-OutputArea-prompt,.jp-Collapser{display:none!important}
.jp-RenderedHTMLCommon h1{font-size:1.5em}
}
"""


def notebook_page(notebook: nbformat.NotebookNode, *, title: str) -> str:
    """Return one HTML page with everything inside, which asks the network for nothing.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook.
    title : str
        For the browser's tab.

    Returns
    -------
    str
        The page, light or dark as the reader's system is; the same text each time.
    """
    exporter = HTMLExporter(mathjax_url="", require_js_url="")
    readable = _without_mark_comments(_with_alternative_texts(notebook))
    page, _ = exporter.from_notebook_node(readable, {"metadata": {"name": title}})
    styles = f"<style>{_FITTING}</style>\n<style>{_dark(tuple(exporter.template_paths))}</style>\n"
    before, head, after = str(page).partition("</head>")
    return f"{before}{styles}{head}{after}"


def _with_alternative_texts(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Write pictures as markup with their alternative text, which nbconvert would leave out."""
    described: nbformat.NotebookNode = nbformat.from_dict(notebook)
    for cell in described.cells:
        for output in cell.get("outputs", []):
            text = _alternative_text(output)
            if text:
                data = str(output["data"].pop("image/png")).replace("\n", "")
                image = f'<img alt="{escape(text)}" src="data:image/png;base64,{data}">'
                output["data"]["text/html"] = image
    return described


def _without_mark_comments(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Remove the comments of prose that name claims, ``<!-- [claim-id] -->``."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _COMMENT.sub(_unless_marks, cell.source)
    return notebook


def _unless_marks(comment: re.Match[str]) -> str:
    return comment[0] if without_marks(comment[1]) or not marked_claims(comment[1]) else ""


def _alternative_text(output: dict[str, Any]) -> str:
    if "image/png" not in output.get("data", {}) or "text/html" in output["data"]:
        return ""
    return str(output["metadata"].get("image/png", {}).get("alt", ""))


@cache
def _dark(folders: tuple[str, ...]) -> str:
    """Return JupyterLab's dark theme, as nbconvert ships it, for readers whose system is dark."""
    paths = (Path(folder, "static", _DARK_STYLES) for folder in folders)
    source = next((path for path in paths if path.is_file()), None)
    if source is None:
        return ""
    styles = source.read_text(encoding="utf-8")
    body = "body{background:var(--jp-layout-color0);color:var(--jp-content-font-color1)}"
    dark = f":root{{color-scheme:dark}}\n{styles}\n{body}"
    return f"@media screen and (prefers-color-scheme:dark){{\n{dark}}}"


_Result = TypeVar("_Result")
CELL_TIMEOUT_S = 600
INJECTED = "injected-parameters"
# The kernel's own scratch files stay out of the user's home.
SCRATCH = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")


@dataclass(frozen=True, eq=False)
class Run:
    """A notebook that was executed, whole or up to the cell that failed.

    Parameters
    ----------
    path : pathlib.Path
        The notebook, which is read and never written.
    notebook : nbformat.NotebookNode
        With its outputs, without times.
    failure : str
        The notebook, the failed cell's number, its source and its error; empty if all went well.
    """

    path: Path
    notebook: nbformat.NotebookNode
    failure: str = ""


@dataclass(frozen=True, eq=False)
class Kernels:
    """How kernels are started.

    Parameters
    ----------
    manager : type
        Of the kernels.
    environment : dict
        Their variables; the caller's own are left as they are.
    jobs : int
        Kernels at a time.
    """

    manager: type[AsyncKernelManager]
    environment: dict[str, str]
    jobs: int


def run_notebooks(
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, Any] | None = None,
    jobs: int = 2,
    on_cell: Callable[[Path, int], None] | None = None,
    on_run: Callable[[Run], None] | None = None,
) -> list[Run]:
    """Execute notebooks, each in its own kernel and from its own folder.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        The notebooks; they are read and never written.
    parameters : mapping, optional
        Set in a cell of their own after the cell tagged ``parameters`` (papermill's convention);
        each notebook is given those that it knows.
    jobs : int
        Kernels at a time.
    on_cell : callable, optional
        Called with the path and the number of each cell that has run, from another thread.
    on_run : callable, optional
        Called with each notebook as soon as it is done, from another thread.

    Returns
    -------
    list of Run
        In the order of `paths`. A cell that fails stops its own notebook, and no other.

    Raises
    ------
    BuildError
        A notebook can't be read.
    """
    notebooks = [with_parameters(_read(path), parameters or {}) for path in paths]
    with _environment() as environment, kernel_server(environment) as manager:
        queue = list(zip(paths, notebooks, strict=True))
        kernels = Kernels(manager, environment, jobs)
        work = _run_all(queue, kernels, on_cell, on_run)
        return _on_a_loop_of_its_own(work)


def save_run(run: Run, folder: Path) -> list[Path]:
    """Write an executed notebook and its page.

    Parameters
    ----------
    run : Run
        A run that went well.
    folder : pathlib.Path
        Where to write ``<name>.ipynb`` and ``<name>.html``.

    Returns
    -------
    list of pathlib.Path
        The two files.
    """
    files = [folder / run.path.name, folder / f"{run.path.stem}.html"]
    write_whole(files[0], nbformat.writes(run.notebook) + "\n")
    write_whole(files[1], notebook_page(run.notebook, title=run.path.stem))
    return files


def with_parameters(
    notebook: nbformat.NotebookNode, parameters: Mapping[str, Any]
) -> nbformat.NotebookNode:
    """Return a copy that sets `parameters` right after the cell tagged ``parameters``.

    A parameter that the notebook does not know, or that has this value already, is left out.
    """
    changed: nbformat.NotebookNode = nbformat.from_dict(notebook)
    tagged = [n for n, each in enumerate(changed.cells) if "parameters" in _tags(each)]
    defaults = _assignments(changed.cells[tagged[0]].source) if tagged else {}
    lines = [
        f"{name} = {value!r}"
        for name, value in sorted(parameters.items())
        if name in defaults and repr(defaults[name]) != repr(value)
    ]
    if not lines:
        return changed
    cell = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [INJECTED]}, id=INJECTED)
    changed.cells.insert(tagged[0] + 1, cell)
    return changed


def known_parameters(path: Path) -> dict[str, Any]:
    """Return the parameters of a notebook, and what each is when nobody says otherwise.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.

    Returns
    -------
    dict
        What its cell tagged ``parameters`` assigns to plain names: constants only.

    Raises
    ------
    BuildError
        The notebook can't be read.
    """
    tagged = [cell for cell in _read(path).cells if "parameters" in _tags(cell)]
    return _assignments(tagged[0].source) if tagged else {}


def _assignments(source: str) -> dict[str, Any]:
    """Return what a cell assigns to plain names, where it is a constant."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a cell that only IPython can read
        return {}
    values = {}
    for statement in statements:
        target = (
            statement.targets[0]
            if isinstance(statement, ast.Assign)
            else getattr(statement, "target", None)
        )
        value = getattr(statement, "value", None)
        if (
            isinstance(statement, (ast.Assign, ast.AnnAssign))
            and isinstance(target, ast.Name)
            and value
        ):
            with contextlib.suppress(ValueError):
                values[target.id] = ast.literal_eval(value)
    return values


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
            with contextlib.suppress(RuntimeError):  # closed in this moment: the work is done
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
    queue: Sequence[tuple[Path, nbformat.NotebookNode]],
    kernels: Kernels,
    on_cell: Callable[[Path, int], None] | None,
    on_run: Callable[[Run], None] | None,
) -> list[Run]:
    places = asyncio.Semaphore(kernels.jobs)

    async def one(path: Path, notebook: nbformat.NotebookNode) -> Run:
        async with places:
            run = await _run_one(path, notebook, kernels, on_cell)
        if on_run:
            on_run(run)
        return run

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(path, notebook)) for path, notebook in queue]
    except BaseExceptionGroup as several:  # such as a disk that is full
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]


async def _run_one(
    path: Path,
    notebook: nbformat.NotebookNode,
    kernels: Kernels,
    on_cell: Callable[[Path, int], None] | None,
) -> Run:
    ran: list[int] = []
    begun: list[int] = []

    def done(cell: Any, cell_index: int, **_: Any) -> None:  # noqa: ANN401 - nbclient's hook
        if INJECTED in _tags(cell):
            return
        ran.append(cell_index)
        if on_cell:
            on_cell(path, cell_index)

    for last in (False, True):
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT_S,
            kernel_name="python3",
            kernel_manager_class=kernels.manager,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_start=lambda cell_index, **_: begun.append(cell_index),
            on_cell_executed=done,
        )
        try:
            await client.async_execute(stderr=subprocess.DEVNULL, env=kernels.environment)
        except CellExecutionError as failed:
            number = len(ran)  # the hook counts a failed cell too
            message = f"{path.name}, cell {number}: {failed.ename}: {failed.evalue}\n{failed}"
            return Run(path, notebook, message)
        except RuntimeError as fault:
            if _is_stopped():  # nbclient turns a stop into the death of its kernel
                raise asyncio.CancelledError from None
            # A kernel may die while it starts, and is then started once more; a cell that
            # killed its kernel is not tried again.
            if begun or last or not isinstance(fault, DeadKernelError):
                message = (
                    f"{path.name}, after cell {len(ran)}: the kernel died or did not start "
                    f"({fault}); it speaks over this machine's loopback, which must be up"
                )
                return Run(path, notebook, message)
            continue
        return Run(path, notebook)
    raise AssertionError  # pragma: no cover - the loop returns


def _is_stopped() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _read(path: Path) -> nbformat.NotebookNode:
    try:
        notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook, relax_add_props=True)
    except (OSError, ValueError, nbformat.ValidationError) as fault:
        raise BuildError(f"{path}: not a notebook that can be read ({fault})") from fault
    return notebook


def _tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """Return the variables of kernels: the caller's, and folders for what kernels leave behind."""
    with scratch_folder("geo-kernels-") as folder:
        mine = {name: os.environ[name] for name in os.environ if name != _SESSION}
        yield {**mine, **{name: str(folder / name.lower()) for name in SCRATCH}}
