"""The information model: a file per register and version, loaded and checked; everything else is derived from it."""
