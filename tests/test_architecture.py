"""The house's own rules, read off its files, its models and its templates (docs/decisions/0001)."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ROOT = settings.BASE_DIR
ORDER = ["home", "register", "portfolio", "reviews", "forms", "modules", "people", "cms"]
DRAWERS = {"utils", "util", "common", "core", "helpers", "misc"}  # where things go that nobody finds again
SOURCES = sorted(path for app in ORDER for path in (ROOT / app).rglob("*.py"))
OURS = [path for path in SOURCES if "migrations" not in path.parts]
VIEWS = [path for path in OURS if "views" in {path.stem, path.parent.name} or "desks" in path.parts]

# Content and public bodies, which everybody may know of: views may ask these models directly (T4).
NOBODYS = {"Level", "ModulePage", "Provider", "School", "SharingNotice"}
# The other places where a view does, and why nobody sees a stranger's row there.
ASKED_OTHERWISE = {
    (
        "forms/views/doors.py",
        "Submission",
    ): "shows nothing: keeps what its signed-out owner typed",
    ("forms/views/checking.py", "Attachment"): "asks for the person's own files only",
}


def name(path):
    """A file's path as the repository knows it."""
    return str(path.relative_to(ROOT))


def calls(path):
    """Every call in a file, as (text of what is called, its arguments, line)."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.args, node.lineno


def test_imports_point_right():
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def points(model):
    """The apps of ours that a model's columns point at."""
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model:
            label = field.related_model._meta.app_label
            if label in ORDER:
                yield field, label


def test_no_foreign_key_points_left():
    left = [
        f"{model._meta.label}.{field.name} -> {label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ORDER
        for field, label in points(model)
        if ORDER.index(label) < ORDER.index(model._meta.app_label)
    ]
    assert left == []


def test_no_migration_waits_for_one_on_the_left():
    graph = MigrationLoader(None).graph
    left = [
        f"{child} -> {parent}"
        for child in graph.nodes
        for parent in (node.key for node in graph.node_map[child].parents)
        if {child[0], parent[0]} <= set(ORDER) and ORDER.index(parent[0]) < ORDER.index(child[0])
    ]
    assert left == []


def test_there_is_no_junk_drawer():
    assert [name(path) for path in SOURCES if DRAWERS & {path.stem, *path.relative_to(ROOT).parts}] == []


@pytest.mark.parametrize("requirements", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_says_why_it_is_there(requirements):
    lines = (ROOT / requirements).read_text().splitlines()
    silent = [line for line in lines if not re.fullmatch(r"#.*|-r .*|[^#\s]+\s+# \S.{10,}", line)]
    assert silent == []


def test_every_ignored_lint_rule_says_why():
    pyproject = (ROOT / "pyproject.toml").read_text()
    ignored = pyproject[pyproject.index("\nignore = [") : pyproject.index("[tool.ruff.lint.mccabe]")]
    rules = [line for line in ignored.splitlines() if line.strip().startswith('"')]
    assert rules
    assert [line for line in rules if not re.search(r"# \S.{10,}", line)] == []


def test_requirements_lock_names_no_server():
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert re.findall(r"https?://|--index|--find-links", lock) == []


def test_views_take_rows_from_querysets_that_know_who_asks():
    asked = {
        (name(path), model)
        for path in VIEWS
        for model in re.findall(r"\b([A-Z]\w+)\.objects\b", path.read_text())
        if model not in NOBODYS
    }
    assert asked == ASKED_OTHERWISE.keys()


def test_one_module_draws_pdfs_and_always_with_a_policy():
    drawing = [path for path in OURS if re.search(r"\bpisa\b|\bxhtml2pdf\b", path.read_text())]
    importing = [
        name(path) for path in drawing if re.search(r"^\s*(from|import) xhtml2pdf", path.read_text(), re.M)
    ]
    assert importing == ["register/pdf.py"]
    text = (ROOT / "register/pdf.py").read_text()
    assert "resource_policy=" in text
    assert "allow_remote=False" in text
    assert not re.search(r"PERMISSIVE_POLICY|show_error_as_pdf", text)


def test_no_template_is_made_of_somebody_elses_text():
    made = [
        f"{name(path)}:{line}"
        for path in OURS
        for called, arguments, line in calls(path)
        if called.endswith("from_string")
        or (called.split(".")[-1] == "Template" and not all(isinstance(a, ast.Constant) for a in arguments))
    ]
    assert made == []


def test_lists_in_the_admin_escape_what_people_wrote():
    marking = [
        path for path in OURS if re.search(r"\bmark_safe\b|\bSafeString\b|\|\s*safe\b", path.read_text())
    ]
    in_admin = [
        name(p) for p in marking if p.stem.startswith(("wagtail_hooks", "admin")) or "viewsets" in p.stem
    ]
    assert in_admin == []


def test_no_template_trusts_a_value_blindly():
    trusting = [
        f"{name(path)}:{line}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for line, text in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\|\s*safe\b|autoescape off", text)
    ]
    assert trusting == []


def test_files_stay_small_enough_to_read():
    long = {name(path): n for path in OURS if (n := len(path.read_text().splitlines())) > 300}
    assert long == {}


def test_commands_are_called_what_the_documents_say():
    documented = {"serve", "load_demo", "check_register"}
    assert documented <= {path.stem for path in ROOT.glob("*/management/commands/*.py")}


def decision_numbers():
    return sorted(path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md"))


def test_decisions_are_numbered_without_gaps():
    numbers = decision_numbers()
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


def rows(page):
    """The table rows of a page of docs/ that begin with a rule's number: {number: the rest}."""
    found = re.findall(r"^\| ([RETFXS]\d+) \|(.*)$", (ROOT / "docs" / page).read_text(), re.M)
    assert len(found) == len(dict(found)), "a number stands twice"
    return dict(found)


@pytest.mark.parametrize(
    ("page", "last"),
    [("scheme.md", {"R": 40, "E": 26}), ("threats.md", {"T": 47, "F": 11, "X": 16, "S": 40})],
)
def test_every_rule_and_threat_has_its_line(page, last):
    assert set(rows(page)) == {f"{kind}{n}" for kind, end in last.items() for n in range(1, end + 1)}


@pytest.mark.parametrize("page", ["scheme.md", "threats.md"])
def test_every_line_names_files_that_exist_or_says_later(page):
    for number, row in rows(page).items():
        files = [word for word in re.findall(r"`([\w/.-]+)`", row) if "/" in word]
        assert [file for file in files if not (ROOT / file).exists()] == [], number
        assert files or "later" in row or "`make " in row, number


def test_links_in_documents_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{name(page)}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
        if not (page.parent / link).exists()
    ]
    assert broken == []
