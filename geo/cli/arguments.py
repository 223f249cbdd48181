"""Arguments and options that several commands share."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.errors import GeocodeError
from geo.tables.schemas import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.drafts.articles import SourceOptions
    from geo.geocoding.online.providers import Provider

    Command = Callable[..., None]
    Decorator = Callable[[Command], Command]


NO = 1
"""The exit code where the answer is no."""
Folder = click.Path(file_okay=False, path_type=Path)
OldFolder = click.Path(file_okay=False, exists=True, path_type=Path)
story_folder = click.argument("folder", type=OldFolder, default="data")
NAMES, FILE, FOLDER = "names", "file", "folder"
# A name of a place never ends so.
_ENDINGS = (
    ".csv", ".tsv", ".txt", ".parquet", ".geoparquet", ".pq", ".xlsx", ".xls", ".ods", ".json",
    ".geojson", ".gpkg", ".shp", ".feather", ".arrow", ".gz", ".zip",
)  # fmt: skip
_TABLES = "a table in .csv, .tsv or .parquet"
_STORY = "a story's folder, with places.csv in it"


def kind_of_arguments(names: Sequence[str], *, column: str | None) -> str:
    """Return what the arguments are.

    Parameters
    ----------
    names : sequence of str
        The arguments.
    column : str or None
        The column with the names, which only a table has.

    Returns
    -------
    str
        ``names``, ``file`` or ``folder``. A word that is also a folder here, but no story's, is a
        name where the gazetteer has it.

    Raises
    ------
    GeocodeError
        When an argument looks like a path and is not there, or is a folder and no story.
    """
    if len(names) > 1 and column is None and not any(map(_looks_like_path, names)):
        return NAMES
    if len(names) > 1:
        wanted = "one file or folder, or names"
        raise GeocodeError(
            f"names: found {len(names)} arguments, a file among them; wanted {wanted}"
        )
    if not names[0].strip():
        return NAMES
    path = Path(names[0])
    if _is_file(path):
        return FILE
    if _is_folder(path):
        return _folder(names[0], path, column)
    if column is not None or _looks_like_path(names[0]):
        raise GeocodeError(f"{names[0]}: no such file or folder; wanted {_TABLES}")
    return NAMES


def _folder(name: str, path: Path, column: str | None) -> str:
    if (path / "places.csv").is_file() and column is None:
        return FOLDER
    from geo.gazetteer.gazetteer import embedded
    from geo.gazetteer.normalize import fold

    if column is None and not _looks_like_path(name) and fold(name) in embedded():
        return NAMES
    wanted = _TABLES if column is not None else f"{_STORY}, or {_TABLES}"
    kind = "a folder" if column is not None else "a folder without places.csv"
    raise GeocodeError(f"{name}: found {kind}, wanted {wanted}")


def _looks_like_path(name: str) -> bool:
    separators = tuple(filter(None, (os.sep, os.altsep)))
    begins = name.startswith((*separators, "~", "./", "../", ".\\", "..\\"))
    ends = name.endswith(separators) or name.casefold().endswith(_ENDINGS)
    return begins or ends or name in (".", "..")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a path, or with a NUL in it
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


FORMATS = ("text", "json", "csv")
ORDER = (
    *("map", "view", "import", "new", "draft", "desk", "cite", "archive", "places"),
    *(
        "gazetteer",
        "geocode",
        "pin",
        "check",
        "review",
        "audit",
        "build",
        "publish",
        "verify",
        "open",
        "notebooks",
        "export",
    ),
    *("serve", "diff", "workbook", "schema", "upgrade"),
)
"""The commands in the order in which one uses them: from an article to a map."""
_UNCUT = 1_000


class Point(click.ParamType):  # type: ignore[type-arg]  # newer click only
    """A point as ``lon,lat`` in degrees."""

    name = "lon,lat"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Read two numbers; where they may lie is the geocoder's to say."""
        try:
            lon, lat = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(
                f"found {value!r}, wanted lon,lat in degrees, such as -0.27,51.61", param, ctx
            )
        return lon, lat


