"""Users, their roles and who acts for them."""

from hengzhi.accounts.models.users import Deputyship, Grant, Role, RoleTerm, Scope, User

__all__ = ["Deputyship", "Grant", "Role", "RoleTerm", "Scope", "User"]
