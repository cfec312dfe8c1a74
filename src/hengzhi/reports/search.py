"""Finding the paper that prints a code: the reports built here, then the assessment books."""

from hengzhi.assessments.models import Edition
from hengzhi.reports.books import manifest_printing
from hengzhi.reports.manifest import Entry, find_entry, read_manifest
from hengzhi.reports.models import Report


def search(code: str) -> tuple[dict, Entry | None]:
    """Return the newest manifest that prints a code with its entry; where none does, the last one looked at and None."""
    content: dict = {"figures": []}
    for report in Report.objects.order_by("-built_at"):
        content = read_manifest((report.folder / "manifest.json").read_text(encoding="utf-8"))
        if found := find_entry(content, code):
            return content, found
    for edition in Edition.objects.select_related("scheme_version", "snapshot"):
        if manifest := manifest_printing(edition, code):
            return manifest, find_entry(manifest, code)
    return content, None
