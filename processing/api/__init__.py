"""The processing log over REST, for officers: who used the data of this person. Reading it is itself logged."""
