"""The sealed manifest of a report or an assessment book: what every figure is, from which formula and which frozen rows.

It is enough by itself to resolve a printed code; together with the partitions it names, to compute the figure again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, near
from hengzhi.documents.document import Figure
from hengzhi.indicators.address import Address
from hengzhi.indicators.definition import Definition
from hengzhi.snapshots.models import Snapshot

FORMAT = 1


class ManifestError(HengzhiError):
    """The manifest is not one, or has been changed since it was sealed."""


@dataclass(frozen=True)
class Entry:
    """A figure as the manifest keeps it: numbers are decimal texts, exact, in the unit's code."""

    code: str
    address: Address
    printed: str
    form: str
    unit: str
    name: str
    value: str | None
    numerator: str | None
    denominator: str | None
    rows: int
    rows_digest: str

    @classmethod
    def of(cls, address: Address, form: str, figure: Figure, unit: str) -> "Entry":
        return cls(
            figure.code, address, figure.printed, form, unit, figure.name, exact(figure.value),
            exact(figure.numerator), exact(figure.denominator), figure.count, figure.rows_digest,
        )

    @classmethod
    def from_json(cls, content: Mapping) -> "Entry":
        return cls(**{**content, "address": Address(**content["address"])})


def exact(number: Decimal | int | None) -> str | None:
    """Return a number as text without loss, so that 98.20 and 98.2 are the same."""
    if number is None:
        return None
    decimal = Decimal(number)
    return format(decimal.normalize() if decimal != decimal.to_integral_value() else decimal.quantize(Decimal(1)), "f")


def canonical(content: object) -> bytes:
    """Return JSON with one spelling only, for digests and files."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def sealed(
    *, report: Mapping[str, object], snapshot: Snapshot, definitions: Iterable[Definition], entries: Iterable[Entry],
    files: Mapping[str, bytes],
) -> dict:
    """Return the manifest of a report with its seal."""
    content = {
        "format": FORMAT,
        "report": dict(report),
        "snapshot": {"id": snapshot.id, "as_of": f"{snapshot.as_of}", "manifest": snapshot.manifest},
        "definitions": {definition.code: definition.to_json() for definition in definitions},
        "figures": [asdict(entry) for entry in sorted(entries, key=lambda entry: (entry.code, entry.form))],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    return {**content, "seal": seal_of(content)}


def seal_of(content: Mapping) -> str:
    """Return the seal of a manifest: the digest of everything but the seal itself."""
    return hashlib.sha256(canonical({key: value for key, value in content.items() if key != "seal"})).hexdigest()


def read_manifest(text: str) -> dict:
    """Read a manifest and check its seal; raises ManifestError."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ManifestError(_("This file is no manifest: %(why)s.") % {"why": error}) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ManifestError(_("This file is no manifest of format %(format)d.") % {"format": FORMAT})
    if content.get("seal") != seal_of(content):
        raise ManifestError(_("The manifest has been changed since it was sealed: its seal does not fit its content."))
    return content


def find_entry(manifest: Mapping, code: str) -> Entry | None:
    """Return the figure with a printed code, however it was typed."""
    wanted = code.strip().upper()
    return next((Entry.from_json(entry) for entry in manifest["figures"] if entry["code"] == wanted), None)


def unknown_code(code: str, known: Iterable[str]) -> HengzhiError:
    """Return the error for a code that no manifest at hand has."""
    none = _("No report and no assessment book here prints the code %(code)s.") % {"code": code}
    return HengzhiError(none + near(code.upper(), known))
