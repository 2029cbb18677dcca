"""Vectors of the texts that the last fit read, on the disk: a publication then costs encoding what is new. No texts in it."""

import logging
import os
from pathlib import Path

import numpy as np

from search.model.encoder import Encoder, Remembering

logger = logging.getLogger(__name__)
NAME = "vectors.npz"


def remembering(by: Encoder, folder: Path) -> Remembering:
    """An encoder that knows what was kept in the folder; one that knows nothing where there is none that can be read."""
    try:
        with (folder / NAME).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if str(kept["encoder"]) == by.name:
                return Remembering(
                    by, {key.tobytes(): vector for key, vector in zip(kept["keys"], kept["vectors"], strict=True)}
                )
    except FileNotFoundError:
        pass
    except Exception as error:
        # What half a file makes numpy and zipfile raise cannot be listed; everything is then encoded anew.
        logger.warning("The vectors kept from the last fit cannot be read: %r", error)
    return Remembering(by)


def keep(found: Remembering, folder: Path) -> None:
    """Those that were used, in one step. What no card says any more is gone with it."""
    keys = sorted(found.used)
    if not keys:
        return
    draft = folder / f"{NAME}.{os.getpid()}"
    arrays = {
        "encoder": np.array(found.name),
        "keys": np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1),
        "vectors": np.stack([found.known[key] for key in keys]),
    }
    with draft.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # Its keywords are arrays, but for one that is no name of ours.
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / NAME)
