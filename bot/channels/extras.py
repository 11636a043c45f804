"""The shop's own questions ("gift wrap?") where a message names one: that part is read here, and the rest by the pipeline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commerce.extras import Extra
from bot.extras_file import read_extras
from bot.nlu.fields.hints import is_question
from bot.nlu.text.phrases import Phrases, width
from bot.nlu.text.tokens import Token, fold, tokenise
from bot.nlu.words.groups import table, words
from bot.nlu.words.lexicon import EVERYDAY_WORDS, ROLES

# The entries of the parse that carry them, and the yes or no with which a message begins.
EXTRAS, BEGINS = "extras", "begins"
# What is heard where nothing else was said.
INTENT = "EXTERNAL_name_extra"

_ANSWERS = table("answers.alone", str, "A plain yes or no", ("affirm", "deny"))
_ALONG = words("answers.along", "Beside a yes: it says nothing more")
_COURTESY = words("courtesy")
_LEAVING, _SKIPPING = words("clearing.verbs"), words("answers.skip")
_WISHING = frozenset(("order", "add", "and", "filler", "set"))
# Where a clause ends.
_ENDS = frozenset(".,;?!\n")
_SAID_ANSWERS, _SAID_ALONG = Phrases(_ANSWERS), Phrases(_ALONG)


@dataclass(frozen=True)
class Named:
    """``wanted`` is None where it is only asked about."""

    name: str
    wanted: bool | None


@dataclass(frozen=True)
class Said:
    """``rest`` is the message without what names extras; empty where that says nothing more. ``begins``: affirm or deny where it
    begins with that, for "no thanks, to Kilimani"."""

    named: tuple[Named, ...]
    rest: str
    begins: str = ""

    @property
    def parts(self) -> dict[str, Any]:
        """As entries of the parse; none of them where there is nothing to say."""
        named = [{"name": each.name, "wanted": each.wanted} for each in self.named]
        return {name: part for name, part in ((EXTRAS, named), (BEGINS, self.begins)) if part}


class ExtraReader:
    """Of the questions of one shop."""

    def __init__(self, extras: Sequence[Extra]) -> None:
        self._names = {_folded(phrase): extra.name for extra in extras for phrase in extra.said}
        self._phrases = Phrases(self._names)

    def read(self, text: str) -> Said:
        tokens = tokenise(text) if self._names else ()
        begins = _beginning(tokens) if tokens else ""
        found, cut = self._found(text, tokens)
        if not found:
            return Said((), text, begins)
        kept = [token for place, token in enumerate(tokens) if place not in cut]
        says_more = _says_more(kept) or _SAID_ANSWERS.within(kept)
        named = tuple(Named(name, wanted) for name, wanted in found.items())
        return Said(named, _rest(text, tokens, cut) if says_more else "", begins)

    def _found(self, text: str, tokens: Sequence[Token]) -> tuple[dict[str, bool | None], set[int]]:
        """What is said of which, and the places of all that says it."""
        found, cut, at = dict[str, bool | None](), set[int](), 0
        while at < len(tokens):
            phrase = self._phrases.at(tokens, at)
            if phrase:
                start, end, wanted = _part(text, tokens, at, at + width(phrase))
                found[self._names[phrase]] = wanted
                cut.update(range(start, end))
            at = end if phrase else at + 1
        return found, cut


def _part(text: str, tokens: Sequence[Token], start: int, end: int) -> tuple[int, int, bool | None]:
    """Where the part that names an extra begins and ends, and what it says of it."""
    is_asked = _is_asked(text, tokens, start, end)
    start, denied = _led(tokens, start)
    end, refused = _followed(tokens, end)
    return start, end, None if is_asked else not (denied or refused)


def _is_asked(text: str, tokens: Sequence[Token], start: int, end: int) -> bool:
    """In the clause around it: "gift wrap and milk, how much is delivery?" asks about something else."""
    first = next((at for at in range(start, 0, -1) if tokens[at - 1].norm in _ENDS), 0)
    last = next((at for at in range(end, len(tokens)) if tokens[at].norm in _ENDS), len(tokens) - 1)
    clause, behind = (text[tokens[at].start : tokens[last].end] for at in (first, min(end, last)))
    return is_question(clause) or is_question(behind)


def _beginning(tokens: Sequence[Token]) -> str:
    """The answer at the beginning that is set off from what follows, or is all: "no sugar" is no no."""
    said = _SAID_ANSWERS.at(tokens, 0)
    behind = tokens[width(said) :]
    is_set_off = not behind or not (behind[0].is_word or behind[0].is_number) or _SAID_ALONG.at(behind, 0)
    return _ANSWERS[said] if said and is_set_off else ""


def _led(tokens: Sequence[Token], start: int) -> tuple[int, bool]:
    """Where that part of the message begins, and whether it denies: "with", "I do not want any"."""
    denied = False
    while start:
        before, further = tokens[start - 1], tokens[start - 2 : start - 1]
        if _leaves_out(before):
            # "Do not forget the gift wrap" wants it.
            denied = not any(ROLES.get(each.norm) == "refuse" for each in further)
            start -= not denied
        elif _denies(before) or (before.norm in EVERYDAY_WORDS and any(map(_denies, further))):
            denied = True
        elif not _leads(before):
            break
        start -= 1
    # "1 gift wrap": an extra is not counted.
    return 0 if start == 1 and tokens[0].is_number else start, denied


def _leaves_out(token: Token) -> bool:
    return token.norm in _LEAVING or token.norm in _SKIPPING or ROLES.get(token.norm) == "remove"


def _leads(token: Token) -> bool:
    if _ANSWERS.get(token.norm) == "affirm":
        # A yes counts for itself.
        return False
    return ROLES.get(token.norm, "") in _WISHING or token.norm in _ALONG


def _followed(tokens: Sequence[Token], end: int) -> tuple[int, bool]:
    """Where it ends, and whether what follows denies: "gift wrap no", "gift wrap sitaki". A no to something else has that
    behind it."""
    end = next((at for at in range(end, len(tokens)) if not _is_filler(tokens[at])), len(tokens))
    after = next((at for at in range(end, len(tokens)) if not _is_sign(tokens[at])), len(tokens))
    if any(map(_denies, tokens[after : after + 1])) and not _says_more(tokens[after + 1 : after + 2]):
        return after + 1, True
    return end, False


def _is_filler(token: Token) -> bool:
    return ROLES.get(token.norm) == "filler" and not _denies(token)


def _is_sign(token: Token) -> bool:
    return not token.is_word and not token.is_number and token.norm != "\n"


def _denies(token: Token) -> bool:
    return _ANSWERS.get(token.norm) == "deny" or ROLES.get(token.norm) in ("not", "refuse")


def _says_more(tokens: Sequence[Token]) -> bool:
    """Than courtesy and words of no weight."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        light = _SAID_ALONG.at(tokens, at)
        if not light and (token.is_word or token.is_number) and not _is_light(token):
            return True
        at += max(1, width(light))
    return False


def _is_light(token: Token) -> bool:
    return token.norm in _COURTESY or ROLES.get(token.norm, "") in _WISHING | {"ask", "to", "of"}


def _rest(text: str, tokens: Sequence[Token], cut: Collection[int]) -> str:
    kept, last = [], 0
    for place in sorted(cut):
        kept.append(text[last : tokens[place].start])
        last = tokens[place].end
    lines = "".join((*kept, text[last:])).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip(" .,;-\n")


def _folded(phrase: str) -> str:
    return " ".join(token.norm for token in tokenise(phrase)) or fold(phrase)


_reader: list[ExtraReader] = []


def use_extras(extras: Sequence[Extra]) -> None:
    """Those of the shop that this process reads for from now on."""
    _reader[:] = [ExtraReader(extras)]


def current_reader() -> ExtraReader:
    """Of ``data/questions.yml``, unless others were given before."""
    if not _reader:
        use_extras(read_extras())
    return _reader[0]
