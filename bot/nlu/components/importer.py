"""The project's files as Rasa reads them, without reading any twice; ``config.yml`` names it.

Sentences stand beside the training data, in ``data/responses``. Rasa itself leaves them in it, so that each changed
sentence would train everything anew.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import KEY_RESPONSES, Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain_files import domain_files

# By kind; with the state that the files had. Rasa makes itself several importers of the same files.
_read: dict[str, tuple[Any, Any]] = {}


class ReadOnce(RasaFileImporter):
    """The files of the project, each read once as long as it stays as it is."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        """The sentences beside the domain belong to it whichever training data is named."""
        super().__init__(config_file, domain_path, training_data_paths)
        known = {Path(file).resolve() for file in self._nlu_files}
        _frame, *sentences = domain_files(Path(domain_path or "").parent)
        self._nlu_files += [str(file) for file in sentences if file.resolve() not in known]

    def get_domain(self) -> Domain:
        """With the sentences of all topics."""
        return _once("domain", self._of_domain(), self._whole_domain)

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        read = partial(super().get_stories, exclusion_percentage)
        return _once(f"stories {exclusion_percentage}", [*self._story_files, *self._of_domain()], read)

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """In all languages: the files here name none. Without the sentences; nothing learns from those."""
        return _once("examples", self._nlu_files, lambda: _without_sentences(self._written()))

    def _whole_domain(self) -> Domain:
        return super().get_domain().merge(Domain.from_dict({KEY_RESPONSES: self._written().responses}))

    def _written(self) -> TrainingData:
        """As Rasa reads the files of examples and of sentences."""
        return _once("written", self._nlu_files, super().get_nlu_data)

    def _of_domain(self) -> list[str]:
        if not self._domain_path:
            return list(self._nlu_files)
        path = Path(self._domain_path)
        frame = [path] if path.is_file() else sorted(path.rglob("*.y*ml"))
        return [*map(str, frame), *self._nlu_files]


def _without_sentences(written: TrainingData) -> TrainingData:
    examples = copy(written)
    examples.responses = {}
    return examples


def _once(kind: str, files: Iterable[str], read: Callable[[], Any]) -> Any:
    state = [(file, Path(file).stat().st_mtime_ns) for file in files]
    if _read.get(kind, (None,))[0] != state:
        _read[kind] = state, read()
        # It stays until the end: whoever looks for what can be thrown away need not look through it.
        gc.freeze()
    return _read[kind][1]
