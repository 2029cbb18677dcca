"""What deploy/ says is what the code reads, and its steps lead to an installation that Django's own checks find nothing in."""

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kb.env import BASE

DEPLOY = BASE / "deploy"
READERS = {"str", "list", "bool", "int", "flag", "whole", "days", "choice", "folder", "hosts", "origins", "web_address",
           "time_zone", "networks", "roles", "roles_of_groups"}  # fmt: skip
FOR_TESTS, FOR_COMPOSE = {"WRITES_SOON"}, {"SITE", "POSTGRES_PASSWORD"}
OF_OTHERS = {"HOME", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
HARDENED = {
    "User": "concord",
    "NoNewPrivileges": "true",
    "ProtectSystem": "strict",
    "PrivateTmp": "true",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
}
LINE = re.compile(r"#?([A-Z][A-Z0-9_]*)=(.*)")


def read_by_code() -> set[str]:
    """Every name that is asked of the environment, wherever that is done."""
    found = {"PORT"}
    for path in [BASE / "kb" / "env.py", BASE / "kb" / "settings.py", *(BASE / "kb" / "entrance").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                name = node.args[0].value
                if called in READERS and isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
                    found.add(name)
    return found


def explained() -> dict[str, str]:
    """Name and value of every variable of the example; each must have a sentence before it."""
    found, before = {}, ""
    for line in (DEPLOY / "env.example").read_text().splitlines():
        if match := LINE.fullmatch(line):
            assert before.startswith("# "), f"{match[1]} is not explained"
            assert match[1] not in found, f"{match[1]} stands there twice"
            found[match[1]] = match[2]
        before = line
    return found


def environment(**more: str) -> dict[str, str]:
    """A production host's: what the example sets, and nothing of this one."""
    lines = [line for line in (DEPLOY / "env.example").read_text().splitlines() if line and not line.startswith("#")]
    mine = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**mine, **dict(line.split("=", 1) for line in lines), **more}


def test_it_explains_every_variable_and_no_other():
    assert set(explained()) - FOR_COMPOSE == read_by_code() - FOR_TESTS


def test_it_sets_only_what_is_known_in_units_and_containers():
    known = set(explained()) | OF_OTHERS
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "concord"}
    assert set(ours) == {"migrate", "web", "worker", "beat"}
    for service in ours.values():
        assert set(service["environment"]) <= known
        assert service["read_only"]
        assert service["user"] == "10001:10001"
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
    for name, service in services.items():
        assert "healthcheck" in service, name
    assert services["migrate"]["restart"] == "no"
    waits = {name: service["depends_on"]["migrate"]["condition"] for name, service in ours.items() if name != "migrate"}
    assert set(waits.values()) == {"service_completed_successfully"}
    assert "noeviction" in services["redis"]["command"] or "volatile-lru" in services["redis"]["command"]
    used = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    used |= set(re.findall(r"\{\$([A-Z_]+)\}", (DEPLOY / "Caddyfile").read_text()))
    assert used == FOR_COMPOSE
    docker = re.findall(r"^(?:ENV )?\s*([A-Z_]+)=\S", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert set(docker) <= known
    assert {"CONCORD_DATA", "STATIC_ROOT"} <= set(docker)


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda path: path.stem)
def test_it_hardens_every_unit(path):
    unit = configparser.RawConfigParser(strict=False, delimiters="=")
    unit.optionxform = str
    unit.read(path)
    service = dict(unit["Service"])
    assert HARDENED.items() <= service.items()
    lines = [line for line in path.read_text().splitlines() if line.startswith("Environment=")]
    said = re.findall(r"([A-Z_]+)=", " ".join(lines))
    assert set(said) <= set(explained()) | OF_OTHERS
    program = service["ExecStart"].split()
    assert program[0].startswith("/opt/concord/.venv/bin/")
    if program[1] == "manage.py":
        assert (BASE / "kb" / "management" / "commands" / f"{program[2]}.py").exists() or program[2] == "migrate"
    if shutil.which("systemd-analyze"):
        rate = ["systemd-analyze", "security", "--offline=true", path]
        rated = subprocess.run(rate, capture_output=True, text=True, check=False)
        if found := re.search(r"exposure level for \S+: ([\d.]+)", rated.stdout):
            assert float(found[1]) < 2.5


def test_it_builds_from_what_the_image_copies_alone_and_passes_the_checks_of_django(tmp_path):
    """The steps of the Dockerfile in an empty folder: what it does not copy is not there."""
    steps = (DEPLOY / "Dockerfile").read_text()
    lines = re.findall(r"^COPY (?!--from)(.+)$", steps, re.MULTILINE)
    copied = [word.strip("/") for line in lines for word in line.split()[:-1]]
    allowed = {line[1:] for line in (BASE / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == allowed
    for name in copied:
        source, target = BASE / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, target)
    assert "manage.py assemble" in steps
    said = environment(CONCORD_DATA=str(tmp_path / "data"), STATIC_ROOT=str(tmp_path / "assembled"))
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'kb.settings'; import django; django.setup();"
        "from django.core.management import call_command as call; call('assemble');"
        "call('check', deploy=True, fail_level='INFO')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=said, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "assembled" / "staticfiles.json").is_file()
    assert list((tmp_path / "assembled").rglob("*.css.gz")), "nothing is compressed"
    assert (tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.mo").is_file()
    assert not Path(tmp_path, "data", "secret_key").exists(), "a secret was made while building"
