"""Whether a message is a yes or a no and nothing else, in whatever words: "ndio kaka", "yes please go ahead", "sawa leta"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.text.phrases import Phrases, width
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.words.groups import table, words

_ANSWERS = table("answers.alone", str, "A plain yes or no", ("affirm", "deny"))
_ALONG = words("answers.along", "Beside a yes: it says nothing more")
_SAID_ANSWERS, _SAID_ALONG = Phrases(_ANSWERS), Phrases(_ALONG)
# Longer ones tell something.
_MOST_TOKENS = 14


def agreement(text: str) -> str:
    """``affirm`` or ``deny`` where that is all that is said, courtesy aside; else nothing. A question is neither."""
    return agreement_of(tokenise(text))


def agreement_of(tokens: Sequence[Token]) -> str:
    """As :func:`agreement`, of tokens as they were written."""
    if not tokens or len(tokens) > _MOST_TOKENS or any(token.norm == "?" for token in tokens):
        return ""
    found = {answer for answer in _answers(tokens) if answer}
    return found.pop() if len(found) == 1 else ""


def _answers(tokens: Sequence[Token]) -> list[str]:
    """What its parts say, courtesy nothing; an empty list where a part says something else."""
    said: list[str] = []
    at = 0
    while at < len(tokens):
        answer = _SAID_ANSWERS.at(tokens, at)
        beside = answer or _SAID_ALONG.at(tokens, at)
        if not beside and (tokens[at].is_word or tokens[at].is_number):
            return []
        said.append(_ANSWERS.get(answer, ""))
        at += max(1, width(beside))
    return said
