"""What the standard library of the interpreter that runs this offers: run with any Python from 3.6 on.

Reads more names to look up, one a line, from standard input. Writes one JSON object:
`version`, `modules` (names that can be imported) and `names`: for each dotted name that is there,
its kind, the category of the warning that looking it up raises, and its parameters. `unknown` lists the
modules that are there and fail to import, about which nothing can be said.
"""

import importlib
import inspect
import io
import json
import os
import pkgutil
import sys
import warnings
from enum import Enum

# What is no API, or acts when it is imported.
SKIPPED_TOPS = {
    "test", "idlelib", "turtledemo", "antigravity", "this", "__main__", "site-packages",
    "sitecustomize", "usercustomize", "pip", "setuptools", "pkg_resources", "wheel", "ensurepip",
    "__phello__", "__hello__", "pydoc_data", "lib2to3",
}  # fmt: skip
SKIPPED_PARTS = {"__main__", "test", "tests", "_bundled"}
# What Debian leaves out of its interpreters: that it is missing says nothing.
LEFT_OUT = {"ctypes.macholib"}


def module_names():
    """The public modules of the standard library, by walking it."""
    found = set(n for n in sys.builtin_module_names)
    root = os.path.dirname(os.__file__)
    folders = [root, os.path.join(root, "lib-dynload")] + [p for p in sys.path if p.endswith("lib-dynload")]
    for info in pkgutil.iter_modules(folders):
        found.add(info.name)
        if info.ispkg and info.name not in SKIPPED_TOPS:
            for sub in pkgutil.walk_packages([os.path.join(root, info.name)], info.name + ".", lambda _: None):
                found.add(sub.name)
    if os.path.isdir(os.path.join(root, "lib2to3")):
        found.add("lib2to3")
    return sorted(n for n in found if wanted(n))


def wanted(name):
    parts = name.split(".")
    if parts[0] in SKIPPED_TOPS and name != "lib2to3":
        return False
    return not any(part in SKIPPED_PARTS or part.startswith("_") and name != "__future__" for part in parts)


def kind_of(value, owner):
    if inspect.ismodule(value):
        return "module"
    if inspect.isclass(value):
        return "class"
    if isinstance(owner, type) and isinstance(value, Enum):
        return "member"
    if isinstance(owner, type) and isinstance(value, property):
        return "attribute"
    if callable(value):
        return "method" if isinstance(owner, type) else "function"
    return "attribute" if isinstance(owner, type) else "constant"


def parameters(value):
    """The parameters without `self`, as [name, kind]; None if they are not known."""
    try:
        signature = inspect.signature(value)
    except (ValueError, TypeError, AttributeError, RuntimeError):
        return None
    return [
        [p.name, {0: "p", 1: "a", 2: "*", 3: "k", 4: "**"}[int(p.kind)]]
        for p in signature.parameters.values()
    ]


def look_up(owner, leaf):
    """The value, and the category of the warning that looking it up raises."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = getattr(owner, leaf)
    categories = [w.category.__name__ for w in caught if "Deprecation" in w.category.__name__]
    return value, (categories[0] if categories else None)


def describe(owner, leaf):
    value, category = look_up(owner, leaf)
    if inspect.ismodule(value):
        return value, ["module", category, None]
    kind = kind_of(value, owner)
    known = None
    if kind in ("class", "function", "method"):
        known = parameters(value)
        if known and kind == "method" and known[0][1] in "pa":
            raw = inspect.getattr_static(owner, leaf, None)
            if not isinstance(raw, (staticmethod, classmethod)) and inspect.ismethod(value) is False:
                if inspect.isfunction(value) or inspect.ismethoddescriptor(value):
                    known = known[1:]
        if getattr(value, "__deprecated__", None) is not None:
            category = category or "__deprecated__"
    return value, [kind, category, known]


def defined_in(cls, leaf):
    """The class, among the bases of this one, that defines the name."""
    for base in cls.__mro__:
        if leaf in vars(base):
            return base
    return None


def main():
    asked = set(line.strip() for line in sys.stdin if line.strip())
    out = sys.stdout
    sys.stdout = io.StringIO()
    modules, unknown, names = {}, {}, {}
    existing = module_names()
    for name in sorted(set(existing) | set(n for n in asked if "." not in n and wanted(n))):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                modules[name] = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if name in existing:
                unknown[name] = str(error)
        except BaseException as error:  # whatever it is, the module cannot be looked into
            if name in existing:
                unknown[name] = repr(error)
    for name in LEFT_OUT - set(modules):
        unknown.setdefault(name, "left out")
    for name, module in modules.items():
        names.setdefault(name, ["module", None, None])
        for leaf in dir(module):
            if leaf.startswith("_"):
                continue
            dotted = name + "." + leaf
            try:
                value, names[dotted] = describe(module, leaf)
            except Exception:  # looking up a name runs code of the module
                continue
            if inspect.isclass(value) and dotted not in modules:
                for member in dir(value):
                    if member.startswith("_"):
                        continue
                    base = defined_in(value, member)
                    if base in (object, None, type) or base is not value and base.__module__ == "builtins":
                        continue
                    try:
                        names[dotted + "." + member] = describe(value, member)[1]
                        if base is not value:
                            names[dotted + "." + member].append(base.__module__ + "." + base.__qualname__)
                    except Exception:
                        continue
    for dotted in sorted(asked - set(names)):
        parts = dotted.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            if ".".join(parts[:cut]) in modules:
                value = modules[".".join(parts[:cut])]
                try:
                    for leaf in parts[cut:]:
                        owner, (value, what) = value, describe(value, leaf)
                    if not inspect.ismodule(value) or dotted in modules:
                        names[dotted] = what
                except Exception:
                    pass
                break
    json.dump(
        {
            "version": "%d.%d" % sys.version_info[:2],
            "release": sys.version.split()[0],
            "modules": sorted(modules),
            "unknown": unknown,
            "names": names,
        },
        out,
        sort_keys=True,
    )


main()
sys.stdout = sys.__stdout__
