"""The next version of the product, as far as a proef needs it: an app with one migration on tables that are read and written all the time."""
