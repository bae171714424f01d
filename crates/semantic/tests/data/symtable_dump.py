"""Prints what Python itself says of the names in files.

For each file named on standard input: a line `F path`, then a line for each scope,
`S path-of-the-scope name=class,...`. Scopes are named by their name and line.
"""

import symtable
import sys

COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def class_of(symbol, at_top):
    if at_top:
        bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
        return "local" if bound else "global"
    if symbol.is_free():
        return "free"
    if symbol.is_global():
        return "global"
    return "local" if symbol.is_local() else "unknown"


def dump(table, path):
    at_top = table.get_type() == "module"
    names = []
    for symbol in table.get_symbols():
        name = symbol.get_name()
        # What the compiler adds for itself is no name of the source.
        if not name.startswith(".") and name != "__class__":
            names.append(f"{name}={class_of(symbol, at_top)}")
    print("S", path, ",".join(sorted(names)))
    for child in table.get_children():
        if child.get_type() in ("function", "class"):
            name = child.get_name()
            if name == "top":
                # `symtable` takes every scope of this name for the module.
                continue
            is_comprehension = name in COMPREHENSIONS and ".0" in child.get_identifiers()
            # The grammar does not say on which line an unparenthesised generator begins.
            where = "comprehension" if is_comprehension else f"{name}:{child.get_lineno()}"
            dump(child, f"{path}/{where}")


for line in sys.stdin:
    file = line.rstrip("\n")
    try:
        with open(file, encoding="utf-8") as stream:
            source = stream.read()
        table = symtable.symtable(source, file, "exec")
    except (SyntaxError, ValueError, RecursionError, UnicodeDecodeError):
        continue
    print("F", file)
    dump(table, "top")
