"""Write the files that folium's plugins ask the network for to geo/maps/static/folium/.

`geo/maps/data/folium_files.toml` names them and the npm package of each. Styles get their images
and fonts as data, everything is minified, and ``notices.json`` keeps each package's licence.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[1] / "geo" / "maps" / "data" / "folium_files.toml"
MINIFY = Path(__file__).resolve().with_name("minify.mjs")
INPUTS = (Path(__file__).resolve(), MINIFY, TABLE)
MARKERS = "marker-images.js"

_RULE = re.compile(r"(?:[^{};]|;(?!base64))+\{[^{}]*\}")
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_URL = re.compile(r"""url\(\s*(["']?)(?!data:|%23|#)([^"')]+)\1\s*\)""")
_OTHER_FONTS = re.compile(r"""\burl\([^)]*\)\s*format\((["'])(?!woff2)[^)]*\1\)\s*,?\s*""")
_OLD_FONT = re.compile(r"""\bsrc:\s*url\([^)]*\.eot["']?\);""")
_TYPES = {"png": "png", "gif": "gif", "svg": "svg+xml"}
_COPYRIGHT = re.compile(r"^\W*(?:copyright(?! notice)|\(c\)|©).*", re.IGNORECASE)
_HEADING = re.compile(
    r"^\W*(?:the\s+)?(?:mit|isc|bsd)\b[^.]*licen[sc]e\W*(?:\(mit\))?\W*$", re.IGNORECASE
)


def copy_to(folder: Path, *, packages: Path) -> None:
    """Write every file of the table into `folder`, not yet minified, with the notices.

    Parameters
    ----------
    folder : pathlib.Path
        Is made.
    packages : pathlib.Path
        ``node_modules``.

    Raises
    ------
    RuntimeError
        When a package lacks a file, or a licence can't be found.
    """
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    folder.mkdir()
    for row in table["file"]:
        if row["package"] not in {"", "folium"} and not row.get("shared"):
            source = packages / row["package"] / row["path"]
            if not source.is_file():
                raise RuntimeError(f"{row['name']}: found no {row['path']} in {row['package']}")
            (folder / row["name"]).write_bytes(_content(source, row))
    images = _marker_images(packages / "leaflet" / "dist" / "images")
    (folder / MARKERS).write_text(images, encoding="utf-8")
    notices = json.dumps(_notices(table, packages), indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "notices.json").write_text(f"{notices}\n", encoding="utf-8")


def _content(source: Path, row: dict[str, Any]) -> bytes:
    if source.suffix != ".css":
        content = source.read_bytes()
        for found, wanted in row.get("replace", ()):
            if found.encode() not in content:
                raise RuntimeError(f"{row['name']}: found no {found!r}, wanted it to replace")
            content = content.replace(found.encode(), wanted.encode())
        return content
    text = _COMMENT.sub("", source.read_text(encoding="utf-8"))
    if "keep" in row:
        text = "\n".join(rule for rule in _RULE.findall(text) if re.search(row["keep"], rule))
    if "drop" in row:
        text = _RULE.sub(lambda rule: "" if row["drop"] in rule[0] else rule[0], text)
    text = _OTHER_FONTS.sub("", _OLD_FONT.sub("", text))
    text = re.sub(r"(url\([^)]*\)\s*format\([^)]*\))\s*,\s*(?=[;}])", r"\1", text)
    return _URL.sub(lambda found: f'url("{_data(source.parent / found[2])}")', text).encode()


def _data(path: Path) -> str:
    kind = path.suffix.removeprefix(".")
    kind = f"image/{_TYPES[kind]}" if kind in _TYPES else f"font/{kind}"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _marker_images(folder: Path) -> str:
    """Write the script that gives Leaflet its marker as data: it looks for files beside its own."""
    names = ("iconUrl", "iconRetinaUrl", "shadowUrl")
    files = ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    urls = {name: _data(folder / file) for name, file in zip(names, files, strict=True)}
    return f'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({json.dumps(urls)});\n'


def _notices(table: dict[str, Any], packages: Path) -> dict[str, Any]:
    """Return each package's version, licence and copyright; the texts stand once."""
    texts: dict[str, str] = {}
    told: dict[str, Any] = {}
    packed = {name for row in table["file"] for name in (row["package"], *row.get("holds", ()))}
    for name in sorted(packed - {""}):
        own = table["licence"].get(name)
        copyright_lines, body = _licence(packages / (own["text"] if own else name))
        key = next((key for key, text in texts.items() if text.split() == body.split()), "")
        key = key or f"text {len(texts) + 1}"
        texts.setdefault(key, body)
        about = own
        if not own or "version" not in own:
            about = json.loads((packages / name / "package.json").read_text(encoding="utf-8"))
        told[name] = {
            "version": about["version"],
            "copyright": own["copyright"] if own else copyright_lines,
            "text": key,
        }
    return {"packages": told, "texts": texts}


def _licence(package: Path) -> tuple[list[str], str]:
    """Part a package's licence into who holds the copyright and what is granted."""
    for path in sorted(package.iterdir()):
        if re.search(r"licen[cs]e", path.name, re.IGNORECASE) and path.is_file():
            lines = path.read_text(encoding="utf-8").strip().splitlines()
            break
    else:
        raise RuntimeError(f"{package.name}: found no licence file, wanted a row under [licence]")
    head = [line for line in lines[:8] if _COPYRIGHT.match(line)]
    body = [line for line in lines if line not in head and not _HEADING.match(line)]
    return [line.strip() for line in head], "\n".join(body).strip()
