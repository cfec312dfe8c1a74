"""The facts of the example that worked.csv works out by hand, line by line."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hengzhi.assessments.facts import BallotsFact, IndicatorFact, Inputs, Item, ItemsFact, JudgedFact, Measured
from hengzhi.assessments.reading import read_scheme
from hengzhi.assessments.scheme import Scheme

HERE = Path(__file__).parent
WORKED = HERE / "worked.csv"
DUE = date(2012, 6, 29)


def scheme() -> Scheme:
    return read_scheme(HERE / "scheme.toml")


def rate(part: int, whole: int, target: int | None) -> IndicatorFact:
    return IndicatorFact(Measured(part, whole, "percent"), None if target is None else Decimal(target))


def items(in_time: int = 0, late: int = 0, undone: int = 0) -> ItemsFact:
    """Return items due on one day, numbered through: those in time first, then the late, then the undone."""
    days = [DUE] * in_time + [DUE + timedelta(days=3)] * late + [None] * undone
    return ItemsFact(tuple(Item(f"T{number:02d}", DUE, day) for number, day in enumerate(days, start=1)))


def ballots(*scores: int) -> BallotsFact:
    return BallotsFact(tuple(map(Decimal, scores)))


def judged(points: str) -> JudgedFact:
    return JudgedFact(Decimal(points))


QTSB = {
    "closing": rate(4560, 5000, 95), "refused": IndicatorFact(Measured(12, None, "cases"), Decimal(10)),
    "tasks": items(6, 1, 1), "returns": items(38, 2), "mechanism": judged("5.5"), "material": judged("4"),
    "peers": ballots(80, 100, 85, 88, 95, 90), "leaders": ballots(90, 94), "honours": judged("3"),
    "criticism": judged("2"), "incident": judged("0"),
}
AIC = {
    "decided": rate(19_600, 20_000, None),
    "recovered": IndicatorFact(
        Measured(Decimal("4750000.00"), None, "yuan"), Decimal(5_000_000), Measured(Decimal("4000000.00"), None, "yuan")
    ),
    "tasks": items(10), "returns": items(20), "mechanism": judged("6"), "material": judged("4"),
    "peers": ballots(90, 92, 94, 96), "leaders": ballots(95, 96, 97), "honours": judged("5"), "standards": judged("3"),
    "criticism": judged("0"), "incident": judged("1"),
}
FDA = {
    "mediation": rate(570, 1000, 60), "tasks": items(), "returns": items(28, 0, 2), "mechanism": judged("5"),
    "material": judged("4"), "peers": ballots(88, 80, 87, 95, 87, 89), "leaders": ballots(90), "honours": judged("0"),
    "criticism": judged("2"), "incident": judged("0"),
}
INPUTS = {"qtsb": Inputs(QTSB), "aic": Inputs(AIC), "fda": Inputs(FDA)}
