"""Loading through a running server (demo and test only): the command line is a thin client, the server does the work."""
