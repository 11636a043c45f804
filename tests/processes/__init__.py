"""The shop as it really runs: five processes, started, killed and started again."""
