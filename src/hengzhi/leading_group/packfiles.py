"""What the leading group takes from packs: the duties of quality work with the departments that bear them."""

from hengzhi.core.packs import Field, PackErrors, PackFile, Row, csv_reader, one_of, whole
from hengzhi.leading_group.models import Duty
from hengzhi.organisations.models import Department


def write_duties(rows: list[Row]) -> None:
    """Write duties by code; the departments named are exactly those that bear it."""
    departments = {department.code: department for department in Department.objects.all()}
    wrong = [
        row.wrong(f"departments has “{code}”", "write codes of departments, with a blank between")
        for row in rows for code in row["departments"] if code not in departments
    ]
    if wrong:
        raise PackErrors(wrong)
    columns = ("position", "name_zh", "name_en", "reach", "source")
    for row in rows:
        duty, _made = Duty.objects.update_or_create(code=row["code"], defaults={name: row[name] for name in columns})
        duty.departments.set(departments[code] for code in row["departments"])


PACK_FILES = [
    PackFile("leading_group/duties.csv", csv_reader(
        Field("code"), Field("position", whole), Field("name_zh"), Field("name_en"), Field("reach", one_of(*Duty.Reach.values)),
        Field("departments", lambda text: tuple(text.split())), Field("source"), key=["code"],
    ), write_duties),
]
