import pytest

from hengzhi.evidence.ranges import Stretch, stretch


@pytest.mark.parametrize(("header", "found"), [
    ("", None), ("bytes=0-", Stretch(0, 99)), ("bytes=10-19", Stretch(10, 19)), ("bytes=90-500", Stretch(90, 99)),
    ("bytes=-10", Stretch(90, 99)), ("bytes=-500", Stretch(0, 99)), ("bytes=-", None), ("bytes=0-1,5-9", None),
    ("lines=1-2", None),
])
def test_a_range_is_read_as_browsers_write_it(header, found):
    assert stretch(header, 100) == found


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=20-10", "bytes=-0"])
def test_a_range_without_a_byte_in_it_is_none(header):
    with pytest.raises(ValueError):
        stretch(header, 100)
