"""Executed notebooks as pages: everything inside, in light and dark, on wide screens and narrow."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter

_DARK_STYLES = "theme-dark.css"
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
    told = _with_alternative_texts(notebook)
    page, _ = exporter.from_notebook_node(told, {"metadata": {"name": title}})
    styles = f"<style>{_FITTING}</style>\n<style>{_dark(tuple(exporter.template_paths))}</style>\n"
    before, head, after = str(page).partition("</head>")
    return f"{before}{styles}{head}{after}"


def _with_alternative_texts(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Write pictures as markup with their alternative text, which nbconvert would leave out."""
    told: nbformat.NotebookNode = nbformat.from_dict(notebook)
    for cell in told.cells:
        for output in cell.get("outputs", []):
            text = _alternative_text(output)
            if text:
                data = str(output["data"].pop("image/png")).replace("\n", "")
                image = f'<img alt="{escape(text)}" src="data:image/png;base64,{data}">'
                output["data"]["text/html"] = image
    return told


def _alternative_text(output: dict[str, Any]) -> str:
    if "image/png" not in output.get("data", {}) or "text/html" in output["data"]:
        return ""
    return str(output["metadata"].get("image/png", {}).get("alt", ""))


@cache
def _dark(folders: tuple[str, ...]) -> str:
    """Return JupyterLab's dark theme, as nbconvert ships it, for readers whose system is dark."""
    paths = (Path(folder, "static", _DARK_STYLES) for folder in folders)
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        return ""
    styles = found.read_text(encoding="utf-8")
    body = "body{background:var(--jp-layout-color0);color:var(--jp-content-font-color1)}"
    dark = f":root{{color-scheme:dark}}\n{styles}\n{body}"
    return f"@media screen and (prefers-color-scheme:dark){{\n{dark}}}"
