"""What a snapshot of typeshed's stubs of the standard library says: `python stubs.py FOLDER`.

Writes one JSON object: for each public name, whether it is decorated as deprecated, and what the decorator
says: only discouraged, since when, until when, and what to use instead. Which versions and platforms a
stub is about does not matter: the interpreters know which names there are.
"""

import ast
import json
import re
import sys
from pathlib import Path

SINCE = re.compile(r"(?:since|Since|as of) (?:Python )?(\d\.\d+)")
PLANNED = re.compile(r"will be removed in (?:Python )?(3\.\d+)")
USE = re.compile(r"[Uu]se `([^`]+)`")


class Snapshot:
    def __init__(self):
        self.names = {}

    def row(self, name):
        return self.names.setdefault(
            name, {"deprecated": False, "soft": False, "since": None, "planned": None, "use": None}
        )

    def body(self, body, prefix):
        for node in body:
            if isinstance(node, ast.If):
                self.body(node.body, prefix)
                self.body(node.orelse, prefix)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if not node.name.startswith("_"):
                    self.decorated(node, self.row(prefix + node.name))
            elif isinstance(node, ast.ClassDef):
                if not node.name.startswith("_"):
                    self.decorated(node, self.row(prefix + node.name))
                    self.body(node.body, prefix + node.name + ".")
            elif isinstance(node, (ast.AnnAssign, ast.Assign)):
                for target in [node.target] if isinstance(node, ast.AnnAssign) else node.targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("_"):
                        self.row(prefix + target.id)

    def decorated(self, node, row):
        """Notes what a decorator says; one on an overload is about a way to call only."""
        if any(ast.unparse(decorator).endswith("overload") for decorator in node.decorator_list):
            return
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("deprecated"):
                said = decorator.args[0] if decorator.args else None
                said = said.value if isinstance(said, ast.Constant) else ""
                row["deprecated"] = True
                row["soft"] = said.startswith("Soft")
                for key, pattern in (("since", SINCE), ("planned", PLANNED), ("use", USE)):
                    found = pattern.search(said)
                    row[key] = found and found.group(1).rstrip("()")


def main():
    folder = Path(sys.argv[1])
    snapshot, roots = Snapshot(), [folder]
    if not any(path.suffix == ".pyi" for path in folder.iterdir()):
        # Before 2021 there was one folder for all of Python 3, and one for each minor version that adds.
        roots = [folder / name for name in ("2and3", "3", "3.7", "3.9") if (folder / name).is_dir()]
    for root in roots:
        for path in sorted(root.rglob("*.pyi")):
            parts = list(path.relative_to(root).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            if not parts or any(part.startswith(("_", "@")) and part != "__future__" for part in parts):
                continue
            snapshot.row(".".join(parts))
            snapshot.body(ast.parse(path.read_text(encoding="utf-8")).body, ".".join(parts) + ".")
    json.dump(snapshot.names, sys.stdout, sort_keys=True)


main()
