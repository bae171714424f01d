//! What Bandit is told, and how hognose is told the same.

/// A path, and a content.
type File = (&'static str, &'static str);

/// One way to run both.
pub(crate) struct Case {
    /// What is compared.
    pub(crate) name: &'static str,
    /// Files that are needed: their paths in the project, and what is in them.
    pub(crate) files: [Option<File>; 2],
    /// The arguments of Bandit, with spaces between them.
    pub(crate) bandit: &'static str,
    /// The arguments of `hognose check`.
    pub(crate) hognose: &'static str,
}

/// Arguments, no file.
const fn arguments(name: &'static str, bandit: &'static str, hognose: &'static str) -> Case {
    Case { name, files: [None, None], bandit, hognose }
}

/// A configuration file, for all of the project.
const fn yaml(name: &'static str, content: &'static str) -> Case {
    Case {
        name,
        files: [Some(("c.yaml", content)), None],
        bandit: "-c c.yaml -r .",
        hognose: "--bandit-config c.yaml .",
    }
}

/// An INI file that is found, for all of the project.
const fn ini(name: &'static str, content: &'static str) -> Case {
    Case { name, files: [Some((".bandit", content)), None], bandit: "-r .", hognose: "." }
}

/// An INI file that is named, and says what to check.
const fn targets(name: &'static str, content: &'static str) -> Case {
    Case {
        name,
        files: [Some(("my.ini", content)), None],
        bandit: "-r --ini my.ini",
        hognose: "--bandit-ini my.ini",
    }
}

