"""The commands on the vault: its keys, and sealing everything anew with a new one."""

from hengzhi.core.clock import now
from hengzhi.exchange.store import seal_anew
from hengzhi.ops.progress import console, step
from hengzhi.register.vault.keys import current_key, one_at_a_time
from hengzhi.register.vault.rotation import begin, catch_up, finish, reseal_all, standing


def say_keys() -> int:
    """Print each key with how many identities it seals; return 1 when the vault lacks one of them."""
    found = standing()
    for key in found:
        place = "in use" if key.place == 1 else "earlier" if key.place else "MISSING"
        console.print(f"  {key.name}  {place:<8}  {key.rows:>9,} identities")
    if any(not key.place for key in found):
        console.print("Identities sealed with a missing key cannot be opened: give the vault that key, after the one in use.")
        return 1
    return 0


def rotate_key() -> None:
    """Seal everything anew with a new key and retire the old ones; goes on where a killed rotation stopped."""
    with one_at_a_time():
        begin()
        with step("People without index") as tell:
            catch_up(progress=lambda done, total: tell(f"{done:,}"))
        with step("Identities") as tell:
            count = reseal_all(progress=lambda done, total: tell(f"{done:,} of {total:,}"))
        with step("Uploads"):
            seal_anew()
        finish(count=count, at=now())
    console.print(f"{count:,} identities are sealed with key {current_key().name}; the old key is retired.")
    console.print("Keep a copy of the new key apart from the database. Backups made before need the old key.")


def index_people() -> None:
    """Link and index the people of older records."""
    with step("People without index") as tell:
        count = catch_up(progress=lambda done, total: tell(f"{done:,}"))
    console.print(f"{count:,} people indexed.")
