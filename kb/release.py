"""Which release this is, as pyproject.toml says."""

import tomllib

from kb.env import BASE

RELEASE: str = tomllib.loads((BASE / "pyproject.toml").read_text())["project"]["version"]
