"""The words that several readers share: what words do in an order, words of daily talk, words about goods and places."""

from __future__ import annotations

from typing import Literal, cast, get_args

from bot.nlu.words.groups import table, words

Role = Literal[
    "order", "add", "subtract", "remove", "set", "to", "ask", "not", "refuse", "and", "of", "each", "small", "big", "family",
    "medium", "filler", "keep", "swap",
]  # fmt: skip
# The connectives of all noun classes as one.
OF = "ya"

_ROLE_NAMES: tuple[str, ...] = get_args(Role)


def _role(name: str) -> Role:
    if name not in _ROLE_NAMES:
        raise ValueError(f"there is no such role; there are {', '.join(_ROLE_NAMES)}")
    return cast(Role, name)


ROLES = table("roles", _role, "What words do in an order", _ROLE_NAMES)

EVERYDAY_WORDS = words("everyday", "Of daily talk: beside goods no part of their name, and alone no goods")
GOODS_ELSEWHERE = words(
    "goods.elsewhere", "What other shops sell: where no product is named so, a line that nothing fits"
)
HAD_WORDS = words("telling.had", "Beside goods: the customer has them from elsewhere")
RUN_OUT_WORDS = words("telling.run_out", "Beside goods: why they are wished for")
STORY_WORDS = words("telling.past", "Before goods: a story is told, and what is wished for comes behind it")
DELIVERY_WORDS = words("place.words", "Words of bringing and of where")
PLACES = words("places.words", "Single words that name a place")
PURPOSES = words("goods.purposes", "What goods are wanted for")
SAME_WORDS = table("spelling.means", str, "Short and other names of goods, where the shop has those")
