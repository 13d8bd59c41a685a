"""Pictures that a load sends: made when they are needed, never committed."""

import dataclasses
import pathlib

from PIL import Image, ImageDraw

JPEG_QUALITY = 90
PEOPLE = 6


@dataclasses.dataclass(frozen=True)
class Probes:
    """JPEG files of one size. Without faces a check ends after detection, and says NO_DECISION."""

    width: int
    height: int
    files: tuple[pathlib.Path, ...]
    has_faces: bool

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}"


def make(folder: pathlib.Path, width: int, height: int, portraits: pathlib.Path) -> Probes:
    """Written to `folder`: the first frontal portraits cut to the size's shape and scaled, or a
    drawing without noise where there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(portraits.glob("*_neutral.jpg"))[:PEOPLE] if portraits.is_dir() else []
    files = []
    for portrait in found:
        with Image.open(portrait) as image:
            picture = image.convert("RGB").crop(centre_box(*image.size, width, height))
        files.append(folder / f"{width}x{height}-{portrait.stem}.jpg")
        picture.resize((width, height), Image.Resampling.LANCZOS).save(
            files[-1], quality=JPEG_QUALITY)
    if not files:
        files.append(folder / f"{width}x{height}-drawing.jpg")
        drawing(width, height).save(files[-1], quality=JPEG_QUALITY)
    return Probes(width, height, tuple(files), bool(found))


def centre_box(width: int, height: int, to_width: int, to_height: int) -> tuple[int, ...]:
    """The largest box of the shape to_width : to_height in the middle: left, top, right, bottom."""
    cut_width = min(width, height * to_width // to_height)
    cut_height = min(height, width * to_height // to_width)
    left, top = (width - cut_width) // 2, (height - cut_height) // 2
    return left, top, left + cut_width, top + cut_height


def drawing(width: int, height: int) -> Image.Image:
    """An oval on a plain ground: nothing that a detector takes for a face."""
    picture = Image.new("RGB", (width, height), (110, 120, 130))
    ImageDraw.Draw(picture).ellipse(
        (width * 3 // 8, height // 4, width * 5 // 8, height * 3 // 4), fill=(200, 170, 150))
    return picture
