"""What the customer answers when asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.talks.format import OF_GOODS, Talk
from benchmarks.talks.judge import found

# What is asked, by the words of the shop in both languages; the first that fits. Looked at where the shop does not say what it awaits.
ASKS = {
    "confirm": r"Confirm\? Reply YES|Reply YES to order|Nithibitishe|Jibu NDIO|ORDER SUMMARY|MUHTASARI",
    "method": r"How will you pay|Utalipa vipi",
    "address": r"Where should we deliver|Tulete (wapi|pale)|which (estate|area|street)|deliver(y)? address|[Ss]ame (place|address)",
    "phone": r"Which (phone )?number|M-?Pesa number|namba gani ya simu|Namba ya simu",
    "which": r"Which \*|Which one|\* gani\?|gani\?",
    "quantity": r"How many\?|Ngapi\?|Quantity needed",
}
# Where the customer has no words of their own for one of these, what they say to anything will do.
ELSE_OTHER = ("either", "clarification", "unit", "person", "time", "receiver")
SUMMARY_LINE = re.compile(r"^• (.+?) × (\d+)", re.MULTILINE)


class Misread(Exception):
    """The summary shows something else than the customer wants."""


def asked_by(text: str) -> str | None:
    """What ``text`` asks for: its last paragraph if that asks for anything."""
    for part in (text.rsplit("\n\n", 1)[-1], text):
        asked = next((name for name, pattern in ASKS.items() if found(pattern, part)), None)
        if asked:
            return asked
    return None


@dataclass(frozen=True)
class Customer:
    """``names`` are those of the goods by sku, as the shop sells them."""

    talk: Talk
    names: Mapping[str, str]

    def answer(self, asked: str | None, heard: str, told: Sequence[str]) -> str | None:
        """None where nothing fits what is asked. ``told`` is all that the shop has said, ``heard`` the last of it. Raises Misread."""
        if asked == "place_check":
            return self._to_place(heard)
        if asked == "confirm":
            return self._to_summary(heard, told)
        if asked in OF_GOODS:
            return self._about_goods(asked, heard)
        answers = self.talk.answers
        return answers.get(asked or "other") or (answers.get("other") if asked in ELSE_OTHER else None)

    def _to_place(self, heard: str) -> str | None:
        place = re.search(r"\*(.+?)\*", heard)
        if place is None or not found(self.talk.goal.address or ".", place.group(1)):
            return self.talk.answers.get("address")
        return "ndio" if found("Tulete|gani|Nipeleke", heard) else "yes"

    def _to_summary(self, heard: str, told: Sequence[str]) -> str:
        if self._summed_up([heard, *reversed(told)]) != self._wanted():
            raise Misread("the summary is not the goal")
        return self.talk.answers.get("confirm", "ndio" if found("MUHTASARI|Jibu", heard) else "yes")

    def _summed_up(self, texts: Sequence[str]) -> dict[str, int]:
        """Names and numbers of the first summary among ``texts``."""
        for text in texts:
            shown = {name.strip().lower(): int(number) for name, number in SUMMARY_LINE.findall(text)}
            if shown:
                return shown
        return {}

    def _wanted(self) -> dict[str, int]:
        return {self.names.get(sku, sku).lower(): quantity for sku, quantity in self.talk.goal.lines.items()}

    def _about_goods(self, asked: str, heard: str) -> str | None:
        own = self.talk.of_goods.get(asked, {})
        for sku, words in own.items():
            if len(own) == 1 or self.names.get(sku, sku).split()[0].lower() in heard.lower():
                return words
        named = [sku for sku in self.talk.goal.lines if self.names.get(sku, "?").lower() in heard.lower()]
        if not named:
            return None
        return self.names[named[0]] if asked == "which" else str(self.talk.goal.lines[named[0]])
