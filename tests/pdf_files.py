"""PDF files for the tests, written by hand so that each says where its words stand."""

from collections.abc import Sequence

Words = tuple[float, float, float, str]
"""Left and baseline in points from the top left, size of the letters, text."""

WIDTH, HEIGHT = 600, 800


def pdf(*pages: Sequence[Words], title: str = "", encrypted: bool = False) -> bytes:
    """Return a PDF whose pages print words in Helvetica, in the order in which they are given."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, words in enumerate(pages):
        drawn = "\n".join(_draw(*each) for each in words) or "0 0 100 100 re f"
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F 3 0 R >> >>"
        contents = f"/Contents {5 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} {contents} >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R"
    if encrypted:
        key = "00" * 32
        trailer += f" /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
        trailer += f" /ID [<{key}> <{key}>]"
    return _file(objects, trailer)


def lines(texts: Sequence[str], *, left: float = 60, top: float = 100, size: float = 11) -> list:
    """Return lines of one column, one below the other; an empty one leaves a gap."""
    return [
        (left, top + number * size * 1.2, size, text) for number, text in enumerate(texts) if text
    ]


def _draw(left: float, baseline: float, size: float, text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F {size} Tf {left} {HEIGHT - baseline} Td ({escaped}) Tj ET"


def _file(objects: Sequence[str], trailer: str) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    return data + f"{table}trailer\n<< {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
