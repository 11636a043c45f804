"""``python -m bot.nlu.components.training FOLDER NAME [--force]``: what ``rasa train`` does, with everything read once.

Rasa itself reads and copies domain and examples four times, which takes longer than all that is learnt from them. And the
tagger, which needs nothing of Rasa's, is trained meanwhile on another core.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import rasa.cli.utils
import rasa.engine.validation
from rasa.engine.caching import LocalTrainingCache
from rasa.engine.graph import GraphModelConfiguration
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.model_training import get_unresolved_slots
from rasa.shared.constants import DEFAULT_CONFIG_PATH, DEFAULT_DATA_PATH, DEFAULT_DOMAIN_PATH
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import E2EImporter, ResponsesSyncImporter, TrainingDataImporter
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from bot.nlu.components import ahead
from bot.nlu.components.details_reader import ShopDetailsReader
from bot.nlu.components.importer import ReadOnce


class TaggerLast(DaskGraphRunner):
    """Runs all that is wanted one by one, the tagger last: until then it is trained in a process of its own."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        done = {name: (name, value) for name, value in (inputs or {}).items()}

        def output(name: str) -> tuple[str, Any]:
            if name not in done:
                needs = self._graph_schema.nodes[name].needs.values()
                done[name] = self._instantiated_nodes[name](*map(output, needs))
            return done[name]

        wanted = targets or self._graph_schema.target_names
        return dict(output(name) for name in sorted(wanted, key=_is_tagger))


def _is_tagger(node: str) -> bool:
    return ShopDetailsReader.__name__ in node


def project() -> TrainingDataImporter:
    """The project in the working directory; with answers that a model chooses, should it have such. What is trained from
    is the same as for ``rasa train``, so that each takes from the cache what the other put there."""
    files = ReadOnce(DEFAULT_CONFIG_PATH, DEFAULT_DOMAIN_PATH, [DEFAULT_DATA_PATH])
    return E2EImporter(ResponsesSyncImporter(files) if files.get_nlu_data().retrieval_intents else files)


def check(files: TrainingDataImporter) -> None:
    """Rasa's own checks. Ends the process with what they found."""
    rasa.cli.utils.validate_files(fail_on_warnings=False, max_history=None, importer=files)
    unknown = get_unresolved_slots(files.get_domain(), files.get_stories())
    if unknown:
        sys.exit(f"Rules set slots that the domain does not have: {', '.join(sorted(unknown))}.")


def configuration(files: TrainingDataImporter) -> GraphModelConfiguration:
    """What ``config.yml`` makes of the pipeline and the policies. Raises Rasa's errors."""
    recipe = Recipe.recipe_for_name(files.get_config()["recipe"])
    config, _missing, _given = recipe.auto_configure(
        files.get_config_file_for_auto_config(), files.get_config(), TrainingType.BOTH
    )
    graph = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH, is_finetuning=False)
    rasa.engine.validation.validate(graph)
    return graph


def train(model: Path, *, force: bool) -> None:
    """Writes ``model``, from Rasa's cache what is there unless ``force``."""
    print("Now: reading the examples", flush=True)
    files = project()
    print("Now: checking them", flush=True)
    check(files)
    with tempfile.TemporaryDirectory() as folder:
        trainer = GraphTrainer(LocalModelStorage(Path(folder)), LocalTrainingCache(), TaggerLast)
        trainer.train(configuration(files), files, model, force_retraining=force)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.components.training", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--force", action="store_true", help="take nothing from the cache")
    options = parser.parse_args(argv)
    configure_logging_and_warnings(logging.INFO)
    configure_structlog(logging.INFO)
    # All that is read stays until the end: looking for what could be thrown away finds nothing.
    gc.disable()
    with ahead.begun() if options.force else nullcontext():
        train(options.folder / f"{options.name}.tar.gz", force=options.force)
    return 0


if __name__ == "__main__":
    sys.exit(main())
