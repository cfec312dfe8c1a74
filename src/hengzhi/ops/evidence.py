"""The commands on the store of evidence: clearing what belongs to nothing, reading every content again."""

from hengzhi.evidence.store import damaged, sweep
from hengzhi.jobs.present import present
from hengzhi.ops.progress import console


def sweep_store() -> None:
    """Remove what killed uploads and withdrawn evidence left a day ago or earlier."""
    console.print(f"{sweep(at=present())} files removed.")


def check_store() -> int:
    """Name every content that is missing or has changed and return 1, or 0 when all are whole."""
    count = 0
    for evidence, what in damaged():
        count += 1
        console.print(f"{evidence.record.code}, evidence {evidence.pk}, “{evidence.name}”: {what}.", soft_wrap=True)
    if not count:
        console.print("Every content is there and unchanged.")
    return 1 if count else 0
