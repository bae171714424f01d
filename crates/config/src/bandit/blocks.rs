//! The blocks of options in Bandit's configuration files.

/// A block: its name, the tests that it is for, and whether Bandit reads it. Those that it does not
/// read stand in its documentation, and in what its configuration generator writes.
struct Block {
    name: &'static str,
    tests: &'static [&'static str],
    is_read: bool,
}

const fn read(name: &'static str, tests: &'static [&'static str]) -> Block {
    Block { name, tests, is_read: true }
}

const fn printed(name: &'static str, tests: &'static [&'static str]) -> Block {
    Block { name, tests, is_read: false }
}

const BLOCKS: &[Block] = &[
    read("assert_used", &["B101"]),
    read("hardcoded_tmp_directory", &["B108"]),
    read(PROCESSES, &["B602", "B603", "B604", "B605", "B606", "B607", "B609"]),
    read("markupsafe_xss", &["B704"]),
    read("ssl_with_bad_version", &["B502", "B503"]),
    read("try_except_continue", &["B112"]),
    read("try_except_pass", &["B110"]),
    read("weak_cryptographic_key", &["B505"]),
    printed("any_other_function_with_shell_equals_true", &["B604"]),
    printed("linux_commands_wildcard_injection", &["B609"]),
    printed("markupsafe_markup_xss", &["B704"]),
    printed("ssl_with_bad_defaults", &["B503"]),
    printed("start_process_with_a_shell", &["B605"]),
    printed("start_process_with_no_shell", &["B606"]),
    printed("start_process_with_partial_path", &["B607"]),
    printed("subprocess_popen_with_shell_equals_true", &["B602"]),
    printed("subprocess_without_shell_equals_true", &["B603"]),
];

/// The block that lists functions which start processes.
pub(super) const PROCESSES: &str = "shell_injection";

/// An option that a block needs, and the tests that fail without it.
type Need = (&'static str, &'static [&'static str]);

/// What Bandit looks for in a block that is there. Of the others it knows what to do without.
const NEEDS: &[(&str, &[Need])] = &[
    (
        PROCESSES,
        &[
            ("subprocess", &["B602", "B603", "B604", "B607", "B609"]),
            ("shell", &["B605", "B609"]),
            ("no_shell", &["B606"]),
        ],
    ),
    ("ssl_with_bad_version", &[("bad_protocol_versions", &["B502", "B503"])]),
    ("try_except_continue", &[("check_typed_exception", &["B112"])]),
    ("try_except_pass", &[("check_typed_exception", &["B110"])]),
    (
        "weak_cryptographic_key",
        &[
            ("weak_key_size_dsa_high", &["B505"]),
            ("weak_key_size_dsa_medium", &["B505"]),
            ("weak_key_size_rsa_high", &["B505"]),
            ("weak_key_size_rsa_medium", &["B505"]),
            ("weak_key_size_ec_high", &["B505"]),
            ("weak_key_size_ec_medium", &["B505"]),
        ],
    ),
];

/// The options that a block needs, each with the tests that fail without it.
pub(super) fn needs_of(name: &str) -> &'static [Need] {
    NEEDS.iter().find(|(block, _)| *block == name).map_or(&[], |(_, needs)| needs)
}

/// Whether a key names a block.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.iter().any(|block| block.name == name)
}

/// Whether Bandit itself reads the block.
pub(super) fn is_read(name: &str) -> bool {
    BLOCKS.iter().any(|block| block.name == name && block.is_read)
}

/// The tests that a block is for.
pub(super) fn tests_of(name: &str) -> &'static [&'static str] {
    BLOCKS.iter().find(|block| block.name == name).map_or(&[], |block| block.tests)
}
