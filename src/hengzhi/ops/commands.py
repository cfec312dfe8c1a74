"""What the commands do once the settings are loaded."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hengzhi.core.clock import now, today
from hengzhi.core.errors import HengzhiError
from hengzhi.core.models import Site
from hengzhi.core.packs import load_packs
from hengzhi.core.reference import forget
from hengzhi.ops.demonstration.assessment import load_assessment
from hengzhi.ops.demonstration.early_warning import watch_year
from hengzhi.ops.demonstration.leading_group.load import load_group
from hengzhi.ops.demonstration.load import load_district
from hengzhi.ops.demonstration.notices import make_notices
from hengzhi.ops.demonstration.people import Login, make_people
from hengzhi.ops.demonstration.programme.load import load_plan
from hengzhi.ops.demonstration.returns.load import load_returns
from hengzhi.ops.progress import console, step
from hengzhi.register.append_only import emptying
from hengzhi.register.seals import seal_events
from hengzhi.register.upkeep import count_anew
from hengzhi.register.vault.rotation import catch_up
from hengzhi.reports.manifest import find_entry, read_manifest, unknown_code
from hengzhi.reports.models import Report
from hengzhi.reports.origin import Origin, origin_of
from hengzhi.reports.search import search
from hengzhi.reports.services import build_report, copy_files
from hengzhi.workdays.services import recount_provisional

DEMONSTRATION = "hongkou-2012"
LOGINS_FILE = "demo-logins.txt"


def prepare() -> None:
    """Bring the database tables up to date, and the index of people who were entered before there was one."""
    call_command("migrate", verbosity=0, interactive=False)
    catch_up()


def must_be_prepared() -> None:
    """Raise HengzhiError where the database lacks tables this version of the program needs."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise HengzhiError(
            f"The database in {settings.HENGZHI_HOME} is not ready; run “hengzhi init” first, or “hengzhi demo”."
        )


def load_named(packs: Sequence[str]) -> None:
    """Load packs and say which."""
    prepare()
    for pack in load_packs(packs or ["national"]):
        console.print(f"  {pack.code} {pack.version}")
    if moved := recount_provisional(actor=None, at=now()):
        console.print(f"  {moved} running deadlines moved: their year has been published")


def make_demonstration(port: int) -> None:
    """Set up the demonstration district on an empty database and build its report."""
    console.print(f"Demonstration district {DEMONSTRATION} in {settings.HENGZHI_HOME}")
    with step("Empty database"):
        _empty()
        prepare()
    with step("Packs"):
        load_packs([DEMONSTRATION])
    with step("People"):
        logins = make_people(DEMONSTRATION)
    with step("Businesses, complaints and tip-offs") as say:
        load_district(DEMONSTRATION, lambda saved: say(f"{saved:,}"))
        count_anew()
    with step("Plan of the year"):
        load_plan(DEMONSTRATION)
    with step("Leading group"):
        load_group(DEMONSTRATION)
    with step("Returns of the departments"):
        load_returns(DEMONSTRATION)
    with step("Early warning") as say:
        watch_year(today(), say)
    with step("Assessment of the year") as say:
        load_assessment(DEMONSTRATION, lambda done: say(f"{done}"))
    with step("Remarks and notices"):
        make_notices()
        count_anew()
    with step("Seal of the audit trail"):
        seal_events(at=now())
    _build(today().year)
    _say_logins(logins, port)


def _empty() -> None:
    """Remove an earlier demonstration; raises HengzhiError where a real district's records would be lost."""
    if connection.vendor == "sqlite":
        path = Path(settings.DATABASES["default"]["NAME"])
        if path.exists():
            _only_synthetic(_is_synthetic(path))
            connection.close()
            for file in path.parent.glob(path.name + "*"):
                file.unlink()
    else:
        prepare()
        _only_synthetic(Site.objects.filter(synthetic=False).first() is None)
        with emptying():
            call_command("flush", verbosity=0, interactive=False)
    for folder in ("snapshots", "reports", "files", "imports"):
        shutil.rmtree(Path(settings.HENGZHI_HOME) / folder, ignore_errors=True)
    forget()


