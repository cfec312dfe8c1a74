"""Where a figure comes from, in a form that a code, a link and a manifest can hold."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

MEASURES = ("value", "share", "change")
CODE_LENGTH = 9
DIGEST_LETTERS = 16


@dataclass(frozen=True, order=True)
class Address:
    """An indicator over an area and a period, of one item of a breakdown where `by` names one.

    `measure` is the value itself, the item's share of the whole in percent, or the change on the year before: in
    percent of it, or in percentage points for rates.
    """

    indicator: str
    area: str
    period: str
    by: str = ""
    item: str = ""
    measure: str = "value"

    def link(self, snapshot: str, definition: str) -> str:
        """Return the page of this figure on the site, as the definition with this digest makes it."""
        parts = {name: value for name, value in asdict(self).items() if value}
        named = {**parts, "snapshot": snapshot, "definition": definition[:DIGEST_LETTERS]}
        return f"{reverse('reports:figure')}?{urlencode(named)}"

    def whole(self) -> "Address":
        """Return the address of what an item is a share of."""
        return replace(self, by="", item="", measure="value")


def figure_code(address: Address, form: str, definition: str, snapshot: str) -> str:
    """Return the code of a figure: the same only for the same address, print form, definition digest and snapshot."""
    content = json.dumps([asdict(address), form, definition, snapshot], sort_keys=True)
    digest = hashlib.sha256(content.encode()).digest()
    return "F-" + base64.b32encode(digest).decode()[:CODE_LENGTH]
