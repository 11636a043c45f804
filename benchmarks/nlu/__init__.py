"""How well messages are understood, how fast, and against what: ``python -m benchmarks.nlu`` prints it and writes a page."""
