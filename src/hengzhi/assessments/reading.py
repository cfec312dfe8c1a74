"""From a TOML file to a checked scheme; the file's name is the scheme's code.

A scheme may extend another of any pack: it keeps what that says, but for what it says itself. A line of the same code
takes the other's place, `drop` leaves lines out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hengzhi.assessments.scheme import (
    COUNTED,
    EXTRAS,
    JUDGED,
    PUBLISHABLE,
    RATED,
    Band,
    Criterion,
    Grade,
    Line,
    LineKind,
    Missing,
    Part,
    Rule,
    Scheme,
)
from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, WrongValue, packs_folder, read_toml
from hengzhi.indicators import values
from hengzhi.indicators.sheet import shown

HUNDRED = Decimal(100)
REQUIRED = object()
Fields = Mapping[str, tuple[Callable, object]]


def share(value: object) -> Decimal:
    """Read a percentage of 0 to 100."""
    if not 0 <= values.money(value) <= HUNDRED:
        raise WrongValue("write a percentage, 0 to 100")
    return values.money(value)


def points(value: object) -> Decimal:
    """Read a number of points above 0."""
    if values.money(value) <= 0:
        raise WrongValue("write points above 0")
    return values.money(value)


def places(value: object) -> int:
    """Read a number of decimal places."""
    if not 0 <= values.whole(value) <= 4:
        raise WrongValue("write 0 to 4 places")
    return values.whole(value)


HEAD: Fields = {
    "name": (values.words, REQUIRED), "source": (values.words, REQUIRED), "version": (values.version, 1),
    "valid_from": (values.day, None), "valid_to": (values.day, None), "veto_grade": (values.text, REQUIRED),
    "line_places": (places, REQUIRED), "total_places": (places, REQUIRED), "minimum_basis": (share, REQUIRED),
    "weight_change": (share, REQUIRED), "bonus_cap": (values.money, REQUIRED), "deduction_cap": (values.money, REQUIRED),
    "public": (values.list_of(values.choice(*PUBLISHABLE)), ()),
}
PART: Fields = {"code": (values.text, REQUIRED), "name": (values.words, REQUIRED)}
CRITERION: Fields = {**PART, "part": (values.text, REQUIRED), "weight": (points, REQUIRED)}
GRADE: Fields = {"letter": (values.text, REQUIRED), "at_least": (values.money, REQUIRED)}
BAND: Fields = {"share": (share, REQUIRED), "at_least": (values.money, None), "at_most": (values.money, None)}
LINE: Fields = {
    "code": (values.text, REQUIRED), "kind": (values.choice(*LineKind), REQUIRED), "name": (values.words, REQUIRED),
    "points": (points, REQUIRED), "criterion": (values.text, ""), "says": (values.words, None),
    "departments": (values.some_of(values.text), ()), "without": (values.some_of(values.text), ()),
    "indicator": (values.text, ""), "by": (values.text, ""), "rule": (values.choice(*Rule), Rule.HIGHER),
    "target": (values.money, None), "band": (list, ()), "missing": (values.choice(*Missing), Missing.ZERO),
    "late_share": (share, Decimal(0)), "least_ballots": (values.version, 1), "is_trimmed": (values.truth, False),
}
LISTS = {"part": PART, "criterion": CRITERION, "grade": GRADE, "line": LINE}
OF_KIND = {
    **{key: {LineKind.INDICATOR} for key in ("indicator", "by", "rule", "target", "band", "missing")}, "late_share": COUNTED,
    "least_ballots": RATED, "is_trimmed": RATED, "criterion": frozenset(LineKind) - EXTRAS,
}


class Faults:
    """What has been found wrong with a file, each with the line that names the thing it is about."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[PackError] = []
        self._text = path.read_text(encoding="utf-8").splitlines()

    def wrong(self, about: str, found: str, wanted: str) -> None:
        """Note a fault about the entry of a code, or about a key of the head."""
        named = re.compile(rf'code\s*=\s*"{re.escape(about)}"|^{re.escape(about)}\s*=')
        line = next((number for number, text in enumerate(self._text, start=1) if named.search(text)), None)
        self.errors.append(PackError(self.path, line, found, wanted))

    def check(self) -> None:
        """Raise PackErrors with all that was found wrong, if anything was."""
        if self.errors:
            raise PackErrors(self.errors)


