"""Every button can also be typed: its label alone, said at any time, means what a tap on it means."""

from __future__ import annotations

import pytest

from bot.channels.bubbles import read_payload
from bot.domain_files import read_domain
from tests.stage.dialogue import DialogueHere


def labels() -> list[tuple[str, str]]:
    """(label, intent) of every button in the domain, each once."""
    responses = read_domain()["responses"]
    buttons = [button for variants in responses.values() for each in variants for button in each.get("buttons") or ()]
    payloads = [(button["title"], button["payload"].replace("{{", "{").replace("}}", "}")) for button in buttons]
    return sorted({(title, read_payload(payload)["intent"]) for title, payload in payloads})


@pytest.mark.parametrize(("label", "intent"), labels())
def test_a_label_means_its_button(trained_dialogue: DialogueHere, label: str, intent: str) -> None:
    parsed = trained_dialogue.loop.run_until_complete(trained_dialogue.agent.parse_message(label))

    assert parsed["intent"]["name"] == intent
