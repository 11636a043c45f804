"""Runs the components of a trained model one after the other.

Rasa has dask plan every run anew and pass each step through a queue made for threads, of which there are none. For a short
message that takes a sixth of the time of reading it, and every turn runs the graph several times.
"""

from __future__ import annotations

from typing import Any

from rasa.core import processor
from rasa.engine.runner.dask import DaskGraphRunner


class StraightRunner(DaskGraphRunner):
    """Loads components as Rasa does; each runs once, when what it needs is there."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of ``targets``, none for all that the graph has. Raises GraphRunError."""
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        return dict(self._output(name, done) for name in targets or self._graph_schema.target_names)

    def _output(self, name: str, done: dict[str, tuple[str, Any]]) -> Any:
        """With its name, as components take it; the name alone where there is no such component."""
        if name not in done and name in self._instantiated_nodes:
            needs = self._graph_schema.nodes[name].needs.values()
            done[name] = self._instantiated_nodes[name](*(self._output(need, done) for need in needs))
        return done.get(name, name)


def run_straight() -> None:
    """Has Rasa run all models that it loads from here on so."""
    processor.DaskGraphRunner = StraightRunner
