"""The house is in order: everything in its place, nothing said twice, nothing that only works here."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from pipeline import cli
from pipeline.generated import out_of_date

ROOT = Path(__file__).parents[1]
ROOMS = {"pipeline", "flows", "models", "data", "notebooks", "tests", "docs"}
PAPERS = {
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "Makefile",
    "pyproject.toml", "requirements.lock",
}  # fmt: skip
HIDDEN = {".ci", ".github", ".gitignore", ".gitattributes", ".editorconfig", ".dockerignore"}
TEXTS = {".py", ".toml", ".md", ".sql", ".html", ".css", ".js", ".json", ".jsonl", ".csv", ".case"}
LONGEST = 400  # lines; beyond it a file has more than one reason
AUDIO = {".ogg", ".wav", ".mp3", ".flac", ".m4a", ".opus", ".aac", ".amr", ".wma", ".webm"}
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|tmp|home|root|Users|mnt|opt|private)/[\w.]")


def _tracked() -> list[Path]:
    """Files that are or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def _read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _documents() -> list[Path]:
    return [path for path in _tracked() if path.suffix == ".md"]


def test_the_top_level_holds_the_rooms_and_the_usual_papers():
    allowed = ROOMS | PAPERS | HIDDEN
    assert {path.parts[0] for path in _tracked()} - allowed == set()
    assert {path.parts[0] for path in _tracked()} >= ROOMS | PAPERS - {"NOTICE"}


def test_only_pipeline_and_flows_are_packages():
    packages = {path.parent for path in _tracked() if path.name == "__init__.py"}
    assert {path.parts[0] for path in packages} <= {"pipeline", "flows", "tests"}


def test_every_module_and_every_room_says_what_it_is_for():
    silent = [
        path
        for path in _tracked()
        if path.suffix == ".py"
        and path.parts[0] in ("pipeline", "flows", "models", "data")
        and _read(path).strip()
        and not ast.get_docstring(ast.parse(_read(path)))
        and path.name != "__init__.py"
    ]
    assert silent == []
    rooms = [path for path in (ROOT / "pipeline").iterdir() if (path / "__init__.py").exists()]
    unexplained = [
        path.name for path in rooms if not ast.get_docstring(ast.parse(_read(path / "__init__.py")))
    ]
    assert unexplained == []


def test_no_file_of_the_program_has_grown_past_its_room():
    long = {
        str(path): n_lines
        for path in _tracked()
        if path.parts[0] in ("pipeline", "flows") and path.suffix in (".py", ".sql", ".js", ".html")
        if (n_lines := len(_read(path).splitlines())) > LONGEST
    }
    assert long == {}


