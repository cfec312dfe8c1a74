"""The command `hengzhi`."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from hengzhi.environment import SettingError
from hengzhi.home import home_folder, keep_secret, new_secret, new_vault_key

app = App(name="hengzhi", help="Runs a district's quality programme from the daily record to the national application.")

audit_app = App(name="audit", help="The audit trail: sealing it and checking the seals.")
app.command(audit_app)
evidence_app = App(name="evidence", help="The store of evidence: clearing it and reading every content again.")
app.command(evidence_app)
vault_app = App(name="vault", help="The vault of identities: its keys and its index.")
app.command(vault_app)
user_app = App(name="user", help="Users: the first administrator, roles, a way in.")
app.command(user_app)


def start() -> None:
    """Make sure the home folder has its secrets, then load the settings and the apps."""
    if "HENGZHI_SECRET_KEY" not in os.environ:
        keep_secret("secret.key", new_secret)
    if "HENGZHI_VAULT_KEY" not in os.environ:
        keep_secret("vault.key", new_vault_key)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")
    import django  # noqa: PLC0415 - settings need the secrets that were just written

    django.setup()


def start_prepared() -> None:
    """Load the apps and make sure the database has the tables they need; raises HengzhiError."""
    start()
    from hengzhi.ops.commands import must_be_prepared  # noqa: PLC0415 - after the apps are loaded

    must_be_prepared()


@app.command
def init() -> None:
    """Prepare HENGZHI_HOME: secrets and database tables. Safe to run again."""
    start()
    from hengzhi.ops.commands import prepare  # noqa: PLC0415 - after the apps are loaded

    prepare()
    print(f"Ready: {home_folder()}")


@app.command
def load(*packs: str) -> None:
    """Check packs whole and load them, with the packs they need.

    Parameters
    ----------
    packs
        Names of folders below the packs folder, for example `shanghai`.
    """
    start()
    from hengzhi.ops.commands import load_named  # noqa: PLC0415

    load_named(packs)


@app.command
def demo(*, serve: bool = True, port: int = 8000) -> None:
    """Set up the demonstration district afresh, build its report and serve it.

    Parameters
    ----------
    serve
        Serve the site when everything is set up.
    port
        Port to serve on.
    """
    os.environ.setdefault("HENGZHI_SITE_URL", f"http://127.0.0.1:{port}")
    start()
    from hengzhi.ops.commands import make_demonstration  # noqa: PLC0415

    make_demonstration(port)
    if serve:
        _serve("127.0.0.1", port)


@app.command
def build(*, year: int, out: Path) -> None:
    """Take a snapshot and build the quality analysis report of a year.

    Parameters
    ----------
    year
        The year to report on.
    out
        Folder for report.docx, report.pdf, report.html, manifest.json and figures.json.
    """
    start_prepared()
    from hengzhi.ops.commands import build_into  # noqa: PLC0415

    build_into(year, out)


@app.command
def trace(code: str, *, manifest: Path | None = None) -> int:
    """Follow a printed figure back to its records and say whether it still computes.

    Parameters
    ----------
    code
        The code printed in the index of figures, for example F-7K2Q9XM3A.
    manifest
        The manifest of the report or the assessment book; without it, all reports and assessments here are searched.
    """
    start_prepared()
    from hengzhi.ops.commands import trace_code  # noqa: PLC0415

    return trace_code(code, manifest)


@audit_app.command
def seal() -> None:
    """Seal the rows of the audit trail that are not sealed yet and print the last digest, to be kept elsewhere."""
    start_prepared()
    from hengzhi.ops.audit import seal_trail  # noqa: PLC0415

    seal_trail()


@audit_app.command
def verify(*, anchor: str = "") -> int:
    """Check the sealed rows of the audit trail and name the first that was changed, removed or put in.

    Parameters
    ----------
    anchor
        A digest that `hengzhi audit seal` printed earlier and that was kept elsewhere; it must still be there.
    """
    start_prepared()
    from hengzhi.ops.audit import verify_trail  # noqa: PLC0415

    return verify_trail(anchor)


@evidence_app.command
def sweep() -> None:
    """Remove what killed uploads and withdrawn evidence left in the store a day ago or earlier."""
    start_prepared()
    from hengzhi.ops.evidence import sweep_store  # noqa: PLC0415

    sweep_store()


@evidence_app.command
def check() -> int:
    """Read every content in the store and name those that are missing or have changed."""
    start_prepared()
    from hengzhi.ops.evidence import check_store  # noqa: PLC0415

    return check_store()


@vault_app.command
def status() -> int:
    """Count the identities by the key they are sealed with."""
    start_prepared()
    from hengzhi.ops.vault import say_keys  # noqa: PLC0415

    return say_keys()


@vault_app.command
def rotate() -> None:
    """Make a new key, seal every identity anew with it and retire the old ones; may be killed and started again."""
    start_prepared()
    from hengzhi.ops.vault import rotate_key  # noqa: PLC0415

    rotate_key()


@vault_app.command
def index() -> None:
    """Let people be found by phone who were entered before there was an index."""
    start_prepared()
    from hengzhi.ops.vault import index_people  # noqa: PLC0415

    index_people()


@vault_app.command
def new_key() -> None:
    """Print a new key, for HENGZHI_VAULT_KEY."""
    print(new_vault_key())


@user_app.command(name="add")
def user_add(
    username: str, *, name: str = "", title: str = "", email: str = "", role: str = "", department: str = ""
) -> None:
    """Enter a user and print the link by which they set a password; with --role administrator, a first administrator.

    Parameters
    ----------
    username
        What they sign in with; it stays for good.
    name
        Their name; by default the user name.
    title
        Their title or post.
    email
        Their e-mail address.
    role
        Code of a role to hold from today, for example administrator.
    department
        Code of the department the role is held in.
    """
    start_prepared()
    from hengzhi.ops.accounts import add  # noqa: PLC0415

    add(username=username, name=name, title=title, email=email, role=role, department=department)


@user_app.command(name="role")
def user_role(username: str, role: str, *, department: str = "", until: str = "") -> None:
    """Give a user a role from today.

    Parameters
    ----------
    username
        Whose role it is.
    role
        Code of the role.
    department
        Code of the department it is held in.
    until
        The last day, YYYY-MM-DD; by default until further notice.
    """
    start_prepared()
    from hengzhi.core.clock import today  # noqa: PLC0415
    from hengzhi.ops.accounts import day, give, user_named  # noqa: PLC0415

    give(user_named(username), role=role, department=department, starts_on=today(), ends_on=day(until))


@user_app.command(name="password")
def user_password(username: str) -> None:
    """Print a link by which a user sets a password, once, within 48 hours.

    Parameters
    ----------
    username
        Whose password it is.
    """
    start_prepared()
    from hengzhi.ops.accounts import say_link, user_named  # noqa: PLC0415

    say_link(user_named(username))


@user_app.command(name="unlock")
def user_unlock(username: str, *, factors: bool = False) -> None:
    """Lift the locks that wrong tries have set on a user.

    Parameters
    ----------
    username
        Who is to be let in.
    factors
        Reset their second factors too.
    """
    start_prepared()
    from hengzhi.ops.accounts import let_in, user_named  # noqa: PLC0415

    let_in(user_named(username), factors=factors)


@user_app.command(name="list")
def user_list() -> None:
    """Print every user with the roles held today."""
    start_prepared()
    from hengzhi.ops.accounts import say_users  # noqa: PLC0415

    say_users()


@app.command(name="import")
def import_rows(kind: str, file: Path, *, user: str, good_rows: bool = False, marked: Path | None = None) -> int:
    """Bring in a list from XLSX, XLS, ODS or CSV; a row that is there already is not added again.

    Parameters
    ----------
    kind
        What the rows are: complaints or users.
    file
        The list, with headings.
    user
        User name of whose import it is; the rows are for the department where they may import.
    good_rows
        Bring in the rows that are right though others are wrong. Without it, all or none.
    marked
        Where to write the list with its wrong cells marked, as XLSX.
    """
    start_prepared()
    from hengzhi.ops.importing import import_list  # noqa: PLC0415

    return import_list(kind=kind, file=file, username=user, good_rows=good_rows, marked_file=marked)


@app.command
def serve(*, host: str = "127.0.0.1", port: int = 8000, workers: Annotated[int, Parameter(help="Processes.")] = 1) -> None:
    """Serve the site.

    Parameters
    ----------
    host
        Address to listen on.
    port
        Port to listen on.
    """
    start_prepared()
    _serve(host, port, workers)


@app.command
def work() -> None:
    """Run background jobs apart from the server, until stopped; start it as often as jobs are to run at a time."""
    start_prepared()
    from signal import SIGINT, SIGTERM  # noqa: PLC0415

    from hengzhi.jobs.run import Stop  # noqa: PLC0415
    from hengzhi.jobs.worker import work_until_signalled  # noqa: PLC0415

    print("Waiting for jobs (stop with Ctrl+C)")
    work_until_signalled(Stop(), SIGINT, SIGTERM)


def _serve(host: str, port: int, workers: int = 1) -> None:
    from granian import Granian  # noqa: PLC0415 - heavy, and needed by two commands only
    from granian.constants import Interfaces  # noqa: PLC0415

    print(f"Serving http://{host}:{port} (stop with Ctrl+C)")
    server = Granian(
        "hengzhi.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, log_access=False,
    )
    with _jobs():
        server.serve()


def _jobs() -> AbstractContextManager[None]:
    """Return what keeps a worker running while the server does, or nothing where workers run apart."""
    from django.conf import settings  # noqa: PLC0415

    from hengzhi.jobs.beside import worker_beside  # noqa: PLC0415

    if settings.HENGZHI_JOBS == "inside":
        return worker_beside()
    print("Background jobs are left to “hengzhi work” (HENGZHI_JOBS=apart)")
    return nullcontext()


def main() -> None:
    """Run the command; what the user can mend is printed as one plain line."""
    from hengzhi.core.errors import HengzhiError  # noqa: PLC0415

    try:
        sys.exit(app() or 0)
    except (HengzhiError, SettingError) as error:
        print(f"hengzhi: {error}", file=sys.stderr)
        sys.exit(1)
