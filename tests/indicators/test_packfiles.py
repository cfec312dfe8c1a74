from decimal import Decimal

import pytest

from hengzhi.core.packs import PackErrors, packs_folder
from hengzhi.core.periods import period
from hengzhi.indicators.catalogue import definitions, target, targets
from hengzhi.indicators.models import Target
from hengzhi.indicators.packfiles import PACK_FILES, read_indicator, write_indicators, write_targets

READ_TARGETS = PACK_FILES[1].read
HEADING = "indicator,held_by,period,value,source\n"
NATIONAL = packs_folder() / "national" / "indicators"


def write(folder, text):
    path = folder / "targets.csv"
    path.write_text(HEADING + text, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_targets_are_stored_once_and_the_later_value_holds(tmp_path):
    write_targets(READ_TARGETS(write(tmp_path, "mediation_success,31,2012,60,office\n")))
    write_targets(READ_TARGETS(write(tmp_path, "mediation_success,31,2012,62.5,office\nrecovered_loss,31,2012-Q1,9,office\n")))

    assert target("mediation_success", held_by="31", period=period("2012")).value == Decimal("62.5")
    assert set(targets("31", period("2012"))) == {"mediation_success"}
    assert Target.objects.filter(held_by="31").count() == 2
    assert target("mediation_success", held_by="31", period=period("2011")) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "mediation_sucess,31,2012,60,office",
            "indicator is “mediation_sucess”; write the code of an indicator. Did you mean “mediation_success”?",
        ),
        ("mediation_success,31,2012-13,60,office", "period is “2012-13”; write 2012, 2012-Q1, 2012-03 or 2009/2012"),
        ("mediation_success,31,2012,most,office", "value is “most”; write a number such as 95 or 95.5"),
        ("mediation_success,,2012,60,office", "held_by is “”; a value is wanted"),
    ],
)
def test_a_wrong_target_is_named_by_line(tmp_path, line, message):
    with pytest.raises(PackErrors) as errors:
        READ_TARGETS(write(tmp_path, line + "\n"))

    assert str(errors.value) == f"targets.csv line 2: {message}"


def test_an_indicator_whose_example_does_not_hold_is_not_loaded(tmp_path):
    text = (NATIONAL / "complaints_received.toml").read_text(encoding="utf-8")
    path = tmp_path / "complaints_received.toml"
    path.write_text(text.replace("numerator = 0", "numerator = 7"), encoding="utf-8")

    with pytest.raises(PackErrors) as errors:
        read_indicator(path)

    assert str(errors.value) == (
        "complaints_received.toml: Example “Nothing received is 0, for the register is complete.” gives 0; wanted 7.; "
        "mend the formula or the example"
    )


@pytest.mark.django_db
def test_the_shipped_indicators_are_stored_as_they_are_read():
    read = [read_indicator(path)[0] for path in sorted(packs_folder().glob("*/indicators/*.toml"))]

    write_indicators(read)

    assert read
    assert definitions() == {definition.code: definition for definition in read}


@pytest.mark.django_db
def test_every_target_of_the_demonstration_is_for_an_indicator_with_a_direction():
    rows = READ_TARGETS(packs_folder() / "hongkou-2012" / "targets.csv")
    read = {path.stem: read_indicator(path)[0] for path in NATIONAL.glob("*.toml")}

    assert {row["period"] for row in rows} == {"2011", "2012"}
    assert all(read[row["indicator"]].meets(row["value"], row["value"]) for row in rows)
