//! What the settings amount to.

use hognose_config::{FailOn, FileChoice, Overrides};
use hognose_core::{Confidence, Severity};
use hognose_registry::{OptionRefused, OptionValue, RuleOptions};

use crate::project::{Project, registry, valid};

#[test]
fn without_a_file_the_defaults_hold() {
    let settings = Project::new::<&str>([])
        .load(FileChoice::Search, &[], &Overrides::default())
        .expect("the defaults are valid")
        .settings;
    assert_eq!(settings.severity, Severity::Low);
    assert_eq!(settings.confidence, Confidence::Low);
    assert_eq!(settings.fail_on, FailOn::Severity(Severity::Low));
    assert_eq!(settings.output_format, "full");
    assert!(settings.files.respect_gitignore);
    assert!(!settings.files.force_exclude);
    assert!(settings.comments.respect_nosec && settings.comments.respect_noqa);
    assert!(registry().indices().all(|rule| settings.severity_overrides.get(rule).is_none()));
}

#[test]
fn the_file_sets_and_the_command_line_sets_again() {
    let project = Project::new([(
        "hognose.toml",
        r#"
severity = "medium"
confidence = "High"
fail-on = "never"
output-format = "json"
respect-gitignore = false
respect-noqa = false
"#,
    )]);
    let load = |overrides| {
        project.load(FileChoice::Search, &[], &overrides).expect("all is valid").settings
    };

    let settings = load(Overrides::default());
    assert_eq!(settings.severity, Severity::Medium);
    assert_eq!(settings.confidence, Confidence::High);
    assert_eq!(settings.fail_on, FailOn::Never);
    assert_eq!(settings.output_format, "json");
    assert!(!settings.files.respect_gitignore);
    assert!(!settings.comments.respect_noqa);

    let settings = load(Overrides {
        severity: Some(Severity::High),
        fail_on: Some(FailOn::Severity(Severity::Medium)),
        output_format: Some("sarif".into()),
        respect_gitignore: Some(true),
        force_exclude: Some(true),
        respect_nosec: Some(false),
        ..Overrides::default()
    });
    assert_eq!(settings.severity, Severity::High);
    assert_eq!(settings.confidence, Confidence::High);
    assert_eq!(settings.fail_on, FailOn::Severity(Severity::Medium));
    assert_eq!(settings.output_format, "sarif");
    assert!(settings.files.respect_gitignore && settings.files.force_exclude);
    assert!(!settings.comments.respect_nosec && !settings.comments.respect_noqa);
}

#[test]
fn fail_on_includes_its_severity_and_graver_ones() {
    let included = |fail_on: FailOn| Severity::ALL.map(|severity| fail_on.includes(severity));
    assert_eq!(included(FailOn::Severity(Severity::Low)), [true, true, true]);
    assert_eq!(included(FailOn::Severity(Severity::High)), [false, false, true]);
    assert_eq!(included(FailOn::Never), [false, false, false]);
    for fail_on in FailOn::ALL {
        assert_eq!(fail_on.as_str().parse(), Ok(fail_on));
    }
}

#[test]
fn of_several_severities_the_narrowest_holds_then_the_last() {
    let registry = registry();
    let settings = valid(
        r#"
[severity-overrides]
weak-key = "low"
CWE-326 = "high"
crypto = "medium"
all = "high"
CWE-377 = "low"
filesystem = "high"
"#,
    )
    .settings;
    let severity = |name| {
        settings.severity_overrides.get(registry.find(name).expect("the rule is in the registry"))
    };
    assert_eq!(severity("weak-key"), Some(Severity::Low));
    assert_eq!(severity("weak-hash"), Some(Severity::Medium));
    assert_eq!(severity("eval-builtin"), Some(Severity::High));
    assert_eq!(severity("hardcoded-temp-path"), Some(Severity::Low));

    let settings = valid("[severity-overrides]\nB101 = \"low\"\nassert-used = \"high\"").settings;
    let assert_used = registry.find("B101").expect("the rule is in the registry");
    assert_eq!(settings.severity_overrides.get(assert_used), Some(Severity::High));
}

#[test]
fn options_of_rules_are_set_or_keep_their_defaults() {
    let registry = registry();
    let options = valid(
        r#"
[rules.B505]
min-rsa-bits = 0x1000
strict = true

[rules]
hardcoded-temp-path.tmp-dirs = ["/scratch"]
"#,
    )
    .settings
    .options;
    let option = |rule, name| {
        options.get(registry.find(rule).expect("the rule is in the registry"), name).cloned()
    };
    assert_eq!(option("weak-key", "min-rsa-bits"), Some(OptionValue::Integer(4096)));
    assert_eq!(option("weak-key", "strict"), Some(OptionValue::Bool(true)));
    assert_eq!(option("B108", "tmp-dirs"), Some(OptionValue::Texts(vec!["/scratch".into()])));
    assert_eq!(option("B108", "replacement"), Some(OptionValue::Text("tempfile".into())));
    assert_eq!(option("B101", "none"), None);
}

#[test]
fn an_option_takes_only_values_of_its_kind() {
    let registry = registry();
    let mut options = RuleOptions::defaults(&registry);
    let weak_key = registry.find("B505").expect("the rule is in the registry");
    let before = options.clone();
    for (name, value) in [
        ("strict", OptionValue::Integer(1)),
        ("min-rsa-bits", OptionValue::Text("1024".into())),
        ("colour", OptionValue::Bool(true)),
    ] {
        assert_eq!(options.set(weak_key, name, value), Err(OptionRefused));
    }
    assert_eq!(options, before);
    assert_eq!(options.set(weak_key, "strict", OptionValue::Bool(true)), Ok(()));
    assert_eq!(options.get(weak_key, "strict").and_then(OptionValue::as_bool), Some(true));
}
