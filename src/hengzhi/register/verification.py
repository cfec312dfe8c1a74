"""Whether the sealed part of the audit trail is what it was when it was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hengzhi.register.seals import BEFORE_ALL, COLUMNS, HEAD, LEAF, block_digest, plain, row_digests, rows_of

AFTER_ALL = 2**63 - 1
BLOCKS_AT_ONCE = 20


@dataclass(frozen=True)
class Finding:
    """The first thing that is not as it was sealed.

    `kind` is changed, missing or inserted for the row `event` of the trail; block, chain or form for the seal `block`
    itself; anchor when no seal has the digest that was kept elsewhere.
    """

    kind: str
    block: int | None = None
    event: int | None = None

    @property
    def says(self) -> str:
        """The finding as a sentence."""
        words = {"event": self.event, "block": self.block}
        return {
            "changed": _("Row %(event)s of the audit trail is not what it was when block %(block)s sealed it."),
            "missing": _("Row %(event)s of the audit trail, sealed in block %(block)s, is missing."),
            "inserted": _("Row %(event)s of the audit trail was put among those of block %(block)s after they were sealed."),
            "block": _("Block %(block)s of the seals was changed: its digest is not that of its content."),
            "chain": _("Block %(block)s of the seals does not follow the block before it: one is missing or was put in."),
            "form": _("Block %(block)s of the seals was made by another version of this program, which has to check it."),
            "anchor": _("No block of the seals has the digest you gave: blocks were removed from the end or all made anew."),
        }[self.kind] % words


@dataclass(frozen=True)
class _Block:
    """A seal as the database holds it, damaged or not."""

    number: int
    head: dict[str, object]
    digest: object
    leaves: bytes


def verify(anchor: str = "") -> Finding | None:
    """Check the sealed rows and the chain of seals; return the first thing that is wrong, or None.

    `anchor` is the digest of a block noted down elsewhere: one of the seals must have it. Memory does not grow with
    the trail. Rows not sealed yet are not looked at.
    """
    previous, after, is_anchored = "", BEFORE_ALL, not anchor
    for block in _blocks():
        if finding := _broken(block, previous) or _differing(block, after):
            return finding
        previous, after = block.digest, block.head["last_id"]
        is_anchored = is_anchored or block.digest == anchor
    return None if is_anchored else Finding("anchor")


def _blocks() -> Iterator[_Block]:
    columns = (*HEAD, "digest", "leaves")
    for number, values in rows_of("register_auditblock", columns, BEFORE_ALL, AFTER_ALL, BLOCKS_AT_ONCE):
        *head, digest, leaves = values
        yield _Block(number, dict(zip(HEAD, head, strict=True)), plain(digest), bytes(leaves))


def _broken(block: _Block, previous: str) -> Finding | None:
    if block_digest(list(block.head.values()), block.leaves) != block.digest:
        return Finding("block", block.number)
    if plain(block.head["previous"]) != previous:
        return Finding("chain", block.number)
    return None if block.head["form"] in COLUMNS else Finding("form", block.number)


def _differing(block: _Block, after: int) -> Finding | None:
    """Walk the rows present and the rows sealed side by side; return the first that has no equal on the other side."""
    present = row_digests(after, block.head["last_id"], block.head["form"])
    row = next(present, None)
    for number, digest in LEAF.iter_unpack(block.leaves):
        if row is None or row[0] > number:
            return Finding("missing", block.number, number)
        if row[0] < number:
            return Finding("inserted", block.number, row[0])
        if row[1] != digest:
            return Finding("changed", block.number, number)
        row = next(present, None)
    return Finding("inserted", block.number, row[0]) if row else None
