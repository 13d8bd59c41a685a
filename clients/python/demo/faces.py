"""The volunteers' photographs: from the shared folder beside the clone, or from their pinned source."""

from __future__ import annotations

import hashlib
import io
import pathlib
import socket
import threading
import urllib.error
import urllib.request

from PIL import Image

ATTRIBUTION = (
    "Photographs: Face Research Lab London Set, DeBruine & Jones, CC-BY 4.0,\n"
    "doi 10.6084/m9.figshare.5047666. The volunteers consented to this use.")

PINS = pathlib.Path(__file__).with_name("faces.sha256")
UPSTREAM_HOST = "raw.githubusercontent.com"
UPSTREAM = (f"https://{UPSTREAM_HOST}/debruine/webmorphR.stim/"
            "fa8b78fda2d659bb74ce62fcd99c4407551d2a77/")
PATIENCE_S = 5
DOWNLOAD_S = 30

LISTED = 12
STRANGERS = 12


class FacesUnavailable(Exception):
    """No place has the photographs; the message says why, in one line."""


def numbers() -> tuple[list[str], list[str]]:
    """The volunteers in the order of their numbers: those who get listed, then the strangers."""
    everyone = sorted({path.name[:3] for path in _pins()})
    return everyone[:LISTED], everyone[LISTED:LISTED + STRANGERS]


def neutral(number: str) -> pathlib.PurePosixPath:
    return pathlib.PurePosixPath(f"inst/neutral_front/{number}_03.jpg")


def smiling(number: str) -> pathlib.PurePosixPath:
    return pathlib.PurePosixPath(f"inst/smiling_front/{number}_08.jpg")


class Photographs:
    """Gives each photograph's bytes, checked against its pin."""

    def __init__(self, shared: pathlib.Path, cache: pathlib.Path):
        """`shared` may be absent; what is fetched from upstream is kept in `cache`."""
        self._shared = shared
        self._cache = cache
        self._upstream_reached = False

    def file(self, photograph: pathlib.PurePosixPath) -> pathlib.Path:
        """A local file with exactly the pinned bytes."""
        expression = "neutral" if "neutral" in photograph.parts[1] else "smiling"
        for place in (self._shared / f"{photograph.name[:3]}_{expression}.jpg",
                      self._cache / photograph.name):
            if place.is_file() and _is_pinned(photograph, place.read_bytes()):
                return place
        content = self._download(photograph)
        self._cache.mkdir(parents=True, exist_ok=True)
        kept = self._cache / photograph.name
        kept.write_bytes(content)
        return kept

    def _download(self, photograph: pathlib.PurePosixPath) -> bytes:
        if not self._upstream_reached:
            _check_reachable(UPSTREAM_HOST)
            self._upstream_reached = True
        try:
            with urllib.request.urlopen(UPSTREAM + str(photograph), timeout=DOWNLOAD_S) as response:
                content = response.read()
        except OSError as error:  # urllib's errors are of this kind
            raise FacesUnavailable(f"cannot download {photograph}: {error}") from error
        if not _is_pinned(photograph, content):
            raise FacesUnavailable(f"{photograph} has other bytes upstream than its pin says")
        return content


def without_face() -> bytes:
    """A PNG with a grey slope and nothing else."""
    slope = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    return _encoded(slope, "PNG")


def with_two_faces(left: pathlib.Path, right: pathlib.Path) -> bytes:
    """Two portraits side by side, as one JPEG."""
    pictures = [Image.open(path).convert("RGB").resize((675, 675)) for path in (left, right)]
    both = Image.new("RGB", (1350, 675))
    both.paste(pictures[0], (0, 0))
    both.paste(pictures[1], (675, 0))
    return _encoded(both, "JPEG")


def _encoded(picture: Image.Image, form: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form)
    return buffer.getvalue()


def _pins() -> dict[pathlib.PurePosixPath, str]:
    lines = (line.split() for line in PINS.read_text().splitlines())
    return {pathlib.PurePosixPath(path): digest for digest, path in lines}


def _is_pinned(photograph: pathlib.PurePosixPath, content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == _pins()[photograph]


def _check_reachable(host: str) -> None:
    """Within PATIENCE_S in all; the look-up of a name knows no time limit of its own."""
    problem = [f"no answer within {PATIENCE_S} s"]

    def attempt():
        try:
            socket.create_connection((host, 443), timeout=PATIENCE_S).close()
            problem.clear()
        except OSError as error:
            problem[:] = [error.strerror or str(error)]

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    if problem:
        raise FacesUnavailable(
            f"{host} cannot be reached ({problem[0]}), and ../shared/data/london is not there")
