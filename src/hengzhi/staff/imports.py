"""Users and their roles brought in from a spreadsheet; each comes to a password by a link an administrator makes."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.accounts.permissions import MANAGE
from hengzhi.accounts.services.roles import appoint
from hengzhi.accounts.services.users import open_account
from hengzhi.core.clock import today
from hengzhi.core.packs import WrongValue
from hengzhi.exchange.cells import any_day, one_of, plain, text
from hengzhi.exchange.contract import Column, Entry, Fault, Import, Key, Sender, Values
from hengzhi.exchange.names import Name, Names
from hengzhi.organisations.models import Department

USERNAME_LENGTH = 150
DAY = "starts_on"


def username(cell: object, values: Values, sender: Sender) -> str:
    """Read a user name."""
    written = User.normalize_username(plain(cell))
    try:
        UnicodeUsernameValidator()(written)
    except ValidationError as error:
        raise WrongValue(_("letters, digits and . - _ @ + only")) from error
    if len(written) > USERNAME_LENGTH:
        raise WrongValue(_("at most %(longest)d characters; there are %(count)d") % {
            "longest": USERNAME_LENGTH, "count": len(written),
        })
    return written


def email(cell: object, values: Values, sender: Sender) -> str:
    """Read an e-mail address."""
    written = plain(cell)
    try:
        validate_email(written)
    except ValidationError as error:
        raise WrongValue(_("an e-mail address such as name@example.cn")) from error
    return written


def columns() -> tuple[Column, ...]:
    """Return the columns with today's roles and departments."""
    roles = Names(Name(role.code, role.name_zh, role.name_en) for role in Role.objects.all())
    departments = _departments()
    return (
        Column(
            "username", "用户名", "User name", _("What they sign in with; it stays for good."), username, is_required=True,
            also=("登录名", "账号", "工号"),
        ),
        Column("name", "姓名", "Name", _("As in the office."), text(60), is_required=True, also=("人员姓名",)),
        Column("title", "职务", "Title or post", _("As shown beside the name."), text(60), also=("职位", "岗位")),
        Column("email", "电子邮箱", "E-mail", _("For notices."), email, also=("邮箱", "邮件地址")),
        Column(
            DAY, "任职起始日", "From day", _("The first day the role is held."), any_day, is_required=True,
            also=("起始日期", "任职日期", "开始日期"),
        ),
        Column("ends_on", "任职截止日", "To day", _("Empty: until further notice."), any_day, also=("截止日期", "结束日期")),
        Column(
            "role", "角色", "Role", _("One of the roles of this site."), one_of(lambda values: roles, DAY), is_required=True,
            offered=roles.offered,
        ),
        Column(
            "department", "部门", "Department", _("Where the role is held."), one_of(lambda values: departments, DAY),
            is_required=True, offered=departments.offered, also=("单位", "所属部门", "成员单位"),
        ),
    )


def _departments() -> Names:
    """Return the departments by code, short and full name."""
    entries = []
    for one in Department.objects.all():
        entries.append(Name(one.code, one.name_zh, one.name_en, one.valid_from, one.valid_to))
        entries.append(Name(one.code, one.short_zh, one.name_en, one.valid_from, one.valid_to))
    return Names(entries)


def check(values: Values, sender: Sender) -> Iterator[Fault]:
    """Find what the page would refuse: one's own name, days in the wrong order, another person under a known user name."""
    written = str(values["username"])
    if written == sender.actor.username:
        yield Fault("username", written, _("somebody else: another administrator gives you roles"))
        return
    ends_on = values.get("ends_on")
    if isinstance(ends_on, date) and ends_on < values[DAY]:
        yield Fault("ends_on", str(ends_on), _("a day on or after the first, %(day)s") % {"day": values[DAY]})
    known = User.objects.filter(username__iexact=written).first()
    if known and (known.username, known.name) != (written, values["name"]):
        yield Fault("name", str(values["name"]), _("“%(name)s”, whose user name %(username)s is") % {
            "name": known.name, "username": known.username,
        })


def known(keys: Collection[Key]) -> set[Key]:
    """Return the keys of roles that users hold already or are to hold; one that has ended can be given anew."""
    lasting = RoleTerm.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
    terms = lasting.filter(user__username__in={key[-1] for key in keys})
    return set(keys) & set(terms.values_list("role__code", "department__code", "user__username"))


def write_batch(entries: Sequence[Entry], sender: Sender) -> None:
    """Enter users that are not there yet and give them their roles; the trail says by whom."""
    roles = {role.code: role for role in Role.objects.all()}
    departments = {department.code: department for department in Department.objects.all()}
    for entry in entries:
        values = entry.values
        appoint(
            user=_user(values, sender), role=roles[str(values["role"])], department=departments[str(values["department"])],
            starts_on=values[DAY], ends_on=values.get("ends_on"), actor=sender.actor,
        )


def _user(values: Values, sender: Sender) -> User:
    found = User.objects.filter(username=values["username"]).first()
    return found or open_account(
        username=str(values["username"]), name=str(values["name"]), title=str(values.get("title") or ""),
        email=str(values.get("email") or ""), actor=sender.actor,
    )


IMPORTS = (
    Import(
        code="users", says=gettext_lazy("users and their roles"), permission=MANAGE, columns=columns,
        key=("role", "department", "username"), known=known, check=check, write_batch=write_batch,
    ),
)
