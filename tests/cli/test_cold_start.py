"""A name is answered without the libraries that draw, write tables or speak to a network."""

import subprocess
import sys

import pytest

HEAVY = {"geopandas", "pandas", "pyarrow", "pyproj", "rapidfuzz", "shapely"}
NETWORK = {"geopy", "httpcore", "tenacity"}


def run(program: str) -> tuple[str, set[str]]:
    """Return what a program printed in a process of its own, and the modules it loaded."""
    program += "\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    *printed, modules = done.stdout.splitlines()
    return "\n".join(printed), set(modules.split())


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["Edgware"], "Edgware  ok  0.87  Edgware, England, GB  suburb, 1.0 km  51.6128, -0.2754"),
        (["Hyderabad, Sindh", "--country", "PK"], "Hyderabad, Sindh  ok  0.95  Hyderabad, Sindh"),
        (["Mill Hill"], "Mill Hill  ambiguous  0.58"),
        (["Edgware", "--format", "json"], '[\n  {\n    "query": "Edgware",\n    "matched": "Edgw'),
    ],
)
def test_geo_geocode_of_a_name_loads_none(arguments: list[str], begins: str) -> None:
    printed, modules = run(
        "import sys\n"
        "from geo.cli.main import main\n"
        "try:\n"
        f"    main(['geocode', *{arguments!r}])\n"
        "except SystemExit:\n"
        "    pass"
    )
    assert printed.startswith(begins)
    assert not modules & (HEAVY | NETWORK)


def test_the_gazetteer_answers_without_them() -> None:
    printed, modules = run(
        "import sys\nimport geo\nprint(geo.Gazetteer().geocode('Edgware').address)"
    )
    assert printed == "Edgware, England, United Kingdom"
    assert not modules & HEAVY


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("geo.cli.main", HEAVY | NETWORK | {"numpy"}),
        ("geo.build", {"jupyter_client", "nbclient", "nbconvert", "nbformat"}),
        ("geo.geoparsing.geoparse", HEAVY),
    ],
)
def test_a_module_loads_no_library_that_it_may_never_use(module: str, absent: set[str]) -> None:
    _, modules = run(f"import sys, {module}")
    assert not modules & absent
