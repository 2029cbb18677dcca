"""Fitting the answer models in the background, whenever what takes effect has changed.

A new model is published only if it is not worse than the one in use (see `comparing`); else that one stays, and who looks after
what customers are told is told why. See decision 36.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from policies.answers import visible_cards
from policies.moment import Moment
from policies.publishing import current_revision, now
from search.documents import CardDocument, documents_for
from search.folder import AUDIENCES, locked
from search.model import fits, shelf, vectors
from search.model.answers import AnswerModel
from search.model.comparing import compare
from search.model.encoder import Encoder, Remembering, encoder
from search.model.shelf import Edition, Volume
from search.sync import publications_since


def refit() -> int:
    """Fit the model of every audience whose cards changed since. Returns how many; cheap when there is nothing to do.

    Raises Busy while another process is fitting, and whatever the file system raises; the old model then stays in use.
    """
    by = encoder()
    if by is None or all(_is_current(audience, by) for audience in AUDIENCES):
        return 0
    folder = Path(settings.SEARCH_INDEX) / "fitting"
    # A lock of its own: publishing must never wait for a fit.
    with locked(folder, seconds=0):
        outdated = [audience for audience in AUDIENCES if not _is_current(audience, by)]
        remembering = vectors.remembering(by, folder)
        fitted = [_refit(audience, remembering) for audience in outdated]
        if any(fitted):
            vectors.keep(remembering, folder)
    return len(outdated)


def _refit(audience: str, by: Remembering) -> bool:
    """Was a model fitted? Not when all it would read is as it was."""
    at = now()
    # A model per audience, from what that audience may see: nothing internal moves a public score.
    documents = list(documents_for(visible_cards(audience, at), audience=audience, at=at))
    schema, digest = shelf.schema_stamp(by.name), digest_of(documents)
    old = shelf.read(audience)
    is_usable = old is not None and old.edition.schema == schema
    if old is not None and is_usable and old.edition.digest == digest:
        shelf.write(audience, Volume(_edition(at, schema, old.model, digest), old.model))
        fits.end_held(audience)
        return False
    if is_usable and fits.is_held(audience, digest, schema, at):
        return False
    model = AnswerModel.fit(documents, by)
    found = compare(old.model if old and is_usable else None, model, fits.checks(), by)
    volume = Volume(_edition(at, schema, model, digest), model)
    if fits.judge(audience, volume, found):
        shelf.write(audience, volume)
    return True


def digest_of(documents: Iterable[CardDocument]) -> str:
    """Stands for all that a model reads of the documents, in whatever order they come."""
    read = sorted("\0".join((document.key, *document.examples, "", document.short, document.text)) for document in documents)
    return hashlib.blake2b("\1".join(read).encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def _edition(at: Moment, schema: str, model: AnswerModel | None, digest: str) -> Edition:
    return Edition.of(at, schema, model, digest)


def _is_current(audience: str, by: Encoder) -> bool:
    edition, schema = shelf.edition(audience), shelf.schema_stamp(by.name)
    if edition is None or edition.schema != schema:
        return False
    held = fits.last_held(audience, schema)
    seen = [(edition.revision, edition.fitted_at), *([(held.revision, held.fitted_at)] if held else [])]
    # Of an earlier revision it may well be, if all that came since were verifications; of a later one an older backup shows.
    at = now()
    return any(
        revision <= current_revision() and not publications_since(revision, instant, at).exists() for revision, instant in seen
    )
