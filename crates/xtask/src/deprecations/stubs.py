"""What a snapshot of typeshed's stubs of the standard library says: `python stubs.py FOLDER FIRST LAST`.

The conditions on `sys.version_info` are evaluated for the minor versions FIRST to LAST; those on the
platform hold. Writes one JSON object: for each dotted name its kind, the minor versions that have it, those
for which it is decorated as deprecated with what the decorator says, and those that have each parameter.
"""

import ast
import json
import re
import sys
from pathlib import Path

SINCE = re.compile(r"(?:since|Since|as of) (?:Python )?(\d\.\d+)")
PLANNED = re.compile(r"will be removed in (?:Python )?(3\.\d+)")
USE = re.compile(r"[Uu]se `([^`]+)`")


def compare(test, minor):
    """Whether a condition holds for 3.minor; None if it is about something else."""
    if isinstance(test, ast.BoolOp):
        parts = [compare(part, minor) for part in test.values]
        if isinstance(test.op, ast.And):
            return False if False in parts else (None if None in parts else True)
        return True if True in parts else (None if None in parts else False)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = compare(test.operand, minor)
        return None if inner is None else not inner
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return None
    left, operator, right = ast.unparse(test.left), test.ops[0], test.comparators[0]
    if left == "sys.version_info[0]" and isinstance(right, ast.Constant):
        version, against = 3, right.value
    elif left == "sys.version_info" and isinstance(right, ast.Tuple):
        against = tuple(element.value for element in right.elts)
        version = (3, minor) + ((9,) if len(against) > 2 else ())
        if len(against) == 1:
            version = (3, minor)
    else:
        return None
    table = {
        ast.Lt: lambda: version < against,
        ast.LtE: lambda: version <= against,
        ast.Gt: lambda: version > against,
        ast.GtE: lambda: version >= against,
        ast.Eq: lambda: version == against,
        ast.NotEq: lambda: version != against,
    }
    return table[type(operator)]()


class Snapshot:
    def __init__(self):
        self.names = {}

    def row(self, name, kind):
        row = self.names.setdefault(
            name, {"kind": kind, "minors": set(), "deprecated": {}, "said": None, "parameters": {}}
        )
        return row

    def body(self, body, prefix, minor, in_class, public):
        for node in body:
            if isinstance(node, ast.If):
                holds = compare(node.test, minor)
                if holds is not False:
                    self.body(node.body, prefix, minor, in_class, public)
                if holds is not True:
                    self.body(node.orelse, prefix, minor, in_class, public)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.function(node, prefix, minor, in_class)
            elif isinstance(node, ast.ClassDef):
                self.class_(node, prefix, minor)
            elif isinstance(node, (ast.AnnAssign, ast.Assign)):
                targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
                for target in targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("_"):
                        row = self.row(prefix + target.id, "attribute" if in_class else "constant")
                        row["minors"].add(minor)
            elif isinstance(node, ast.ImportFrom) and not in_class:
                for alias in node.names:
                    again = alias.asname is not None and alias.asname == alias.name
                    if (again or alias.name in public) and not alias.name.startswith("_"):
                        row = self.row(prefix + alias.name, "import")
                        row["minors"].add(minor)
                        row["from"] = "." * node.level + (node.module or "")

    def deprecation(self, node, row, minor, overloaded):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("deprecated"):
                said = decorator.args[0].value if decorator.args and isinstance(decorator.args[0], ast.Constant) else ""
                row["deprecated"].setdefault("overload" if overloaded else "all", set()).add(minor)
                row["said"] = said

    def function(self, node, prefix, minor, in_class):
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        constructor = in_class and node.name in ("__init__", "__new__")
        if node.name.startswith("_") and not constructor:
            return
        is_property = any(d == "property" or d.endswith(".setter") or "cached_property" in d for d in decorators)
        name = prefix[:-1] if constructor else prefix + node.name
        kind = "class" if constructor else "attribute" if is_property else "method" if in_class else "function"
        row = self.row(name, kind)
        row["minors"].add(minor)
        overloaded = any(d.endswith("overload") for d in decorators)
        self.deprecation(node, row, minor, overloaded or constructor)
        arguments = node.args
        listed = [("p", a) for a in arguments.posonlyargs] + [("a", a) for a in arguments.args]
        if in_class and "staticmethod" not in decorators:
            listed = listed[1:]
        listed = [(kind, a.arg, at) for at, (kind, a) in enumerate(listed)]
        listed += [("k", a.arg, None) for a in arguments.kwonlyargs]
        for kind, argument, at in listed:
            known = row["parameters"].setdefault(argument, {"minors": set(), "positions": set()})
            known["minors"].add(minor)
            if at is not None:
                known["positions"].add(at)
        if arguments.kwarg:
            row.setdefault("open", set()).add(minor)

    def class_(self, node, prefix, minor):
        if node.name.startswith("_"):
            return
        row = self.row(prefix + node.name, "class")
        row["minors"].add(minor)
        row["bases"] = [ast.unparse(base) for base in node.bases]
        self.deprecation(node, row, minor, False)
        self.body(node.body, prefix + node.name + ".", minor, True, ())


def versions_of(folder):
    """The first and last minor version of the modules that VERSIONS lists."""
    table = {}
    path = folder / "VERSIONS"
    for line in path.read_text().splitlines() if path.exists() else ():
        line = line.split("#")[0].strip()
        if line:
            name, _, interval = line.partition(":")
            first, _, last = interval.strip().partition("-")
            table[name] = (int(first.split(".")[1]) if first[0] == "3" else 0, int(last.split(".")[1]) if last else 99)
    return table


def exported(tree):
    """The names in `__all__`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
                names.update(c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant))
    return names


def main():
    folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    snapshot, table = Snapshot(), versions_of(folder)
    roots = [folder]
    if not any(path.suffix == ".pyi" for path in folder.iterdir()):
        # Before 2021 there was one folder for all of Python 3, and one for each minor version that adds.
        roots = [folder / name for name in ("2and3", "3", "3.7", "3.9") if (folder / name).is_dir()]
    for root in roots:
        for path in sorted(root.rglob("*.pyi")):
            if "@python2" in path.parts:
                continue
            parts = list(path.relative_to(root).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            if not parts or any(part.startswith("_") and part != "__future__" for part in parts):
                continue
            module = ".".join(parts)
            low, high = 0, 99
            for cut in range(1, len(parts) + 1):
                a, b = table.get(".".join(parts[:cut]), (0, 99))
                low, high = max(low, a), min(high, b)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            public = exported(tree)
            for minor in range(max(first, low), min(last, high) + 1):
                snapshot.row(module, "module")["minors"].add(minor)
                snapshot.body(tree.body, module + ".", minor, False, public)
    for row in snapshot.names.values():
        said = row.pop("said") or ""
        row["soft"] = said.startswith("Soft")
        for key, pattern in (("since", SINCE), ("planned", PLANNED), ("use", USE)):
            found = pattern.search(said)
            row[key] = found and found.group(1).rstrip("()")
        row["deprecated"] = "all" in row["deprecated"]
    json.dump(snapshot.names, sys.stdout, default=sorted, sort_keys=True)


main()
