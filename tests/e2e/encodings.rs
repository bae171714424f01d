//! Every encoding that Python source may be in: findings are where an editor shows them.

use std::fmt::Write as _;

use crate::common::{Project, Ran};

/// `name = '…'; assert name`, with the text in the middle in some encoding.
fn source(first: &[u8], text: &[u8]) -> Vec<u8> {
    [first, b"name = '", text, b"'; assert name\n"].concat()
}

fn check(content: Vec<u8>) -> Ran {
    let project = Project::new().with("app.py", content);
    project.check(["--select", "B101", "--output-format", "json"])
}

#[test]
fn columns_count_characters_in_every_encoding() {
    for (cookie, text, characters) in [
        ("", "naïve 🐍".as_bytes(), 7),
        ("# coding: utf-8\n", "naïve 🐍".as_bytes(), 7),
        ("# -*- coding: latin-1 -*-\n", b"na\xefve", 5),
        ("# vim: set fileencoding=cp1252 :\n", b"\x80uro", 4),
        ("# coding: gbk\n", b"\xc4\xe3\xba\xc3", 2),
        ("# coding: shift_jis\n", b"\x93\xfa\x96{", 2),
        ("# coding: euc-jp\n", b"\xc6\xfc\xcb\xdc", 2),
        ("# coding: koi8-r\n", b"\xcd\xc9\xd2", 3),
        ("# coding: big5\n", b"\xa4\xa4\xa4\xe5", 2),
        ("#!/usr/bin/python\n# coding: iso-8859-15\n", b"\xa4", 1),
        ("# coding: ascii\n", b"plain", 5),
    ] {
        let ran = check(source(cookie.as_bytes(), text)).exits(1);
        let line = cookie.matches('\n').count() + 1;
        let column = "name = ''; ".len() + characters + 1;
        assert_eq!(ran.findings(), [format!("app.py:{line}:{column} assert-used")], "{cookie}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_line() {
    let ran = check("\u{feff}assert x\n".into()).exits(1);
    assert_eq!(ran.findings(), ["app.py:1:1 assert-used"]);
    let ran = check("\u{feff}# coding: utf-8\nassert x\n".into()).exits(1);
    assert_eq!(ran.findings(), ["app.py:2:1 assert-used"]);
}

#[test]
fn every_line_ending_of_python_ends_a_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text =
            ["x = '''", "'''; assert x", "\u{c}assert x", "# \u{2028}", "assert x"].join(end);
        let ran = check(text.into()).exits(1);
        let expected = [(2, 6), (3, 2), (5, 1)]
            .map(|(line, column)| format!("app.py:{line}:{column} assert-used"));
        assert_eq!(ran.findings(), expected, "{end:?}");
    }
}

#[test]
fn suppressions_work_in_every_encoding() {
    for (cookie, text) in [("# coding: latin-1\r", &b"\xe9"[..]), ("# coding: gbk\n", b"\xc4\xe3")]
    {
        let comment = [b"assert x  # nosec: ", text, b"\r\nassert y\n"].concat();
        let ran = check([cookie.as_bytes(), &comment].concat()).exits(1);
        assert_eq!(ran.findings(), ["app.py:3:1 assert-used"], "{cookie}");
    }
}

#[test]
fn what_python_would_not_read_is_a_notice_that_says_where() {
    let utf16: Vec<u8> = "\u{feff}assert x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf32: Vec<u8> =
        "\u{feff}assert x\n".chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
    let mut told = String::new();
    for (name, content) in [
        ("UTF-8", b"x = 1\ny = 'caf\xe9'\n".to_vec()),
        ("UTF-8 cut off", b"x = '\xf0\x9f\x90".to_vec()),
        ("a surrogate", b"x = '\xed\xa0\x80'\n".to_vec()),
        ("ASCII", b"# coding: ascii\nx = '\xe9'\n".to_vec()),
        ("GBK", b"# coding: gbk\nx = '\xc4'\n".to_vec()),
        ("UTF-16", utf16),
        ("UTF-32", utf32),
        ("an unknown cookie", b"# coding: no-such-codec\nassert x\n".to_vec()),
        ("a cookie that hurts", b"# coding: \x1b[31m\nassert x\n".to_vec()),
        ("a cookie of another mind", "\u{feff}# coding: latin-1\nassert x\n".into()),
        ("a codec that is no encoding", b"# coding: rot13\nnffreg k\n".to_vec()),
        ("UTF-7", b"# coding: utf-7\nassert x\n".to_vec()),
    ] {
        let ran = check(content);
        let report = ran.json();
        let notice = &report["notices"][0];
        let _ = writeln!(told, "{name}: {} {}", ran.code(), notice["message"]);
    }
    insta::assert_snapshot!(told);
}
