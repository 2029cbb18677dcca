"""Pictures as people send them."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture(
    width: int = 40, height: int = 30, form: str = "PNG", colour: str = "teal", mode: str = "RGB", **options: Any
) -> bytes:
    file = BytesIO()
    Image.new(mode, (width, height), colour).save(file, form, **options)
    return file.getvalue()
