"""The examples: which volunteer, what was done to the photograph, and what should come of it."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Callable

from PIL import Image, ImageEnhance, ImageFilter

import faces
import passport
from turned_head import turned_head

GREY = (128, 128, 128)


@dataclasses.dataclass(frozen=True)
class Example:
    """An image that is made of the volunteers' photographs, and what the server should say of it."""
    name: str  # of its files, with the ending of the image
    title: str
    recipe: str
    expected: str  # "ACCEPTED", a NoDecisionReason or the reason of an error
    make: Callable[[faces.Photographs], bytes]
    use: str = "probe"

    @property
    def stem(self) -> str:
        return self.name.split(".")[0]


def _neutral(photographs: faces.Photographs, number: str) -> Image.Image:
    return Image.open(photographs.file(faces.neutral(number))).convert("RGB")


def _encoded(picture: Image.Image, form: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **({"quality": 90} if form == "JPEG" else {}), **options)
    return buffer.getvalue()


def _as_sent(photographs: faces.Photographs) -> bytes:
    return photographs.file(faces.neutral("003")).read_bytes()


def _turned(photographs: faces.Photographs) -> bytes:
    return _encoded(_neutral(photographs, "004").transpose(Image.Transpose.ROTATE_90))


def _passport(photographs: faces.Photographs) -> bytes:
    return passport.chip_of(_neutral(photographs, "006"))


def _background(photographs: faces.Photographs) -> bytes:
    return _encoded(_neutral(photographs, "007").crop((0, 0, 300, 300)))


def _two(photographs: faces.Photographs) -> bytes:
    both = Image.new("RGB", (1350, 675))
    for i, number in enumerate(("010", "011")):
        both.paste(_neutral(photographs, number).resize((675, 675)), (675 * i, 0))
    return _encoded(both)


def _far_away(photographs: faces.Photographs) -> bytes:
    scene = Image.new("RGB", (640, 480), GREY)
    scene.paste(_neutral(photographs, "013").resize((64, 64), Image.Resampling.LANCZOS), (288, 208))
    return _encoded(scene)


def _blurred(photographs: faces.Photographs) -> bytes:
    return _encoded(_neutral(photographs, "016").filter(ImageFilter.GaussianBlur(30)))


def _dark(photographs: faces.Photographs) -> bytes:
    return _encoded(ImageEnhance.Brightness(_neutral(photographs, "022")).enhance(0.1))


def _dim(photographs: faces.Photographs) -> bytes:
    return _encoded(ImageEnhance.Brightness(_neutral(photographs, "016")).enhance(0.2))


def _sidelight(photographs: faces.Photographs) -> bytes:
    """Light falls from the left of the image and ends in the middle of the face."""
    portrait = _neutral(photographs, "024")
    width = portrait.width
    light = Image.new("L", (width, 1))
    light.putdata([round(255 * (0.03 + 0.97 / (1 + math.exp((x - 0.47 * width) / (0.02 * width)))))
                   for x in range(width)])
    night = Image.new("RGB", portrait.size)
    return _encoded(Image.composite(portrait, night, light.resize(portrait.size)))


def _cut_off(photographs: faces.Photographs) -> bytes:
    portrait = _neutral(photographs, "025")
    return _encoded(portrait.crop((portrait.width // 2, 0, *portrait.size)))


def _leaning(photographs: faces.Photographs) -> bytes:
    return _encoded(_neutral(photographs, "029").rotate(38, Image.Resampling.BICUBIC, fillcolor=GREY))


def _aside(photographs: faces.Photographs) -> bytes:
    portrait = Image.open(photographs.file(faces.smiling("038"))).convert("RGB").resize((675, 675))
    return _encoded(turned_head(portrait, 28, (338, 313), 104))


def _truncated(photographs: faces.Photographs) -> bytes:
    whole = photographs.file(faces.smiling("033")).read_bytes()
    return whole[:len(whole) // 2]


def _webp(photographs: faces.Photographs) -> bytes:
    portrait = Image.open(photographs.file(faces.smiling("036"))).convert("RGB")
    return _encoded(portrait.resize((675, 675)), "WEBP")


EXAMPLES = (
    Example("frontal.jpg", "A frontal portrait", "003, neutral, as it is.", "ACCEPTED", _as_sent),
    Example("turned.jpg", "A camera mounted on its side",
            "004, neutral, its pixels turned by 90 degrees, without a word about it in EXIF.",
            "ACCEPTED", _turned),
    Example("passport.dg2", "The chip of a passport",
            "006, neutral, 413 x 531 px as JPEG 2000 (30 times smaller than its pixels), in an "
            "ISO/IEC 19794-5 record, in CBEFF as data group 2.",
            "ACCEPTED", _passport),
    Example("no-face.jpg", "No face", "007, neutral, the upper left corner of 300 x 300 px.",
            "NO_FACE", _background),
    Example("two-faces.jpg", "Two faces", "010 and 011, neutral, side by side.", "SEVERAL_FACES",
            _two),
    Example("too-small.jpg", "Too far away",
            "013, neutral, scaled to 64 x 64 px, in the middle of a grey 640 x 480 px.",
            "LOW_QUALITY", _far_away),
    Example("blurred.jpg", "Out of focus", "016, neutral, Gaussian blur with a radius of 30 px.",
            "LOW_QUALITY", _blurred, use="reference"),
    Example("dark.jpg", "Hardly any light", "022, neutral, at 10 % of its brightness.", "NO_FACE", _dark),
    Example("dim.jpg", "Little light", "016, neutral, at 20 % of its brightness.", "ACCEPTED", _dim),
    Example("sidelight.jpg", "Light from one side",
            "024, neutral, darkened to 3 % from the middle of the face on, along a logistic curve.",
            "LOW_QUALITY", _sidelight, use="reference"),
    Example("leaning.jpg", "The head on one side", "029, neutral, turned by 38 degrees.",
            "LOW_QUALITY", _leaning, use="reference"),
    Example("aside.jpg", "Looking aside",
            "038, smiling, scaled to 675 x 675 px and turned by 28 degrees on a rough model of a head "
            "(`turned_head.py`): no photograph of this kind was to hand.", "ACCEPTED", _aside,
            use="reference"),
    Example("cut-off.jpg", "Cut off", "025, neutral, without the left half of the image.", "LOW_QUALITY",
            _cut_off, use="reference"),
    Example("truncated.jpg", "A file that was not sent to its end",
            "033, smiling, the first half of its bytes.", "IMAGE_UNREADABLE", _truncated),
    Example("webp.webp", "A format that is not accepted", "036, smiling, as WebP.",
            "IMAGE_UNSUPPORTED", _webp),
)
