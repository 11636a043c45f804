"""The to-do list: a file in Rasa's own format, every example with why it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.workshop.review.folding import Example
from bot.workshop.review.reasons import STRANGE

HEAD = """\
# To do for a trainer: each message here was hardly understood, or not at all. Nothing in this file is trained.
# For each: is the intent right? If not, correct it; if nobody should learn from it, or something personal is still
# in it, delete it. Move the lines that stay under their intent in data/nlu, then: make validate train bench-nlu
"""


def as_yaml(examples: Sequence[Example]) -> str:
    """Loads as Rasa's training data as it stands; of no examples there is no file to write."""
    return "\n".join([HEAD + 'version: "3.1"\n', "nlu:", *_groups(examples)]) + "\n"


def by_intent(examples: Sequence[Example]) -> list[tuple[str, list[Example]]]:
    """The intents with the most messages first; within one the order stays."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.suggested, []).append(example)
    return sorted(groups.items(), key=lambda group: (-sum(each.count for each in group[1]), group[0]))


def _groups(examples: Sequence[Example]) -> Iterator[str]:
    for intent, group in by_intent(examples):
        times = sum(example.count for example in group)
        yield f"  # {intent}: {_counted(len(group), 'example')} of {_counted(times, 'message')}"
        for example in group:
            yield from (f"  # {line}" for line in comments_of(example))
            yield f"  - intent: {intent}\n    examples: |\n      - {example.text}"
        yield ""


def comments_of(example: Example) -> Iterator[str]:
    """How often and why; what the model thought; what the catalog lacks."""
    first, *rest = example.ranking
    thought = [f"suggested: {first[0]} ({first[1]:.2f})", *(f"or {name} ({sure:.2f})" for name, sure in rest[:1])]
    yield " · ".join([f"{example.count} ×", ", ".join(example.reasons), *thought])
    if STRANGE in example.reasons and example.unknown_goods:
        goods = ", ".join(f'"{words}"' for words in example.unknown_goods)
        yield f"nothing in the catalog fits {goods}: an alias, or goods that the shop does not sell?"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
