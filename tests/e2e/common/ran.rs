//! What a run leaves behind.

use std::process::ExitStatus;

use serde_json::Value;

/// The end of a run, and what it wrote.
#[derive(Debug)]
pub(crate) struct Ran {
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Ran {
    pub(crate) fn new(status: ExitStatus, stdout: Vec<u8>, stderr: Vec<u8>) -> Self {
        Self { status, stdout, stderr }
    }

    /// The exit code. Whoever is killed has none, and fails.
    pub(crate) fn code(&self) -> i32 {
        let status = self.status;
        self.status.code().unwrap_or_else(|| panic!("{status}; {}", self.stderr()))
    }

    /// The same run, which must have ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{}{}", self.stdout(), self.stderr());
        self
    }

    /// Standard output; it is always UTF-8.
    #[track_caller]
    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("standard output is UTF-8")
    }

    /// Standard error; it is always UTF-8.
    #[track_caller]
    pub(crate) fn stderr(&self) -> &str {
        std::str::from_utf8(&self.stderr).expect("standard error is UTF-8")
    }

    /// Standard output as JSON: what `--output-format json` and `sarif` write.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout(), self.stderr()))
    }

    /// The findings of a JSON report, each as `path:line:column rule`.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<String> {
        list(&self.json()["findings"])
            .iter()
            .map(|it| {
                let (path, rule) = (text(&it["path"]), text(&it["rule"]));
                format!("{path}:{}:{} {rule}", it["start"]["line"], it["start"]["column"])
            })
            .collect()
    }

    /// The notices of a JSON report, each as `path kind`.
    #[track_caller]
    pub(crate) fn notices(&self) -> Vec<String> {
        list(&self.json()["notices"])
            .iter()
            .map(|it| format!("{} {}", text(&it["path"]), text(&it["kind"])))
            .collect()
    }
}

/// A list in a JSON document.
#[track_caller]
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// A text in a JSON document.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}
