"""From a picture that somebody sent to one that is safe to show: decoded, made smaller, written anew with nothing else."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from policies.content.problems import ContentError

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000
MAX_EDGE = 1600
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
QUALITY = 82
DRAWN = frozenset({"PNG", "GIF"})  # Screenshots and drawings, whose sharp edges a lossy form blurs.
NAME_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Clean:
    """A WebP image of `width` x `height` pixels without metadata. `name` follows from its bytes."""

    data: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        return f"{hashlib.sha256(self.data).hexdigest()[:NAME_LENGTH]}-{self.width}x{self.height}"


def clean(data: bytes) -> Clean:
    """Decode and encode anew: turned upright, at most 1,600 pixels wide or high, the first frame only.

    Whatever else was in the file (place and camera, comments, scripts, a second file behind the first) is left behind. Raises
    ContentError for the field `image`.
    """
    if len(data) > MAX_BYTES:
        raise ContentError.one("image", "too_large", "This file is larger than 10 MB. Save the picture smaller and try again.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            form, is_small = opened.format, opened.width * opened.height <= MAX_PIXELS
            shown = ImageOps.exif_transpose(opened).convert("RGBA") if is_small else None
    except UnidentifiedImageError:
        message = "This is no picture that we know. Send a PNG, JPEG, WebP or GIF file."
        raise ContentError.one("image", "unknown_format", message) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, MemoryError):
        # What broken files make the decoders raise; all of it says the same to whoever sent one.
        raise ContentError.one("image", "broken", "This picture is damaged. Save it once more and try again.") from None
    if shown is None:
        message = "This picture has more than 40 million pixels; make it smaller."
        raise ContentError.one("image", "too_many_pixels", message)
    shown.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    if shown.getchannel("A").getextrema() == (255, 255):
        shown = shown.convert("RGB")
    return Clean(_encoded(shown, is_drawn=form in DRAWN), shown.width, shown.height)


def is_clean(name: str, data: bytes) -> bool:
    """Are these bytes the image of this name, as `clean` writes it? For files that come back from an export."""
    try:
        with Image.open(BytesIO(data), formats=("WEBP",)) as opened:
            opened.load()
            carries = {"exif", "xmp", "icc_profile"} & set(opened.info)
            return not carries and Clean(data, opened.width, opened.height).name == name
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _encoded(image: Image.Image, *, is_drawn: bool) -> bytes:
    """The smaller of both forms for what is drawn; photographs lose what nobody sees."""
    forms = [{"quality": QUALITY, "method": 4}, *([{"lossless": True, "method": 4}] if is_drawn else [])]
    written = []
    for form in forms:
        file = BytesIO()
        image.save(file, "WEBP", exif=b"", **form)
        written.append(file.getvalue())
    return min(written, key=len)
