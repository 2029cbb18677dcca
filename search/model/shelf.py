"""Where an audience's answer model lies: one file of plain arrays, replaced whole, read by every process when it changed."""

import hashlib
import inspect
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from policies.moment import Moment
from search import analysis
from search.folder import AUDIENCES, folder_of
from search.model import answers, examples, features, lines, ridge, trial
from search.model.answers import AnswerModel
from search.model.encoder import encoder
from search.model.features import Features
from search.model.lines import Lines
from search.model.trial import Tried

T = TypeVar("T")
logger = logging.getLogger(__name__)
NAME = "answers.npz"
ARRAYS = ("owners", "centre", "vectors", "squares", "coefficients")
FEATURES = ("codes", "rarity", "starts", "rows", "weights")
TRIED = ("keys", "owners", "firsts", "places", "own", "best", "numbers", "languages", "raw")


@dataclass(frozen=True, slots=True)
class Edition:
    """What a model was fitted on: the revision at an instant, by this code and encoder. `examples` is 0 when there is none.

    `digest` stands for all that was read: while that is the same, so is the model.
    """

    revision: int
    instant: str
    schema: str
    examples: int
    digest: str = ""

    @classmethod
    def of(cls, at: Moment, schema: str, model: AnswerModel | None, digest: str = "") -> Self:
        return cls(at.revision, at.at.isoformat(), schema, len(model.owners) if model else 0, digest)

    @property
    def fitted_at(self) -> datetime:
        return datetime.fromisoformat(self.instant)


@dataclass(frozen=True, slots=True)
class Volume:
    """A model with its edition; `model` is None where there were too few or too many cards."""

    edition: Edition
    model: AnswerModel | None


@cache
def schema_stamp(encoder_name: str) -> str:
    """Changes whenever the same cards would give another model."""
    sources = "".join(inspect.getsource(module) for module in (analysis, answers, examples, features, lines, ridge, trial))
    return hashlib.sha256(f"{sources}{encoder_name}".encode()).hexdigest()[:16]


def write(audience: str, volume: Volume) -> None:
    """Replace the file in one step, after the bytes are on the disk."""
    folder = folder_of(audience)
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    draft = folder / f"{NAME}.{os.getpid()}"
    with draft.open("wb") as file:
        np.savez(file, **_arrays(volume))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / NAME)


def read(audience: str) -> Volume | None:
    """None when there is none, or none that can be read: it is then fitted anew."""
    return _read(audience, _volume)


def edition(audience: str) -> Edition | None:
    """What the model on the disk was fitted on, without reading the model."""
    return _read(audience, lambda arrays: Edition(**json.loads(str(arrays["about"]))["edition"]))


def _read(audience: str, take: Callable[[Mapping[str, Any]], T]) -> T | None:
    try:
        with (folder_of(audience) / NAME).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return take(arrays)
    except FileNotFoundError:
        return None
    except Exception as error:
        # What half a file makes numpy and zipfile raise cannot be listed. The index decides, the next fit mends.
        logger.warning("The answer model of the %s channels cannot be read: %r", audience, error)
        return None


def _arrays(volume: Volume) -> dict[str, Any]:
    model = volume.model
    about: dict[str, Any] = {"edition": asdict(volume.edition)}
    if model is None:
        return {"about": np.array(json.dumps(about))}
    about["cards"] = model.cards
    about["lines"] = {language: asdict(line) for language, line in model.lines.items()}
    about["left_out"] = model.left_out
    arrays = {name: getattr(model, name) for name in ARRAYS}
    kept = {f"features_{name}": getattr(model.features, name) for name in FEATURES}
    tried = {f"tried_{name}": getattr(model.tried, name) for name in TRIED}
    return {"about": np.array(json.dumps(about)), **arrays, **kept, **tried}


def _volume(arrays: Mapping[str, Any]) -> Volume:
    about = json.loads(str(arrays["about"]))
    edition = Edition(**about["edition"])
    if not edition.examples:
        return Volume(edition, None)
    model = AnswerModel(
        cards=tuple(about["cards"]),
        features=Features(edition.examples, *(arrays[f"features_{name}"] for name in FEATURES)),
        lines={language: Lines(**line) for language, line in about["lines"].items()},
        left_out={language: tuple(shares) for language, shares in about["left_out"].items()},
        tried=Tried(*(arrays[f"tried_{name}"] for name in TRIED)),
        **{name: arrays[name] for name in ARRAYS},
    )
    return Volume(edition, model)


class _Held:
    """The volume that this process has in memory, and the mark of the file it came from."""

    def __init__(self, audience: str):
        self.audience = audience
        self.mark: tuple[int, int, int] | None = None
        self.volume: Volume | None = None
        self.lock = threading.Lock()
        self.reader: threading.Thread | None = None

    def current(self) -> Volume | None:
        """Questions go on with the old volume while a new one is being read; only the first is waited for."""
        mark = _mark(folder_of(self.audience) / NAME)
        if mark != self.mark:
            if self.volume is None or mark is None:
                self._load()
            elif self.reader is None or not self.reader.is_alive():
                self.reader = threading.Thread(target=self._load, daemon=True)
                self.reader.start()
        return self.volume

    def _load(self) -> None:
        with self.lock:
            mark = _mark(folder_of(self.audience) / NAME)
            if mark != self.mark:
                self.volume, self.mark = read(self.audience) if mark else None, mark


_held: dict[Path, _Held] = {}


def held(audience: str) -> _Held:
    return _held.setdefault(folder_of(audience), _Held(audience))


def readers() -> list[threading.Thread]:
    """Those that are reading, or have read, a new volume in the background."""
    return [held.reader for held in _held.values() if held.reader is not None]


def forget() -> None:
    """Read every model anew at the next question."""
    _held.clear()


def current(audience: str) -> Volume | None:
    """The newest volume of an audience that fits the code and encoder of this process. One `stat` when nothing changed."""
    by = encoder()
    if by is None:
        return None
    volume = held(audience).current()
    return volume if volume and volume.edition.schema == schema_stamp(by.name) else None


def warm() -> None:
    """Load encoder and models, so that the first question need not wait for them."""
    by = encoder()
    if by is not None:
        by.encode(["is it too late to cancel"])
        for audience in AUDIENCES:
            current(audience)


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
