"""The intent of a message, from a linear model over masked words and letters."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components import fingerprint
from bot.nlu.fields.hints import is_question
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.intent.features import features
from bot.nlu.intent.model import IntentModel, train
from bot.nlu.text.sentences import sentences_in
from bot.nlu.words import groups, packs

logger = logging.getLogger(__name__)
OUT_OF_SCOPE = "out_of_scope"
UNHEARD_OF = 0.1
WORDS_FILE = "words.json"
# Under this name a message carries the questions asked in sentences of their own beside a wish.
ASKED = "asked_beside"
ASKING = frozenset("ask_price ask_availability ask_delivery ask_store_info track_order help".split())
WISHING = frozenset(
    "order_items remove_item change_quantity inform inform_address choose_payment_method checkout affirm".split()
)
RETRYING, CHECKING = "retry_payment", "confirm_payment"
# From this confidence on a sentence says by itself what it means.
SURE = 0.6


class _Meant(NamedTuple):
    """A sentence with its likeliest meaning."""

    text: str
    intent: str
    confidence: float


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopIntentClassifier(GraphComponent, IntentClassifier):
    """Trains in seconds on one core; goods of the live catalog are masked, so new products need no training."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``strength`` is the inverse of the regularisation, ``ranking_length`` how many intents are named."""
        return {"strength": 1.0, "seed": 7, "ranking_length": 6}

    @staticmethod
    def required_packages() -> list[str]:
        """What training imports."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """All by which messages are read."""
        return fingerprint.of_readers()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopIntentClassifier:
        """A classifier yet to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopIntentClassifier:
        """The classifier as trained, with the words as they were then; without a stored model it answers no intent with confidence 0."""
        try:
            with model_storage.read_from(resource) as folder:
                model = IntentModel.load(folder)
                groups.use(packs.from_json((folder / WORDS_FILE).read_text(encoding="utf-8")))
        except (ValueError, FileNotFoundError):
            logger.warning("No intent model is stored under '%s'; every message will fall back.", resource.name)
            return cls(config, model_storage, resource)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the model to the messages that have a text and an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT) and example.get(INTENT)]
        if not examples:
            return self._resource
        catalog = live_catalog.current()
        blocks = [features(read(example.get(TEXT), catalog)) for example in examples]
        labels = [str(example.get(INTENT)) for example in examples]
        self._model = train(blocks, labels, strength=self._config["strength"], seed=self._config["seed"])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / WORDS_FILE).write_text(groups.current().as_json(), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent and the ranking of each message."""
        for message in messages:
            ranking = self._ranking(message.get(TEXT))
            named = [_named(*each) for each in ranking]
            best = named[0] if named else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            wish, asked = self._parts(message.get(TEXT), best)
            if wish is not None:
                best, named = wish, [wish, *_behind(wish, named)]
            message.set(ASKED, asked)
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, named, add_to_output=True)
        return messages

    def _parts(self, text: Any, whole: dict[str, Any]) -> tuple[dict[str, Any] | None, list[dict[str, str]]]:
        """Of a message of several sentences: the wish that changes the cart or the order, where the whole was taken for a question;
        and the questions beside a wish."""
        sure = self._sure_sentences(text)
        intent = whole[INTENT_NAME_KEY]
        if intent == RETRYING and any(each.intent == CHECKING and is_question(each.text) for each in sure):
            # Who asks whether it was paid is told so before anything is sent.
            return _named(CHECKING, SURE), []
        asked = [{"text": each.text, "intent": each.intent} for each in sure if each.intent in ASKING]
        if not asked or intent in WISHING:
            return None, asked
        wish = next(filter(_is_wish, sure), None)
        return (_named(wish.intent, wish.confidence), asked) if wish is not None else (None, [])

    def _sure_sentences(self, text: Any) -> list[_Meant]:
        """Of a message of several those that say by themselves what they mean."""
        said = sentences_in(text) if isinstance(text, str) and self._model is not None else []
        if len(said) < 2:
            return []
        meant = (_Meant(each, *self._ranking(each)[0]) for each in said)
        return [each for each in meant if each.confidence >= SURE]

    def _ranking(self, text: Any) -> list[tuple[str, float]]:
        if self._model is None:
            return []
        blocks = features(read(text if isinstance(text, str) else None, live_catalog.current()))
        ranking = self._model.ranking(blocks, self._config["ranking_length"])
        if ranking[0][0] == OUT_OF_SCOPE and not self._model.knows_a_word(blocks):
            # Nothing in it was ever seen: that is "not understood", not "understood as none of our business".
            return [(name, confidence * UNHEARD_OF) for name, confidence in ranking]
        return ranking


def _named(name: str, confidence: float) -> dict[str, Any]:
    """As Rasa has an intent."""
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}


def _behind(wish: dict[str, Any], named: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The other meanings, none as sure as the wish."""
    most = 1.0 - wish[PREDICTED_CONFIDENCE_KEY]
    others = [each for each in named if each[INTENT_NAME_KEY] != wish[INTENT_NAME_KEY]]
    return [{**each, PREDICTED_CONFIDENCE_KEY: min(each[PREDICTED_CONFIDENCE_KEY], most / 2)} for each in others]


def _is_wish(meant: _Meant) -> bool:
    """A bare value beside a question belongs to it ("how much is sugar? the 1kg"); with a verb it is wished for."""
    if meant.intent != "inform":
        return meant.intent in WISHING
    elements = read(meant.text, live_catalog.current()).elements
    return any(each.kind == "verb" and each.word in ("order", "add") for each in elements)
