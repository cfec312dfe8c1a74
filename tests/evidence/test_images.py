"""Pictures are drawn anew: upright, and with nothing in them but the picture."""

import struct
import zlib
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image

from evidence.samples import GPS, MAKE, ORIENTATION, camera_picture, picture
from hengzhi.core.errors import Refused
from hengzhi.evidence.formats import FORMATS
from hengzhi.evidence.images import cleaned


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def drawn(content: bytes, kind: str) -> bytes:
    with cleaned(BytesIO(content), FORMATS[kind], "a.jpg") as file:
        file.seek(0)
        return file.read()


def why_refused(content: bytes, kind: str) -> str:
    with pytest.raises(Refused) as refused:
        drawn(content, kind)
    return str(refused.value)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def test_place_maker_and_comment_are_gone_and_the_picture_stands_upright():
    before = Image.open(BytesIO(camera_picture()))
    assert dict(before.getexif().get_ifd(GPS)) != {}
    assert before.getexif()[MAKE] == "Phone"
    assert before.getexif()[ORIENTATION] == 6

    content = drawn(camera_picture(), "jpeg")

    after = Image.open(BytesIO(content))
    assert (dict(after.getexif()), after.info.get("comment")) == ({}, None)
    assert [words in content for words in (b"Exif", b"secret")] == [False, False]
    assert after.size == (20, 40)
    top, bottom = after.convert("RGB").getpixel((10, 5)), after.convert("RGB").getpixel((10, 35))
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]


@pytest.mark.parametrize(("kind", "code"), [("PNG", "png"), ("WEBP", "webp"), ("JPEG", "jpeg")])
def test_every_kind_loses_what_is_not_the_picture(kind, code):
    exif = Image.Exif()
    exif[MAKE] = "Phone"
    before = picture(kind, exif=exif)
    assert b"Phone" in before

    after = drawn(before, code)

    assert b"Phone" not in after
    assert Image.open(BytesIO(after)).size == (40, 20)


def test_a_png_keeps_its_transparency_and_loses_its_texts():
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", "somebody")
    out = BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 128)).save(out, "PNG", pnginfo=texts)

    after = drawn(out.getvalue(), "png")

    assert Image.open(BytesIO(after)).getpixel((0, 0)) == (255, 0, 0, 128)
    assert b"somebody" not in after


def test_a_jpeg_keeps_the_fineness_it_came_with():
    before = Image.open(BytesIO(picture(quality=97, subsampling=0)))

    after = Image.open(BytesIO(drawn(picture(quality=97, subsampling=0), "jpeg")))

    assert after.quantization == before.quantization


def test_a_bomb_is_refused_by_its_measures_before_a_pixel_is_drawn():
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")

    assert why_refused(bomb, "png") == (
        "“a.jpg” measures 60000 × 60000 pixels; at most 52 million are taken. Make it smaller."
    )


@pytest.mark.parametrize(("content", "kind"), [
    (picture(size=(400, 400))[:600], "jpeg"), (picture("PNG", size=(400, 400))[:200], "png"),
    (b"\xff\xd8\xff" + bytes(90), "jpeg"), (picture("PNG"), "jpeg"),
])
def test_a_damaged_picture_is_refused(content, kind):
    assert why_refused(content, kind) == "“a.jpg” is a damaged picture. Save it again and send that."


def test_a_moving_picture_is_refused():
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "WEBP", save_all=True, append_images=[Image.new("RGB", (4, 4), "blue")])

    assert why_refused(out.getvalue(), "webp") == "“a.jpg” is a moving picture. Send a film (MP4) or the single pictures."
