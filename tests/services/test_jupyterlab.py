"""A real JupyterLab, driven in a real browser: the notebook runs and the map is there."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.service, pytest.mark.browser, pytest.mark.slow]


NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MAPS = {"00": 1, "01": 1, "05": 2, "06": 2}
"""How many maps a notebook shows."""


@pytest.fixture(scope="module")
def home(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the notebooks, and what they read."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(root / "notebooks", home / "notebooks")
    for name in ("data", "examples"):
        (home / name).symlink_to(root / name)
    return home


@pytest.fixture(scope="module")
def lab(home: Path) -> Iterator[str]:
    """Start JupyterLab on the copy; hand back its address; stop it by its id."""
    settings = {
        "ServerApp.root_dir": str(home),
        "ServerApp.port": "0",
        "ServerApp.open_browser": "False",
        "ServerApp.allow_root": "True",
        "IdentityProvider.token": "loopback",
        "LabApp.expose_app_in_browser": "True",
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    command = [Path(sys.executable).with_name("jupyter"), "lab"]
    command += [f"--{name}={value}" for name, value in settings.items()]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, cwd=home)
    try:
        yield _address(home / "log", process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _address(log: Path, process: "subprocess.Popen[bytes]") -> str:
    for _ in range(600):
        found = re.search(r"http://(?:127\.0\.0\.1|localhost):(\d+)/lab", log.read_text())
        if found:
            return f"http://127.0.0.1:{found.group(1)}"
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def opened(page: object, lab: str, path: str) -> None:
    page.goto(f"{lab}/lab/tree/{path}?token=loopback&reset")
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady", timeout=90_000
    )


def run_all(page: object) -> None:
    """Run all cells and wait until the kernel has done the last."""
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        "() => { const cells = window.jupyterapp.shell.currentWidget.content.model.cells;"
        " const code = [...cells].filter((cell) => cell.type === 'code');"
        " return code.every((cell) => cell.executionCount !== null)"
        " && window.jupyterapp.shell.currentWidget.sessionContext.kernelDisplayStatus === 'idle' }",
        timeout=120_000,
    )


OUTPUTS = (
    "() => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
    ".filter((cell) => cell.type === 'code').flatMap((cell) => cell.outputs.toJSON())"
)


@pytest.mark.parametrize("name", NAMES)
def test_run_all_cells(lab: str, chromium: object, name: str) -> None:
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    opened(page, lab, f"notebooks/{name}.ipynb")
    run_all(page)
    outputs = page.evaluate(OUTPUTS)
    assert {one["output_type"] for one in outputs} <= {"execute_result", "display_data"}
    assert len(outputs) >= 4
    maps = sum("geo-frame" in str(one.get("data", {}).get("text/html", "")) for one in outputs)
    assert maps == MAPS.get(name[:2], 0)
    for number in range(maps):
        see_what_is_drawn(page, number)
    if name == "01-the-link":
        read_the_map(page)
    assert faults == []
    page.close()


def see_what_is_drawn(page: object, number: int) -> None:
    """See that a map in its frame has drawn lines and places, or a canvas full of events."""
    frames = page.locator("iframe.geo-frame")
    frames.nth(number).scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.geo-frame").nth(number)
    frame.locator(".leaflet-container :is(path, canvas):visible").first.wait_for(timeout=60_000)


def read_the_map(page: object) -> None:
    """Look at the map as a reader does: its lines, an event, the claim beneath it."""
    shown = page.locator("iframe.geo-frame")
    shown.scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.geo-frame")
    frame.locator(".leaflet-container path").first.wait_for(timeout=60_000)
    assert frame.locator(".leaflet-container path").count() > 10
    frame.get_by_role("button", name=re.compile("^MQM rally that M Anwar said")).first.click()
    frame.get_by_text("BBC News, paragraph").first.wait_for()
    assert page.locator(".jp-OutputArea-child img").first.is_hidden()
    # Another tab and back: the map is as it was.
    page.evaluate("() => window.jupyterapp.commands.execute('launcher:create')")
    page.evaluate("() => window.jupyterapp.commands.execute('application:activate-previous-tab')")
    shown.scroll_into_view_if_needed()
    frame.get_by_text("BBC News, paragraph").first.wait_for()


def test_who_has_not_trusted_a_notebook_sees_the_picture(
    lab: str, home: Path, outputs: Path, chromium: object
) -> None:
    (home / "theirs.ipynb").write_bytes((outputs / "01-the-link.ipynb").read_bytes())
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    opened(page, lab, "theirs.ipynb")
    image = page.locator(".jp-OutputArea-child img").first
    image.scroll_into_view_if_needed()
    assert image.is_visible()
    assert image.evaluate("image => image.naturalWidth") == 900
    assert page.locator("iframe.geo-frame").count() == 0
    page.close()
