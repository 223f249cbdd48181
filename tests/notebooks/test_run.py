"""The notebooks: run by plain Jupyter, kept as pages that ask the network for nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from support import Geo

from geo.notebooks.run import notebook_page

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.ipynb")))
MAPS = tuple(name for name in NAMES if name[:2] not in {"02", "03", "04"})
FEW = ("-p", "events=2000")


def jupyter(*arguments: object, cwd: Path) -> None:
    """Run a command of Jupyter's or papermill, with every way to a network closed."""
    program, *rest = map(str, arguments)
    command = [Path(sys.executable).with_name(program), *rest]
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | nowhere, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def shown(path: Path) -> str:
    """Return all that the outputs of an executed notebook say in words."""
    outputs = [output for cell in cells(path) for output in cell.get("outputs", [])]
    return "\n".join(output["data"].get("text/plain", "") for output in outputs)


def test_the_suite_is_there() -> None:
    assert [name[:2] for name in NAMES] == ["00", "01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("name", NAMES)
def test_each_has_the_form_of_the_suite(name: str) -> None:
    told = cells(FOLDER / f"{name}.ipynb")
    title, given, imports, *rest = told
    assert re.match(rf"# {name[:2]} · .+\?\n\n\*\*.+\.\*\*", title.source, flags=re.DOTALL)
    assert given.metadata["tags"] == ["parameters"]
    assert "import geo" in imports.source
    findings = [cell.source for cell in rest if cell.source.startswith("## Finding")]
    numbers = [int(re.match(r"## Finding (\d+): ", text).group(1)) for text in findings]
    assert numbers == list(range(1, len(findings) + 1))
    assert numbers
    kinds = [cell.cell_type for cell in rest]
    starts = [at for at, cell in enumerate(rest) if cell.source.startswith("## Finding")]
    assert all("code" in kinds[at + 1 : at + 3] for at in starts)  # each is backed by a cell
    assert len(told) < 30
    assert all(cell.source.count("\n") < 24 for cell in told if cell.cell_type == "code")
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in told)


@pytest.mark.slow
def test_plain_nbconvert_and_papermill_run_them_from_any_folder(tmp_path: Path) -> None:
    command = ("jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", tmp_path)
    jupyter(*command, FOLDER / "00-start-here.ipynb", cwd=tmp_path)
    assert (tmp_path / "00-start-here.html").stat().st_size > 500_000
    out = tmp_path / "04.ipynb"
    given = ("-p", "day", "1992-06-01")
    jupyter("papermill", "--no-progress-bar", FOLDER / "04-time.ipynb", out, *given, cwd=tmp_path)
    executed = cells(out)
    assert executed[2].metadata["tags"] == ["injected-parameters"]
    asked = executed[-5].outputs[0]["data"]["text/html"]
    assert "Hussain arrives in Britain" in asked
    assert "MQM rally that M Anwar said was permitted" not in asked


@pytest.mark.slow
def test_a_parameter_changes_what_the_first_and_the_last_show(
    geo_command: Geo, tmp_path: Path, outputs: Path
) -> None:
    out = tmp_path / "out"
    given = ("-p", "medium=orders", *FEW, "-p", "kind=quake")
    done = geo_command("notebooks", "--only", "01", "--only", "06", *given, "--output", out)
    assert done.returncode == 0, done.stderr
    before = shown(outputs / "01-the-link.ipynb")
    after = shown(out / "01-the-link.ipynb")
    assert ("bbc-conference-telephone" in before, "bbc-conference-telephone" in after) == (
        True,
        False,
    )
    count = re.compile(r"<ExploreMap: ([\d,]+) events, time: day>\n")
    (few,) = count.findall(shown(out / "06-many-events.ipynb"))
    (many,) = count.findall(shown(outputs / "06-many-events.ipynb"))
    # Twelve of fourteen names are somewhere.
    assert 1_600 < int(few.replace(",", "")) < 1_900
    assert 84_000 < int(many.replace(",", "")) < 93_000
    assert "quake: the largest" in shown(out / "06-many-events.ipynb")
    assert "flood: the largest" in shown(outputs / "06-many-events.ipynb")


def test_a_plot_of_matplotlib_is_a_picture(outputs: Path) -> None:
    (drawn,) = [cell for cell in cells(outputs / "04-time.ipynb") if "barh" in cell.source]
    (picture,) = drawn.outputs
    assert set(picture["data"]) == {"image/png", "text/plain"}


