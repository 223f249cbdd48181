"""A real JupyterLab, driven in a real browser: the notebook runs and the map is there."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from desk.running import drafted_story

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


LIVE = """
import geopandas, geo
rows = {'name': ['west', 'middle', 'east'], 'day': ['2007-05-12', '2007-05', '1992']}
places = geopandas.points_from_xy([10, 20, 60], [0, 5, 0])
table = geopandas.GeoDataFrame(rows, geometry=places, crs=4326)
view = geo.explore(table, time='day', title='Three')
view
---
print(list(view.selected['name']))
---
print(view.time, list(view.filtered['name']))
---
view.selected = [0]; view.time = ('1992', '1992'); view.bounds = (0, -10, 30, 10)
---
west, south, east, north = view.bounds
print(west <= 0, south <= -10, east >= 30, north >= 10, list(view.filtered['name']))
---
print(view.moved.round(2).to_dict('index'), view.edited.geometry.x.round(2).tolist())
"""


def run(page: object, number: int) -> str:
    """Run a cell as a person does, and return what it prints."""
    page.evaluate(
        "async (number) => {"
        " window.jupyterapp.shell.currentWidget.content.activeCellIndex = number;"
        " await window.jupyterapp.commands.execute('notebook:run-cell') }",
        number,
    )
    outputs = page.evaluate(
        "(number) => window.jupyterapp.shell.currentWidget.content.model.cells.get(number)"
        ".outputs.toJSON()",
        number,
    )
    assert all(one["output_type"] != "error" for one in outputs), outputs
    return "".join("".join(one.get("text", "")) for one in outputs).strip()


def on_map(frame: object, lat: float, lon: float) -> tuple[float, float]:
    """Return where a place is on the screen."""
    box = frame.locator(".folium-map").bounding_box()
    x, y = frame.locator(".folium-map").evaluate(
        "(map, place) => { const at = window[map.id].latLngToContainerPoint(place);"
        " return [at.x, at.y] }",
        [lat, lon],
    )
    return box["x"] + x, box["y"] + y


def drag(page: object, *places: tuple[float, float]) -> None:
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def with_a_map(lab: str, path: Path, chromium: object, code: str) -> tuple[object, object]:
    """Write a notebook, run its first cell in JupyterLab; return the page and the map's frame."""
    cells = [nbformat.v4.new_code_cell(source) for source in code.split("---")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    opened(page, lab, path.name)
    run(page, 0)
    page.locator("iframe.geo-frame").scroll_into_view_if_needed()
    return page, page.frame_locator("iframe.geo-frame")


def test_a_person_and_the_kernel_work_on_one_map(lab: str, home: Path, chromium: object) -> None:
    page, frame = with_a_map(lab, home / "live.ipynb", chromium, LIVE)
    frame.get_by_text("3 events, 3 in view").wait_for(timeout=60_000)
    frame.get_by_role("button", name="Move places").wait_for()

    frame.get_by_role("button", name="Lasso").click()
    drag(page, *(on_map(frame, *place) for place in ((-4, 9), (-4, 30), (9, 30), (9, 9))))
    frame.get_by_text("2 selected").wait_for()
    assert run(page, 1) == "['west', 'middle']"

    frame.get_by_role("slider", name="First day").focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")  # beyond 1992
    frame.get_by_text("2 of 3 events, 2 in view").wait_for()
    said = run(page, 2)
    assert said.startswith("(np.datetime64('199")
    assert said.endswith("np.datetime64('2007-05-31')) ['west', 'middle']")

    run(page, 3)
    frame.get_by_text("1 of 3 events, 0 in view").wait_for()
    frame.get_by_text("1 selected").wait_for()
    assert run(page, 4) == "True True True True ['east']"

    frame.get_by_role("button", name="All time").click()
    frame.get_by_role("button", name="Move places").click()
    page.locator("iframe.geo-frame").scroll_into_view_if_needed()
    drag(page, on_map(frame, 0, 10), on_map(frame, 4, 14))
    frame.get_by_text("1 moved.").wait_for()
    moved = re.fullmatch(
        r"\{0: \{'lon': (\S+), 'lat': (\S+), 'set_by': 'person'\}\} \[(\S+), 20.0, 60.0\]",
        run(page, 5),
    )
    lon, lat, edited = map(float, moved.groups())
    assert (lon, lat) == (pytest.approx(14, abs=0.3), pytest.approx(4, abs=0.3))
    assert edited == lon

    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    saved = nbformat.read(home / "live.ipynb", as_version=4)
    kinds = [sorted(one.data) for one in saved.cells[0].outputs]
    assert kinds == [["image/png", "text/plain"], ["text/html", "text/plain"]]
    assert "widgets" not in saved.metadata

    see_a_copy(page, lab, home, saved)
    page.close()


MANY = """import geo
import geopandas

lon = [0.0] + [20 + i % 1000 / 100 for i in range(100_000)]
titles = ["the one in the west"] + [f"event {i}" for i in range(100_000)]
table = geopandas.GeoDataFrame(
    {"title": titles}, geometry=geopandas.points_from_xy(lon, [10.0] * 100_001), crs="EPSG:4326"
)
geo.explore(table)"""


def test_the_kernel_tells_the_texts_of_a_page_that_is_too_large_for_them(
    lab: str, home: Path, chromium: object
) -> None:
    page, frame = with_a_map(lab, home / "many.ipynb", chromium, MANY)
    frame.get_by_role("button", name="Dots").click()
    frame.get_by_text("100,001 events, 100,001 in view").wait_for(timeout=60_000)
    page.mouse.click(*on_map(frame, 10, 0))
    frame.get_by_role("heading", name="the one in the west").wait_for()
    page.close()


def see_a_copy(page: object, lab: str, home: Path, saved: nbformat.NotebookNode) -> None:
    """See what somebody else does who opens a copy and has not run it: untrusted, then trusted."""
    saved.cells[0].source += "  # a copy"
    nbformat.write(saved, home / "copy.ipynb")
    opened(page, lab, "copy.ipynb")
    assert page.locator(".jp-OutputArea-child img").first.is_visible()
    assert page.locator("iframe.geo-frame").count() == 0
    # The command ends with the dialog that it opens: it is not waited for.
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:trust') }")
    page.locator(".jp-Dialog button.jp-mod-warn").click()
    page.locator("iframe.geo-frame").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.geo-frame")
    frame.get_by_text("3 events, 3 in view").wait_for(timeout=60_000)
    assert "not found" not in page.locator(".jp-OutputArea").first.inner_text()


DESK = """
import geo
desk = geo.open_desk('own')
desk
---
print(desk.story.events['title'].tolist())
---
desk.close()
print(desk)
"""


def test_the_desk_in_a_cell_and_its_story_in_the_kernel(
    lab: str, home: Path, chromium: object
) -> None:
    drafted_story(home / "own")
    cells = [nbformat.v4.new_code_cell(source) for source in DESK.split("---")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, home / "desk.ipynb")
    page = chromium.new_page(viewport={"width": 1500, "height": 1100})
    opened(page, lab, "desk.ipynb")
    run(page, 0)
    page.locator("iframe[title=Desk]").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe[title=Desk]")
    row = frame.locator(".desk-list li").filter(has_text="Strike in Holyhead").first
    row.locator(".desk-sign").click()
    frame.locator(".desk-counts").filter(has_text=re.compile(r"[1-9]\d* kept")).wait_for()
    assert run(page, 1).splitlines()[-1] == "['Strike in Holyhead']"
    address = page.locator("iframe[title=Desk]").get_attribute("src")
    said = run(page, 2)
    assert said == f"<desk of own, closed; it was at {address}>"
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.goto(address)
    page.close()
