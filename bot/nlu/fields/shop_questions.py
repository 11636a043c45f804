"""What is asked of the shop itself, in words that can mean nothing else: to be forgotten, and whether goods may come back."""

from __future__ import annotations

from bot.nlu.words.groups import spoken

_DELETE_DATA = spoken("<<shop_questions.delete_data>>", what="All of a message that asks to be forgotten")
_RETURNS = spoken("<<shop_questions.returns>>", what="All of a message that asks whether goods may come back")
QUESTIONS = ((_DELETE_DATA, "EXTERNAL_delete_data"), (_RETURNS, "EXTERNAL_ask_returns"))


def asked_of_the_shop(said: str) -> tuple[str, str]:
    """The intent and the language of ``said`` (in small letters, single spaces, no full stop); empty where it is neither."""
    for patterns, intent in QUESTIONS:
        for language, pattern in patterns.items():
            if pattern.fullmatch(said.replace(",", "")):
                return intent, language
    return "", ""
