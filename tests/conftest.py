"""What tests share: the real story, the reader's copies of its articles, a browser, the command."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from counting import CountingServer, counting_server
from filelock import FileLock
from fork_server import GEO, TIMEOUT_S, fork_server
from hypothesis import settings
from support import Geo

# The same examples in every run, and no limit of time: these machines are shared.
settings.register_profile("geo", deadline=None, derandomize=True)
settings.load_profile("geo")

# What is run in the background inherits that these are ignored; tests send them to commands.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

ROOT = Path(__file__).parents[1]
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what waits for a build with notebooks as slow, and begin with slow tests."""
    for item in items:
        if "outputs" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def skip(reason: str) -> None:
    """Skip with a reason; where nothing may be skipped (GEO_NO_SKIP), fail with it."""
    if os.environ.get("GEO_NO_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    return ROOT / "data"


@pytest.fixture(scope="session")
def sources() -> Path:
    """Return the folder with the reader's own copies of the articles."""
    folder = Path(os.environ.get("GEO_SOURCES", ROOT.parent / "shared" / "seeds"))
    if not folder.is_dir():
        skip("the articles are not ours to ship: set GEO_SOURCES to the folder of your copies")
    return folder


@pytest.fixture
def story_folder(data: Path, tmp_path: Path) -> Path:
    """Return a copy of the story's tables that a test may spoil."""
    return Path(shutil.copytree(data, tmp_path / "story"))


@pytest.fixture(scope="session")
def geo_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Geo]:
    """Return a function that runs `geo` as a user does and hands back code, output and errors.

    With ``env``, the command is started cold; without, it is forked from what has its imports.
    """
    with fork_server(tmp_path_factory.mktemp("streams")) as server:

        def run(
            *arguments: object,
            cwd: Path = ROOT,
            env: dict[str, str] | None = None,
            answers: str = "",
        ) -> "subprocess.CompletedProcess[str]":
            words = [str(argument) for argument in arguments]
            if not env and sys.platform != "darwin":  # Apple's libraries don't survive a fork
                return server.run(words, cwd=cwd, answers=answers)
            return subprocess.run(
                [GEO, *words],
                cwd=cwd,
                env=os.environ | env,
                check=False,
                capture_output=True,
                text=True,
                input=answers,
                timeout=TIMEOUT_S,
            )

        yield run


@pytest.fixture(scope="session")
def once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return a function that makes a folder once for all workers; who comes second waits."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make(name: str, maker: Callable[[Path], None]) -> Path:
        folder, made = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not made.exists():
                maker(folder)
                made.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def outputs(once: Callable[[str, Callable[[Path], None]], Path], geo_command: Geo) -> Path:
    """Return the outputs of the real story, built once for all tests, which only read them."""

    def build(folder: Path) -> None:
        done = geo_command("build", "data", "--notebooks", "notebooks", "--output", folder)
        assert done.returncode == 0, done.stderr

    return once("outputs", build)


@pytest.fixture(scope="session")
def plain_outputs(once: Callable[[str, Callable[[Path], None]], Path], geo_command: Geo) -> Path:
    """Return the outputs of the real story without notebooks, which tests only read."""

    def build(folder: Path) -> None:
        done = geo_command("build", "data", "--output", folder)
        assert done.returncode == 0, done.stderr

    return once("plain-outputs", build)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Return a real browser, launched once."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests pay for it

    from tools.find_chromium import ADVICE, find  # noqa: PLC0415 - found beside the tests

    path = find()
    if not path:
        skip(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def counting() -> Iterator[CountingServer]:
    """Return a server on loopback that counts what is asked of it; nothing ever should be."""
    with counting_server() as server:
        yield server
