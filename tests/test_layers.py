"""Modules of practices import only from what stands above them in the list; the list is the architecture."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Lowest first. Packages stand for all their modules.
LAYERS = [
    "vocabulary", "rubric", "text", "site", "licence", "stopwords", "analysis", "kept", "codes", "locking", "models", "reference", "files",
    "document", "completeness", "listings", "publishing", "merging", "retiring", "grading", "transitions", "workflow",
    "unsaved", "cloning", "duplicates",
    "reviewing", "proposals", "commenting", "people", "queues", "search", "filters", "exchange", "opendata", "fixtures",
    "notices", "jobs",
]  # fmt: skip
# On top of all these, and apart from each other.
SURFACES = {"web", "admin", "api", "management", "migrations", "apps"}


def imports_of(path: Path) -> set[str]:
    """Dotted names a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(app: str) -> list[Path]:
    return sorted((ROOT / app).rglob("*.py"))


def layer_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "practices").with_suffix("").parts
    return parts[0]


def test_every_module_has_its_place():
    known = {*LAYERS, *SURFACES, "__init__"}
    assert {layer_of(path) for path in modules("practices")} <= known


def test_a_module_imports_only_from_above():
    for path in modules("practices"):
        layer = layer_of(path)
        if layer not in LAYERS:
            continue
        allowed = {*LAYERS[: LAYERS.index(layer) + 1]}
        for name in imports_of(path):
            app, _dot, rest = name.partition(".")
            if app == "practices" and rest:
                assert rest.split(".")[0] in allowed, f"{path.relative_to(ROOT)} imports {name}"


def test_surfaces_do_not_import_each_other():
    for path in modules("practices"):
        layer = layer_of(path)
        if layer in SURFACES:
            others = {f"practices.{other}" for other in SURFACES - {layer, "migrations"}}
            for name in imports_of(path):
                assert not any(name == other or name.startswith(other + ".") for other in others), (
                    f"{path} imports {name}"
                )


def test_accounts_knows_nothing_of_practices_and_no_app_of_the_project():
    for path in modules("accounts"):
        assert not any(name.startswith(("practices", "registry")) for name in imports_of(path)), path
    for path in modules("practices"):
        assert not any(name.split(".")[0] == "registry" for name in imports_of(path)), path


def test_only_the_workflow_writes_state():
    """`state` is assigned in one function; the rest read it."""
    writers = []
    for path in modules("practices"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                writers.append(path.name)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
                assert not any(keyword.arg == "state" for keyword in node.keywords), path
    assert set(writers) == {"workflow.py"}
