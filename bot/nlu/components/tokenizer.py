"""The shop's tokens as Rasa's tokens."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.text.tokens import tokenise
from bot.nlu.words import groups, packs


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ShopTokenizer(Tokenizer):
    """Splits "unga2kg" and keeps "m4ziwa" whole; Rasa's own evaluation of entities needs it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own keys for tokenizers, and the packs of words that all readers know."""
        rasas = {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}
        return {
            **rasas,
            packs.LANGUAGES_KEY: [*packs.DEFAULT_LANGUAGES],
            packs.COUNTRIES_KEY: [*packs.DEFAULT_COUNTRIES],
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The words themselves, wherever they stand."""
        return packs.digest(packs.read_packs(config[packs.LANGUAGES_KEY], config[packs.COUNTRIES_KEY]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopTokenizer:
        """For training: from here on the words of the named packs count. Raises BrokenPack."""
        groups.use(packs.read_packs(config[packs.LANGUAGES_KEY], config[packs.COUNTRIES_KEY]))
        return cls(config)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopTokenizer:
        """For a trained model, which brings the words that it was trained with (see the intent classifier)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Tokens of each message; a message without text becomes an empty one, which the rest of Rasa can carry."""
        for message in messages:
            if not isinstance(message.get(TEXT), str):
                message.set(TEXT, "", add_to_output=True)
        return super().process(messages)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Words and numbers with their places; signs are left out."""
        tokens = tokenise(message.get(attribute))
        return [Token(token.text, token.start, token.end) for token in tokens if token.is_word or token.is_number]
