"""How roles are called in groups, files, settings and the API. Plain words, so that the settings can be read with them."""

AGENT, AUTHOR, OWNER, MANAGER, ADMINISTRATOR = "agent", "author", "owner", "manager", "administrator"
ROLES = (AGENT, AUTHOR, OWNER, MANAGER, ADMINISTRATOR)
