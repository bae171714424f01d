"""What the HTML documentation of one release of Python says: `python docs.py FOLDER`.

Writes one JSON object: `documented` (each documented name and its kind), `marks` (for each paragraph
that marks something as deprecated: about what, since when, until when, which parameters) and `listed` (the
entries of the lists of deprecated and removed things, with the names in them). What the documentation says
in sentences goes no further than the cache: people read it to add facts by hand.
"""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

VOID = {"br", "img", "hr", "meta", "link", "input", "col", "wbr"}
KINDS = {
    "function": "function", "class": "class", "exception": "class", "method": "method", "data": "constant",
    "attribute": "attribute", "classmethod": "method", "staticmethod": "method", "property": "attribute",
    "module": "module", "decorator": "function", "decoratormethod": "method",
}  # fmt: skip
SINCE = re.compile(r"since version (\d\.\d+)")
REMOVED = re.compile(r"(?:will be )?removed in version (3\.\d+)")
HEAD = re.compile(r"^.*?version \d\.\d+(, (?:will be )?removed in version 3\.\d+)?( \(.*?\))?[:.] ?")
# How a paragraph begins that is about a use, a value or a part of the thing, and not about the thing.
PART = re.compile(
    r"^(Passing|Calling|Accepting|Support|Deprecation warning|Using|The [‘'`]*'U|If any|It is deprecated to|Opening"
    r"|Setting|When|The undocumented|In the future|In future|Group|Invalid|All `|In case|`strptime|Since Python"
    r"|Currently|Decoding|Previous|Old|Methods|In the grammar|The `get_event_loop|For historical|The automatic"
    r"|The exception|The `'rU|The optional|Moved|`DeprecationWarning`|Creating|The keyword-argument|The fail"
    r"|The assert|`assert|`MacOSX|The pure|`http.server`|`SSLContext` without)"
)
USE = re.compile(
    r"(?:[Uu]se|[Pp]refer|in favou?r of|superseded by|migrate to|replaced (?:with|by|using)|use the)"
    r" (?:the (?:new )?)?`([^`]+)`"
)


class Page(HTMLParser):
    def __init__(self, name):
        super().__init__()
        self.page = name
        self.stack = []  # (tag, what closing it ends)
        self.owners = []  # the names that the definition around is about
        self.pending = []  # the names of the terms whose definition comes next
        self.domain = []  # the kind of things that the definition list around defines
        self.module = None
        self.sections = []
        self.text = None  # of the paragraph that is collected
        self.quiet = 0
        self.documented, self.marks, self.listed = {}, [], []
        self.collected = None
        self.heading = None

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        a = dict(attributes)
        classes = (a.get("class") or "").split()
        ends = None
        identity = a.get("id") or ""
        if identity.startswith("module-") and tag in ("span", "div", "section"):
            self.module = identity[len("module-") :]
            self.documented[self.module] = "module"
        if tag == "dl":
            kind = next((KINDS[c] for c in classes if c in KINDS), None) if "py" in classes else None
            self.domain.append(kind)
            ends = "domain"
            # Sphinx before 3 wrote `<dl class="function">`.
            if kind is None and classes and classes[0] in KINDS:
                self.domain[-1] = KINDS[classes[0]]
        elif tag == "dt" and self.domain and self.domain[-1] and identity:
            self.documented[identity] = self.domain[-1]
            self.pending.append(identity)
        elif tag == "dd":
            self.owners.append(self.pending if self.domain and self.domain[-1] else [])
            if self.domain and self.domain[-1]:
                self.pending = []
            ends = "owner"
        elif tag == "div" and self.collected is None and {"deprecated", "deprecated-removed", "soft-deprecated", "versionchanged"} & set(classes):
            self.collected = {"mark": classes[0], "text": [], "names": [], "parameters": []}
            ends = "mark"
        elif tag in ("h1", "h2", "h3", "h4"):
            level = int(tag[1])
            del self.sections[level - 1 :]
            while len(self.sections) < level - 1:
                self.sections.append("")
            self.heading = []
            ends = "heading"
        elif tag in ("li", "dd", "p") and self.collected is None and self.in_list():
            self.collected = {"mark": "listed", "text": [], "names": [], "parameters": []}
            ends = "listed"
        elif tag == "em" and self.collected is not None:
            ends = "em"
            self.em = []
        if tag == "a" and self.collected is not None and a.get("title") and "py" not in classes:
            if re.fullmatch(r"[\w.]+", a["title"]):
                self.collected["names"].append(a["title"])
        if tag == "a" and "headerlink" in classes:
            self.quiet += 1
            ends = "quiet"
        if tag == "code" and self.collected is not None:
            self.collected["text"].append("`")
            ends = "code"
        self.stack.append((tag, ends))

    def in_list(self):
        return (self.page.startswith(("whatsnew/", "deprecations/")) and "changelog" not in self.page) and any(
            re.search(r"[Dd]eprecat|[Rr]emov|Porting|Pending", section) for section in self.sections
        )

    def handle_endtag(self, tag):
        while self.stack:
            open_tag, ends = self.stack.pop()
            self.end(ends)
            if open_tag == tag:
                break

    def end(self, ends):
        if ends == "domain":
            self.domain.pop()
        elif ends == "owner":
            self.owners.pop()
        elif ends == "quiet":
            self.quiet -= 1
        elif ends == "heading":
            self.sections.append(" ".join("".join(self.heading).split()))
            self.heading = None
        elif ends == "code":
            if self.collected is not None:
                self.collected["text"].append("`")
        elif ends == "em":
            if self.collected is not None:
                self.collected["parameters"].append("".join(self.em))
            self.em = None
        elif ends in ("mark", "listed"):
            row, self.collected = self.collected, None
            row["text"] = " ".join("".join(row["text"]).split())
            row["page"] = self.page
            if ends == "listed":
                row["section"] = " / ".join(self.sections[1:])
                if row["text"]:
                    self.listed.append(row)
                return
            since, removed = SINCE.search(row["text"]), REMOVED.search(row["text"])
            row["since"] = since and since.group(1)
            row["planned"] = removed and removed.group(1)
            said = HEAD.sub("", row["text"], count=1)
            row["part"] = bool(row["parameters"] or PART.match(said))
            use = USE.search(said)
            row["use"] = use and use.group(1).rstrip("()").lstrip("@.")
            row["about"] = next((list(o) for o in reversed(self.owners) if o), [])
            if not row["about"]:
                row["about"] = [self.module] if self.module else []
                row["section"] = " / ".join(self.sections)
            self.marks.append(row)

    em = None

    def handle_data(self, data):
        if self.quiet:
            return
        if self.heading is not None:
            self.heading.append(data)
        if self.collected is not None:
            self.collected["text"].append(data)
            if self.em is not None:
                self.em.append(data)


def main():
    folder = Path(sys.argv[1])
    documented, marks, listed = {}, [], []
    pages = [p for part in ("library", "whatsnew", "deprecations", "reference") for p in sorted((folder / part).glob("*.html"))]
    for path in pages:
        page = Page(path.relative_to(folder).as_posix())
        page.feed(path.read_text(encoding="utf-8"))
        if page.page.startswith("library/"):
            documented.update(page.documented)
        marks += page.marks
        listed += page.listed
    json.dump({"documented": documented, "marks": marks, "listed": listed}, sys.stdout, sort_keys=True, indent=1)


main()
