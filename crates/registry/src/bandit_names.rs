//! The names that Bandit has for its tests. Comments and profiles use them in place of ids.

/// The names that Bandit reads, each with the id of its test; sorted.
const READ: &[(&str, &str)] = &[
    ("any_other_function_with_shell_equals_true", "B604"),
    ("assert_used", "B101"),
    ("cipher_modes", "B305"),
    ("ciphers", "B304"),
    ("django_extra_used", "B610"),
    ("django_mark_safe", "B703"),
    ("django_rawsql_used", "B611"),
    ("eval", "B307"),
    ("exec_used", "B102"),
    ("flask_debug_true", "B201"),
    ("ftplib", "B321"),
    ("hardcoded_bind_all_interfaces", "B104"),
    ("hardcoded_password_default", "B107"),
    ("hardcoded_password_funcarg", "B106"),
    ("hardcoded_password_string", "B105"),
    ("hardcoded_sql_expressions", "B608"),
    ("hardcoded_tmp_directory", "B108"),
    ("hashlib_insecure_functions", "B324"),
    ("huggingface_unsafe_download", "B615"),
    ("import_ftplib", "B402"),
    ("import_httpoxy", "B412"),
    ("import_pickle", "B403"),
    ("import_pycrypto", "B413"),
    ("import_pyghmi", "B415"),
    ("import_subprocess", "B404"),
    ("import_telnetlib", "B401"),
    ("import_xml_etree", "B405"),
    ("import_xml_expat", "B407"),
    ("import_xml_minidom", "B408"),
    ("import_xml_pulldom", "B409"),
    ("import_xml_sax", "B406"),
    ("import_xmlrpclib", "B411"),
    ("jinja2_autoescape_false", "B701"),
    ("linux_commands_wildcard_injection", "B609"),
    ("logging_config_insecure_listen", "B612"),
    ("mark_safe", "B308"),
    ("markupsafe_markup_xss", "B704"),
    ("marshal", "B302"),
    ("md5", "B303"),
    ("mktemp_q", "B306"),
    ("paramiko_calls", "B601"),
    ("pickle", "B301"),
    ("pytorch_load", "B614"),
    ("random", "B311"),
    ("request_with_no_cert_validation", "B501"),
    ("request_without_timeout", "B113"),
    ("set_bad_file_permissions", "B103"),
    ("snmp_insecure_version", "B508"),
    ("snmp_weak_cryptography", "B509"),
    ("ssh_no_host_key_verification", "B507"),
    ("ssl_with_bad_defaults", "B503"),
    ("ssl_with_bad_version", "B502"),
    ("ssl_with_no_version", "B504"),
    ("start_process_with_a_shell", "B605"),
    ("start_process_with_no_shell", "B606"),
    ("start_process_with_partial_path", "B607"),
    ("subprocess_popen_with_shell_equals_true", "B602"),
    ("subprocess_without_shell_equals_true", "B603"),
    ("tarfile_unsafe_members", "B202"),
    ("telnetlib", "B312"),
    ("trojansource", "B613"),
    ("try_except_continue", "B112"),
    ("try_except_pass", "B110"),
    ("unverified_context", "B323"),
    ("urllib_urlopen", "B310"),
    ("use_of_mako_templates", "B702"),
    ("weak_cryptographic_key", "B505"),
    ("xml_bad_ElementTree", "B314"),
    ("xml_bad_cElementTree", "B313"),
    ("xml_bad_expatbuilder", "B316"),
    ("xml_bad_expatreader", "B315"),
    ("xml_bad_minidom", "B318"),
    ("xml_bad_pulldom", "B319"),
    ("xml_bad_sax", "B317"),
    ("yaml_load", "B506"),
];

/// The names that Bandit prints in reports but does not read; sorted. Its users copy them all the same.
const PRINTED: &[(&str, &str)] =
    &[("hashlib", "B324"), ("snmp_crypto_check", "B509"), ("snmp_insecure_version_check", "B508")];

/// The id that stands for all the tests of Bandit that look for names of functions and modules.
pub const BANDIT_BLACKLISTS: &str = "B001";

/// The id of the test to which Bandit gives this name.
pub fn bandit_test(name: &str) -> Option<&'static str> {
    find(READ, name)
}

/// The id of the test that Bandit's reports call by this name, although Bandit does not read it.
pub fn printed_bandit_test(name: &str) -> Option<&'static str> {
    find(PRINTED, name)
}

/// What Bandit's reports call a test: not always by the name that it reads.
pub fn bandit_report_name(id: &str) -> Option<&'static str> {
    // The lists of names of functions and modules are one test to Bandit.
    if id.starts_with("B3") && id != "B324" || id.starts_with("B4") {
        return Some("blacklist");
    }
    PRINTED.iter().chain(READ).find(|(_, other)| *other == id).map(|(name, _)| *name)
}

/// The number of the weakness that Bandit assigns to a test.
pub fn bandit_cwe(id: &str) -> Option<u16> {
    CWES.iter().find(|(_, ids)| ids.contains(&id)).map(|(cwe, _)| *cwe)
}

/// The weaknesses that Bandit assigns, with its tests.
const CWES: &[(u16, &[&str])] = &[
    (
        20,
        &[
            "B313", "B314", "B315", "B316", "B317", "B318", "B319", "B405", "B406", "B407", "B408",
            "B409", "B411", "B506",
        ],
    ),
    (22, &["B202", "B310"]),
    (78, &["B102", "B307", "B404", "B601", "B602", "B603", "B604", "B605", "B606", "B607"]),
    (79, &["B308", "B704"]),
    (80, &["B702", "B703"]),
    (89, &["B608", "B610", "B611"]),
    (94, &["B201", "B612", "B701"]),
    (155, &["B609"]),
    (259, &["B105", "B106", "B107"]),
    (284, &["B412"]),
    (295, &["B323", "B501", "B507"]),
    (319, &["B312", "B321", "B401", "B402", "B415", "B508", "B509"]),
    (326, &["B505"]),
    (327, &["B303", "B304", "B305", "B324", "B413", "B502", "B503", "B504"]),
    (330, &["B311"]),
    (377, &["B108", "B306"]),
    (400, &["B113"]),
    (494, &["B615"]),
    (502, &["B301", "B302", "B403", "B614"]),
    (605, &["B104"]),
    (703, &["B101", "B110", "B112"]),
    (732, &["B103"]),
    (838, &["B613"]),
];

/// The ids of Bandit's own tests, in the order of their names.
pub fn bandit_tests() -> impl Iterator<Item = &'static str> {
    READ.iter().map(|(_, id)| *id)
}

fn find(names: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let at = names.binary_search_by_key(&name, |(known, _)| known).ok()?;
    names.get(at).map(|(_, id)| *id)
}

#[cfg(test)]
mod tests {
    use super::{PRINTED, READ, bandit_test, printed_bandit_test};

    #[test]
    fn names_are_sorted_and_found() {
        for names in [READ, PRINTED] {
            assert!(names.is_sorted());
        }
        assert_eq!(bandit_test("assert_used"), Some("B101"));
        assert_eq!(bandit_test("md5"), Some("B303"));
        assert_eq!(bandit_test("hashlib"), None);
        assert_eq!(printed_bandit_test("hashlib"), Some("B324"));
    }
}
