"""Personal data in a chat, replaced; and what of the shop's words will be the same at every playing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

# The number that tests/stage/script.py writes from.
CHAT = "700123456"
STAND_IN = 712_345_678
CODE = "SGH7X8K2LM"
UNKNOWN_ORDER = "ORD-2026-999999"
NAME = "Customer"

MOBILE = re.compile(r"(?<![\w,.])(\+?254|0)?[ -]?([17]\d{2})([ -]?)(\d{3})([ -]?)(\d{3})(?!\d)")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+\b")
ORDER = re.compile(r"\bORD-\d{4}-\d+\b", re.IGNORECASE)
RECEIPT_CODE = re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{9}\b", re.IGNORECASE)
DOOR = re.compile(
    r"\b(house|hse|flat|apartment|apt|plot|door|room|unit|block|nyumba|chumba|mlango)\b"
    r"(\.?\s{0,3}(?:no|number|namba|nambari)?\.?\s{0,3}#?\s{0,3})([A-Z]?-?\d+[A-Z]?|[A-Z]\b)",
    re.IGNORECASE,
)
CALLED = re.compile(r"\b((?:my name is|jina langu ni|naitwa|this is)\s+)([A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)")

# Not the same twice: addresses of pages, numbers and codes that are drawn, times, phones.
FLEETING = re.compile(
    r"https?://\S+|\b(?:ORD|RCP|TRK)-[\w-]+|\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{9}\b"
    r"|\+?254[ \d]{9,12}|\b0[17]\d{2} ?\d{3} ?\d{3}\b|\d{1,2} [A-Z][a-z]{2} \d{4}|\d{1,2}:\d{2}(?: ?[AP]M)?"
    r"|\d{4}-\d{2}-\d{2}|(?<![\d,.])\d{4,}(?![\d,])"
)
# Of a number that is drawn, its beginning stays.
NUMBERED = re.compile(r"\b(ORD-|RCP-)\d{4}-\d+")
STEMS = ("ORD-", "RCP-")
STOCK = re.compile(r"(?i)\b(stock|zipo|only|tuna|left|zimebaki|have)\b")
PLACE = "📍"
EDGES = re.compile(r"^\W+|[^\w?!)]+$")
LONGEST_PART = 70
SHORTEST_PART = 4


@dataclass
class StandIns:
    """``orders`` are the chat's order numbers, the first placed first; ``codes`` what its payments were given.

    ``replaced`` counts by kind; ``hidden`` are the words taken out, which the shop may have repeated.
    """

    phone: str
    orders: list[str]
    codes: set[str]
    names: set[str]
    replaced: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)

    def text(self, words: str) -> str:
        """What the customer wrote, without what would tell who it was."""
        steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
            (ORDER, self._order),
            (MOBILE, self._mobile),
            (EMAIL, lambda found: self._put("e-mail addresses", found[0], "customer@example.com")),
            (RECEIPT_CODE, self._code),
            (DOOR, lambda found: self._put("door numbers", found[0], f"{found[1]}{found[2]}4")),
            (CALLED, lambda found: found[1] + self._put("names", found[2], NAME)),
        )
        for pattern, replacement in steps:
            words = pattern.sub(replacement, words)
        for name in sorted(self.names, key=len, reverse=True):
            words = re.sub(rf"\b{re.escape(name)}\b", lambda found: self._put("names", found[0], NAME), words)
        return words

    def payer(self, msisdn: str) -> str:
        """The number of another phone that pays, as digits with country code."""
        return "254" + self._nine(msisdn[-9:])

    def _put(self, kind: str, original: str, stand_in: str) -> str:
        if original != stand_in:
            self.replaced[kind] = self.replaced.get(kind, 0) + 1
            self.hidden.add(original)
        return stand_in

    def _order(self, found: re.Match[str]) -> str:
        """A number is drawn anew at each playing, so that the test says which of its orders is meant."""
        number = found[0].upper()
        return f"{{order {self.orders.index(number) + 1}}}" if number in self.orders else UNKNOWN_ORDER

    def _mobile(self, found: re.Match[str]) -> str:
        nine = self._nine(found[2] + found[4] + found[6])
        prefix = found[0][: found.start(2) - found.start(0)]
        return self._put("phone numbers", found[0], prefix + nine[:3] + found[3] + nine[3:6] + found[5] + nine[6:])

    def _nine(self, digits: str) -> str:
        if digits == self.phone[-9:]:
            return CHAT
        return self.numbers.setdefault(digits, str(STAND_IN + len(self.numbers)))

    def _code(self, found: re.Match[str]) -> str:
        if found[0].upper() in self.codes:
            return "{code}"
        return self._put("payment codes", found[0], CODE)

    def parts(self, text: str, most: int) -> list[str]:
        """Of a bubble the words that any playing has: its beginning, its amounts, its end."""
        found = [part for line in text.split("\n") for part in self._lasting(line)]
        kept = [
            part for place, part in enumerate(found) if place in (0, len(found) - 1) or "KES" in part or part in STEMS
        ]
        return [*dict.fromkeys(kept[: most - 1] + kept[-1:])]

    def _lasting(self, line: str) -> Iterable[str]:
        if line.startswith(PLACE) and any(word in line for word in self.hidden):
            return []
        pieces = self._marked(line).split("\0")
        trimmed = (piece if piece in STEMS else EDGES.sub("", EDGES.sub("", piece)) for piece in pieces)
        return [_short(piece) for piece in trimmed if len(piece) >= SHORTEST_PART]

    def _marked(self, line: str) -> str:
        """With a mark for all that another playing would have otherwise."""
        marked = FLEETING.sub("\0", NUMBERED.sub(r"\0\1\0", line))
        if STOCK.search(line) and "KES" not in line:
            marked = re.sub(r"\d+", "\0", marked)
        for words in sorted(self.hidden | self.names, key=len, reverse=True):
            marked = re.sub(re.escape(words), "\0", marked, flags=re.IGNORECASE)
        return marked

    def is_lasting(self, words: str) -> bool:
        """Whether a choice's label will be the same at another playing."""
        return not FLEETING.search(words) and not any(each in words for each in self.hidden | self.names)

    def summary(self) -> Mapping[str, int]:
        return dict(self.replaced)


def _short(part: str) -> str:
    return part if len(part) <= LONGEST_PART else part[:LONGEST_PART].rpartition(" ")[0]
