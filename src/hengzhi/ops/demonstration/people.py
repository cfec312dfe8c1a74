"""Demonstration users, one or more a role, with passwords made for this installation."""

import csv
import secrets
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.core.packs import find_pack
from hengzhi.organisations.models import Department

STARTS_ON = date(2009, 1, 1)


@dataclass(frozen=True)
class Login:
    username: str
    password: str
    role: str
    name: str
    department: str


@transaction.atomic
def make_people(pack: str) -> list[Login]:
    """Create the pack's people and return how to sign in as each."""
    departments = {department.code: department for department in Department.objects.all()}
    roles = {role.code: role for role in Role.objects.all()}
    logins = []
    for row in csv.DictReader((find_pack(pack).folder / "people.csv").read_text(encoding="utf-8").splitlines()):
        password = secrets.token_urlsafe(9)
        user = User.objects.create(
            username=row["login"], name=row["name_zh"], title=row["title"], password=make_password(password)
        )
        department = departments[row["department"]]
        RoleTerm.objects.create(user=user, role=roles[row["role"]], department=department, starts_on=STARTS_ON)
        logins.append(Login(user.username, password, row["role"], user.name, department.short_zh))
    return logins
