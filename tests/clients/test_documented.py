"""What docs/clients.md shows of Python is run, one example after the other, as a developer would."""

import httpx
import pytest

from kb.env import BASE
from tests.clients.examples import examples
from tests.clients.test_python import concord

SAID = """\
Where is your order now? ['placed', 'paid', 'packed', 'in_transit', 'delivered', 'lost']
Yes, you can cancel. The refund takes 5 days.
Use STAYFREE.
order_stage unknown_option
['cancel-order']
unclear
True
escalate
"""


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_examples_work(live_server, store, key_of, monkeypatch, capsys):
    store.cancel_order()
    store.offer(is_public=True)
    monkeypatch.setenv("CONCORD_KEY", key_of(scopes=("answers", "feedback")))
    names = {"__name__": "example"}
    for example in examples("python", live_server.url):
        exec(compile(example, "docs/clients.md", "exec"), names)
    assert isinstance(names["concord"], concord.Concord)
    names["concord"].close()
    assert capsys.readouterr().out == SAID


@pytest.mark.parametrize("name", ["concord.py", "concord.js"])
def test_an_installation_serves_the_files(live_server, name):
    assert httpx.get(f"{live_server.url}/static/clients/{name}").content == (BASE / "static" / "clients" / name).read_bytes()
