"""Images in a folder of content files: `images/{name}.webp`, and beside it in `images/{name}.txt` what it shows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from policies.content.problems import ContentError, Problem
from policies.images import TITLE
from policies.models import Image, Quote


@dataclass(frozen=True, slots=True)
class ImageFile:
    """Its name and bytes, and what it shows."""

    name: str
    data: bytes
    title: str
    path: str


def read_image(folder: Path, path: Path) -> ImageFile:
    """Raises ContentError with the file for a description that is too long or no text; without one the name stands for it."""
    said, name = path.with_suffix(".txt"), str(path.relative_to(folder))
    try:
        title = " ".join(said.read_text("utf-8").split()) if said.is_file() else path.stem
    except UnicodeDecodeError:
        raise ContentError([Problem("title", "encoding", "The file is not UTF-8 text.", file=name, line=1)]) from None
    if not 0 < len(title) <= TITLE:
        message = f"Say in at most {TITLE} characters what the picture shows."
        raise ContentError([Problem("title", "length", message, file=name, line=1)])
    return ImageFile(path.stem, path.read_bytes(), title, name)


def export_images(versions: Collection[int]) -> Iterator[tuple[Path, bytes]]:
    """Path and bytes of every file that belongs to the images of these versions."""
    names = Quote.objects.filter(kind=Quote.Kind.IMAGE, version__in=versions).values("slug")
    for image in Image.objects.filter(name__in=names).order_by("name").iterator(chunk_size=20):
        yield Path("images", f"{image.name}.webp"), bytes(image.data)
        yield Path("images", f"{image.name}.txt"), f"{image.title}\n".encode()
