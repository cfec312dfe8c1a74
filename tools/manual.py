"""Write the generated pages of the manual from the program itself.

    python tools/manual.py           write docs/reference/
    python tools/manual.py --check   fail when a committed page is not what the program would write
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")
os.environ.setdefault("HENGZHI_SECRET_KEY", "only to load the apps")
os.environ.setdefault("HENGZHI_HOME", tempfile.mkdtemp())

import django

django.setup()

from django.utils import translation

from hengzhi.accounts.packfiles import FLAGS
from hengzhi.core.packs import find_pack, read_toml
from hengzhi.core.permissions import permissions
from hengzhi.core.tables import declared_tables
from hengzhi.indicators.doc import render
from hengzhi.indicators.packfiles import read_indicator
from hengzhi.register.kinds import Kind, kinds

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- Made by `make docs` from the program; changes here are lost. -->\n\n"


def workflows() -> str:
    """Every kind of record: its states with staff and public names, a diagram, its steps."""
    return "# Workflows\n\n" + "\n".join(_workflow(kind) for kind in kinds().values())


def _workflow(kind: Kind) -> str:
    flow = kind.workflow
    diagram = [f"    [*] --> {flow.start}"]
    diagram += [f"    {source} --> {step.target}: {step.name}" for step in flow.steps for source in step.sources]
    diagram += [f"    {state} --> [*]" for state in sorted(flow.final)]
    states = [
        f"| `{state.value}` | {state.label} | {flow.public[state]} | {', '.join(flow.limits_in(state)) or '—'} |"
        for state in flow.states
    ]
    steps = [
        f"| `{step.name}` | {step.label} | {', '.join(step.sources)} → {step.target} | {step.permission.says} | "
        f"{', '.join(step.facts) or '—'} | {'yes' if step.needs_note else 'no'} |"
        for step in flow.steps
    ]
    return "\n".join([
        f"## {str(kind.name).capitalize()}", "", "```mermaid", "stateDiagram-v2", *diagram, "```", "",
        "| state | for staff | for the public | limit that starts |", "|---|---|---|---|", *states, "",
        "| step | label | way | who: someone who may … | facts | reason needed |", "|---|---|---|---|---|---|", *steps, "",
    ])


def roles() -> str:
    """The roles of the national pack, a sentence each, and what each may do."""
    held = read_toml(find_pack("national").folder / "roles.toml")["role"]
    sentences = [
        f"- **{role['name']['en']}** ({role['name']['zh']}; reaches: {role['scope']}): {role['sentence']['en']}"
        for role in held
    ]
    flags = [
        f"| {says} | " + " | ".join("●" if role.get(flag, FLAGS[flag]) else "" for role in held) + " |"
        for flag, says in (("second_factor", "signs in with a second factor"), ("deputy", "others may act in it during leave"))
    ]
    head = "| someone with this may … | " + " | ".join(role["name"]["en"] for role in held) + " |"
    rows = [
        f"| {permission.says} | " + " | ".join("●" if code in role["permissions"] else "" for role in held) + " |"
        for code, permission in permissions().items()
    ]
    return "\n".join(["# Roles", "", *sentences, "", head, "|---|" + ":-:|" * len(held), *flags, *rows, ""])


def tables() -> str:
    """What every mechanism gives to snapshots."""
    parts = ["# Tables of a snapshot", ""]
    for table in declared_tables().values():
        placed = f"a row lies in the month of `{table.placed_by}` and the area of `{table.area}`"
        parts += [f"## {table.name}", "", f"{table.says}; {placed}.", ""]
        parts += ["| column | type | meaning |", "|---|---|---|"]
        parts += [f"| `{column.name}` | {column.type} | {column.says} |" for column in table.columns] + [""]
    return "\n".join(parts)


def indicators() -> str:
    """The indicators of the national pack with their worked examples."""
    paths = sorted((find_pack("national").folder / "indicators").glob("*.toml"))
    return render([definition for path in paths for definition in read_indicator(path)], declared_tables())


PAGES: dict[str, Callable[[], str]] = {
    "workflows.md": workflows, "roles.md": roles, "tables.md": tables, "indicators.md": indicators,
}


def main() -> int:
    with translation.override("en"):
        pages = {REFERENCE / name: MADE + make().rstrip() + "\n" for name, make in PAGES.items()}
    if "--check" in sys.argv:
        stale = [path for path, text in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path.relative_to(REFERENCE.parents[1])} is not what the program says; run make docs")
        return 1 if stale else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
