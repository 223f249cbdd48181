"""Settings of the site that `make docs` builds: without a network, warnings as errors."""

import re
import shutil
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Pages of names that are gone would be warned of.
shutil.rmtree(HERE / "api" / "generated", ignore_errors=True)

# Notebooks are pages of the site as they are in git: without outputs, and without being run.
for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
    shutil.copy(notebook, HERE / "gallery")

project = "geo"
author = PROJECT["authors"][0]["name"]
copyright = author  # noqa: A001 - Sphinx's own name
release = re.search(r'__version__ = "(.+)"', (ROOT / "geo/__init__.py").read_text("utf-8"))[1]
version = release

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "myst_nb",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
default_role = "py:obj"
nitpicky = False

autosummary_generate = True
autosummary_ignore_module_all = False
# The same name but for its case is one file on Windows and macOS.
autosummary_filename_map = {
    "geo.geocoding.online.provider": "geo.geocoding.online.provider_function",
    "geo.geoparsing.spoken": "geo.geoparsing.spoken_function",
}
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

nb_execution_mode = "off"
nb_ipywidgets_js = {}
myst_enable_extensions = ["attrs_block", "colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"geo {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "source_repository": PROJECT["urls"]["Source"],
    "source_branch": "main",
    "source_directory": "docs/",
    "light_css_variables": {"color-brand-primary": "#034d8e", "color-brand-content": "#034d8e"},
    "dark_css_variables": {"color-brand-primary": "#7fb8ea", "color-brand-content": "#7fb8ea"},
}
