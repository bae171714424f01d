//! The documentation of settings.

use std::collections::BTreeSet;

use hognose_config::{SETTINGS, reference_markdown};

use crate::project::valid;

#[test]
fn every_example_is_a_valid_configuration() {
    for setting in SETTINGS {
        let configuration = valid(setting.example);
        let listed = configuration.to_text();
        assert!(listed.contains("hognose.toml:"), "{}: the example sets something", setting.key);
    }
}

#[test]
fn every_setting_is_documented_once() {
    let keys: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_eq!(keys.len(), SETTINGS.len());
    for setting in SETTINGS {
        let documentation = setting.documentation();
        assert!(documentation.ends_with(".\n"), "{}: {documentation}", setting.key);
        assert!(
            documentation.lines().all(|line| line.len() <= 100 && !line.starts_with(' ')),
            "{}: {documentation}",
            setting.key
        );
    }
}

#[test]
fn the_reference() {
    let reference = reference_markdown();
    let head: Vec<_> = reference.split_inclusive("\n### ").take(3).collect();
    insta::assert_snapshot!(head.concat(), @r#"
    ### `select`

    The rules that run, in place of the default ones. A rule is named by its id, by an alias such
    as `B506`, or together with others by a family, a CWE (`CWE-89`) or a preset: `default`,
    `audit`, `bandit`, `all`.

    Where `select`, `extend-select` and `ignore` disagree about a rule, the one that names it most
    narrowly decides; if none does, `ignore`. From wide to narrow: `all`, the other presets,
    families, CWEs, single rules.

    On the command line, `--select` replaces this and `extend-select`, while a rule that the file
    ignores stays ignored unless the command line names it at least as narrowly.

    Default: `["default"]`

    ```toml
    select = ["default", "crypto", "B101"]
    ```

    ### `extend-select`

    Rules that run besides those of `select`. The command line adds to them.

    Default: `[]`

    ```toml
    extend-select = ["audit"]
    ```

    ### `ignore`

    Rules that do not run. The command line adds to them, and what it ignores is ignored whatever
    the file selects.

    Default: `[]`

    ```toml
    ignore = ["B101", "CWE-327"]
    ```

    ###
    "#);
}
