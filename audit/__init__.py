"""Tamper evidence over the processing log: tree, sealer, checkpoints, witnesses."""
