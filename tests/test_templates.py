"""What holds for every template and for the stylesheet: it loads, keeps to the policy, can be read."""

import re
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils.translation import override

import hengzhi
from hengzhi.core.templatetags.hengzhi import Standing, begins, number, standing

SOURCE = Path(hengzhi.__file__).parent
TEMPLATES = {path.as_posix().rpartition("/templates/")[2]: path for path in SOURCE.glob("*/templates/**/*.html")}
STYLESHEET = (SOURCE / "core/static/core/hengzhi.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "wash")
INKS = ("ink", "soft", "accent", "accent-deep", "late", "soon", "met")
ON_COLOUR = [("on-fill", "fill"), ("on-fill", "fill-deep"), ("ink", "accent-wash"), ("ink", "late-wash"), ("soon", "soon-wash")]
PAIRS = [*product(INKS, GROUNDS), *ON_COLOUR]
LEGIBLE = 4.5


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_compiles(name):
    assert get_template(name).origin.name == str(TEMPLATES[name])


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - {"documents/standalone.html"}))
def test_no_template_carries_styles_or_handlers_that_the_policy_forbids(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")

    assert re.findall(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|<script(?![^>]*src=)", text) == []


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_no_template_loads_anything_from_another_host(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")

    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text) == []


def test_the_stylesheet_loads_its_own_fonts_only():
    addresses = re.findall(r"url\([\"']?([^\"')]+)", STYLESHEET)

    assert addresses == ["fonts/NotoSansSC-Regular.woff2", "fonts/NotoSansSC-Bold.woff2"]


def test_the_stylesheet_stays_light():
    assert len(STYLESHEET.encode()) < 40 * 1024


def _tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme; the dark one overrides the light one."""
    light, dark = re.findall(r"^\s*:root \{\n(.*?)^\s*\}", STYLESHEET, re.DOTALL | re.MULTILINE)[:2]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light + (dark if scheme == "dark" else "")))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(scheme):
    tokens = _tokens(scheme)

    def contrast(ink: str, ground: str) -> float:
        darker, lighter = sorted((_luminance(tokens[ink]), _luminance(tokens[ground])))
        return (lighter + 0.05) / (darker + 0.05)

    assert [pair for pair in PAIRS if contrast(*pair) < LEGIBLE] == []


@pytest.mark.parametrize(("value", "written"), [
    (None, "—"), (0, "0"), (100, "100"), (11986, "11,986"), (Decimal("98.0610324797"), "98.061"), (0.5, "0.5"),
])
def test_a_number_is_written_with_separators_and_without_idle_zeros(value, written):
    assert number(value) == written


@pytest.mark.django_db
@pytest.mark.parametrize(("due_on", "stands"), [
    (date(2012, 6, 6), Standing("late", "2 days late")),
    (date(2012, 6, 8), Standing("today", "due today")),
    (date(2012, 6, 10), Standing("soon", "no working day left")),
    (date(2012, 6, 11), Standing("soon", "1 working day left")),
    (date(2012, 6, 14), Standing("run", "4 working days left")),
])
def test_a_due_date_stands_by_working_days(due_on, stands):
    with override("en"):
        assert standing(due_on, date(2012, 6, 8)) == stands


def test_a_text_begins_with_its_start_only():
    assert [begins("/complaints/T1/", "/complaints/"), begins("/x/complaints/", "/complaints/")] == [True, False]