class OneValue(click.Command):
    """A command in which the last of several values never wins in silence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, and refuse an option twice that takes one value."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        for param in dict.fromkeys(order):
            single = isinstance(param, click.Option) and not (param.multiple or param.is_flag)
            if single and order.count(param) > 1:
                raise click.UsageError(
                    f"{param.opts[-1]}: found {order.count(param)} times, wanted once", ctx
                )
        return super().parse_args(ctx, args)


class Group(click.Group):
    """The command `geo`, made of commands of which none lets the last value win."""

    command_class = OneValue

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which one uses them."""
        return [*ORDER, *sorted(self.commands.keys() - set(ORDER))]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with its first sentence, wrapped and never cut."""
        rows = [
            (name, self.commands[name].get_short_help_str(limit=_UNCUT))
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@dataclass(frozen=True)
class NameHints:
    """What is known about every name beforehand."""

    country: str | None
    within: str | None
    kind: str | None
    near: tuple[float, float] | None
    published_in: str | None
    context: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The other names of the document."""
        return [name.strip() for name in ";".join(self.context).split(";") if name.strip()]

    def hints(self) -> dict[str, Any]:
        """Return the hints as `geo.geocoding.hints.read_hints` takes them."""
        return {
            "country": self.country,
            "within": self.within,
            "kind": self.kind,
            "near": self.near,
            "published_in": self.published_in,
        }

    def arguments(self) -> dict[str, Any]:
        """Return it as `geo.geocode` takes it."""
        return {**self.hints(), "context": self.names or None}


@dataclass(frozen=True)
class Columns:
    """Which columns of a table ask."""

    column: str | None
    document: str | None
    country_column: str | None
    within_column: str | None
    kind_column: str | None

    @property
    def hints(self) -> dict[str, str]:
        """Columns that hold a row's own hints."""
        columns = {
            "country": self.country_column,
            "within": self.within_column,
            "kind": self.kind_column,
        }
        return {hint: column for hint, column in columns.items() if column}


@dataclass(frozen=True)
class Target:
    """What is written, and over what."""

    output: Path | None
    prefix: str
    outlines: bool
    overwrite: bool
    part_rows: int | None


@dataclass(frozen=True)
class Online:
    """Who is asked over the network, if anybody."""

    provider: str | None
    url: str | None
    option: tuple[str, ...]

    def open(self) -> Provider | None:
        """Name the provider; None where none was asked for. Nothing is sent yet."""
        if self.provider is None:
            if self.url or self.option:
                raise click.UsageError("--url and --option go with --provider")
            return None
        from geo.geocoding.online.providers import provider

        arguments: dict[str, str] = {}
        for name, value in map(self._pair, self.option):
            if arguments.setdefault(name, value) != value:
                raise click.UsageError(f"--option {name}: found {arguments[name]!r} and {value!r}")
        return provider(self.provider, url=self.url or "", options=arguments)

    def _pair(self, text: str) -> tuple[str, str]:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise click.UsageError(f"--option: found {text!r}, wanted NAME=VALUE")
        return name, value


@dataclass(frozen=True)
class ArticleOptions:
    """What a person knows about articles; a value may be for one of them, as ``NAME=VALUE``."""

    published: tuple[str, ...]
    title: tuple[str, ...]
    publisher: tuple[str, ...]
    author: tuple[str, ...]
    encoding: tuple[str, ...]
    published_in: str | None
    overrule: bool
    deadline: float

    def source_options(self) -> SourceOptions:
        """Return the values by option, as `geo.drafts` takes them."""
        from geo.drafts.articles import PER_ARTICLE, SourceOptions

        values = {option: getattr(self, option) for option in PER_ARTICLE}
        return SourceOptions(values, overrule=self.overrule)


