"""What assessments take from packs: schemes."""

from pathlib import Path

from hengzhi.assessments.reading import read_scheme, unknown_departments
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.services.schemes import store_scheme
from hengzhi.core.packs import PackErrors, PackFile
from hengzhi.organisations.models import Department


def read_schemes(path: Path) -> list[Scheme]:
    """Read one file; raises PackErrors."""
    return [read_scheme(path)]


def write_schemes(schemes: list[Scheme]) -> None:
    """Store the schemes of all packs; raises PackErrors where a line names a department there is not."""
    if wrong := unknown_departments(schemes, Department.objects.values_list("code", flat=True)):
        raise PackErrors(wrong)
    for scheme in schemes:
        store_scheme(scheme)


PACK_FILES = [PackFile("assessments/*.toml", read_schemes, write_schemes)]
