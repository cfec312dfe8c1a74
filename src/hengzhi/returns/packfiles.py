"""What returns take from packs: forms."""

import hashlib
import json
from collections.abc import Iterator

from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, PackFile
from hengzhi.organisations.models import Department
from hengzhi.returns.models import Form
from hengzhi.returns.reading import FormFile, read_form


def write_forms(files: list[FormFile]) -> None:
    """Store the forms; raises PackErrors for a department nobody knows or a form changed without a new version."""
    departments = {department.code: department for department in Department.objects.all()}
    stored = {(form.code, form.version): form for form in Form.objects.all()}
    wrong = [error for file in files for error in (*_strangers(file, departments), *_changed(file, stored))]
    if wrong:
        raise PackErrors(wrong)
    for file in files:
        form = file.form
        Form.objects.update_or_create(code=form.code, version=form.version, defaults={
            "name_zh": form.name.zh, "name_en": form.name.en, "owner": departments.get(form.owner),
            "valid_from": form.valid_from, "valid_to": form.valid_to, "definition": file.content, "digest": _digest(file),
        })


def _strangers(file: FormFile, departments: dict[str, Department]) -> Iterator[PackError]:
    named = [file.form.owner, *(collector.department for collector in file.form.collectors)]
    for code in filter(None, named):
        if code not in departments:
            wanted = f"name a department of the packs.{near(code, departments)}"
            yield PackError(file.path, None, f"“{code}” is no department", wanted)


def _changed(file: FormFile, stored: dict[tuple[str, int], Form]) -> Iterator[PackError]:
    """A form that returns were made with may not change under them."""
    known = stored.get((file.form.code, file.form.version))
    if known and known.digest != _digest(file) and known.returns.exists():
        found = f"the form has changed, and returns were made with its version {known.version}"
        yield PackError(file.path, None, found, f"write version = {known.version + 1} and the day it is valid from")


def _digest(file: FormFile) -> str:
    return hashlib.sha256(json.dumps(file.content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


PACK_FILES = [PackFile("returns/*.toml", read_form, write_forms)]
