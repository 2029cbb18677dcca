"""What keeps an installation alive: how it is, what is wrong with it, its backups."""
