//! Shortcuts change nothing: indexed dispatch finds what a runner finds that looks at every node for
//! every hook of every rule and for every pattern, and all rules together find what each finds alone.

mod hooks;
mod patterns;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hognose_core::SourceFile;

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| !path.ends_with("site-packages"))
        .flat_map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    files
}

/// The text of a file, under a path that does not look like a test's.
fn source(path: &Path) -> Option<SourceFile> {
    let text = fs::read_to_string(path).ok()?;
    let name = path.file_name().expect("a file has a name");
    Some(SourceFile::new(Path::new("code").join(name), text))
}

fn fixtures() -> Vec<PathBuf> {
    python_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"))
}

fn standard_library() -> Vec<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("Python runs");
    python_files(Path::new(String::from_utf8(output.stdout).expect("it is UTF-8").trim()))
}

/// Ways to give `os.system` and `requests.Session` another name.
const NAMES: &[&str] = &[
    "import os, requests",
    "import os as x, requests as y",
    "from os import system",
    "from os import system as x; from requests import Session as y",
    "from os import *",
    "import os; x = os.system",
    "import os; x: object = os.system",
    "import os; x, y = os.system, 1",
    "import os; (x := os.system)",
    "import os; x = os.system if y else None",
    "import os; x = y or os.system",
    "import os; x = getattr(os, 'system')",
    "import os; x = __import__('os').system",
    "import os; x = os",
    "import requests; x = requests.Session(); y: requests.Session",
    "import requests; y = requests; x = y.Session()",
    "try: from os import system as x\nexcept ImportError: from posix import system as x",
    "class A:\n    from os import system, system as x",
    "import os\nclass A: x = os.system",
    "import os\nclass A: x: object = os.system",
    "import os\nclass A:\n    def f(self): self.x = os.system",
    "import os\nclass A:\n    def f(self): self.x: object = os.system; self.y, self.z = os.system, 1",
    "import requests\nclass A(requests.Session):\n    def f(self): super().get(u); self.get(u)",
    "import os\ndef x(): return os.system",
    "import os\ndef f():\n    global x\n    x = os.system",
    "import os\nwith os as x: pass",
    "import builtins as x; y = builtins.eval; eval = x.eval",
];

/// Ways to call them.
const CALLS: &[&str] = &[
    "system('ls ' + c)",
    "os.system('ls ' + c)",
    "x('ls ' + c)",
    "y('ls ' + c)",
    "x.system('ls ' + c)",
    "x.x('ls ' + c)",
    "x.get(u, verify=False)",
    "y.get(u, verify=False)",
    "x.Session().get(u, verify=False)",
    "requests.Session().get(u, verify=False)",
    "A.x('ls ' + c)",
    "A().x('ls ' + c)",
    "A().y('ls ' + c)",
    "A.system('ls ' + c)",
    "A().get(u, verify=False)",
    "(x)('ls ' + c)",
    "(x if c else y)('ls ' + c)",
    "(c or x)('ls ' + c)",
    "(z := x)('ls ' + c)",
    "getattr(x, 'system')('ls ' + c)",
    "eval(c); x.eval(c); y(c)",
    "def g():\n    x('ls ' + c); A().x(c); system(c); y(c)",
    "[x(c) for c in u]",
    "lambda: x('ls ' + c)",
    "def g(os, requests):\n    os.system('ls ' + c); requests.Session().get(u, verify=False)",
    "async def h(): await x('ls ' + c); (await x)(c)",
];

/// Each call after each way to name what is called.
fn spellings() -> impl Iterator<Item = SourceFile> {
    let call = |names: &str, call: &str| {
        SourceFile::new("example.py".into(), format!("{names}\n{call}\n"))
    };
    NAMES.iter().flat_map(move |names| CALLS.iter().map(move |it| call(names, it)))
}
