"""The keras that comes with the hollow TensorFlow."""

from tensorflow import hollow_out

__version__ = "2.12.0"
hollow_out(__name__)