def _gathered(kind: type[Any], name: str, *options: Decorator) -> Decorator:
    """Add options to a command, and hand them to it as one value of a dataclass."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def run(**values: object) -> None:
            own = {field.name: values.pop(field.name) for field in fields(kind)}
            command(**values, **{name: kind(**own)})

        decorated: Command = run
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


known = _gathered(
    NameHints,
    "known",
    click.option("--country", help="ISO code or name of the country to look in, such as GB."),
    click.option("--within", help="Name or id of a place that contains the answer."),
    click.option("--kind", help="What it must be: suburb, city, province, country …"),
    click.option("--near", type=Point(), help="Something close, in degrees: -0.27,51.61."),
    click.option("--published-in", help="Where the text appeared; it excludes nothing."),
    click.option(
        "--context", multiple=True, help="Other names of the same text, between semicolons."
    ),
)
columns = _gathered(
    Columns,
    "columns",
    click.option("--column", help="FILE: the column with the names."),
    click.option("--document", help="FILE: the column whose equal values make one document."),
    click.option("--country-column", help="FILE: the column with each row's own country."),
    click.option("--within-column", help="FILE: the column with what contains each place."),
    click.option("--kind-column", help="FILE: the column with each place's kind."),
)
target = _gathered(
    Target,
    "target",
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        help="FILE: where to write: .parquet, .csv or .geojson.",
    ),
    click.option(
        "--prefix", default="geo_", show_default=True, help="FILE: begins the answers' columns."
    ),
    click.option("--outlines", is_flag=True, help="FILE: draw areas; else geometry is a point."),
    click.option("--overwrite", is_flag=True, help="FILE: replace the output if it is there."),
    click.option(
        "--part-rows",
        type=click.IntRange(1),
        help="FILE: rows that are answered and kept at a time.",
    ),
)
online = _gathered(
    Online,
    "online",
    click.option("--provider", help="Ask this online service too, such as nominatim."),
    click.option("--url", help="Address of the provider's server, such as http://127.0.0.1:8088."),
    click.option("--option", multiple=True, help="NAME=VALUE for the provider, such as a key."),
)


def _day(_: click.Context, __: click.Parameter, text: str) -> str:
    """Return a day as it was written, if it is one; nothing where none was."""
    if text:
        try:
            is_day = date.fromisoformat(text).isoformat() == text
        except ValueError:
            is_day = False
        if not is_day:
            raise click.BadParameter(f"found {text!r}, wanted a day such as 2024-05-17")
    return text


form = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How names are answered.",
)
on = click.option(
    "--on",
    default="",
    callback=_day,
    metavar="DAY",
    help="The day of publication, YYYY-MM-DD: embargoes that end by then are over.",
)
article_options = _gathered(
    ArticleOptions,
    "options",
    click.option(
        "--published",
        multiple=True,
        metavar="[NAME=]DATE",
        help="The article's own date in EDTF, such as 2007-05-16.",
    ),
    click.option("--title", multiple=True, metavar="[NAME=]TEXT", help="Its title, as printed."),
    click.option("--publisher", multiple=True, metavar="[NAME=]TEXT", help="Who published it."),
    click.option("--author", multiple=True, metavar="[NAME=]TEXT", help="Who wrote it."),
    click.option(
        "--encoding",
        multiple=True,
        metavar="[NAME=]ENCODING",
        help="How its file is written, where the bytes do not decide.",
    ),
    click.option("--published-in", help="Where it appeared; it excludes no place."),
    click.option("--overrule", is_flag=True, help="Take your values where a page says others."),
    click.option(
        "--deadline",
        type=click.FloatRange(0, min_open=True),
        default=60,
        show_default=True,
        help="FOLDER: seconds for an article; one that takes longer is told and left out.",
    ),
)
table = _gathered(
    Options,
    "options",
    click.option("--lon", default="", help="Column with longitudes; alone, with both coordinates."),
    click.option("--lat", default="", help="Column with latitudes."),
    click.option("--place", default="", help="Column with names, for rows without coordinates."),
    click.option(
        "--date",
        multiple=True,
        help="Column with dates; twice: first and last; three times: year, month and day.",
    ),
    click.option("--title", default="", help="Column that names each event."),
    click.option("--color", default="", help="Column that gives the colour."),
    click.option("--sheet", default="", help="Sheet of a workbook, or layer of a file."),
    click.option(
        "--date-order",
        type=click.Choice(["", "dmy", "mdy"]),
        default="",
        metavar="dmy|mdy",
        help="What 12/05/2007 means, where no other date decides.",
    ),
    click.option("--country", default="", help="ISO code or name of the names' country."),
    click.option(
        "--encoding", default="", help="How a text is written, where its bytes do not decide."
    ),
)
