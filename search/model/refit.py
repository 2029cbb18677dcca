"""Fitting the answer models in the background, whenever what takes effect has changed."""

from pathlib import Path

from django.conf import settings

from policies.answers import visible_cards
from policies.publishing import current_revision, now
from search.documents import documents_for
from search.folder import AUDIENCES, locked
from search.model import shelf
from search.model.answers import AnswerModel
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
    # A lock of its own: publishing must never wait for a fit.
    with locked(Path(settings.SEARCH_INDEX) / "fitting", seconds=0):
        outdated = [audience for audience in AUDIENCES if not _is_current(audience, by)]
        remembering = Remembering(by)
        for audience in outdated:
            _refit(audience, remembering)
    return len(outdated)


def _refit(audience: str, by: Encoder) -> None:
    at = now()
    # A model per audience, from what that audience may see: nothing internal moves a public score.
    model = AnswerModel.fit(documents_for(visible_cards(audience, at), audience=audience, at=at), by)
    shelf.write(audience, Volume(Edition.of(at, shelf.schema_stamp(by.name), model), model))


def _is_current(audience: str, by: Encoder) -> bool:
    edition = shelf.edition(audience)
    # Of an earlier revision it may well be, if all that came since were verifications; of a later one an older backup shows.
    if edition is None or edition.schema != shelf.schema_stamp(by.name) or edition.revision > current_revision():
        return False
    return not publications_since(edition.revision, edition.fitted_at, now()).exists()
