"""Runs the components of a trained model one after the other.

Rasa has dask plan every run anew and pass each step through a queue made for threads, of which there are none. For a short
message that takes a sixth of the time of reading it, and every turn runs the graph several times.
"""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.engine.runner.dask import DaskGraphRunner


class StraightRunner:
    """Runs what Rasa's own runner has loaded; each component once, when what it needs is there."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._nodes, self._schema = loaded._instantiated_nodes, loaded._graph_schema

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of ``targets``, none for all that the graph has. Raises GraphRunError."""
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        return dict(self._output(name, done) for name in targets or self._schema.target_names)

    def _output(self, name: str, done: dict[str, tuple[str, Any]]) -> Any:
        """With its name, as components take it; the name alone where there is no such component."""
        if name not in done and name in self._nodes:
            needs = self._schema.nodes[name].needs.values()
            done[name] = self._nodes[name](*(self._output(need, done) for need in needs))
        return done.get(name, name)


def run_straight(agent: Agent) -> None:
    """Has the model that the agent has loaded run so."""
    processor = agent.processor
    if processor is not None and isinstance(processor.graph_runner, DaskGraphRunner):
        processor.graph_runner = StraightRunner(processor.graph_runner)
