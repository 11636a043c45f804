"""The project's files as Rasa reads them, without reading any twice; ``config.yml`` names it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

# By kind; with the state that the files had. Rasa makes itself several importers of the same files.
_read: dict[str, tuple[Any, Any]] = {}


class ReadOnce(RasaFileImporter):
    """The files of the project, each read once as long as it stays as it is."""

    def get_domain(self) -> Domain:
        return _once("domain", self._of_domain(), super().get_domain)

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        read = partial(super().get_stories, exclusion_percentage)
        return _once(f"stories {exclusion_percentage}", [*self._story_files, *self._of_domain()], read)

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """In all languages: the files here name none."""
        return _once("examples", self._nlu_files, super().get_nlu_data)

    def _of_domain(self) -> Iterable[str]:
        path = Path(self._domain_path) if self._domain_path else None
        if path is None or path.is_file():
            return [str(path)] if path else []
        return sorted(str(file) for file in path.rglob("*.y*ml"))


def _once(kind: str, files: Iterable[str], read: Callable[[], Any]) -> Any:
    state = [(file, Path(file).stat().st_mtime_ns) for file in files]
    if _read.get(kind, (None,))[0] != state:
        _read[kind] = state, read()
        # It stays until the end: whoever looks for what can be thrown away need not look through it.
        gc.freeze()
    return _read[kind][1]
