"""Texts on one matter: disputes with one business, matters of late; secret texts in neither."""

from datetime import timedelta

import pytest

from alarms.world import TODAY, enter
from hengzhi.alarms.matters import matters
from hengzhi.alarms.models import Question, WatchRule
from hengzhi.organisations.models import Enterprise

RULES = {
    Question.DISPUTE: WatchRule(code=Question.DISPUTE, numbers={"days": 28, "least": 5, "least_cosine": 0.3}),
    Question.MATTER: WatchRule(code=Question.MATTER, numbers={
        "false_alarms_a_year": 0.5, "days": 28, "before_days": 182, "least": 8, "least_ratio": 2.0, "least_cosine": 0.3,
    }),
}
FIRSTS = ["健身会所突然关门停业", "健身会所贴出停业通知", "健身会所停业大门紧锁", "健身会所停业老板失联"]
SECONDS = ["会员卡余额不退", "会员卡里的会费不退", "会员卡剩余会费要不回来"]
THINGS = ["冰箱", "皮鞋", "手机", "餐桌", "大衣", "地板", "牛奶", "烫发", "灯具", "雨伞", "书包", "轮胎"]
FAULTS = ["不制冷", "开胶", "黑屏", "开裂", "掉毛", "起翘", "变质", "不亮", "漏水", "脱线", "鼓包", "褪色"]


def about_the_gym(n, **given):
    return {"details": f"{FIRSTS[n % 4]}，{SECONDS[n % 3]}。", "day": TODAY - timedelta(days=n % 20), **given}


def others():
    return [
        {"details": f"所购{thing}{fault}，第{n}次。", "day": TODAY - timedelta(days=(7 * n + 13 * m) % 200)}
        for n, thing in enumerate(THINGS) for m, fault in enumerate(FAULTS)
    ]


@pytest.fixture
def gym(packs):
    return Enterprise.objects.create(code="E9", name="某健身会所")


def test_several_people_in_one_dispute_with_one_business_are_found(gym):
    records = enter(*(about_the_gym(n, enterprise=gym) for n in range(9)), *others())

    findings, texts = matters(TODAY, RULES)

    assert [(one.question, one.enterprise) for one in findings] == [(Question.DISPUTE, gym.pk)]
    assert set(findings[0].records) <= {record.pk for record in records[:9]}
    assert len(findings[0].records) == findings[0].observed >= 8
    assert (texts, any("会" in clause for clause in findings[0].words)) == (9 + len(THINGS) * len(FAULTS), True)


def test_a_matter_that_many_tell_of_lately_about_several_businesses_is_found(packs):
    businesses = [Enterprise.objects.create(code=f"E{n}", name=f"第{n}健身") for n in range(12)]
    enter(*(about_the_gym(n, enterprise=businesses[n]) for n in range(12)), *others())

    findings, _texts = matters(TODAY, RULES)

    assert [(one.question, one.observed, one.enterprise) for one in findings] == [(Question.MATTER, 12, None)]
    assert (findings[0].other_hits, findings[0].expected) == (0, 0.0)


def test_a_matter_told_of_all_the_time_is_none_of_late(packs):
    businesses = [Enterprise.objects.create(code=f"E{n}", name=f"第{n}健身") for n in range(60)]
    enter(*(about_the_gym(n, enterprise=businesses[n], day=TODAY - timedelta(days=n * 7 // 2)) for n in range(58)), *others())

    assert matters(TODAY, RULES)[0] == []


def test_fewer_than_wanted_are_no_dispute(gym):
    enter(*(about_the_gym(n, enterprise=gym) for n in range(4)), *others())

    assert matters(TODAY, RULES)[0] == []


def test_secret_tip_offs_are_not_read_at_all(gym):
    enter(*(about_the_gym(n, enterprise=gym, kind="tipoff", secret=True) for n in range(12)), *others())

    findings, texts = matters(TODAY, RULES)

    assert (findings, texts) == ([], len(THINGS) * len(FAULTS))


def test_what_came_after_the_day_is_not_known(gym):
    enter(*(about_the_gym(n, enterprise=gym) for n in range(9)), *others())

    assert matters(TODAY - timedelta(days=30), RULES)[0] == []


def test_nothing_is_read_where_nothing_is_watched(gym):
    enter(about_the_gym(1))

    assert matters(TODAY, {}) == ([], 0)
