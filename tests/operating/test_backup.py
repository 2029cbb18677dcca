"""A backup is of one instant, holds everything, and comes back whole: on the same database, and on the other one."""

import json
import stat
import zipfile
from base64 import b64decode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client

from kb.operating import backup, migrating
from kb.operating import restore as restoring
from kb.operating.manifest import BackupManifest, BadBackup
from kb.operating.snapshot import kept_models, lines_of, one_instant
from policies.audit.proof import verify
from policies.channels import create_channel
from policies.images import add_image
from policies.models import Card, Event, Image, Version
from policies.publishing import current_revision, now
from search.find import find
from tests.store import committed

pytestmark = [pytest.mark.django_db(transaction=True)]
ASKED = "/api/v1/answers/cancel-order?order_stage=packed&lang="


@pytest.fixture(autouse=True)
def _without_encoder(settings):
    settings.ANSWER_ENCODER = "none"


def everything() -> dict[str, Any]:
    return {model._meta.label: backup.digest(lines_of(model)) for model in kept_models()}


def answers(key: str) -> list[dict[str, Any]]:
    client = Client(headers={"Authorization": f"Bearer {key}"})
    return [client.get(ASKED + language).json()["answer"] for language in ("en", "pt-BR", "ru")]


@pytest.fixture
def filled(store):
    store.cancel_order()
    store.card("contact-us")
    return store


def test_it_brings_everything_back_into_an_emptied_installation(filled, tmp_path, settings, capsys):
    key = create_channel("chatbot", audience="public", scopes=("answers",))
    said, before = answers(key), everything()
    file = tmp_path / "concord.zip"
    call_command("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["concord.zip"]
    assert "SECRET_KEY" in capsys.readouterr().out
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(file))

    digests = set(Version.objects.values_list("pk", "digest"))
    filled.card("written-later")  # And lost, because it came after the backup.
    with pytest.raises(CommandError, match="is not empty"):
        call_command("restore", str(file))
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", str(file), replace="another-name")
    assert Card.objects.filter(slug="written-later").exists()

    call_command("restore", str(file), replace=restoring_name())
    assert everything() == before
    assert set(Version.objects.values_list("pk", "digest")) == digests
    assert answers(key) == said
    assert verify().is_sound
    assert found_first("too late to cancel") == "cancel-order"
    with pytest.raises(DatabaseError, match="append-only"):
        Event.objects.all()._raw_delete("default")
    filled.card("written-after-it")  # New rows get new numbers.
    assert verify().is_sound


def found_first(text: str) -> str:
    return find(text, audience="public", language="en", at=now())[0].card.slug


def restoring_name() -> str:
    return str(connection.settings_dict["NAME"]).rsplit("/", 1)[-1]


def test_it_reads_one_instant_while_others_write(filled):
    """What is published between two tables is in none of them, and the publisher did not wait."""
    with one_instant():
        before = current_revision()
        cards = Card.objects.count()
        _publish_elsewhere()
        assert (current_revision(), Card.objects.count()) == (before, cards)
    assert current_revision() > before


def _publish_elsewhere() -> None:
    """On a connection of its own, as another process would."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("UPDATE policies_counter SET value = value + 1 WHERE name = 'revision'")
    finally:
        other.close()


def test_it_keeps_pictures_and_leaves_sessions_out(filled, people, tmp_path):
    Client().force_login(people.ana)
    pixel = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
    with committed():
        add_image(pixel, title="A pixel", by=people.marta)
    kept = bytes(Image.objects.get().data)
    call_command("backup", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        manifest = BackupManifest.of(archive.read("manifest.json"))
        assert not any("ession" in label for label in manifest.tables)
        assert manifest.revision == current_revision()
        assert manifest.tables["auth.User"].rows == User.objects.count()
    call_command("restore", str(tmp_path / "b.zip"), replace=restoring_name())
    assert bytes(Image.objects.get().data) == kept


def rewritten(source, target, change) -> None:
    """The same archive with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


def newer(name: str, text: bytes) -> bytes:
    if name != "manifest.json":
        return text
    read = json.loads(text)
    read["migrations"]["policies"].append("0999_of_tomorrow")
    return json.dumps(read).encode()


@pytest.mark.sqlite
def test_it_touches_nothing_for_a_file_that_is_damaged_foreign_or_newer(filled, tmp_path):
    call_command("backup", str(tmp_path / "b.zip"))
    before = everything()
    rewritten(tmp_path / "b.zip", tmp_path / "changed.zip", lambda name, text: text.replace(b"ana", b"eve"))
    rewritten(tmp_path / "b.zip", tmp_path / "newer.zip", newer)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:-3000])
    (tmp_path / "other.zip").write_text("no archive")
    refused = {
        "changed": "another copy",
        "newer": "newer release",
        "cut": "no backup",
        "other": "no backup",
        "absent": "There is",
    }
    for name, sentence in refused.items():
        with pytest.raises(CommandError, match=sentence):
            call_command("restore", str(tmp_path / f"{name}.zip"), replace=restoring_name())
    assert everything() == before


@pytest.mark.sqlite
def test_it_undoes_everything_when_what_arrives_is_not_what_was_kept(filled, tmp_path, monkeypatch):
    call_command("backup", str(tmp_path / "b.zip"))
    before = everything()
    monkeypatch.setattr(restoring, "row_from", _with_other_title)
    with restoring.open_backup(tmp_path / "b.zip") as archive, pytest.raises(BadBackup, match="nothing was changed"):
        restoring.restore(archive, restoring.read_manifest(archive), lambda text: None)
    assert everything() == before


def _with_other_title(line, model, fields, _real=restoring.row_from):
    row = _real(line, model, fields)
    if model._meta.label == "auth.User":
        row.username += "x"
    return row


def test_it_knows_which_migrations_lead_to_a_release():
    names = backup.applied()
    assert migrating.is_at(names)
    assert migrating.is_newest(names)
    older = {**names, "kb": names["kb"][:-1]}
    assert not migrating.is_at(older)
    assert not migrating.is_newest(older)
    assert ("kb", older["kb"][-1]) in migrating._last_of(older)
