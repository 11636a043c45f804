"""The project's files as Rasa reads them, without reading any twice; ``config.yml`` names it."""

from __future__ import annotations

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class ReadOnce(RasaFileImporter):
    """The files of the project, each read once."""

    @cached_method
    def get_domain(self) -> Domain:
        return super().get_domain()

    @cached_method
    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return super().get_stories(exclusion_percentage)

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """In all languages: the files here name none."""
        return self._nlu_data()

    @cached_method
    def _nlu_data(self) -> TrainingData:
        return super().get_nlu_data()
