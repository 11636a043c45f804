"""A model's graph runs as Rasa's own runner runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from bot.nlu.components.runner import StraightRunner, run_straight


class Steps(GraphComponent):
    """Tells of each step that was taken."""

    @classmethod
    def create(cls, config: dict[str, Any], *_unused: Any, **_named: Any) -> Steps:
        return cls()

    def begin(self, said: list[str]) -> list[str]:
        said.append("begin")
        return said

    def go_on(self, said: list[str]) -> list[str]:
        said.append("go on")
        return [*said]

    def both(self, one: list[str], other: list[str]) -> list[list[str]]:
        return [one, other]


def _node(step: str, **needs: str) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Steps, constructor_name="create", fn=step, config={}, eager=True, resource=Resource("steps")
    )


SCHEMA = GraphSchema(
    {
        "first": _node("begin", said="__said__"),
        "left": _node("go_on", said="first"),
        "right": _node("go_on", said="first"),
        "last": _node("both", one="left", other="right"),
    }
)


def _rasas(folder: Path) -> DaskGraphRunner:
    context = ExecutionContext(graph_schema=SCHEMA, model_id="steps")
    return DaskGraphRunner.create(SCHEMA, LocalModelStorage(folder), context)


def _straight(folder: Path) -> StraightRunner:
    return StraightRunner(_rasas(folder))


def _run(make: Callable[[Path], Any], folder: Path, inputs: dict[str, Any], target: str) -> Any:
    return make(folder).run(inputs, [target])


def test_given_a_step_that_two_others_need_when_the_last_is_asked_for_then_each_is_taken_once(tmp_path: Path) -> None:
    said: list[str] = []

    found = _run(_straight, tmp_path, {"__said__": said}, "last")

    assert said == ["begin", "go on", "go on"]
    assert found == {"last": [["begin", "go on"], ["begin", "go on", "go on"]]}
    assert found == _run(_rasas, tmp_path, {"__said__": []}, "last")


def test_given_an_early_target_when_it_is_asked_for_then_no_later_step_is_taken(tmp_path: Path) -> None:
    said: list[str] = []

    assert _run(_straight, tmp_path, {"__said__": said}, "first") == {"first": ["begin"]}
    assert said == ["begin"]


@pytest.mark.parametrize("runner", [_rasas, _straight])
def test_given_no_input_when_a_step_needs_it_then_it_is_an_error_of_the_graph(
    runner: Callable[[Path], Any], tmp_path: Path
) -> None:
    with pytest.raises(GraphRunError):
        _run(runner, tmp_path, {}, "last")


def test_given_a_loaded_model_when_it_is_switched_over_then_it_runs_straight_and_is_not_switched_twice(
    tmp_path: Path,
) -> None:
    agent = SimpleNamespace(processor=SimpleNamespace(graph_runner=_rasas(tmp_path)))

    run_straight(agent)  # type: ignore[arg-type]
    switched = agent.processor.graph_runner
    run_straight(agent)  # type: ignore[arg-type]

    assert isinstance(switched, StraightRunner)
    assert agent.processor.graph_runner is switched


def test_given_no_model_when_it_is_switched_over_then_nothing_happens() -> None:
    run_straight(SimpleNamespace(processor=None))  # type: ignore[arg-type]
