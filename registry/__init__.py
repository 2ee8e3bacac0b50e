"""Source registers: information models, voorkomens in two times, and the views on them."""
