"""One digest for equal content, in every process and database."""

import hashlib
import json
import os
import subprocess
import sys

from hypothesis import given

from policies.content.digest import digest_of
from tests.policies.content.contents import cards

ANSWER = {"title": "Отмена €", "card": "cancel-order", "version": 4, "rule": None, "text": "a\nb", "ratio": 0.1}
CANONICAL = '{"card":"cancel-order","ratio":0.1,"rule":null,"text":"a\\nb","title":"Отмена €","version":4}'
KNOWN = "sha256:" + hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_it_is_the_sha256_of_the_canonical_json():
    assert digest_of(ANSWER) == KNOWN
    assert digest_of({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_it_is_the_same_in_another_process():
    program = "import json, sys; from policies.content.digest import digest_of; print(digest_of(json.load(sys.stdin)))"
    given_ = json.dumps(dict(reversed(ANSWER.items())))
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    ran = subprocess.run(
        [sys.executable, "-c", program], input=given_, text=True, capture_output=True, check=True, env=environment
    )
    assert ran.stdout.strip() == KNOWN


@given(cards())
def test_it_does_not_depend_on_the_order_of_keys(content):
    form = content.form()
    turned = {**dict(reversed(form.items())), "languages": dict(reversed(form["languages"].items()))}
    assert digest_of(turned) == digest_of(form) == digest_of(json.loads(json.dumps(form)))


def test_it_tells_languages_and_texts_apart():
    assert (
        len({digest_of({**ANSWER, **change}) for change in ({}, {"language": "en"}, {"language": "ru"}, {"text": "a\n b"})})
        == 4
    )
