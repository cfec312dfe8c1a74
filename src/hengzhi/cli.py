"""The command `hengzhi`."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from hengzhi.environment import SettingError
from hengzhi.home import home_folder, keep_secret, new_secret, new_vault_key

app = App(name="hengzhi", help="Runs a district's quality programme from the daily record to the national application.")


def start() -> None:
    """Make sure the home folder has its secrets, then load the settings and the apps."""
    if "HENGZHI_SECRET_KEY" not in os.environ:
        keep_secret("secret.key", new_secret)
    if "HENGZHI_VAULT_KEY" not in os.environ:
        keep_secret("vault.key", new_vault_key)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")
    import django  # noqa: PLC0415 - settings need the secrets that were just written

    django.setup()


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
    start()
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
        The manifest.json of the report; without it, every report built here is searched.
    """
    start()
    from hengzhi.ops.commands import trace_code  # noqa: PLC0415

    return trace_code(code, manifest)


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
    start()
    _serve(host, port, workers)


def _serve(host: str, port: int, workers: int = 1) -> None:
    from granian import Granian  # noqa: PLC0415 - heavy, and needed by two commands only
    from granian.constants import Interfaces  # noqa: PLC0415

    print(f"Serving http://{host}:{port} (stop with Ctrl+C)")
    Granian(
        "hengzhi.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, log_access=False,
    ).serve()


def main() -> None:
    """Run the command; what the user can mend is printed as one plain line."""
    from hengzhi.core.errors import HengzhiError  # noqa: PLC0415

    try:
        sys.exit(app() or 0)
    except (HengzhiError, SettingError) as error:
        print(f"hengzhi: {error}", file=sys.stderr)
        sys.exit(1)
