"""What the Python sources of a standard library warn about: `python lib.py FOLDER`.

Writes a JSON list of the places that warn of a deprecation: the module, the function or class around, the
condition under which it warns (null: always), the category, and the release for which the removal is
announced, if the call names it. Reads with `ast`; the sources may be of another version.
"""

import ast
import json
import sys
from pathlib import Path

SKIPPED = {"test", "tests", "idlelib", "turtledemo", "site-packages", "dist-packages", "lib2to3", "ensurepip", "__phello__"}


def announced(call):
    """`remove=(3, 14)` of a call of `warnings._deprecated`."""
    for keyword in call.keywords:
        if keyword.arg == "remove" and isinstance(keyword.value, ast.Tuple):
            return ".".join(str(element.value) for element in keyword.value.elts)
    return None


def warning_of(call):
    """The category of the warning that a call raises, and what it says; None if it raises none."""
    function = ast.unparse(call.func)
    if function in ("warnings._deprecated", "_deprecated"):
        return "DeprecationWarning", ast.unparse(call.args[0]) if call.args else ""
    if function in ("warnings.warn", "warn", "_warnings.warn", "_warn", "warnings.warn_explicit"):
        for argument in list(call.args) + [k.value for k in call.keywords]:
            if isinstance(argument, (ast.Name, ast.Attribute)) and "DeprecationWarning" in ast.unparse(argument):
                return ast.unparse(argument).split(".")[-1], ast.unparse(call.args[0])
    return None


class Finder(ast.NodeVisitor):
    def __init__(self, module):
        self.module, self.around, self.conditions, self.rows = module, [], [], []

    def scope(self, node):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("deprecated"):
                said = ast.unparse(decorator.args[0]) if decorator.args else ""
                self.rows.append([self.module, ".".join(self.around + [node.name]), None, "DeprecationWarning", said, announced(decorator)])
        outer, self.conditions = self.conditions, []
        self.around.append(node.name)
        self.generic_visit(node)
        self.around.pop()
        self.conditions = outer

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
        found = warning_of(node)
        if found:
            condition = " and ".join(self.conditions) or None
            self.rows.append([self.module, ".".join(self.around), condition, *found, announced(node)])
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
