"""Person lists as the GBA-V exchanges them: reading the file, and mapping elements to the model through its own annotations."""