def read_scheme(path: Path) -> Scheme:
    """Read and check one scheme; raises PackErrors with everything that is wrong."""
    faults = Faults(path)
    content = _extended(path, faults, ())
    head = _fields(faults, "", {key: value for key, value in content.items() if key not in LISTS}, HEAD)
    lists = {name: _entries(faults, name, content.get(name, [])) for name in LISTS}
    faults.check()
    lines = tuple(_line(faults, entry, given) for entry, given in zip(lists["line"], content["line"], strict=True))
    scheme = Scheme(
        code=path.stem, parts=tuple(Part(**entry) for entry in lists["part"]),
        criteria=tuple(Criterion(**entry) for entry in lists["criterion"]), lines=lines,
        grades=tuple(Grade(**entry) for entry in lists["grade"]), **head,
    )
    _check(faults, scheme)
    faults.check()
    return scheme


def _extended(path: Path, faults: Faults, through: tuple[Path, ...]) -> dict:
    """Return the content of a file with what it takes from the schemes it extends."""
    content = read_toml(path)
    base, dropped = content.pop("extends", ""), content.pop("drop", [])
    if not base:
        return content
    known = {found.stem: found for found in sorted(packs_folder().glob("*/assessments/*.toml")) if found != path}
    if base not in known or known[base] in through:
        faults.wrong("extends", f"extends is {shown(base)}", f"name another scheme of the packs.{near(str(base), known)}")
        return content
    whole = _extended(known[base], faults, (*through, path))
    codes = {line.get("code") for line in whole.get("line", [])}
    for code in set(dropped) - codes:
        faults.wrong("drop", f"drop names {shown(code)}", f"name a line of {base}.{near(str(code), codes)}")
    own = content.pop("line", [])
    replaced = {line.get("code") for line in own} | set(dropped)
    kept = [line for line in whole.get("line", []) if line.get("code") not in replaced]
    return {**whole, **content, "line": kept + own}


def _entries(faults: Faults, name: str, entries: object) -> list[dict]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries) or not entries:
        faults.wrong(name, f"{name} is {shown(entries)}", f"write [[{name}]] once for each")
        return []
    return [_fields(faults, str(entry.get("code", entry.get("letter", ""))), entry, LISTS[name]) for entry in entries]


def _fields(faults: Faults, about: str, content: Mapping, fields: Fields) -> dict:
    """Return the values of a table as their readers give them; what is wrong is noted and None."""
    for key in content:
        if key not in fields:
            faults.wrong(about or key, f"“{key}” is not known here", f"write one of {', '.join(fields)}.{near(key, fields)}")
    return {key: _field(faults, about, content, key, field) for key, field in fields.items()}


def _field(faults: Faults, about: str, content: Mapping, key: str, field: tuple[Callable, object]):
    read, default = field
    place = f"{about}: " if about else ""
    if key not in content:
        if default is REQUIRED:
            faults.wrong(about, f"{place}“{key}” is missing", "add it")
            return None
        return default
    try:
        return read(content[key])
    except WrongValue as error:
        faults.wrong(about or key, f"{place}{key} is {shown(content[key])}", error.wanted)
        return None


