"""Texts that are nearly the same, and texts on one matter."""

import random

import pytest

from hengzhi.estimation.clusters import near_duplicates, same_matter
from hengzhi.estimation.texts import grams, words_of, written

GYM = [
    "在恒力健身办的年卡，昨天去发现健身房大门紧锁，会费退不出来。", "恒力健身突然关门停业，卡里还剩八个月会费没人退。",
    "健身房贴出停业通知，年卡余额和私教课时费都不退。", "会所关门，老板电话打不通，几百人的会费要不回来，健身年卡作废。",
    "办了两年健身卡，健身房停业后会费不退，要求退还年卡余额。", "健身会所停业关门，剩余会费没有退还，年卡无法使用。",
]
OTHERS = [
    "冰箱使用两个月后不制冷，维修两次仍未修好。", "皮鞋穿了三天鞋底脱落，店方拒绝退货。", "网购手机充电发烫，客服推诿。",
    "餐馆结账时多收服务费，没有事先告知。", "干洗店把羊绒大衣洗坏褪色。", "装修公司拖延工期，定金不退。",
    "月饼券到期无法兑换，要求退款。", "牛奶喝出异物，怀疑变质。", "停车场乱收费，没有发票。", "理发店办卡后换了老板不认账。",
]


def test_letters_and_han_remain_of_a_text_and_no_amounts_or_dates():
    assert words_of("2012年3月5日在某店购3G手机，付款1,280.50元。") == "在某店购g手机付款"


def test_runs_of_characters_never_join_two_texts():
    found = grams(["甲乙丙", "丁", "", "甲乙"], 2)

    assert [written(code, 2) for code in found.codes] == ["甲乙", "乙丙", "甲乙"]
    assert found.owners.tolist() == [0, 0, 3]


def test_copies_with_another_day_and_amount_are_found():
    text = "申诉人称{}月{}日购买双门冰箱，费用{}元，使用两周后不制冷，要求退货。"
    texts = [text.format(3, 5, 2899), OTHERS[1], text.format(4, 17, 3000), OTHERS[2], text.format(9, 1, 1999) + "请尽快。"]

    assert near_duplicates(texts) == [(0, 2, 4)]


def test_equal_texts_are_one_group_however_many():
    texts = ["双方分歧较大，未能达成协议，已告知可向法院起诉。"] * 500 + OTHERS

    assert near_duplicates(texts) == [tuple(range(500))]


@pytest.mark.parametrize("texts", [[], [""], ["甲", "甲"], ["", "", ""]])
def test_texts_too_short_to_compare_are_no_copies(texts):
    assert near_duplicates(texts) == []
    assert same_matter(texts, least_size=2) == []


def test_one_matter_told_in_many_ways_is_one_group_apart_from_the_rest():
    things = ["冰箱", "皮鞋", "手机", "餐费", "大衣", "地板", "月饼", "牛奶", "车位", "烫发"]
    faults = ["坏了没人修", "不退定金", "多收了钱", "颜色不对", "迟迟不送", "说明书是外文", "缺了零件", "没有发票", "味道刺鼻", "尺寸不合"]
    others = [f"某某店卖的{thing}{fault}，{told}" for thing in things for fault in faults for told in OTHERS[:2]]
    texts = GYM + others
    order = list(range(len(texts)))
    random.Random(3).shuffle(order)

    groups = same_matter([texts[place] for place in order], least_cosine=0.25, least_size=4)

    (found,) = [group for group in groups if any(order[member] < len(GYM) for member in group.members)]
    assert {order[member] for member in found.members} == set(range(len(GYM)))
    assert any("会费" in clause or "健身" in clause for clause in found.clauses)


def test_what_nearly_everybody_writes_joins_nobody():
    texts = [f"{told[:-1]}，经多次与商家协商没有结果，请求有关部门依法处理。" for told in OTHERS * 6]
    texts = [text.replace("，", f"，第{place}次反映，", 1) for place, text in enumerate(texts)]

    groups = same_matter(texts, least_size=7)

    assert groups == []


def test_a_letter_sent_in_by_hundreds_is_one_group_and_not_taken_for_a_form_of_words():
    letter = "{}号楼业主，开发商逾期四个月没有交房，也不按合同支付违约金，要求督促交付并赔偿。"
    texts = [letter.format(place) for place in range(300)] + [f"{told}第{n}次。" for n in range(300) for told in OTHERS]

    groups = same_matter(texts, least_size=200)

    assert [sorted(group.members) for group in groups if 0 in group.members] == [list(range(300))]


def test_a_text_is_in_one_group_at_most():
    words = ["冰箱不制冷", "手机黑屏", "皮鞋开胶", "预付卡不退", "快递丢件"]
    texts = [f"{words[n % 5]}又{words[(n + n // 5) % 5]}" for n in range(60)]

    members = [member for group in same_matter(texts, least_size=3) for member in group.members]

    assert len(members) == len(set(members))


def test_the_same_texts_give_the_same_groups():
    assert same_matter(GYM + OTHERS, least_cosine=0.25, least_size=3) == same_matter(GYM + OTHERS, least_cosine=0.25, least_size=3)
