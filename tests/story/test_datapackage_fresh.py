"""The data package beside the real tables is the one that they give."""

from pathlib import Path

from geo.story import write_datapackage


def test_the_committed_data_package_is_what_the_tables_give(data: Path, story_folder: Path) -> None:
    committed = Path(data, "datapackage.json").read_bytes()
    Path(story_folder, "datapackage.json").unlink()
    assert write_datapackage(story_folder).read_bytes() == committed
