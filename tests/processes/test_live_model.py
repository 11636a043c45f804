"""A changed sentence is spoken as soon as its model is loaded, with no process started again."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

from bot.settings import rasa_token
from bot.workshop.run.loading import load, model_id
from tests.processes.journey import Customer
from tests.processes.shop_processes import ROOT, ShopProcesses

MODEL = ROOT / "models" / "duka.tar.gz"
SAID, SAYS = "You are welcome", "Most welcome indeed"


def changed_model(folder: Path) -> Path:
    """The trained model with another sentence and another id, as a training after that change would leave it."""
    with tarfile.open(MODEL) as old, tarfile.open(folder / "duka.tar.gz", "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            content = file.read() if file else b""
            # The responses stand with a component and, as they are spoken from, with the model's description.
            if member.name.endswith(("domain.yml", "metadata.json")):
                assert SAID.encode() in content
                content = content.replace(SAID.encode(), SAYS.encode())
            if member.name.endswith("metadata.json"):
                content = json.dumps({**json.loads(content), "model_id": "changed"}).encode()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return folder / "duka.tar.gz"


def test_a_changed_sentence_is_spoken_without_a_restart(
    running_shop: ShopProcesses, new_phone: str, tmp_path: Path
) -> None:
    # given a shop that runs with the trained model
    customer = Customer(running_shop, new_phone)
    customer.types("thank you")
    customer.expects(SAID)
    changed = changed_model(tmp_path)
    pid = running_shop.pid("rasa")
    # when the changed one is loaded, as `make train` does after training
    url, token = running_shop.settings.rasa_url, rasa_token(running_shop.settings)
    said = load(url, token, changed, before=model_id(MODEL))
    try:
        customer.types("thank you")
        # then the same process speaks the changed sentence
        customer.expects(SAYS)
        assert "reload the phone page" in said
        assert running_shop.pid("rasa") == pid
    finally:
        load(url, token, MODEL, before="changed")
    customer.types("thank you")
    customer.expects(SAID)
