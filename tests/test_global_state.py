"""What belongs to the caller's process stays as it is, also while calls overlap in threads."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat

CELL = """
import os
assert "geo-kernels-" in os.environ["IPYTHONDIR"], "kernels leave nothing in the user's home"
"""
PROGRAM = """
import gc, json, locale, logging, os, random, signal, sys, threading
import numpy as np, pandas as pd, matplotlib as mpl


def state():
    loggers = {name: logger for name, logger in logging.root.manager.loggerDict.items()
               if isinstance(logger, logging.Logger) and not name.startswith("geo.")}
    return {
        "gc": [gc.get_threshold(), gc.isenabled()],
        "environ": dict(os.environ),
        "cwd": os.getcwd(),
        "locale": locale.setlocale(locale.LC_ALL),
        "loggers": {name: [logger.level, len(logger.handlers), len(logger.filters),
                           logger.disabled, logger.propagate]
                    for name, logger in loggers.items() if logger.level or logger.handlers
                    or logger.filters or logger.disabled or not logger.propagate},
        "root": [logging.root.level, len(logging.root.handlers)],
        "random": hash(random.getstate()),
        "numpy": hash(np.random.get_state()[1].tobytes()),
        "pandas": [pd.get_option(name) for name in ("display.max_rows", "display.max_columns",
                   "display.html.table_schema")],
        "matplotlib": hash(str(dict(mpl.rcParams))),
        "signals": [str(signal.getsignal(n)) for n in (signal.SIGINT, signal.SIGTERM)],
        "recursion": sys.getrecursionlimit(),
        "excepthook": sys.excepthook is sys.__excepthook__,
        "floats": np.geterr(),
    }


import folium, geopandas, trafilatura, geopy, nbclient  # their own doing is not ours
before = state()
import geo
import geo.notebooks.run
from pathlib import Path
from geo.extraction.boilerplate import read_article_page


def work(number):
    geo.geocode(["Karachi", "London", "Edgware"] * 400 + [f"Zzyzx {n}" for n in range(900)])
    geo.geoparse("Shops closed in Karachi on 12 May 2007. A rally was held in Edgware, London.")
    story = geo.read_story("STORY")
    page = geo.story_map(story)
    table = geopandas.GeoDataFrame({"day": ["2007-05-12"]},
                                   geometry=geopandas.points_from_xy([67], [24.9]), crs=4326)
    geo.save_html(geo.explore(table, time="day"), f"OUT/{number}.html")
    try:
        read_article_page("<html><body></body></html>", name="a.html")
    except geo.GeoError:
        pass


def run_a_notebook(_):
    return geo.notebooks.run.run_notebooks([Path("NOTEBOOK")], jobs=1)[0].failure


from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    assert list(pool.map(run_a_notebook, range(2))) == ["", ""]
with ThreadPoolExecutor(3) as pool:
    list(pool.map(work, range(3)))
after = state()
def changed(one, other):
    if not isinstance(one, dict):
        return [one, other]
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return {name: [one.get(name), other.get(name)] for name in names}


print(json.dumps({name: changed(before[name], after[name]) for name in before
                  if before[name] != after[name]}, default=str))
"""


def test_importing_and_working_in_threads_changes_nothing_of_the_caller(
    tmp_path: Path, root: Path
) -> None:
    notebook = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)]), notebook)
    story = root / "examples" / "krakatau"
    program = PROGRAM.replace("STORY", str(story)).replace("NOTEBOOK", str(notebook))
    done = subprocess.run(
        [sys.executable, "-c", program.replace("OUT", str(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}
