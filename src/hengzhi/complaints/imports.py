"""What can be imported: complaints and tip-offs from another system's list, entered as received."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.complaints.forms import KIND_CHOICES
from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.models import PROBLEM_LISTS, Complaint
from hengzhi.complaints.permissions import IMPORT
from hengzhi.complaints.workflow.states import Naming
from hengzhi.core.reference import codes, site, work_calendar
from hengzhi.exchange.cells import number_text, one_of, past_day, phone, text, yes_or_no, yuan
from hengzhi.exchange.contract import Column, Entry, Fault, Import, Key, Sender, Values
from hengzhi.exchange.names import Name, Names
from hengzhi.organisations.codes import clean_code
from hengzhi.organisations.models import Area, Enterprise, EnterpriseIdentifier
from hengzhi.organisations.queries import enterprise_with
from hengzhi.organisations.services import WrongNumber, check_number, kind_of_number
from hengzhi.register.models import Record
from hengzhi.register.opening import Opening, open_records
from hengzhi.register.rules import rule_sets
from hengzhi.register.vault.models import Person
from hengzhi.register.vault.sealing import seal

KIND_BY_CODE = {kind.code: kind for kind in KINDS}
KIND_NAMES = Names([Name("complaint", "投诉", "complaint"), Name("tipoff", "举报", "tip-off")])
DAY = "received_on"
IDENTITY = ("name", "phone", "address")
PORTAL = "portal"


def columns() -> tuple[Column, ...]:
    """Return the columns with today's lists; the day and the kind come first, because the lists go by them."""
    return (*_origin(), *_matter(), *_business(), *_claim(), *_complainant())


def _origin() -> tuple[Column, ...]:
    channels = _names("channel", without=PORTAL)
    return (
        Column(
            DAY, "接收日期", "Received on", _("The day it was received; the rules of that day hold."), past_day,
            is_required=True, also=("登记日期", "收到日期", "来件日期", "投诉日期", "举报日期", "日期"),
        ),
        Column(
            "kind", "类型", "Kind", _("Complaint or tip-off; empty means complaint."), one_of(lambda values: KIND_NAMES, DAY),
            offered=KIND_NAMES.offered, also=("种类", "投诉举报类型"),
        ),
        Column(
            "source_number", "来源编号", "Source number", _("The number it has in the list it comes from; tells rows apart."),
            number_text(60), is_required=True, also=("工单编号", "工单号", "受理编号", "登记编号", "投诉编号", "编号"),
        ),
        Column(
            "source", "来源", "Source", _("The list or system the number is from; empty means your department’s own."),
            number_text(40), default=lambda sender: sender.department.code, also=("来源系统", "数据来源"),
        ),
        Column(
            "channel", "渠道", "Channel", _("How it came."), one_of(lambda values: channels, DAY), is_required=True,
            offered=channels.offered, also=("来件渠道", "投诉渠道", "受理渠道", "接收方式", "来件方式"),
        ),
    )


def _matter() -> tuple[Column, ...]:
    categories = _names("category")
    problems = {kind: _names(name) for kind, name in PROBLEM_LISTS.items()}
    return (
        Column(
            "subject", "事由", "Subject", _("In a few words, at most 120 characters."), text(120), is_required=True,
            also=("主题", "标题", "投诉事由"),
        ),
        Column(
            "category", "类别", "Category", _("Of goods or services."), one_of(lambda values: categories, DAY),
            is_required=True, offered=categories.offered, also=("商品服务类别", "商品或服务类别"),
        ),
        Column(
            "problem", "问题", "Problem", _("What is wrong; complaints and tip-offs have lists of their own."),
            one_of(lambda values: problems[_kind(values)], DAY), is_required=True,
            offered=lambda on: [*problems["complaint"].offered(on), *problems["tipoff"].offered(on)],
            also=("问题类别", "投诉问题", "问题类型", "举报问题"),
        ),
        Column(
            "details", "事实", "Facts", _("What happened."), text(5000), is_required=True,
            also=("投诉内容", "举报内容", "内容", "事实经过", "具体内容"),
        ),
    )


def _business() -> tuple[Column, ...]:
    areas = _areas()
    return (
        Column(
            "respondent", "被投诉（举报）单位", "Business complained of", _("Its name or its number."), text(120),
            is_required=True, also=("被投诉单位", "被举报单位", "被投诉方", "被投诉人", "企业名称", "经营者", "单位名称"),
        ),
        Column(
            "area", "区域", "Area", _("The subdistrict of the business."), one_of(lambda values: areas, DAY), is_required=True,
            offered=areas.offered, also=("街道", "所属街道", "街镇", "所属区域"),
        ),
    )


def _claim() -> tuple[Column, ...]:
    claims = _names("claim")
    return (
        Column(
            "claim", "诉求", "Claim", _("What is asked for."), one_of(lambda values: claims, DAY), offered=claims.offered,
            also=("投诉诉求", "投诉请求"),
        ),
        Column(
            "disputed_yuan", "争议金额（元）", "Disputed amount (yuan)", _("In yuan."), yuan,
            also=("涉及金额", "涉案金额", "金额"),
        ),
    )


