"""The witness: what a neighbour runs, so that a log cannot show one thing here and another thing there (C2SP tlog-witness)."""
