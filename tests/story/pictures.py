"""A small story with pictures, drawn here: one as a camera writes it, with where it was."""

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageDraw
from story.small import Row, SmallStory

CAMERA = "Cam 300 of Jo"
REMARK = b"behind the blue door"
HOSTILE = '</script><img src=x onerror=alert(1)> the "hall" & its door'
GPS_TAG = 0x8825


def photo() -> bytes:
    """Return a JPEG of 1600 by 1000 pixels with all that a camera writes into it."""
    picture = Image.new("RGB", (1600, 1000), "#88aacc")
    ImageDraw.Draw(picture).rectangle((800, 500, 1599, 999), fill="#cc0000")
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    position = exif.get_ifd(GPS_TAG)
    position[1], position[2] = "N", (51.0, 36.0, 41.5)
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=REMARK)
    return file.getvalue()


def exhibit(name: str, file: str, data: bytes, **cells: str) -> Row:
    """Return a row of the table of exhibits."""
    return {
        "id": name,
        "file": file,
        "kind": "photo",
        "sha256": hashlib.sha256(data).hexdigest() if data else "",
        "alt": "A hall with a red door",
        "credit": "Photo: Jo Doe",
        "licence": "CC BY 4.0",
        "source": "",
        "part": "",
        "note": "",
        **cells,
    }


def with_pictures(small: SmallStory) -> SmallStory:
    """Add a photo of an event, a part of it in a step, and a film at an address."""
    data = photo()
    small.tables["exhibits"] = [
        exhibit("hall-front", "DSC_0001.JPG", data, alt=HOSTILE),
        exhibit("red-door", "DSC_0001.JPG", data, part="xywh=percent:50,50,50,50"),
        exhibit("film", "https://example.org/a.mp4", b"", kind="video", part="t=10,20"),
    ]
    for row in small.tables["events"]:
        row["image"] = "hall-front" if row["id"] == "rehearsal" else ""
    small.tables["steps"][0]["image"] = "red-door"
    return small


def claim_on(small: SmallStory, **cells: str) -> SmallStory:
    """Add a claim that stands on a part of a picture."""
    claims = small.tables["claims"]
    for row in claims:
        row |= {"part": "", "exhibit": "", "note": row.pop("note")}
    new = dict.fromkeys(claims[0], "") | {
        "id": "c-door",
        "about": "rehearsal; karachi",
        "statement": "The door is red.",
        "status": "reported",
        "source": "herald",
        "part": "xywh=percent:0,0,50,100",
        "exhibit": "red-door",
    }
    claims.append(new | cells)
    return small


def write_with_files(small: SmallStory) -> Path:
    """Write the story with the file of its photo."""
    folder = small.write()
    (folder / "exhibits").mkdir(exist_ok=True)
    (folder / "exhibits" / "DSC_0001.JPG").write_bytes(photo())
    return folder
