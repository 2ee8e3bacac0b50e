"""A build that breaks the promise on purpose: it answers first and logs 20 ms later. Only to see that the count can find it."""
