"""What accounts take from packs: the roles."""

from pathlib import Path

from hengzhi.accounts.models import Role, Scope
from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, PackFile, read_toml
from hengzhi.core.permissions import permissions

WANTED = {"code", "name", "sentence", "scope", "permissions"}
FLAGS = {"second_factor": False, "deputy": True}


def read_roles(path: Path) -> list[dict]:
    """Read roles.toml; every permission must be one that an app names."""
    roles = read_toml(path).get("role", [])
    errors = [error for role in roles for error in _wrong(path, role)]
    if errors:
        raise PackErrors(errors)
    return roles


def _wrong(path: Path, role: dict) -> list[PackError]:
    if set(role) - set(FLAGS) != WANTED:
        found = f"role {role.get('code')} has {', '.join(sorted(role))}"
        return [PackError(path, None, found, f"write {', '.join(sorted(WANTED))}")]
    errors = [
        PackError(path, None, f"role {role['code']}: {flag} is “{role[flag]}”", "write true or false")
        for flag in FLAGS if not isinstance(role.get(flag, False), bool)
    ]
    if role["scope"] not in Scope.values:
        found = f"role {role['code']}: scope is “{role['scope']}”"
        errors.append(PackError(path, None, found, f"write one of {', '.join(Scope.values)}"))
    for code in role["permissions"]:
        if code not in permissions():
            wanted = f"name a permission of the program.{near(code, permissions())}"
            errors.append(PackError(path, None, f"role {role['code']}: “{code}” is no permission", wanted))
    return errors


def write_roles(roles: list[dict]) -> None:
    for position, role in enumerate(roles):
        Role.objects.update_or_create(code=role["code"], defaults={
            "name_zh": role["name"]["zh"], "name_en": role["name"]["en"],
            "sentence_zh": role["sentence"]["zh"], "sentence_en": role["sentence"]["en"],
            "scope": role["scope"], "permissions": role["permissions"], "position": position,
            **{flag: role.get(flag, usual) for flag, usual in FLAGS.items()},
        })


PACK_FILES = [PackFile("roles.toml", read_roles, write_roles)]
