"""What is withheld is found in whatever an output is packed in, and nothing else is."""

from pathlib import Path

import pytest
from publishing.planted import LOCATED, NAME, NAMED, POINT

import geo
from geo.publishing import find_leaks
from geo.story.withheld import Secret, Withheld

WITHHELD = Withheld((Secret(NAME, "name", 2),), (POINT,))


@pytest.mark.parametrize("name", NAMED)
def test_a_withheld_name_is_found(name: str, tmp_path: Path) -> None:
    NAMED[name](tmp_path / name)
    leaks = find_leaks([tmp_path / name], WITHHELD)
    assert leaks
    assert all(leak.file.startswith(name) and NAME in leak.what for leak in leaks)


@pytest.mark.parametrize("name", LOCATED)
def test_a_withheld_point_is_found(name: str, tmp_path: Path) -> None:
    LOCATED[name](tmp_path / name)
    leaks = find_leaks([tmp_path / name], WITHHELD)
    assert {leak.what for leak in leaks} == {"the point 24.86543, 67.01234"}


@pytest.mark.parametrize(
    "text",
    [
        "Vali Khan, Ali Khanum, Alikhanov",
        "Ali. In the year after it Khan",
        "lat 24.9, lon 67.0; 24 and 67; 24.8701, 67.0201",
        "[67022, 24885]",
    ],
)
def test_what_only_resembles_it_is_not_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert find_leaks([tmp_path / "a.html"], WITHHELD) == []


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("start 4900, end 360; opacity 0.05, 0; 0.3, 0.005", False),
        ("[2, 0, 1, 0, 4, 36, 5, 37]", False),
        ("0.0049, 0.0004", True),
        ("0.00486, 0.00037", True),
        ("[4855, 365]", True),
        ("[48550, 3650]", True),
        ("[365, 4855]", True),
        ("[4900, 365]", False),
    ],
)
def test_a_point_close_to_zero_is_told_from_counts(
    text: str, is_there: object, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    withheld = Withheld(points=((0.004855, 0.000365),))
    assert bool(find_leaks([tmp_path / "a.txt"], withheld)) == is_there


def test_a_page_has_no_points_close_to_zero(root: Path, tmp_path: Path) -> None:
    """Lists of small numbers, of which a page and its tables are full, are no points."""
    story = geo.read_story(root / "examples" / "krakatau")
    geo.save_html(geo.story_map(story), tmp_path / "map.html")
    geo.write_tables(story, tmp_path / "tables")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    scattered = [(0.000162, 0.000038), (0.004855, 0.000365), (0.00837, -0.001439)]
    scattered += [(0.009041, 0.029701), (-0.014479, 0.015996), (0.000021, 0.000087)]
    assert find_leaks(files, Withheld(points=tuple(scattered))) == []


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("start,end: 80,80", False),  # two whole numbers are none
        ("a hash with 8e5 in it", False),  # one number is not both lon and lat
        ("80.0001, 80", True),
        ("[80000007, 80000003]", True),
    ],
)
def test_a_point_near_whole_degrees_is_told_from_counts(
    text: str, is_there: object, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    withheld = Withheld(points=((80.000007, 80.000003),))
    assert bool(find_leaks([tmp_path / "a.txt"], withheld)) == is_there


@pytest.mark.parametrize(
    ("text", "is_there"),
    [("Will said so", True), ("WILL", True), ("it will rain", False), ("/people/will-1", True)],
)
def test_a_single_word_is_a_name_as_it_is_written(
    text: str, is_there: object, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert Secret("Will", "name").is_in(text) is is_there


def test_a_name_in_a_script_without_spaces_is_found_within_a_sentence() -> None:
    assert Secret("王小明", "name").is_in("昨天王小明说")
    assert Secret("علي خان", "name").is_in("قال علي خان ذلك")
