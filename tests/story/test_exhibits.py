"""Exhibits: files are as described, and what is shown of a picture holds nothing beside it."""

import io
import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from story.pictures import (
    CAMERA,
    REMARK,
    claim_on,
    exhibit,
    photo,
    with_pictures,
    write_with_files,
)
from story.small import SmallStory
from support import Geo

import geo
from geo.story.exhibits import exhibit_copies, exhibit_faults, shown_copy
from geo.story.read import read_tables

PHOTO = exhibit("a", "a.jpg", b"")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_copy_is_small_and_holds_nothing_that_a_camera_wrote() -> None:
    data = photo()
    assert CAMERA.encode() in data
    assert REMARK in data
    copy = shown_copy(data, PHOTO)
    picture = opened(copy)
    assert (picture.format, picture.size) == ("JPEG", (960, 600))
    assert not picture.getexif()
    assert {*picture.info} == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert shown_copy(data, PHOTO) == copy


def test_a_copy_is_its_own_copy_but_not_with_a_word_behind_it() -> None:
    copy = shown_copy(photo(), PHOTO)
    assert shown_copy(copy, PHOTO) == copy
    longer = copy + b"where it was"
    assert b"where it was" not in shown_copy(longer, PHOTO)
    comment = copy[:20] + b"\xff\xfe\x00\x08secret" + copy[20:]
    assert b"secret" not in shown_copy(comment, PHOTO)


def test_a_part_is_cut_out_of_the_upright_picture() -> None:
    data = photo()
    percent = opened(shown_copy(data, PHOTO | {"part": "xywh=percent:50,50,50,50"}))
    pixels = opened(shown_copy(data, PHOTO | {"part": "xywh=800,500,800,500"}))
    assert percent.size == pixels.size == (800, 500)
    red, green, blue = percent.getpixel((400, 250))
    assert red > 190
    assert max(green, blue) < 20
    turned = Image.new("RGB", (40, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    file = io.BytesIO()
    turned.save(file, "JPEG", exif=exif)
    assert opened(shown_copy(file.getvalue(), PHOTO)).size == (20, 40)


def test_what_is_seen_through_becomes_white_and_the_page_of_a_scan_a_picture() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(file, "PNG")
    assert min(opened(shown_copy(file.getvalue(), PHOTO)).getpixel((5, 5))) > 250
    document = pypdfium2.PdfDocument.new()
    for size in ((100, 50), (50, 100)):
        document.new_page(*size)
    file = io.BytesIO()
    document.save(file)
    scan = PHOTO | {"kind": "scan", "part": "page=2"}
    assert opened(shown_copy(file.getvalue(), scan)).size == (100, 200)


def test_a_story_has_its_exhibits_and_names_them(small: SmallStory) -> None:
    story = geo.read_story(write_with_files(with_pictures(small)))
    assert list(story.exhibits.index) == ["hall-front", "red-door", "film"]
    assert story.events["image"].tolist() == ["hall-front", ""]
    assert story.steps["image"].tolist() == ["red-door"]
    assert {*exhibit_copies(story)} == {"hall-front", "red-door"}
    small.tables["events"][1]["image"] = "hall-frond"
    with pytest.raises(geo.StoryError, match="did you mean hall-front"):
        geo.read_story(small.write())


@pytest.mark.parametrize("column", ["alt", "credit"])
def test_a_picture_without_alt_text_or_credit_is_an_error(column: str, small: SmallStory) -> None:
    with_pictures(small).row("exhibits", "red-door")[column] = ""
    with pytest.raises(geo.StoryError) as caught:
        read_tables(small.write())
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("exhibits.csv", 3, column)


def test_check_names_each_file_that_is_not_as_described(
    small: SmallStory, geo_command: Geo
) -> None:
    data = photo()
    small.tables["exhibits"] = [
        exhibit("absent", "absent.jpg", data),
        exhibit("other", "DSC_0001.JPG", b"other"),
        exhibit("empty", "DSC_0001.JPG", b""),
        exhibit("outside", "DSC_0001.JPG", data, part="xywh=1500,0,101,10"),
        exhibit("page", "DSC_0001.JPG", data, kind="scan", part="page=2"),
        exhibit("time", "DSC_0001.JPG", data, part="t=1,2"),
        exhibit("text", "text.jpg", b"no picture"),
        exhibit("far", "https://example.org/a.jpg", b"unread"),
        exhibit("fine", "DSC_0001.JPG", data),
    ]
    folder = write_with_files(small)
    (folder / "exhibits" / "text.jpg").write_bytes(b"no picture")
    faults = exhibit_faults(folder, read_tables(folder).frames["exhibits"])
    assert [(fault.row, fault.column) for fault in faults] == [
        *((2, "file"), (3, "sha256"), (4, "sha256"), (5, "part"), (6, "part"), (7, "part")),
        *((8, "file"), (9, "sha256")),
    ]
    done = geo_command("check", folder, "--sources", small.write_articles())
    assert done.returncode in (1, 2)
    assert "exhibits: 1 of 8 files as described" in done.stdout
    digest = exhibit("", "", data)["sha256"]
    assert f"exhibits.csv, row 4, column sha256: found '', wanted {digest}" in done.stdout
    assert "within the picture, which has 1600 by 1000 pixels" in done.stdout
    assert "found 'text.jpg', wanted a picture that can be read" in done.stdout
    built = geo_command("build", folder, "--output", folder / "out")
    assert built.returncode == 2
    assert built.stderr.count("exhibits.csv, row") == 7  # an address is not read
    assert "Traceback" not in built.stderr
    assert not Path(folder, "out").exists()


def test_a_claim_stands_on_a_picture_as_on_words(small: SmallStory, geo_command: Geo) -> None:
    folder, copies = write_with_files(claim_on(with_pictures(small))), small.write_articles()
    story = geo.read_story(folder)
    claim = story.claims.loc["c-door"]
    assert (claim["exhibit"], claim["paragraph"], claim["start"]) == ("red-door", 0, 0)
    assert "c-door" in story.claims_about("karachi").index

    def outcome() -> str:
        outcomes = geo.check(geo.read_story(folder, redacted=False), copies).set_index("id")
        return str(outcomes.loc["c-door", "outcome"])

    assert outcome() == "found"
    page = geo.story_map(story).get_root().render()
    assert "The Herald, picture or recording" in page
    assert '<figure class="geo-exhibit" data-of="rehearsal karachi">' in page
    file = folder / "exhibits" / "DSC_0001.JPG"
    file.write_bytes(photo() + b" ")
    assert outcome() == "changed"
    file.unlink()
    assert outcome() == "source missing"
    done = geo_command("check", folder, "--sources", copies)
    assert "claims.csv, c-door: source missing (herald, exhibit red-door)" in done.stdout


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"paragraph": "3"}, "paragraph"),
        ({"exhibit": "film", "part": ""}, "exhibit"),
        ({"exhibit": "", "part": ""}, "end"),
        ({"part": "xywh=0,0,10,10"}, "part"),
        ({"part": "xywh=percent:60,0,50,10"}, "part"),
        ({"source": "gazette"}, "source"),
    ],
)
def test_a_claim_on_a_picture_that_can_not_be(
    cells: dict[str, str], column: str, small: SmallStory
) -> None:
    claim_on(with_pictures(small), **cells).row("exhibits", "red-door")["source"] = "herald"
    with pytest.raises(geo.StoryError) as caught:
        read_tables(small.write())
    fault = caught.value.faults[0]
    assert (fault.file, fault.row, fault.column) == ("claims.csv", 7, column)


