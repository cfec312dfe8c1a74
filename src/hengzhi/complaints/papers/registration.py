"""Forms 1 and 2: registering a complaint and a tip-off."""

from hengzhi.complaints.papers.facts import ANONYMOUS, NO, YES, Facts, grid, one, said, signed, two
from hengzhi.documents.sheet import Part


def complaint(facts: Facts) -> tuple[Part, ...]:
    row, who = facts.row, facts.who
    return (
        grid(
            two(("登记单位", "unit", facts.record.department.name_zh), ("投诉编号", "code", facts.record.code)),
            two(("投诉人", "complainant", who.get("name")), ("联系电话", "phone", who.get("phone"))),
            two(
                ("证件类型", "id_type", "居民身份证" if who.get("id_number") else ""),
                ("证件号码", "id_number", who.get("id_number")),
            ),
            one("通讯地址", "address", who.get("address")),
            one("代理人", "agent", facts.agents),
            two(
                ("是否同意公示投诉信息", "consents_publication", _consent(row.consents_to_publication)),
                ("是否同意委托调解", "consents_delegation", _consent(row.consents_to_delegation)),
            ),
            two(("被投诉人", "respondent", row.respondent_label), ("被投诉人电话", "respondent_phone", "")),
            one("被投诉人地址", "respondent_address", facts.business_address),
            two(("接收日期", "received_on", said(facts.record.opened_on)), ("接收渠道", "channel", row.channel_name)),
            two(("商品或者服务", "category", row.category_name), ("投诉问题", "problem", row.problem_name)),
            one("事实与证据（时间、地点、内容、金额）", "facts", _matter(facts), 3),
            two(("争议金额（元）", "disputed_yuan", row.disputed_yuan), ("投诉请求", "claim", row.claim_name)),
        ),
        signed("投诉人", "signed"),
        signed("登记人", "registrar"),
    )


def tipoff(facts: Facts) -> tuple[Part, ...]:
    row, who = facts.row, facts.who
    return (
        grid(
            two(("登记单位", "unit", facts.record.department.name_zh), ("举报编号", "code", facts.record.code)),
            two(("举报人", "informant", who.get("name") or ANONYMOUS), ("联系电话", "phone", who.get("phone"))),
            two(("证件号码", "id_number", who.get("id_number")), ("通讯地址", "address", who.get("address"))),
            one("被举报人", "respondent", row.respondent_label),
            one("被举报人地址", "respondent_address", facts.business_address),
            two(("接收日期", "received_on", said(facts.record.opened_on)), ("接收渠道", "channel", row.channel_name)),
            one("举报问题", "problem", row.problem_name),
            one("涉嫌违法的具体线索", "clues", _matter(facts), 5),
        ),
        signed("举报人", "signed"),
        signed("登记人", "registrar"),
    )


def _consent(is_given: bool) -> str:
    return YES if is_given else NO


def _matter(facts: Facts) -> str:
    return "\n".join(filter(None, (facts.record.title, facts.row.details)))