def test_no_import_breaks_a_wall():
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout
    contracts = tomllib.loads(_read(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]
    assert f"{len(contracts)} kept" in ran.stdout


def test_what_is_generated_is_up_to_date():
    assert out_of_date() == []


def _commands() -> list[str]:
    root = typer.main.get_command(cli.app)
    return [
        f"{name} {inner}".strip()
        for name, command in root.commands.items()
        for inner in getattr(command, "commands", {"": None})
    ]


def _in_docs(words: str) -> bool:
    return any(f"retold {words}" in _read(path) for path in _documents())


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_in_the_documents(command):
    group, _, inner = command.partition(" ")
    assert _in_docs(command) or (
        inner
        and any(re.search(rf"retold {group} \S*\b{inner}\b", _read(path)) for path in _documents())
    )


def test_every_command_that_the_documents_name_exists():
    known = {command.split()[0] for command in _commands()}
    used = {
        word
        for path in _documents()
        if path.parts[0] != "docs" or "decisions" not in path.parts
        for word in re.findall(r"(?:`|bin/|^ *|\$ )retold ([a-z]+)", _read(path), re.MULTILINE)
    }
    assert used
    assert used - known == set()


def test_every_make_target_that_the_documents_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", _read(Path("Makefile")), re.MULTILINE))
    named = {
        word
        for path in _documents()
        for word in re.findall(r"(?:`|^ *|\$ )make ([a-z-]+)", _read(path), re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= targets


def test_every_make_target_says_what_it_does():
    makefile = _read(Path("Makefile"))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    told = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert told == set(phony[1].split())


def test_recordings_lie_with_the_samples_and_are_small():
    recordings = [path for path in _tracked() if path.suffix.lower() in AUDIO]
    assert {path.parent for path in recordings} == {Path("data/samples")}
    assert sum((ROOT / path).stat().st_size for path in recordings) < 10_000_000


def test_nothing_large_and_no_weights_are_committed():
    large = [str(path) for path in _tracked() if (ROOT / path).stat().st_size > 2_500_000]
    assert large == []
    weights = {".bin", ".pt", ".pth", ".onnx", ".safetensors", ".pkl", ".duckdb", ".parquet"}
    assert [str(path) for path in _tracked() if path.suffix in weights] == []


def test_no_path_of_a_machine_stands_in_a_file():
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in _tracked()
        if path.suffix in TEXTS or path.name in PAPERS or path.parts[0] == ".ci"
        for number, line in enumerate(_read(path).splitlines(), start=1)
        if MACHINE_PATHS.search(line)
    ]
    assert found == []


def _requirements() -> list[tuple[str, str]]:
    """Every dependency of pyproject.toml with what stands beside it."""
    lines = _read(Path("pyproject.toml")).split("[tool.", 1)[0].splitlines()
    entry = re.compile(r'^    "([A-Za-z0-9_-]+)[^"]*",(.*)$')
    return [(found[1], found[2].strip()) for line in lines if (found := entry.match(line))]


def test_every_dependency_has_its_reason_beside_it():
    project = tomllib.loads(_read(Path("pyproject.toml")))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert len(_requirements()) == len(asked)
    assert [name for name, reason in _requirements() if not re.match(r"# \w{2}", reason)] == []


def test_the_lock_pins_everything_exactly_and_has_all_dependencies():
    pins = [
        line.split("#")[0].split(";")[0].strip()
        for line in _read(Path("requirements.lock")).splitlines()
        if line.strip() and not line.lstrip().startswith(("#", "--"))
    ]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.\-]+(\[[\w,]+\])?==[\w.+!]+", pin)] == []
    locked = {_canonical(re.split(r"[\[=]", pin)[0]) for pin in pins}
    assert {_canonical(name) for name, _ in _requirements()} - locked == set()


def test_every_dependency_is_used():
    modules = {
        "openai-whisper": "whisper", "faster-whisper": "faster_whisper", "scikit-learn": "sklearn",
        "pydantic-settings": "pydantic_settings", "import-linter": "importlinter",
        "duckdb-extension-fts": "duckdb_extension_fts",
        "axe-core-python": "axe_core_python",
    }  # fmt: skip
    not_imported = {
        "fastapi",
        "sqlalchemy",
        "fsspec",
        "pytz",
        "uvicorn",
        "ruff",
        "mypy",
        "import-linter",
    }
    not_imported |= {"ipykernel", "httpx", "duckdb-extension-httpfs"}  # by name, through others
    not_imported |= {"duckdb-extension-ducklake", "duckdb-extension-postgres-scanner"}
    not_imported |= {"pytest-xdist"}
    imported: set[str] = set()
    for path in _tracked():
        if path.suffix == ".py":
            imported.update(re.findall(r"^\s*(?:import|from) (\w+)", _read(path), re.MULTILINE))
    idle = {
        name
        for name, _ in _requirements()
        if name not in not_imported and modules.get(name, name) not in imported
    }
    assert idle == set()


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", _read(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in _documents():
        text = re.sub(r"```.*?```", "", _read(path), flags=re.DOTALL)
        for target in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            aim = (ROOT / path.parent / name).resolve() if name else ROOT / path
            if not aim.exists():
                broken.append(f"{path}: {target}: no such file")
            elif anchor and aim.suffix == ".md" and anchor not in _anchors(aim.relative_to(ROOT)):
                broken.append(f"{path}: {target}: no such heading")
    assert broken == []


def test_test_functions_are_not_hidden_by_others_of_the_same_name():
    twice = []
    for path in _tracked():
        if path.parts[0] == "tests" and path.suffix == ".py":
            names = re.findall(r"^def (test_\w+)", _read(path), re.MULTILINE)
            twice += [f"{path}: {name}" for name in set(names) if names.count(name) > 1]
    assert twice == []


def test_every_test_file_asserts():
    silent = [
        str(path)
        for path in _tracked()
        if path.name.startswith("test_") and path.suffix == ".py"
        if not re.search(r"^\s+(assert |with pytest\.raises)", _read(path), re.MULTILINE)
    ]
    assert silent == []


def test_notebooks_are_scripts_without_outputs():
    notebooks = [path for path in _tracked() if path.parts[0] == "notebooks"]
    assert [path for path in notebooks if path.suffix == ".ipynb"] == []
    assert [path for path in notebooks if path.suffix == ".py"]