def _line(faults: Faults, entry: dict, given: Mapping) -> Line:
    code, kind = entry["code"], LineKind(entry["kind"])
    for key in given:
        if kind not in OF_KIND.get(key, LineKind):
            faults.wrong(code, f"{code}: a line of kind {kind} has “{key}”", "leave it out")
    bands = [_fields(faults, code, band, BAND) for band in entry.pop("band")]
    faults.check()
    return Line(**{
        **entry, "kind": kind, "rule": Rule(entry["rule"]), "missing": Missing(entry["missing"]),
        "bands": tuple(Band(**band) for band in bands),
    })


def _check(faults: Faults, scheme: Scheme) -> None:
    for name, entries in (("part", scheme.parts), ("criterion", scheme.criteria), ("line", scheme.lines)):
        _check_once(faults, name, [entry.code for entry in entries])
    _check_weights(faults, scheme)
    _check_grades(faults, scheme)
    for line in scheme.lines:
        _check_line(faults, scheme, line)


def _check_once(faults: Faults, name: str, codes: list[str]) -> None:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        faults.wrong(code, f"{name} {shown(code)} stands twice", "give each a code of its own")


def _check_weights(faults: Faults, scheme: Scheme) -> None:
    weights = sum(criterion.weight for criterion in scheme.criteria)
    if weights != HUNDRED:
        faults.wrong("criterion", f"the weights of the criteria are {weights} together", "make them 100")
    parts = [part.code for part in scheme.parts]
    for criterion in scheme.criteria:
        if criterion.part not in parts:
            wanted = f"name one of {', '.join(parts)}.{near(criterion.part, parts)}"
            faults.wrong(criterion.code, f"{criterion.code}: part is {shown(criterion.part)}", wanted)


def _check_grades(faults: Faults, scheme: Scheme) -> None:
    bounds = [grade.at_least for grade in scheme.grades]
    if any(lower >= upper for upper, lower in pairwise(bounds)) or bounds[-1] != 0:
        faults.wrong("grade", f"the grades begin at {', '.join(map(str, bounds))}", "write the best first and the last from 0")
    letters = [grade.letter for grade in scheme.grades]
    if scheme.veto_grade not in letters:
        faults.wrong("veto_grade", f"veto_grade is {shown(scheme.veto_grade)}", f"write one of {', '.join(letters)}")


def _check_line(faults: Faults, scheme: Scheme, line: Line) -> None:
    criteria = [criterion.code for criterion in scheme.criteria]
    if line.kind not in EXTRAS and line.criterion not in criteria:
        wanted = f"name one of {', '.join(criteria)}.{near(line.criterion, criteria)}"
        faults.wrong(line.code, f"{line.code}: criterion is {shown(line.criterion)}", wanted)
    if line.kind is LineKind.INDICATOR:
        _check_indicator(faults, line)
    if line.kind is LineKind.VETO and line.points != 1:
        faults.wrong(line.code, f"{line.code}: points is {line.points}", "write 1: a veto occurs or not")
    if line.kind in JUDGED and line.says is None:
        faults.wrong(line.code, f"{line.code}: “says” is missing", "say what is judged, and by what")


def _check_indicator(faults: Faults, line: Line) -> None:
    known = sorted(path.stem for path in packs_folder().glob("*/indicators/*.toml"))
    if line.indicator not in known:
        wanted = f"write the code of an indicator.{near(line.indicator, known)}"
        faults.wrong(line.code, f"{line.code}: indicator is {shown(line.indicator)}", wanted)
    if (line.rule is Rule.BANDS) != bool(line.bands):
        wanted = "give a [[line.band]] for each band, or another rule"
        faults.wrong(line.code, f"{line.code}: rule is {line.rule} with {len(line.bands)} bands", wanted)


def unknown_departments(schemes: Iterable[Scheme], known: Iterable[str]) -> list[PackError]:
    """Return an error for every department a line names that there is not."""
    known = set(known)
    return [
        PackError(f"{scheme.code}.toml", None, f"{line.code}: there is no department {shown(code)}", near(code, known).strip())
        for scheme in schemes for line in scheme.lines for code in (*line.departments, *line.without) if code not in known
    ]
