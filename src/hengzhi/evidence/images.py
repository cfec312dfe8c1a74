"""Pictures are drawn anew: turned upright, without camera data, place or anything else that is not the picture."""

import tempfile
from io import SEEK_END
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, JpegImagePlugin

from hengzhi.core.errors import Refused
from hengzhi.evidence.formats import Format

# Phones make up to 50 million pixels in daily use; drawn, one takes four bytes at most.
PIXELS = 52_000_000
MODES = {"jpeg": {"RGB", "L"}, "png": {"RGB", "RGBA", "L", "LA", "P", "1", "I;16"}, "webp": {"RGB", "RGBA"}}
KEPT = ("transparency", "icc_profile")
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, MemoryError)
# Pillow's own limit warns, for the whole process; ours refuses, before a pixel is drawn.
Image.MAX_IMAGE_PIXELS = None


def cleaned(file: BinaryIO, kind: Format, name: str) -> BinaryIO:
    """Return the picture drawn anew in a temporary file; raises Refused when it is damaged, too large or moving."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.seek(0)
    try:
        with Image.open(file, formats=[kind.code.upper()]) as image:
            _check(image, name)
            _draw(image, kind, out)
    except DAMAGE as error:
        out.close()
        raise Refused(_("“%(name)s” is a damaged picture. Save it again and send that.") % {"name": name}) from error
    except Refused:
        out.close()
        raise
    out.seek(0, SEEK_END)
    return out


def _check(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > PIXELS:
        raise Refused(
            _("“%(name)s” measures %(width)d × %(height)d pixels; at most %(limit)d million are taken. Make it smaller.") % {
                "name": name, "width": width, "height": height, "limit": PIXELS // 1_000_000,
            }
        )
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise Refused(_("“%(name)s” is a moving picture. Send a film (MP4) or the single pictures.") % {"name": name})


def _draw(image: Image.Image, kind: Format, out: BinaryIO) -> None:
    options = _like(image, kind)
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode not in MODES[kind.code]:
        image = image.convert("RGBA" if image.has_transparency_data and kind.code != "jpeg" else "RGB")
    image.info = {key: value for key, value in image.info.items() if key in KEPT}
    image.save(out, format=kind.code.upper(), icc_profile=image.info.get("icc_profile"), **options)


def _like(image: Image.Image, kind: Format) -> dict[str, object]:
    """Return how to save a picture so that it loses as little as can be seen: a JPEG with the camera's own tables."""
    match kind.code:
        case "jpeg" if image.mode in MODES["jpeg"]:
            return {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}
        case "jpeg":
            return {"quality": 95}
        case "webp":
            return {"quality": 92}
    return {}
