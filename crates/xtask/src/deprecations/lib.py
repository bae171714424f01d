"""What the Python sources of a standard library warn about: `python lib.py FOLDER`.

Writes a JSON list of the names whose use warns of a deprecation, whatever the arguments: functions and classes
that always warn, modules that warn when they are imported, and names that a module's `__getattr__` warns
about; with the release for which the removal is announced, if the call says so. Reads with `ast`; the sources
may be of another version.
"""

import ast
import json
import re
import sys
from pathlib import Path

SKIPPED = {"test", "tests", "idlelib", "turtledemo", "site-packages", "dist-packages", "lib2to3", "ensurepip", "__phello__"}


def announced(call):
    """`remove=(3, 14)` of a call of `warnings._deprecated`."""
    for keyword in call.keywords:
        if keyword.arg == "remove" and isinstance(keyword.value, ast.Tuple):
            return ".".join(str(element.value) for element in keyword.value.elts)
    return None


def warns(call):
    """Whether a call raises a warning of a deprecation."""
    function = ast.unparse(call.func)
    if function in ("warnings._deprecated", "_deprecated"):
        return True
    if function in ("warnings.warn", "warn", "_warnings.warn", "_warn", "warnings.warn_explicit"):
        arguments = list(call.args) + [keyword.value for keyword in call.keywords]
        return any("DeprecationWarning" in ast.unparse(argument) for argument in arguments)
    return False


class Finder(ast.NodeVisitor):
    def __init__(self, module):
        self.module, self.around, self.conditions, self.rows = module, [], [], []

    def scope(self, node):
        outer, self.conditions = self.conditions, []
        self.around.append(node.name)
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("deprecated"):
                self.found(decorator)
        self.generic_visit(node)
        self.around.pop()
        self.conditions = outer

    def found(self, call):
        """Notes what the call warns about, if it is a name."""
        around, planned = self.around, announced(call)
        if around == ["__getattr__"]:
            named = re.fullmatch(r"\w+ == '(\w+)'", self.conditions[-1]) if self.conditions else None
            if named:
                self.rows.append({"name": ".".join([self.module, named.group(1)]), "planned": planned})
        elif not self.conditions:
            if around and around[-1] == "__init__":
                around = around[:-1]
            if not any(part.startswith("_") for part in around):
                self.rows.append({"name": ".".join([self.module, *around]), "planned": planned})

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = scope

    def under(self, condition, body):
        self.conditions.append(condition)
        for node in body:
            self.visit(node)
        self.conditions.pop()

    def visit_If(self, node):
        test = ast.unparse(node.test)
        self.under(test, node.body)
        self.under("not (" + test + ")", node.orelse)

    def visit_Try(self, node):
        for part in node.body + node.orelse + node.finalbody:
            self.visit(part)
        for handler in node.handlers:
            self.under("except " + (ast.unparse(handler.type) if handler.type else ""), handler.body)

    def visit_Call(self, node):
        if warns(node):
            self.found(node)
        self.generic_visit(node)


def main():
    root, rows = Path(sys.argv[1]), []
    for path in sorted(root.rglob("*.py")):
        parts = list(path.relative_to(root).with_suffix("").parts)
        if SKIPPED & set(parts):
            continue
        if parts[-1] == "__init__":
            parts.pop()
        try:
            tree = ast.parse(path.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue
        finder = Finder(".".join(parts))
        finder.visit(tree)
        rows += finder.rows
    json.dump(rows, sys.stdout, indent=1)


main()
