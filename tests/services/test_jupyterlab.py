"""A real JupyterLab, driven in a real browser: the notebook runs and the map is there."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.service, pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on a copy of the notebooks; hand back its address; stop it by its id."""
    home = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "data"):
        (home / name).symlink_to(root / name)
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


def test_run_all_cells_shows_the_map_inside_its_frame(lab: str, chromium: object) -> None:
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{lab}/lab/tree/notebooks/01-the-link.ipynb?token=loopback&reset")
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady", timeout=90_000
    )
    page.evaluate("() => window.jupyterapp.commands.execute('runmenu:run-all')")
    frame = page.frame_locator("iframe[srcdoc]").first
    frame.locator(".leaflet-container").wait_for(timeout=120_000)
    assert frame.locator(".leaflet-container path").count() > 10
    page.wait_for_function(
        "() => !document.querySelector('.jp-CodeCell .jp-InputPrompt')?.textContent.includes('*')"
        " && window.jupyterapp.shell.currentWidget.sessionContext.kernelDisplayStatus === 'idle'",
        timeout=60_000,
    )
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    page.close()