def test_a_map_has_a_picture_and_words_for_who_must_not_see_it(outputs: Path) -> None:
    drawn = [cell for cell in cells(outputs / "01-the-link.ipynb") if "story_map" in cell.source]
    picture, frame = drawn[0].outputs
    assert set(picture["data"]) == {"image/png", "text/plain"}
    assert picture["metadata"]["image/png"]["alt"].startswith("Picture of the map: From Edgware")
    assert (
        "12 May 2007 MQM rally that M Anwar said was permitted, Karachi"
        in frame["data"]["text/plain"]
    )
    assert "Telephone addresses to Karachi: Edgware → Karachi" in frame["data"]["text/plain"]


@pytest.mark.browser
@pytest.mark.slow
def test_a_sanitised_page_keeps_the_picture_and_no_markup(
    outputs: Path, tmp_path: Path, chromium: object
) -> None:
    command = ("jupyter", "nbconvert", "--to", "html", "--HTMLExporter.sanitize_html=True")
    jupyter(*command, "--output-dir", tmp_path, outputs / "01-the-link.ipynb", cwd=tmp_path)
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    page.goto((tmp_path / "01-the-link.html").as_uri())
    images = page.locator("img")
    images.first.scroll_into_view_if_needed()
    assert images.count() == 1
    assert images.first.evaluate("image => image.naturalWidth") == 900
    assert page.locator("iframe").count() == 0
    assert "srcdoc" not in page.locator("body").inner_text()
    page.close()


@pytest.mark.browser
def test_a_page_on_a_phone_cuts_nothing_and_follows_the_dark(
    outputs: Path, chromium: object
) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    for name in NAMES:
        page.goto((outputs / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", background)[:3])) < 40, name
        assert page.locator("img:not([alt]), img[alt='']").count() == 0
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_each_page_opens_with_the_network_refused(
    outputs: Path, chromium: object, name: str
) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.context.set_offline(True)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    address = (outputs / f"{name}.html").as_uri()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [
        url for url in asked if url != address and not url.startswith(("data:", "about:"))
    ] == []
    assert faults == []
    page.close()


@pytest.mark.browser
def test_the_map_in_a_notebook_s_page_can_be_used(outputs: Path, chromium: object) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.goto((outputs / "01-the-link.html").as_uri())
    assert page.get_by_alt_text("Picture of the map").is_hidden()  # the map itself is there
    frame = page.frame_locator("iframe[srcdoc]").first
    frame.locator(".leaflet-container path").first.wait_for()
    frame.get_by_role("button", name="Karachi", exact=True).click()
    assert frame.locator(".leaflet-container path").count() > 10
    page.close()


@pytest.mark.slow
def test_the_story_s_folder_reaches_the_notebooks_as_a_parameter(
    geo_command: object, story_folder: Path, root: Path, tmp_path: Path
) -> None:
    settings = story_folder / "story.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("From Edgware to Karachi", "Another title"), encoding="utf-8")
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    source = (root / "notebooks" / "01-the-link.ipynb").read_bytes()
    (notebooks / "01-the-link.ipynb").write_bytes(source)
    output = tmp_path / "outputs"
    done = geo_command("build", story_folder, "--notebooks", notebooks, "--output", output)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(output / "01-the-link.ipynb", as_version=4)
    assert executed.cells[2].source == "folder = '../story'"
    assert executed.cells[2].metadata["tags"] == ["injected-parameters"]
    assert "Another title" in executed.cells[3].outputs[0]["data"]["text/html"]


def test_a_page_shows_no_mark_of_a_claim() -> None:
    prose = "They sang.\n<!-- [c-met; c-call] -->\n\nTwice <!-- [c-met] --> <!-- a remark -->."
    cells = [
        nbformat.v4.new_markdown_cell(prose, id="a"),
        nbformat.v4.new_code_cell("x[c]", id="b"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    page = notebook_page(notebook, title="a test")
    assert "c-met" not in page
    assert "a remark" in page
    assert notebook.cells[0].source == prose


def test_a_stop_in_the_moment_in_which_the_loop_closes_is_a_stop() -> None:
    script = """
import asyncio, _thread, time
from geo.notebooks.run import _on_a_loop_of_its_own

async def work():
    loop = asyncio.get_running_loop()
    close = loop.close
    def close_and_interrupt():
        close()
        _thread.interrupt_main()
        time.sleep(0.5)
    loop.close = close_and_interrupt

try:
    _on_a_loop_of_its_own(work())
except KeyboardInterrupt as stop:
    print("stopped", stop.__context__)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("stopped None\n", "")
