"""Users, their roles and who acts for them; what they sign in with and where they are signed in."""

from hengzhi.accounts.models.factors import Identity, Passkey, PasswordLink, RecoveryCode, Totp
from hengzhi.accounts.models.tries import Tries
from hengzhi.accounts.models.users import Deputyship, Grant, Role, RoleTerm, Scope, User
from hengzhi.accounts.models.visits import Visit

__all__ = [
    "Deputyship", "Grant", "Identity", "Passkey", "PasswordLink", "RecoveryCode", "Role", "RoleTerm", "Scope", "Totp", "Tries",
    "User", "Visit",
]
