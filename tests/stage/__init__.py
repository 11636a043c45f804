"""The shop on a stage: the trained model, the real actions, real SQLite and the sandbox over HTTP, in one process."""
