"""Forms 5, 6 and 8: a complaint accepted, refused, its mediation ended."""

from hengzhi.complaints.papers.facts import Facts, said, to
from hengzhi.documents.sheet import Field, Line, Part


def _about(facts: Facts, then: str) -> Line:
    return Line(
        (
            "你对",
            Field("respondent", facts.row.respondent_label),
            "的投诉（编号",
            Field("code", facts.record.code),
            "），本机关于",
            Field("received_on", said(facts.record.opened_on)),
            f"收到。{then}",
        )
    )


def accepted(facts: Facts) -> tuple[Part, ...]:
    return (
        to(facts),
        _about(facts, "经审查，符合受理条件。"),
        Line(
            (
                "依照",
                Field("rules", facts.rules),
                "，本机关决定自",
                Field("accepted_on", said(facts.row.accepted_on)),
                "起予以受理，并组织调解。",
            )
        ),
        Line(
            (
                "调解期限至",
                Field("mediate_until", facts.due("mediate")),
                "。检定、检验、检测、鉴定以及决定回避的时间不计算在内。",
            )
        ),
        Line(("承办人：", Field("handler", facts.record.handler), "　　联系电话：", Field("office_phone"))),
    )


def refused(facts: Facts) -> tuple[Part, ...]:
    words, article = facts.ground("refusal", facts.row.refusal_ground)
    return (
        to(facts),
        _about(facts, "经审查，该投诉有下列情形："),
        Line((Field("ground", words), "。")),
        Line(
            (
                "依照",
                Field("rules", facts.rules),
                Field("article", article),
                "，本机关于",
                Field("decided_on", said(facts.row.decided_on)),
                "决定不予受理。具体理由：",
                Field("reason"),
                "。",
            )
        ),
        Line(
            (
                "依照《中华人民共和国消费者权益保护法》第三十九条，你可以与经营者协商和解，请求消费者协会或者依法成立的其他调解组织调解，",
                "根据与经营者达成的仲裁协议提请仲裁机构仲裁，或者向人民法院提起诉讼。",
            )
        ),
    )


def ended(facts: Facts) -> tuple[Part, ...]:
    words, article = facts.ground("termination", facts.row.termination_ground)
    return (
        Line((Field("addressee", facts.name), "、", Field("respondent", facts.row.respondent_label), "："), flush=True),
        Line(
            (
                "本机关于",
                Field("accepted_on", said(facts.row.accepted_on)),
                "受理的投诉（编号",
                Field("code", facts.record.code),
                "），在调解过程中有下列情形：",
            )
        ),
        Line((Field("ground", words), "。")),
        Line(
            (
                "依照",
                Field("rules", facts.rules),
                Field("article", article),
                "，本机关决定自",
                Field("ended_on", said(facts.row.concluded_on)),
                "起终止调解。",
            )
        ),
        Line(("消费者权益争议尚未解决的，可以依照《中华人民共和国消费者权益保护法》第三十九条规定的其他途径解决。",)),
    )
