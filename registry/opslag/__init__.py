"""How a register's tables are made from its information model, written and read. SQL lives here and nowhere else in the app."""
