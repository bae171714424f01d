//! What users can set about Bandit's tests.

use hognose_registry::{OptionValue, Registry, RuleOptions};

/// Bandit's options, with its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanditOptions {
    /// B101: patterns of paths in which assertions are passed over.
    pub assert_skips: Vec<String>,
    /// B108: beginnings of paths.
    pub tmp_dirs: Vec<String>,
    /// B110: whether handlers of particular exceptions count.
    pub pass_checks_typed: bool,
    /// B112: whether handlers of particular exceptions count.
    pub continue_checks_typed: bool,
    /// B602 to B607, B609: functions that start a process, with a shell if they are told so.
    pub subprocess: Vec<String>,
    /// The same: functions that start a shell.
    pub shell: Vec<String>,
    /// The same: functions that start a process without a shell.
    pub no_shell: Vec<String>,
    /// B502, B503: names of protocols.
    pub bad_protocol_versions: Vec<String>,
    /// B505: sizes in bits below which a key is weak.
    pub key_sizes: KeySizes,
    /// B704: more functions that take markup.
    pub extend_markup_names: Vec<String>,
    /// B704: functions whose result is markup.
    pub allowed_calls: Vec<String>,
}

/// Sizes of keys in bits. Below the first of a pair a finding is of high, below the second of medium
/// severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySizes {
    /// Of DSA.
    pub dsa: (i64, i64),
    /// Of RSA.
    pub rsa: (i64, i64),
    /// Of elliptic curves.
    pub ec: (i64, i64),
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

impl Default for BanditOptions {
    fn default() -> Self {
        Self {
            assert_skips: Vec::new(),
            tmp_dirs: owned(&["/tmp", "/var/tmp", "/dev/shm"]),
            pass_checks_typed: false,
            continue_checks_typed: false,
            subprocess: owned(&[
                "subprocess.Popen",
                "subprocess.call",
                "subprocess.check_call",
                "subprocess.check_output",
                "subprocess.run",
            ]),
            shell: owned(&[
                "os.system",
                "os.popen",
                "os.popen2",
                "os.popen3",
                "os.popen4",
                "popen2.popen2",
                "popen2.popen3",
                "popen2.popen4",
                "popen2.Popen3",
                "popen2.Popen4",
                "commands.getoutput",
                "commands.getstatusoutput",
                "subprocess.getoutput",
                "subprocess.getstatusoutput",
            ]),
            no_shell: owned(&[
                "os.execl",
                "os.execle",
                "os.execlp",
                "os.execlpe",
                "os.execv",
                "os.execve",
                "os.execvp",
                "os.execvpe",
                "os.spawnl",
                "os.spawnle",
                "os.spawnlp",
                "os.spawnlpe",
                "os.spawnv",
                "os.spawnve",
                "os.spawnvp",
                "os.spawnvpe",
                "os.startfile",
            ]),
            bad_protocol_versions: owned(&[
                "PROTOCOL_SSLv2",
                "SSLv2_METHOD",
                "SSLv23_METHOD",
                "PROTOCOL_SSLv3",
                "PROTOCOL_TLSv1",
                "SSLv3_METHOD",
                "TLSv1_METHOD",
                "PROTOCOL_TLSv1_1",
                "TLSv1_1_METHOD",
            ]),
            key_sizes: KeySizes { dsa: (1024, 2048), rsa: (1024, 2048), ec: (160, 224) },
            extend_markup_names: Vec::new(),
            allowed_calls: Vec::new(),
        }
    }
}

impl BanditOptions {
    /// The options that are set for the rules with Bandit's codes. What a user has not changed is
    /// Bandit's default, also where the default of our rule is another.
    pub fn of_rules(registry: &Registry, options: &RuleOptions) -> Self {
        let mut this = Self::default();
        let reader = Reader { registry, options };
        reader.texts("B101", "skips", &mut this.assert_skips);
        reader.texts("B108", "tmp-dirs", &mut this.tmp_dirs);
        reader.flag("B110", "check-typed-exception", &mut this.pass_checks_typed);
        reader.flag("B112", "check-typed-exception", &mut this.continue_checks_typed);
        // The lists of commands belong to several rules; the first that sets one decides.
        for rule in ["B607", "B606", "B605", "B604", "B603", "B602"] {
            reader.texts(rule, "subprocess", &mut this.subprocess);
            reader.texts(rule, "shell", &mut this.shell);
            reader.texts(rule, "no-shell", &mut this.no_shell);
        }
        for rule in ["B503", "B502"] {
            reader.texts(rule, "bad-protocol-versions", &mut this.bad_protocol_versions);
        }
        let sizes = &mut this.key_sizes;
        reader.number("B505", "weak-key-size-dsa-high", &mut sizes.dsa.0);
        reader.number("B505", "weak-key-size-dsa-medium", &mut sizes.dsa.1);
        reader.number("B505", "weak-key-size-rsa-high", &mut sizes.rsa.0);
        reader.number("B505", "weak-key-size-rsa-medium", &mut sizes.rsa.1);
        reader.number("B505", "weak-key-size-ec-high", &mut sizes.ec.0);
        reader.number("B505", "weak-key-size-ec-medium", &mut sizes.ec.1);
        reader.texts("B704", "extend-markup-names", &mut this.extend_markup_names);
        reader.texts("B704", "allowed-calls", &mut this.allowed_calls);
        this
    }
}

/// Reads the options that differ from the defaults of our rules.
struct Reader<'r> {
    registry: &'r Registry,
    options: &'r RuleOptions,
}

impl Reader<'_> {
    fn changed(&self, code: &str, name: &str) -> Option<&OptionValue> {
        let rule = self.registry.find(code)?;
        self.options.get(rule, name).filter(|_| !self.options.is_default(rule, name))
    }

    fn texts(&self, code: &str, name: &str, into: &mut Vec<String>) {
        if let Some(texts) = self.changed(code, name).and_then(OptionValue::as_texts) {
            texts.clone_into(into);
        }
    }

    fn flag(&self, code: &str, name: &str, into: &mut bool) {
        if let Some(value) = self.changed(code, name).and_then(OptionValue::as_bool) {
            *into = value;
        }
    }

    fn number(&self, code: &str, name: &str, into: &mut i64) {
        if let Some(value) = self.changed(code, name).and_then(OptionValue::as_integer) {
            *into = value;
        }
    }
}
