"""Are there known faults in what is installed? Asked of the advisory service, if it answers; not having looked is no pass.

`python -m tests.security.libraries`: 0 nothing known, 1 something is known, 2 could not look. pip-audit says that nothing is
known also where it could not ask, so it is first asked about a version that is known to be bad.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from kb.env import BASE

KNOWN_BAD = "django==2.2.0"
COULD_NOT = "Could not look: {}. This is no pass."


def asked(requirements: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", str(requirements)]
    return subprocess.run(command, cwd=BASE, check=False, capture_output=True, text=True)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder) / "bad.txt"
        bad.write_text(f"{KNOWN_BAD}\n")
        tried = asked(bad)
    if "No module named" in tried.stderr:
        print(COULD_NOT.format("pip-audit is not installed (pip install pip-audit)"))
        return 2
    if "django" not in tried.stdout:
        print(COULD_NOT.format("the advisory service does not answer"))
        return 2
    found = asked(BASE / "requirements" / "base.txt")
    print(found.stdout or found.stderr)
    return found.returncode


if __name__ == "__main__":
    sys.exit(main())
