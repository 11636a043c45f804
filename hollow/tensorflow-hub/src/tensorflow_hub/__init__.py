"""Empty, like the hollow TensorFlow it goes with."""

from tensorflow import hollow_out

hollow_out(__name__)
