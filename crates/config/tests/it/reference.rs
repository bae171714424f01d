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
    let (head, _) = reference.split_once("### `ignore`").expect("there is such a setting");
    insta::assert_snapshot!(head, @r#"
    ## The configuration file

    One file holds for the whole run; files are never merged. The search starts in the folder of what is
    checked, that is the deepest folder that contains all of it, and goes up to the root of the file
    system. If it ends there, it starts again in the working directory. In each folder, the first of these
    that exists holds:

    1. `.hognose.toml`
    2. `hognose.toml`
    3. `pyproject.toml`, if it has a table `[tool.hognose]`

    A `pyproject.toml` without that table does not end the search, and neither does the root of a
    repository: the settings of a workspace hold in its projects, unless those have their own.

    `--config FILE` names the file instead; `--isolated` uses none.

    ## Settings

    ### `preset`

    Whose judgement is wanted: `default` for hognose's own, `bandit` for Bandit's. The preset
    `bandit` reports what Bandit would report, in the files that Bandit would read: its rules, its
    exclusions, its way to read `# nosec`, mistakes included. It changes the defaults of `select`,
    `include`, `exclude`, `bandit-exclude`, `respect-gitignore` and `skip-environments`; what is
    set explicitly holds all the same.

    Default: `"default"`

    ```toml
    preset = "bandit"
    ```

    ### `bandit-python`

    The version of Python that Bandit is taken to run on with the preset `bandit`. From 3.12 on,
    the parts of f-strings have positions of their own.

    Default: `"3.13"`

    ```toml
    bandit-python = "3.11"
    ```

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
    "#);
    for setting in SETTINGS {
        assert!(reference.contains(&format!("### `{}`", setting.key)));
    }
}