def test_what_is_said_on_a_withheld_picture_is_withheld(small: SmallStory) -> None:
    claim_on(with_pictures(small)).tables["redactions"].append(
        dict.fromkeys(small.tables["redactions"][0], "")
        | {"table": "exhibits", "row": "hall-front", "reason": "It shows a child."}
    )
    story = geo.read_story(write_with_files(small))
    assert list(story.exhibits.index) == ["film"]  # the door is a part of the same file
    assert "c-door" not in story.claims.index
    assert story.events["image"].tolist() == ["", ""]


def test_exports_name_whose_picture_it_is_and_the_part_of_a_claim(
    small: SmallStory, tmp_path: Path
) -> None:
    story = geo.read_story(write_with_files(claim_on(with_pictures(small))))
    geo.write_tables(story, tmp_path / "out", to=["ro-crate", "annotations"])
    crate = json.loads((tmp_path / "out" / "ro-crate-metadata.json").read_text("utf-8"))
    (door,) = (node for node in crate["@graph"] if node["@id"] == "red-door.jpg")
    assert (door["creditText"], door["license"]) == ("Photo: Jo Doe", "CC BY 4.0")
    assert opened((tmp_path / "out" / "red-door.jpg").read_bytes()).size == (800, 500)
    file = tmp_path / "out" / "two-choirs.annotations.jsonld"
    items = json.loads(file.read_text("utf-8"))["first"]["items"]
    (claim,) = (item for item in items if item["geo:id"] == "c-door")
    digest = exhibit("", "", photo())["sha256"]
    assert claim["target"]["source"] == f"urn:sha256:{digest}"
    assert claim["target"]["selector"]["value"] == "xywh=percent:0,0,50,100"
