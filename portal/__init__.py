"""Pages for people: citizens, officers and stewards, developers."""
