"""The empty TensorFlow lets Rasa import, and says clearly when something really wants the full one."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

HOLLOW = Path(__file__).resolve().parents[2] / "hollow"
PIPELINE_WITH_DIET = """
recipe: default.v1
assistant_id: shop
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: DIETClassifier
  epochs: 1
"""
TWO_INTENTS = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hi
    - habari
- intent: bye
  examples: |
    - bye
    - kwaheri
"""


def run_python(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Python with the hollow packages of this repository in front of whatever is installed."""
    sources = [str(HOLLOW / name / "src") for name in ("tensorflow", "tensorflow-text", "tensorflow-hub")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sources),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def run_module(tmp_path: Path, source: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "module.py").write_text(textwrap.dedent(source))
    return run_python("module.py", folder=tmp_path)


def test_names_can_be_subclassed_indexed_and_used_as_decorators_while_a_module_is_imported(tmp_path: Path) -> None:
    result = run_module(
        tmp_path,
        """
        import tensorflow as tf
        import tensorflow_hub
        import tensorflow_text
        from keras.utils import tf_utils
        from tensorflow.keras.layers import Dense

        class Layer(tf.keras.layers.Layer, Dense):
            @tf.function(experimental_relax_shapes=True)
            def call(self, x: tf.Tensor["a", "b"]) -> tf.Tensor:
                return x

            @tf.function
            def twice(self):
                return 2

        print(Layer.call(None, 1), Layer.twice(None), tf.__version__)
        """,
    )
    assert (result.returncode, result.stdout.strip()) == (0, "1 2 2.12.0"), result.stderr


def test_calling_a_name_from_a_function_ends_the_program_and_says_how_to_get_tensorflow(tmp_path: Path) -> None:
    result = run_module(
        tmp_path,
        """
        import tensorflow as tf

        def train():
            return tf.constant(1)

        try:
            train()
        except Exception:
            print("swallowed")
        """,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert "'tensorflow.constant' was used" in result.stderr.splitlines()[-1]
    assert "Run 'make tensorflow'" in result.stderr.splitlines()[-1]


def test_a_dunder_that_tensorflow_does_not_have_is_missing_here_too(tmp_path: Path) -> None:
    result = run_module(tmp_path, "import tensorflow\nprint(hasattr(tensorflow, '__no_such_thing__'))")
    assert result.stdout.strip() == "False", result.stderr


def test_spacy_takes_tensorflow_for_absent_and_works(tmp_path: Path) -> None:
    result = run_module(
        tmp_path,
        """
        import spacy
        from thinc.compat import has_tensorflow

        print(has_tensorflow, [token.text for token in spacy.blank("en")("3 bags of flour")])
        """,
    )
    assert result.stdout.strip() == "False ['3', 'bags', 'of', 'flour']", result.stderr


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in HOLLOW.glob("*/pyproject.toml")))
def test_every_hollow_distribution_has_the_version_that_rasa_pins(folder: str) -> None:
    wanted = {
        requirement.name.replace("_", "-"): requirement.specifier
        for requirement in map(Requirement, requires("rasa") or [])
    }
    lines = (HOLLOW / folder / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    project = dict(line.replace('"', "").split(" = ", 1) for line in lines if line.startswith(("name =", "version =")))
    assert project["name"] == folder
    assert project["version"].endswith("+hollow")
    assert wanted[folder].contains(project["version"])


def test_training_with_diet_ends_with_the_way_to_install_tensorflow(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(PIPELINE_WITH_DIET)
    (tmp_path / "nlu.yml").write_text(TWO_INTENTS)
    result = run_python("-m", "rasa", "train", "nlu", "--nlu", "nlu.yml", "--out", "models", folder=tmp_path)
    output = (result.stdout + result.stderr).strip()
    assert result.returncode == 1
    assert "Run 'make tensorflow'" in output.splitlines()[-1]
    assert not list(tmp_path.glob("models/*.tar.gz"))
