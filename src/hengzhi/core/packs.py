"""Packs: data that differs by place and year, read from TOML and CSV and checked whole before use.

An app says which files it takes in its `packfiles.py`; `load_packs` reads every file of every pack first, and only
when nothing is wrong writes the rows, in one transaction.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from hengzhi.core.errors import HengzhiError, near


class PackError(HengzhiError):
    """Something in a pack is wrong: file, line, what was found, what is wanted."""

    def __init__(self, file: Path | str, line: int | None, found: str, wanted: str) -> None:
        place = f"{_short(file)} line {line}" if line else _short(file)
        super().__init__(f"{place}: {found}; {wanted}")


class PackErrors(HengzhiError):
    """Everything that is wrong with a set of packs, a line each."""

    def __init__(self, errors: Sequence[PackError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in errors))


class WrongValue(ValueError):
    """A field's text that cannot be read; `wanted` says what would be right."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


def text(value: str) -> str:
    return value


def whole(value: str) -> int:
    if not re.fullmatch(r"-?\d+", value):
        raise WrongValue("write a whole number")
    return int(value)


def amount(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise WrongValue("write a number such as 95 or 95.5") from error


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise WrongValue("write an existing day as YYYY-MM-DD") from error


def one_of(*known: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in known:
            raise WrongValue(f"write one of {', '.join(known)}.{near(value, known)}")
        return value

    return read


@dataclass(frozen=True)
class Field:
    """One column of a CSV file; an empty cell is None where `optional`, an error elsewhere."""

    name: str
    read: Callable[[str], object] = text
    optional: bool = False


@dataclass(frozen=True)
class Row:
    """One checked line of a CSV file."""

    file: Path
    line: int
    values: Mapping[str, object]

    def __getitem__(self, name: str):
        return self.values[name]

    def wrong(self, found: str, wanted: str) -> PackError:
        return PackError(self.file, self.line, found, wanted)


@dataclass(frozen=True)
class PackFile:
    """A file of a pack that an app takes: how to read it, check it against others and write it.

    `pattern` is a path or glob below the pack's folder. `read` turns a file into a list of checked entries and
    raises PackErrors; `write` stores all entries of all packs and must be idempotent.
    """

    pattern: str
    read: Callable[[Path], list]
    write: Callable[[list], None]


def csv_reader(*fields: Field, key: Sequence[str] = ()) -> Callable[[Path], list[Row]]:
    """Return a reader of CSV files with exactly these columns, whose `key` columns are unique together."""

    def read(path: Path) -> list[Row]:
        rows, errors = [], []
        for line, cells in _lines(path, [column.name for column in fields]):
            values = {}
            for column in fields:
                try:
                    values[column.name] = _cell(column, cells[column.name].strip())
                except WrongValue as error:
                    found = f"{column.name} is “{cells[column.name]}”"
                    errors.append(PackError(path, line, found, error.wanted))
            rows.append(Row(path, line, values))
        errors += [] if errors else _repeated(rows, key)
        if errors:
            raise PackErrors(errors)
        return rows

    return read


def _cell(column: Field, value: str):
    if value:
        return column.read(value)
    if column.optional:
        return None
    raise WrongValue("a value is wanted")


def _lines(path: Path, wanted: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackErrors([PackError(path, None, f"byte {error.start} is not UTF-8", "save the file as UTF-8")]) from error
    reader = csv.DictReader(content.splitlines())
    if list(reader.fieldnames or []) != wanted:
        found = "columns are " + ",".join(reader.fieldnames or ["none"])
        raise PackErrors([PackError(path, 1, found, "wanted " + ",".join(wanted))])
    for cells in reader:
        if None in cells or None in cells.values():
            found = f"the line has {'more' if None in cells else 'fewer'} cells than the heading"
            raise PackErrors([PackError(path, reader.line_num, found, f"wanted {len(wanted)} cells")])
        yield reader.line_num, cells


def _repeated(rows: list[Row], key: Sequence[str]) -> list[PackError]:
    seen: dict[tuple, int] = {}
    errors = []
    for row in rows if key else ():
        value = tuple(row[name] for name in key)
        if value in seen:
            found = f"{', '.join(map(str, value))} stands already at line {seen[value]}"
            errors.append(row.wrong(found, "keep one of the two"))
        seen.setdefault(value, row.line)
    return errors


def read_toml(path: Path) -> dict:
    """Read a TOML file; raises PackErrors with the line of a syntax error."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise PackErrors([PackError(path, int(line[1]) if line else None, str(error), "mend the TOML")]) from error


@dataclass(frozen=True)
class Pack:
    """A folder of data with a `pack.toml` that names it."""

    code: str
    folder: Path
    version: str
    name: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


def packs_folder() -> Path:
    return Path(settings.HENGZHI_PACKS)


def find_pack(code: str) -> Pack:
    """Return the pack called `code`; raises HengzhiError naming the ones there are."""
    folder = packs_folder() / code
    if not (folder / "pack.toml").is_file():
        known = sorted(path.parent.name for path in packs_folder().glob("*/pack.toml"))
        raise HengzhiError(f"There is no pack “{code}”; there are {', '.join(known)}.{near(code, known)}")
    head = read_toml(folder / "pack.toml")
    return Pack(code, folder, str(head["version"]), head["name"], tuple(head.get("needs", ())))


def with_needs(codes: Iterable[str]) -> list[Pack]:
    """Return these packs and all they need, the needed ones first."""
    ordered: dict[str, Pack] = {}

    def add(code: str) -> None:
        pack = find_pack(code)
        for needed in pack.needs:
            add(needed)
        ordered.setdefault(code, pack)

    for code in codes:
        add(code)
    return list(ordered.values())


def pack_files() -> list[PackFile]:
    """Collect what every app takes from packs, in the order of the apps."""
    return [
        file
        for app in apps.get_app_configs()
        if app.name.startswith("hengzhi.") and module_has_submodule(app.module, "packfiles")
        for file in import_module(f"{app.name}.packfiles").PACK_FILES
    ]


def load_packs(codes: Iterable[str]) -> list[Pack]:
    """Check these packs and all they need whole, then write them in one transaction; raises PackErrors."""
    packs = with_needs(codes)
    checked, errors = [], []
    for file in pack_files():
        entries = []
        for path in _paths(packs, file.pattern):
            try:
                entries += file.read(path)
            except PackErrors as found:
                errors += found.errors
        checked.append((file, entries))
    if errors:
        raise PackErrors(errors)
    with transaction.atomic():
        for file, entries in checked:
            file.write(entries)
    return packs


def _paths(packs: list[Pack], pattern: str) -> list[Path]:
    return [path for pack in packs for path in sorted(pack.folder.glob(pattern))]


def _short(file: Path | str) -> str:
    path = Path(file)
    folder = packs_folder()
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
