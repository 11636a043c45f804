"""``config.yml``: no component that needs TensorFlow where only its hollow stand-in is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from bot.workshop.project.finding import Finding
from bot.workshop.project.project import Project

DISTRIBUTIONS = ("tensorflow", "tensorflow-cpu-aws", "tensorflow-intel", "tensorflow-macos")
NEED_TENSORFLOW = frozenset({"DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy", "ResponseSelector"})


def tensorflow_version() -> str:
    """Empty where no TensorFlow of any name is installed."""
    for name in DISTRIBUTIONS:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""


def check_components(project: Project, tensorflow: str) -> Iterator[Finding]:
    if tensorflow and not tensorflow.endswith("+hollow"):
        return
    for component in project.components:
        name = component.name.rpartition(".")[2]
        if name in NEED_TENSORFLOW:
            message = f"{name} needs TensorFlow, which is not installed"
            yield Finding(component.place, message, f"run 'make tensorflow', or take {name} out of the config")
