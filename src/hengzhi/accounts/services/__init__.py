"""Writes to users, roles, passwords, second factors and sessions; split by subject."""

from hengzhi.accounts.services.users import add_user, give_role

__all__ = ["add_user", "give_role"]
