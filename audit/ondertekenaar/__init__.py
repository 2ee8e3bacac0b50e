"""The signer: a process of its own that holds the log's key and signs only what continues what it signed before."""
