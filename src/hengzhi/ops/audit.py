"""The commands on the audit trail: sealing it and checking the seals."""

from hengzhi.core.clock import now
from hengzhi.ops.progress import console
from hengzhi.register.append_only import may_be_emptied, missing_guards
from hengzhi.register.seals import seal_events, sealed_so_far
from hengzhi.register.verification import verify


def seal_trail() -> None:
    """Seal what waits and print the last digest."""
    count = seal_events(at=now())
    console.print(f"Sealed {count} rows.")
    _say_standing()


def verify_trail(anchor: str) -> int:
    """Print the first thing that is wrong and return 1, or how far the trail is whole and return 0."""
    guards, finding = missing_guards(), verify(anchor)
    if may_be_emptied():
        console.print("The database is marked as one whose audit trail may be emptied (register_trail_may_be_emptied).")
    for guard in guards:
        console.print(f"The guard {guard} is missing: the database does not refuse to change the trail.", soft_wrap=True)
    if finding:
        console.print(finding.says, soft_wrap=True)
        return 1
    console.print("Every sealed row is as it was sealed.")
    _say_standing()
    return 1 if guards else 0


def _say_standing() -> None:
    sealed = sealed_so_far()
    console.print(
        f"{sealed.rows} rows in {sealed.blocks} blocks, sealed up to row {sealed.until}; {sealed.waiting} rows wait.",
        soft_wrap=True,
    )
    if sealed.digest:
        console.print(f"Last digest, to be kept elsewhere: {sealed.digest}", soft_wrap=True)