def _complainant() -> tuple[Column, ...]:
    return (
        Column(
            "name", "姓名", "Name", _("Who complains; needed for a complaint. Kept sealed."), text(40), is_personal=True,
            also=("投诉人", "举报人", "投诉人姓名", "举报人姓名", "联系人"),
        ),
        Column(
            "phone", "电话", "Phone", _("Needed for a complaint. Kept sealed."), phone, is_personal=True,
            also=("联系电话", "手机", "手机号", "投诉人电话", "举报人电话", "联系方式"),
        ),
        Column(
            "address", "地址", "Address", _("Where the person lives. Kept sealed."), text(120), is_personal=True,
            also=("联系地址", "投诉人地址"),
        ),
        Column(
            "is_confidential", "要求保密", "Identity kept secret", _("Yes or no; empty means no."), yes_or_no,
            offered=lambda on: [_("yes"), _("no")], also=("保密", "是否保密"),
        ),
    )


def _names(list_name: str, without: str = "") -> Names:
    items = (item for item in codes(list_name).values() if item.code != without)
    return Names(Name(item.code, item.zh, item.en, item.valid_from, item.valid_to) for item in items)


def _areas() -> Names:
    areas = Area.objects.filter(parent__code=site().area_code)
    return Names(Name(area.code, area.name_zh, area.name_en, area.valid_from, area.valid_to) for area in areas)


def _kind(values: Values) -> str:
    return str(values.get("kind") or KIND_CHOICES[0][0])


def check(values: Values, sender: Sender) -> Iterator[Fault]:
    """Find what the desk would refuse: a complaint without a person, a day before all rules, a mistyped number."""
    for name in ("name", "phone") if _kind(values) == "complaint" else ():
        if not values.get(name):
            yield Fault(name, "", _("a value: a complaint needs name and phone number"))
    family = KIND_BY_CODE[_kind(values)].rules
    first = min((rules.valid_from for rules in rule_sets(family)), default=None)
    if first and values[DAY] < first:
        yield Fault(DAY, str(values[DAY]), _("a day on or after %(day)s, the first with rules") % {"day": first})
    written = str(values["respondent"])
    kind = kind_of_number(written)
    if kind and enterprise_with(written) is None:
        try:
            check_number(kind, written)
        except WrongNumber as wrong:
            yield Fault("respondent", written, str(wrong))


def known(keys: Collection[Key]) -> set[Key]:
    """Return the keys that complaints already have, whoever may see them."""
    numbers: dict[str, list[str]] = {}
    for source, number in keys:
        numbers.setdefault(source, []).append(number)
    found = (Complaint.objects.filter(source=source, source_number__in=held) for source, held in numbers.items())
    return {key for rows in found for key in rows.values_list("source", "source_number")}


def write_batch(entries: Sequence[Entry], sender: Sender) -> None:
    """Enter rows as received on their day, each by the rules of the desk; the trail says who brought them in and when."""
    areas = {area.code: area for area in Area.objects.all()}
    businesses = _businesses({str(entry.values["respondent"]) for entry in entries})
    people = [_person(entry.values) for entry in entries]
    Person.objects.bulk_create(person for person in people if person)
    openings = [
        _opening(entry, sender, area=areas[entry.values["area"]], person=person, businesses=businesses)
        for entry, person in zip(entries, people, strict=True)
    ]
    open_records(openings, actor=sender.actor, at=sender.at, calendar=work_calendar())


def _opening(entry: Entry, sender: Sender, *, area: Area, person: Person | None, businesses: dict[str, Enterprise]) -> Opening:
    values = entry.values
    is_confidential = bool(values.get("is_confidential"))
    return Opening(
        kind=KIND_BY_CODE[_kind(values)], title=str(values["subject"]), department=sender.department, area=area,
        at=timezone.make_aware(datetime.combine(values[DAY], time.min)),
        detail=_complaint(values, person, businesses.get(str(values["respondent"]))),
        confidentiality=Record.Confidentiality.CONFIDENTIAL if is_confidential else Record.Confidentiality.NORMAL,
        note=_("Imported from “%(file)s”, row %(row)d") % {"file": entry.file, "row": entry.number},
    )


def _complaint(values: Values, person: Person | None, respondent: Enterprise | None) -> Complaint:
    category = str(values["category"])
    return Complaint(
        channel=values["channel"], object=codes("category")[category].group, category=category, problem=values["problem"],
        claim=values.get("claim") or "", details=values["details"], respondent=respondent,
        respondent_name="" if respondent else values["respondent"], complainant=person,
        disputed_yuan=values.get("disputed_yuan"), source=values["source"], source_number=values["source_number"],
        naming=Naming.NAMED if person or _kind(values) == "complaint" else Naming.ANONYMOUS,
    )


def _person(values: Values) -> Person | None:
    identity = {name: str(values[name]) for name in IDENTITY if values.get(name)}
    return seal(identity) if identity else None


def _businesses(written: Iterable[str]) -> dict[str, Enterprise]:
    """Return the enterprises meant by names or numbers of whatever kind; a number goes before a name."""
    numbers = {text: clean_code(text) for text in written}
    named = {enterprise.name: enterprise for enterprise in Enterprise.objects.filter(name__in=numbers).order_by("-code")}
    held = EnterpriseIdentifier.objects.filter(value__in=set(numbers.values())).select_related("enterprise").order_by("-kind")
    numbered = {identifier.value: identifier.enterprise for identifier in held}
    meant = {text: numbered.get(number) or named.get(text) for text, number in numbers.items()}
    return {text: enterprise for text, enterprise in meant.items() if enterprise}


IMPORTS = (
    Import(
        code="complaints", says=gettext_lazy("complaints and tip-offs"), permission=IMPORT, columns=columns,
        key=("source", "source_number"), known=known, check=check, write_batch=write_batch,
    ),
)
