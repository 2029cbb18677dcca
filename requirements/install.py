"""Make `.venv` and install a lock file into it: `python3 requirements/install.py base` (or `dev`); nothing when that is done.

Standard library only, and readable by old versions of Python, so that they too can say what is missing. The exact versions and
their hashes stand in the lock files; uv installs them within seconds, pip is the fallback.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
UV = "uv==0.13.9"
BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
LOG = VENV / "install.log"
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3", "python3.14")
# A name on the path may be a shim that does not run; an environment may be left over from a Python that was replaced since.
IS_NEW = "import sys; sys.exit(sys.version_info < (3, 11))"
IS_WHOLE = "import pip; " + IS_NEW


def main(name):
    lock = BASE / "requirements" / "{}.txt".format(name)
    stamp = VENV / "installed-{}".format(name)
    wanted = hashlib.sha256(lock.read_bytes() + UV.encode()).hexdigest()
    if not runs(VENV / "bin" / "python", IS_WHOLE):
        make_venv(suitable_python())
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    started = time.time()
    print("Installing the packages of requirements/{}.txt ...".format(name), flush=True)
    for old in VENV.glob("installed-*"):
        old.unlink()
    install(lock)
    stamp.write_text(wanted)
    if name == "dev":  # Everything of base is in dev, at the same versions.
        (VENV / "installed-base").write_text(hashlib.sha256(lock.with_name("base.txt").read_bytes() + UV.encode()).hexdigest())
    print("Installed in {:.0f} s.".format(time.time() - started), flush=True)


def suitable_python():
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for candidate in CANDIDATES:
        path = shutil.which(candidate)
        if path and runs(path, IS_NEW):
            return path
    have = "{}.{}".format(*sys.version_info[:2])
    sys.exit(
        "Python 3.11 or newer is needed and this is {}: "
        "install it (Debian: apt install python3, macOS: brew install python).".format(have)
    )


def make_venv(python):
    print("Making .venv with {} ...".format(python), flush=True)
    if VENV.is_symlink() or VENV.is_file():
        sys.exit(".venv is not a folder: remove it and run make again.")
    made = run([python, "-m", "venv", "--clear", str(VENV)])
    if made.returncode == 0:
        return
    said = made.stdout.decode("utf-8", "replace")
    shutil.rmtree(str(VENV), ignore_errors=True)
    if "ensurepip" in said or "No module named venv" in said:
        sys.exit(
            "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv) and run make again."
        )
    if not os.access(str(BASE), os.W_OK):
        sys.exit("{} cannot be written to: clone into a folder of your own and run make again.".format(BASE))
    sys.exit("The virtual environment could not be made: {}".format(last_line(said)))


def install(lock):
    """With uv; without it, or where only pip knows the way to a package index, with pip."""
    pip = [str(VENV / "bin" / "python"), "-m", "pip"]
    LOG.write_bytes(b"")
    with_uv = logged([*pip, "install", "--quiet", "--disable-pip-version-check", UV]) and logged(
        [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(VENV / "bin" / "python"), "--require-hashes",
         "--compile-bytecode", "--quiet", "-r", str(lock)]
    )  # fmt: skip
    if with_uv:
        return
    print("uv could not; pip does it, which takes longer ...", flush=True)
    if not logged([*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]):
        sys.exit(
            "The packages could not be installed: check the connection to the internet (or set PIP_INDEX_URL to a mirror) "
            "and run make again; {} has the details.".format(LOG)
        )


def logged(command):
    done = run(command)
    with LOG.open("ab") as log:
        log.write(" ".join(command).encode() + b"\n" + done.stdout)
    return done.returncode == 0


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def runs(python, check):
    """Whether this Python is there, starts, and passes the check."""
    try:
        return run([str(python), "-c", check]).returncode == 0
    except OSError:
        return False


def last_line(text):
    return (text.strip().splitlines() or ["no reason was given."])[-1]


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("Stopped; run make again to go on.")
    except PermissionError as error:
        sys.exit("{} cannot be written to: make it yours and run make again.".format(error.filename))
