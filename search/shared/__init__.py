"""The index in PostgreSQL itself, one for all hosts: its full text search finds, the arithmetic of the files ranks."""