def _is_synthetic(path: Path) -> bool:
    try:
        with sqlite3.connect(path) as database:
            return all(flag for (flag,) in database.execute("SELECT synthetic FROM core_site"))
    except sqlite3.OperationalError:
        return True


def _only_synthetic(is_synthetic: bool) -> None:
    if not is_synthetic:
        raise HengzhiError(
            f"{settings.HENGZHI_HOME} holds a real district's records; the demonstration would replace them. "
            "Set HENGZHI_HOME to another folder."
        )


def _build(year: int) -> Report:
    with step(f"Report of {year}") as say:
        return build_report(year=year, at=now(), progress=say)


def _say_logins(logins: list[Login], port: int) -> None:
    path = Path(settings.HENGZHI_HOME) / LOGINS_FILE
    path.write_text("".join(f"{_line(login)}\n" for login in logins), encoding="utf-8")
    path.chmod(0o600)
    base = f"http://127.0.0.1:{port}"
    for name, path_of_page in (("Portal", "/"), ("Desk", "/desk/"), ("Complaints", "/complaints/"), ("Reports", "/reports/")):
        console.print(f"{name:<12}{base}{path_of_page}")
    console.print(f"Sign in as one of these; all {len(logins)} logins are in {path}:")
    one_a_role: dict[str, Login] = {}
    for login in logins:
        one_a_role.setdefault(login.role, login)
    for login in one_a_role.values():
        console.print(f"  {_line(login)}", soft_wrap=True, highlight=False)


def _line(login: Login) -> str:
    return f"{login.username:<24} {login.password:<16} {login.role}: {login.name}, {login.department}"


def build_into(year: int, out: Path) -> None:
    """Build the report of a year and copy its files."""
    report = _build(year)
    for path in copy_files(report, out):
        console.print(f"  {path}")
    console.print(f"{report.title}: {len(report.manifest['figures'])} figures, snapshot {report.snapshot_id}, {report.id}")


def trace_code(code: str, manifest: Path | None) -> int:
    """Print where a figure comes from; return 0 when it still computes, 1 when not."""
    if manifest:
        content = read_manifest(manifest.read_text(encoding="utf-8"))
        found = find_entry(content, code)
    else:
        content, found = search(code)
    if found is None:
        raise unknown_code(code, [entry["code"] for entry in content["figures"]])
    origin = origin_of(content, found)
    _say_origin(origin)
    return 0 if origin.same else 1


def _say_origin(origin: Origin) -> None:
    entry = origin.entry
    address = entry.address
    part = f", {address.by} = {address.item}" if address.by else ""
    measure = f" ({address.measure})" if address.measure != "value" else ""
    rows = [
        ("figure", f"{entry.code}  {entry.printed} {entry.unit}"),
        ("says", entry.name),
        ("paper", f"{origin.report['title']}, {origin.report['day']}"),
        ("indicator", f"{address.indicator}{measure}, version {origin.definition.version}, {origin.definition.digest[:12]}"),
        ("place", f"area {address.area}, period {address.period}{part}"),
        ("value", entry.value or "missing"),
        ("numerator", entry.numerator or "—"),
        ("denominator", entry.denominator or "—"),
        ("source", str(origin.definition.source)),
        ("snapshot", f"{origin.snapshot}, as of {origin.as_of}"),
        ("records", f"{entry.rows}, digest {entry.rows_digest[:12]}, first {', '.join(origin.rows.sample[:5])}"),
        ("recomputed", _verdict(origin)),
    ]
    for name, value in rows:
        console.print(f"{name:<12} {value}", soft_wrap=True)


def _verdict(origin: Origin) -> str:
    if origin.same is None:
        return f"not possible: {origin.why}"
    if origin.same:
        return f"yes, {origin.value_now} from the same {origin.rows.count} records"
    return f"NO: {origin.value_now} from {origin.rows.count} records, digest {origin.rows.digest[:12]}"