pub(crate) const CASES: &[Case] = &[
    arguments("all", "-r .", "."),
    arguments("a folder", "-r src", "src"),
    arguments("a folder with a dot", "-r ./src", "./src"),
    arguments("files", "top.py src/options.py", "top.py src/options.py"),
    arguments("a file that no pattern includes", "src/window.pyw", "src/window.pyw"),
    arguments("nosec is ignored", "-r . --ignore-nosec", ". --ignore-nosec"),
    arguments("tests", "-r . -t B101,B602,B301", ". --select B101,B602,B301"),
    arguments("no tests", "-r . -s B101,B602,B403", ". --ignore B101,B602,B403"),
    arguments("severity", "-r . -ll", ". --severity medium"),
    arguments("confidence", "-r . -iii", ". --confidence high"),
    // Selection.
    yaml("nothing", "{}"),
    yaml("skips", "skips: [B101, B602]"),
    yaml("tests and skips", "tests: [B101, B602, B403]\nskips: [B301]"),
    yaml("tests that there are not", "tests: [B1, B101]\nskips: [b602, assert_used, ' B404']"),
    yaml("no test that there is", "tests: [B1]"),
    yaml("all lists", "tests: [B001]"),
    yaml("no lists", "skips: [B001]"),
    yaml("a list beside all lists", "tests: [B001, B301]"),
    yaml("skips that are a text", "skips: B101"),
    yaml("tests that are a text", "tests: B101"),
    yaml("a key twice", "skips: [B101]\nskips: [B602]"),
    yaml("an anchor", "x: &a [B101, B602]\nskips: *a"),
    yaml("keys that mean nothing", "skips: [B101]\nfoo: {bar: 1}\nplugin_name_pattern: '*.pyw'"),
    Case {
        name: "TOML",
        files: [
            Some((
                "pyproject.toml",
                "[tool.bandit]\nskips = ['B101']\nexclude_dirs = ['tests']\n\
             [tool.bandit.hardcoded_tmp_directory]\ntmp_dirs = ['/scratch']\n",
            )),
            None,
        ],
        bandit: "-r . -c pyproject.toml",
        hognose: ".",
    },
    Case {
        name: "a profile",
        files: [
            Some((
                "c.yaml",
                "profiles:\n  p: {include: [assert_used, B602], exclude: [B403]}\n  q: {}\n",
            )),
            None,
        ],
        bandit: "-r . -c c.yaml -p p",
        hognose: ". --bandit-config c.yaml --bandit-profile p",
    },
    // Files.
    yaml("folders that are left out", "exclude_dirs: [tests]"),
    yaml("patterns that are left out", "exclude_dirs: ['*/os*', './src/assert.py', 'top.py']"),
    yaml("a pattern that is not at the start", "exclude_dirs: ['src/os*']"),
    yaml("patterns of what is read", "include: ['*_shell.py', './top.py', 'src/*', '*.pyw']"),
    yaml("nothing that is read", "include: ['top.py']"),
    Case {
        name: "files are named and included by nothing",
        files: [Some(("c.yaml", "include: ['*.pyw']")), None],
        bandit: "-c c.yaml -r top.py src",
        hognose: "--bandit-config c.yaml top.py src",
    },
    // Options.
    yaml(
        "assertions by path",
        "assert_used: {skips: ['./top.py', 'src/*', '*_it.py', '*/ass?rt.*']}",
    ),
    yaml("assertions by a path without its dot", "assert_used: {skips: ['top.py', '[!.]*']}"),
    Case {
        name: "assertions below a folder that is named",
        files: [Some(("c.yaml", "assert_used: {skips: ['src/o*', './src/*']}")), None],
        bandit: "-c c.yaml -r src",
        hognose: "--bandit-config c.yaml src",
    },
    Case {
        name: "assertions in files that are named",
        files: [Some(("c.yaml", "assert_used: {skips: ['src/o*', './top.py']}")), None],
        bandit: "-c c.yaml src/options.py top.py",
        hognose: "--bandit-config c.yaml src/options.py top.py",
    },
    yaml("assertions without options", "assert_used: {}"),
    yaml("temporary folders", "hardcoded_tmp_directory: {tmp_dirs: [/scratch, /va]}"),
    yaml("no temporary folders", "hardcoded_tmp_directory: {tmp_dirs: []}"),
    yaml("temporary folders without options", "hardcoded_tmp_directory: {}"),
    yaml("every path is temporary", "hardcoded_tmp_directory: {tmp_dirs: ['/']}"),
    yaml(
        "exceptions of particular types",
        "try_except_pass: {check_typed_exception: true}\n\
         try_except_continue: {check_typed_exception: yes}",
    ),
    yaml("exceptions of any type", "try_except_pass: {check_typed_exception: False}"),
    yaml("exceptions without options", "try_except_pass: {}\ntry_except_continue: {other: 1}"),
    yaml(
        "processes",
        "shell_injection:\n  subprocess: [os.system, shop.process.run]\n  \
         shell: [subprocess.call, shop.process.shell, os.popen]\n  \
         no_shell: [os.execl, shop.process.spawn]",
    ),
    yaml("no processes", "shell_injection: {subprocess: [], shell: [], no_shell: []}"),
    yaml("processes of one kind", "shell_injection: {subprocess: [subprocess.Popen]}"),
    yaml("processes of another kind", "shell_injection: {shell: [os.system, os.popen]}"),
    yaml("processes of the third kind", "shell_injection: {no_shell: [os.execl]}"),
    yaml("processes of two kinds", "shell_injection: {shell: [os.system], no_shell: [os.execl]}"),
    yaml(
        "processes of other kinds",
        "shell_injection: {subprocess: [os.system], shell: [os.popen]}",
    ),
    yaml("processes without options", "shell_injection: {}"),
    yaml("processes without anything", "shell_injection:"),
    yaml(
        "a block that Bandit does not read",
        "subprocess_popen_with_shell_equals_true: {subprocess: [], shell: [], no_shell: []}",
    ),
    yaml(
        "protocols",
        "ssl_with_bad_version: {bad_protocol_versions: [PROTOCOL_TLSv1_2, TLSv1_2_METHOD]}",
    ),
    yaml("no protocols", "ssl_with_bad_version: {bad_protocol_versions: []}"),
    yaml("protocols without options", "ssl_with_bad_version: {}"),
    yaml(
        "sizes of keys",
        "weak_cryptographic_key:\n  weak_key_size_dsa_high: 2048\n  \
         weak_key_size_dsa_medium: 4096\n  weak_key_size_rsa_high: 2048\n  \
         weak_key_size_rsa_medium: 8193\n  weak_key_size_ec_high: 224\n  \
         weak_key_size_ec_medium: 385\n",
    ),
    yaml(
        "no key is too short",
        "weak_cryptographic_key: {weak_key_size_dsa_high: 0, weak_key_size_dsa_medium: 0, \
         weak_key_size_rsa_high: 0, weak_key_size_rsa_medium: 0, weak_key_size_ec_high: 0, \
         weak_key_size_ec_medium: -1}",
    ),
    yaml("one size", "weak_cryptographic_key: {weak_key_size_dsa_high: 2048}"),
    yaml("sizes without options", "weak_cryptographic_key: {}"),
    yaml(
        "markup",
        "markupsafe_xss:\n  extend_markup_names: [shop.html.literal]\n  \
         allowed_calls: [shop.html.clean, markupsafe.escape]\n",
    ),
    yaml("calls that give markup", "markupsafe_xss: {allowed_calls: [markupsafe.escape]}"),
    yaml("markup without options", "markupsafe_xss: {}"),
    // INI files.
    ini("INI: skips", "[bandit]\nskips: B101,B602"),
    ini("INI: white space", "[bandit]\nskips = B404, B602\ntests = B101,B602 ,B403"),
    ini("INI: lines", "[bandit]\nskips = B101,\n  B602,\n  B403\n"),
    ini("INI: exclude", "[bandit]\nexclude = src/tests,/os*, top.py"),
    ini("INI: exclude a folder", "[bandit]\nexclude = ./src/tests,top.py"),
    ini("INI: interpolation", "[DEFAULT]\na = B101\n[bandit]\nskips = %(a)s,%(b)s\nb = B602"),
    ini("INI: nosec", "[bandit]\nignore-nosec = false"),
    ini(
        "INI: comments",
        "# first\n[bandit]\n; second\nskips = B101 # third\n  # fourth\n  ,B602\n[other]\nskips = B403",
    ),
    ini("INI: no section", "[other]\nskips = B101"),
    targets("INI: targets", "[bandit]\ntargets = src\nskips = B101"),
    targets("INI: several targets", "[bandit]\ntargets = top.py,./src"),
    Case {
        name: "INI and YAML",
        files: [
            Some(("my.ini", "[bandit]\nskips = B101\nconfigfile = c.yaml")),
            Some(("c.yaml", "tests: [B602, B607]\nskips: [B404]")),
        ],
        bandit: "-r . --ini my.ini",
        hognose: ". --bandit-ini my.ini",
    },
    Case {
        name: "INI and targets of the command line",
        files: [Some(("my.ini", "[bandit]\ntargets = src\nskips = B101\nexclude = tests")), None],
        bandit: "--ini my.ini top.py",
        hognose: "--bandit-ini my.ini top.py",
    },
];
