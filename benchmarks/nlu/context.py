"""Does the question last asked help? Bare answers understood with it as a feature, and settled by the dialogue instead.

``python -m benchmarks.nlu.context`` prints both beside the plain classifier. As a feature, the question is one more word
of the message, and a seeded half of the answers below teaches what it means; the other half is asked, then the halves
change places. In the dialogue the model knows no question: a short rule looks at what was read, as
``bot.services.checkout`` does. Questions in between must keep their own intent either way.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load.table import print_table
from benchmarks.nlu import metrics
from benchmarks.nlu.holdout import Example, read_training
from benchmarks.nlu.rasa_model import classifier_settings
from bot.nlu.fields.entities import read_entities
from bot.nlu.fields.place import looks_like_address
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.intent.features import features
from bot.nlu.intent.model import Blocks, IntentModel, train

# Question asked: meaning, and the bare answers that have it.
ANSWERS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "product": {"inform": ("2", "ya pili", "kubwa", "the 5kg", "hiyo ndogo", "1", "second", "5kg", "ile ya kwanza", "big")},
    "quantity": {"inform": ("2", "mbili", "tano tu", "3 pkts", "a dozen", "nusu", "six", "mbili mbili", "kumi", "just 1")},
    "order_confirmed": {
        "affirm": ("ndio", "yes", "sawa", "eeh", "fiti", "1", "endelea", "ok poa"),
        "deny": ("hapana", "no", "zii", "bado", "2", "la"),
    },
    "address": {
        "inform_address": (
            "Kilimani", "Rongai", "Ngong road", "Kasarani Mwiki", "Umoja 2", "Kawangware 46", "South B", "Juja",
            "Roysambu TRM", "Pipeline", "Donholm phase 8", "Githurai 44",
        )
    },
    "payment_method": {
        "choose_payment_method": ("mpesa", "card", "cash", "airtel", "1", "2", "pesa ya simu", "lipa na mpesa", "visa", "keshi")
    },
    "payment_phone": {"inform": ("0712345678", "254722000111", "0110 223 344", "hii hii", "0733-123-456", "ii ya whatsapp")},
}  # fmt: skip
_DIGRESSING = ("track_order", "ask_price", "talk_to_human", "ask_delivery", "ask_store_info", "cancel_order", "help")
_LOOSE = frozenset(("inform", "rate_order", "change_quantity", "order_items", "out_of_scope", "affirm", "deny"))
_CHOICES = {"order_confirmed": ("affirm", "deny"), "payment_method": ("choose_payment_method",) * 4}
_SHARE_ASKED = 0.3
_DIGRESSIONS = 150
_UNSURE = 0.4


@dataclass(frozen=True)
class Asked:
    """A message, the question before it, and what it means there."""

    text: str
    question: str
    meaning: str


Way = Callable[[Asked], str]


def main() -> int:
    seed = int(classifier_settings()["seed"])
    answers = [
        Asked(text, q, meaning) for q, own in ANSWERS.items() for meaning, texts in own.items() for text in texts
    ]
    training, digressions = _digressions(seed)
    random.Random(seed).shuffle(answers)
    plain = _fit([(_blocks(each.text), each.intent) for each in training])
    ways: dict[str, Way] = {
        "no question known": lambda each: _said(plain, _blocks(each.text))[0],
        "settled in the dialogue": lambda each: settled(each, *_said(plain, _blocks(each.text))),
    }
    rows = [(name, *_cells(way, answers, digressions)) for name, way in ways.items()]
    rows.insert(1, ("as a feature", *_as_feature(training, answers, digressions, seed)))
    print_table("The question last asked", ("way", "bare answers", "questions in between"), rows)
    return 0


def settled(each: Asked, intent: str, confidence: float) -> str:
    """What the dialogue takes a message for, from what the classifier said without knowing the question."""
    found = {entity.entity: entity.value for entity in read_entities(each.text, live_catalog.current(), intent)}
    is_open = intent in _LOOSE or confidence < _UNSURE
    choices = _CHOICES.get(each.question, ())
    if choices and each.text.strip() in map(str, range(1, len(choices) + 1)):
        return choices[int(each.text) - 1]
    if each.question == "payment_method" and "payment_method" in found:
        return "choose_payment_method"
    if each.question == "address" and (is_open or intent == "order_items") and looks_like_address(each.text):
        return "inform_address"
    if each.question == "payment_phone" and "phone" in found:
        return "inform"
    if each.question in ("product", "quantity") and is_open and found.keys() & {"quantity", "size"}:
        return "inform"
    return intent


def _as_feature(
    training: Sequence[Example], answers: Sequence[Asked], digressions: Sequence[Asked], seed: int
) -> tuple[str, str]:
    """Each half of the answers, and of the digressions, asked of a model that was taught the other half."""
    dice = random.Random(seed)
    questions = list(ANSWERS)
    taught = [
        (_blocks(each.text, dice.choice(questions) if dice.random() < _SHARE_ASKED else ""), each.intent)
        for each in training
    ]
    said: dict[Asked, str] = {}
    for half in (0, 1):
        own = [(_blocks(each.text, each.question), each.meaning) for each in answers[half::2]]
        model = _fit([*taught, *own])
        for each in [*answers[1 - half :: 2], *digressions[1 - half :: 2]]:
            said[each] = _said(model, _blocks(each.text, each.question))[0]
    return _cells(said.__getitem__, answers, digressions)


def _digressions(seed: int) -> tuple[list[Example], list[Asked]]:
    """The training sentences, and some kept from training that open another matter, each below a question."""
    dice = random.Random(seed)
    sentences = list(dict.fromkeys(read_training()))
    kept = set(dice.sample([each for each in sentences if each.intent in _DIGRESSING], _DIGRESSIONS))
    asked = [
        Asked(each.text, dice.choice(list(ANSWERS)), each.intent)
        for each in sorted(kept, key=lambda each: (each.text, each.intent))
    ]
    return [each for each in sentences if each not in kept], asked


def _cells(way: Way, answers: Sequence[Asked], digressions: Sequence[Asked]) -> tuple[str, str]:
    shares = [metrics.Share(sum(way(each) == each.meaning for each in own), len(own)) for own in (answers, digressions)]
    return f"{shares[0].value:.1%} of {len(answers)}", f"{shares[1].value:.1%} of {len(digressions)}"


def _blocks(text: str, question: str = "") -> Blocks:
    words, letters, runs = features(read(text, live_catalog.current()))
    return (
        ([*words, f"asked {question}", *(f"asked {question} {word}" for word in words)] if question else words),
        letters,
        runs,
    )


def _fit(examples: Sequence[tuple[Blocks, str]]) -> IntentModel:
    settings = classifier_settings()
    return train(
        [blocks for blocks, _ in examples],
        [label for _, label in examples],
        strength=settings["strength"],
        seed=settings["seed"],
    )


def _said(model: IntentModel, blocks: Blocks) -> tuple[str, float]:
    return model.ranking(blocks, 1)[0]


if __name__ == "__main__":
    sys.exit(main())
