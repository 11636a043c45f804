"""What a message says beside its goods (where, when, for whom, sums), by a tagger trained from the examples of data/details."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components import ahead
from bot.nlu.fields.order_details import details_of
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.tagging import examples
from bot.nlu.tagging.model import Tagger, spans_in, train

logger = logging.getLogger(__name__)
DETAILS = "details"
MODEL_FILE = "details.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ShopDetailsReader(GraphComponent):
    """Adds ``details`` to the parse result, as ``bot.nlu.fields.order_details`` has them; only what was said."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, tagger: Tagger | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._tagger = tagger

    @staticmethod
    def required_packages() -> list[str]:
        """What brings ``pycrfsuite``: Rasa wants a name by which a package is both installed and imported."""
        return ["sklearn_crfsuite"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The examples, which are no training data of Rasa's, and all by which they are read."""
        return ahead.made_of()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopDetailsReader:
        """A reader yet to be trained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopDetailsReader:
        """The reader as trained; one that was trained without examples goes by the rules alone."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(model_storage, resource, Tagger(folder / MODEL_FILE))
        except (ValueError, FileNotFoundError):
            logger.warning(
                "No tagger is stored under '%s'; rules alone read what stands beside the goods.", resource.name
            )
            return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the tagger. Raises BrokenExamples, which names file, line and mend."""
        marked = examples.read_examples()
        if marked:
            with self._model_storage.write_to(self._resource) as folder:
                if not ahead.take(folder / MODEL_FILE):
                    train(marked, live_catalog.current(), folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads each message; one without words gets nothing."""
        catalog = live_catalog.current()
        for message in messages:
            text = message.get(TEXT)
            reading = read(text if isinstance(text, str) else None, catalog)
            details = details_of(reading, *spans_in(reading, self._tagger))
            message.set(DETAILS, details.as_dict(), add_to_output=True)
        return messages
