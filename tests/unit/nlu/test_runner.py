"""A model's graph runs as Rasa's own runner runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.processor import MessageProcessor
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


def _run(runner: type[DaskGraphRunner], folder: Path, inputs: dict[str, Any], target: str) -> dict[str, Any]:
    context = ExecutionContext(graph_schema=SCHEMA, model_id="steps")
    return runner.create(SCHEMA, LocalModelStorage(folder), context).run(inputs, [target])


def test_given_a_step_that_two_others_need_when_the_last_is_asked_for_then_each_is_taken_once(tmp_path: Path) -> None:
    said: list[str] = []

    found = _run(StraightRunner, tmp_path, {"__said__": said}, "last")

    assert said == ["begin", "go on", "go on"]
    assert found == {"last": [["begin", "go on"], ["begin", "go on", "go on"]]}
    assert found == _run(DaskGraphRunner, tmp_path, {"__said__": []}, "last")


def test_given_an_early_target_when_it_is_asked_for_then_no_later_step_is_taken(tmp_path: Path) -> None:
    said: list[str] = []

    assert _run(StraightRunner, tmp_path, {"__said__": said}, "first") == {"first": ["begin"]}
    assert said == ["begin"]


@pytest.mark.parametrize("runner", [DaskGraphRunner, StraightRunner])
def test_given_no_input_when_a_step_needs_it_then_it_is_an_error_of_the_graph(
    runner: type[DaskGraphRunner], tmp_path: Path
) -> None:
    with pytest.raises(GraphRunError):
        _run(runner, tmp_path, {}, "last")


def test_given_it_is_switched_on_when_rasa_loads_a_model_then_it_runs_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    monkeypatch.setattr("rasa.core.processor.DaskGraphRunner", DaskGraphRunner)

    def load(*given: object) -> tuple[None, None]:
        taken.append(given[-1])
        return None, None

    monkeypatch.setattr("rasa.core.processor.loader.load_predict_graph_runner", load)

    run_straight()
    MessageProcessor._load_model(Path(__file__))

    assert taken == [StraightRunner]
