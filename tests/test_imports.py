"""Who may import whom: read from every module's own import statements."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("bot", "knowledge", "quiz", "written")
    for path in (ROOT / folder).rglob("*.py")
}
TOOLS = {"knowledge.evaluate", "knowledge.calibrate"}  # run by people, imported by nobody


def imported(module: str, everywhere: bool = True) -> set[str]:
    """Return the modules that ``module`` imports, those within functions only where ``everywhere``."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else iter(tree.body)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def below(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("package", ["knowledge", "quiz", "written"])
def test_libraries_know_nothing_of_bots_nor_of_each_other(package: str) -> None:
    others = {"bot", "aiohttp", "telegram", "sqlalchemy", "knowledge", "quiz", "written"} - {package}
    if package != "written":
        others.discard("written")
    for module in (name for name in MODULES if below(name, package) and name not in TOOLS):
        assert not [name for name in imported(module) if below(name, *others)], module


def test_messages_import_nothing_of_ours() -> None:
    assert not [name for name in imported("bot.messages") if below(name, "bot", "knowledge", "quiz")]


@pytest.mark.parametrize("module", sorted(name for name in MODULES if below(name, "bot.handlers")))
def test_handlers_know_no_channel_and_no_database(module: str) -> None:
    assert not [
        name
        for name in imported(module)
        if below(name, "bot.channels", "bot.store", "sqlalchemy", "aiohttp", "telegram")
    ]


@pytest.mark.parametrize("module", sorted(name for name in MODULES if below(name, "bot.channels")))
def test_channels_know_no_handler(module: str) -> None:
    assert not [name for name in imported(module) if below(name, "bot.handlers", "quiz", "sqlalchemy", "bot.app")]


def test_only_one_channel_knows_telegram_and_only_the_store_knows_sqlalchemy() -> None:
    for module in MODULES:
        names = imported(module)
        if not module.startswith("bot.channels.telegram"):
            assert not [name for name in names if below(name, "telegram")], module
        if not below(module, "bot.store"):
            assert not [name for name in names if below(name, "sqlalchemy")], module


def test_only_settings_reads_the_environment() -> None:
    for module, path in MODULES.items():
        if module != "bot.settings":
            source = path.read_text(encoding="utf-8")
            assert "os.environ" not in source and "getenv" not in source, module


def test_no_cycles() -> None:
    graph = {
        module: {name for name in imported(module, everywhere=False) if name in MODULES and name != module}
        for module in MODULES
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module in done:
            return
        for following in graph[module]:
            visit(following, (*path, module))
        done.add(module)

    for module in graph:
        visit(module, ())
