"""The embedded services of a local installation, and the processes that run on them."""
