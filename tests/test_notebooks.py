"""The notebooks: run by plain Jupyter, kept as pages that ask the network for nothing."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NAMES = ("01-the-link", "02-places", "03-claims-and-figures")


def nbconvert(*arguments: object, cwd: Path) -> None:
    """Run plain `jupyter nbconvert`, with every way to a network closed."""
    command = [Path(sys.executable).with_name("jupyter"), "nbconvert", *map(str, arguments)]
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | nowhere, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_plain_nbconvert_executes_each_and_makes_pages(root: Path, tmp_path: Path) -> None:
    notebooks = [root / "notebooks" / f"{name}.ipynb" for name in NAMES]
    nbconvert("--to", "notebook", "--execute", "--output-dir", tmp_path, *notebooks, cwd=tmp_path)
    executed = [tmp_path / path.name for path in notebooks]
    for path in executed:
        code = [
            cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
        ]
        outputs = [output for cell in code for output in cell.outputs]
        assert {output.output_type for output in outputs} <= {"execute_result", "display_data"}
        assert outputs
    nbconvert("--to", "html", *executed, cwd=tmp_path)
    assert all((tmp_path / f"{name}.html").stat().st_size > 100_000 for name in NAMES)


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
    frame = page.frame_locator("iframe[srcdoc]").first
    frame.locator(".leaflet-container path").first.wait_for()
    frame.get_by_role("button", name="Karachi", exact=True).click()
    assert frame.locator(".leaflet-container path").count() > 10
    page.close()


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
