//! Decoding agrees with the Python at hand: which encoding a file has, what its bytes mean, and what
//! is refused.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use hognose_python::{Decoded, decode};

/// Runs a Python program on `input` and gives what it prints.
fn python(program: &str, input: &str) -> String {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 can be started");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("python3 ends");
    writer.join().expect("the writer ends").expect("python3 reads its input");
    assert!(output.status.success(), "the Python program fails");
    String::from_utf8(output.stdout).expect("the Python program prints ASCII")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}

/// The value of `x` in files that end in `x = '…'`, by Python's own tokenizer.
const VALUES: &str = r"
import ast, sys, warnings
warnings.simplefilter('ignore')
for line in sys.stdin:
    try:
        value = ast.parse(bytes.fromhex(line)).body[-1].value.value
        print(value.encode('utf-8', 'surrogatepass').hex())
    except (SyntaxError, ValueError, LookupError, UnicodeError):
        print('refused')
";

fn value(text: &str) -> &str {
    let start = text.find("x = '").expect("the file ends in an assignment") + "x = '".len();
    &text[start..text.rfind('\'').expect("a closing quote")]
}

#[test]
fn files_are_read_as_python_reads_them() {
    let declarations: &[&[u8]] = &[
        b"",
        b"# coding: latin-1\n",
        b"# -*- coding: utf-8 -*-\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n",
        b"\n# coding=iso-8859-15\n",
        b" \t\x0c# coding: koi8-r\n",
        b"# coding : latin-1\n",
        b"# coding:latin-1 coding:utf-8\n",
        b"# coding: \ncoding: latin-1\n",
        b"# Encoding: cp1251\n",
        b"# decoding: of coding: coding=koi8-u\n",
        b"y = 1 # coding: latin-1\n",
        b"y = 1\n# coding: latin-1\n",
        b"# one\n# two\n# coding: latin-1\n",
        b"\r# coding: latin-1\r",
        b"# one\r\n# coding: latin-1\r\n",
        b"# one\r# coding: latin-1\r",
        b"\\\n# coding: latin-1\n",
        b"# coding: Latin_1-Unix\n",
        b"# coding: UTF-8-dos\n",
        b"# coding: utf_8_sig\n",
        b"# coding: utf8\n",
        b"# coding: U8\n",
        b"# coding: cp65001\n",
        b"# coding: utf8-sig\n",
        b"# coding: iso-8859-1-mac\n",
        b"# coding: iso8859-1\n",
        b"# coding: L1\n",
        b"# coding: 8859\n",
        b"# coding: ascii\n",
        b"# coding: us-ascii\n",
        b"# coding: ANSI_X3.4-1968\n",
        b"# coding: windows-1252\n",
        b"# coding: Windows_1252\n",
        b"# coding: macroman\n",
        b"# coding: gbk\n",
        b"# coding: cp936\n",
        b"# coding: GB18030\n",
        b"# coding: gb2312\n",
        b"# coding: big5\n",
        b"# coding: shift-jis\n",
        b"# coding: SJIS\n",
        b"# coding: cp932\n",
        b"# coding: euc-jp\n",
        b"# coding: euc_kr\n",
        b"# coding: cp949\n",
        b"# coding: no-such-encoding\n",
        b"# coding: latin-1\xe9\n",
        b"# \xe9 coding: latin-1\n",
        b"# \xe9\n# coding: latin-1\n",
    ];
    let payloads: &[&[u8]] = &[
        b"plain",
        b"caf\xc3\xa9",
        b"caf\xe9",
        b"\x81",
        b"\x80\x9f",
        b"\xa4\xb4",
        b"\xd6\xd0\xb9\xfa",
        b"\x93\xfa\x96\x7b",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xf4\x90\x80\x80",
        b"\x81\x30\x81\x30",
        b"tail \xb0",
    ];
    let mut files = Vec::new();
    for bom in [&b""[..], b"\xef\xbb\xbf"] {
        for declaration in declarations {
            for payload in payloads {
                files.push([bom, declaration, b"x = '", payload, b"'\n"].concat());
            }
        }
    }
    let input: String = files.iter().map(|file| hex(file) + "\n").collect();
    let answers = python(VALUES, &input);
    assert_eq!(answers.lines().count(), files.len());
    for (file, answer) in files.iter().zip(answers.lines()) {
        let ours = decode(file.clone());
        let lenient = file.starts_with(b"\xef\xbb\xbf")
            && answer == "refused"
            && ours.as_ref().is_ok_and(|decoded| decoded.encoding == "utf-8");
        if lenient {
            continue;
        }
        let ours =
            ours.map_or("refused".to_owned(), |decoded| hex(value(&decoded.text).as_bytes()));
        assert_eq!(ours, answer, "{:?}", String::from_utf8_lossy(file));
    }
}

/// What every unit of one or two bytes means: a line for each that means something.
const UNITS: &str = r"
import sys
for codec in sys.stdin.read().split():
    units = [bytes([a]) for a in range(256)]
    units += [bytes([a, b]) for a in range(128, 256) for b in range(256)]
    for unit in units:
        try:
            print(codec, unit.hex(), unit.decode(codec).encode().hex())
        except UnicodeDecodeError:
            pass
";

const SINGLE: &str = "ascii latin_1 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 \
    cp866 cp874 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 \
    iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 tis_620 koi8_r koi8_u \
    mac_roman mac_cyrillic";
const MULTI: &str = "gbk gb2312 gb18030 big5 cp950 euc_jp shift_jis cp932 euc_kr cp949";

fn decode_as(codec: &str, unit: &[u8]) -> Option<String> {
    let declaration = format!("# coding: {codec}\n");
    let file = [declaration.as_bytes(), unit].concat();
    decode(file).ok().map(|decoded| decoded.text[declaration.len()..].to_owned())
}

#[test]
fn every_unit_of_every_encoding_means_what_python_says() {
    let codecs = format!("{SINGLE} {MULTI}");
    let answers = python(UNITS, &codecs);
    let mut known: BTreeMap<&str, BTreeMap<Vec<u8>, String>> = BTreeMap::new();
    for line in answers.lines() {
        let mut fields = line.split(' ');
        let mut field = || fields.next().unwrap_or_default();
        let (codec, unit, text) = (field(), unhex(field()), unhex(field()));
        let text = String::from_utf8(text).expect("Python encodes text as UTF-8");
        known.entry(codec).or_default().insert(unit, text);
    }
    for codec in codecs.split_ascii_whitespace() {
        let (left_out, decoded): (Vec<_>, Vec<_>) =
            known[codec].iter().partition(|(unit, _)| is_left_out(codec, unit));
        let bytes: Vec<u8> =
            decoded.iter().flat_map(|(unit, _)| [&unit[..], b"\n"].concat()).collect();
        let text: String = decoded.iter().flat_map(|(_, text)| [&text[..], "\n"]).collect();
        assert!(decode_as(codec, &bytes) == Some(text), "{codec}");
        let refused = units().filter(|unit| !known[codec].contains_key(unit));
        for unit in refused.chain(left_out.into_iter().map(|(unit, _)| unit.clone())) {
            assert_eq!(decode_as(codec, &unit), None, "{codec} {}", hex(&unit));
        }
    }
}

/// Every byte, and every pair of bytes that does not begin with an ASCII one.
fn units() -> impl Iterator<Item = Vec<u8>> {
    let singles = (0..=255).map(|byte| vec![byte]);
    singles.chain((128..=255).flat_map(|lead| (0..=255).map(move |trail| vec![lead, trail])))
}

/// What Python decodes and we refuse.
fn is_left_out(codec: &str, unit: &[u8]) -> bool {
    matches!(codec, "big5" | "cp950") && matches!(unit, [0xc6, 0xa1..=0xfe] | [0xc7 | 0xc8, _])
}

#[test]
fn longer_units_mean_what_python_says() {
    const PROGRAM: &str = r"
from itertools import product
units = [bytes([0x8f, a, b]) for a in range(256) for b in range(256)]
for unit in units:
    try:
        print('euc_jp', unit.hex(), unit.decode('euc_jp').encode().hex())
    except UnicodeDecodeError:
        print('euc_jp', unit.hex(), '')
for a, b, c in product((0x81, 0x82, 0x84, 0x90, 0xe3, 0xfe), range(0x2f, 0x3b), range(0x80, 0x100)):
    for d in range(0x2f, 0x3b):
        unit = bytes([a, b, c, d])
        try:
            print('gb18030', unit.hex(), unit.decode('gb18030').encode().hex())
        except UnicodeDecodeError:
            print('gb18030', unit.hex(), '')
";
    for line in python(PROGRAM, "").lines() {
        let mut fields = line.split(' ');
        let mut field = || fields.next().unwrap_or_default();
        let (codec, unit, text) = (field(), unhex(field()), field());
        let ours = decode_as(codec, &unit).map_or(String::new(), |text| hex(text.as_bytes()));
        assert_eq!(ours, text, "{codec} {}", hex(&unit));
    }
}

#[test]
fn mended_characters_stand_between_their_neighbours() {
    let text = |codec, bytes: &[u8]| decode_as(codec, bytes).expect("valid bytes");
    assert_eq!(text("latin-1", b"a\x80b\xe9\x9f"), "a\u{80}bé\u{9f}");
    assert_eq!(text("gb2312", b"\xd6\xd0\xa1\xa4\xb9\xfa = 1"), "中\u{30fb}国 = 1");
    assert_eq!(text("cp932", b"\xa0\x93\xfa\xff"), "\u{f8f0}日\u{f8f3}");
}

#[test]
fn ordinary_text_is_not_copied() {
    let bytes = b"print('hello')\n".to_vec();
    let address = bytes.as_ptr();
    let decoded = decode(bytes).expect("valid text");
    assert_eq!(decoded.text.as_ptr(), address);
}

#[test]
fn nul_bytes_and_byte_order_marks_are_no_obstacle() {
    let decoded = decode(b"\xef\xbb\xbf# coding: utf8\nx = 1\0\n".to_vec()).expect("valid text");
    let expected =
        Decoded { text: "# coding: utf8\nx = 1\0\n".into(), encoding: "utf-8", had_bom: true };
    assert_eq!(decoded, expected);
}

#[test]
fn refusals_say_where_and_what_to_do() {
    let long = format!("# coding: {}\n", "x".repeat(100));
    let files: [&[u8]; 14] = [
        b"x = 'caf\xe9'\n",
        b"\xef\xbb\xbfx = '\xff'\n",
        b"\xff\xfex\0 \0=\0",
        b"\xfe\xff\0x\0 \0=",
        b"\xff\xfe\0\0x\0\0\0",
        b"\0\0\xfe\xff\0\0\0x",
        b"# coding: cp1252\nx = '\x81'\n",
        b"# coding: ascii\nx = 'caf\xe9'\n",
        b"# coding: shift_jis\nx = '\x93\xfa\x93'\n",
        b"#!/usr/bin/env python\n# coding: no-such\n",
        b"# coding: utf-7\n",
        b"# coding: rot13\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
        long.as_bytes(),
    ];
    let report: Vec<_> =
        files.iter().map(|file| decode(file.to_vec()).expect_err("refused").to_string()).collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn transformations_are_refused_by_name() {
    let names = "utf-7 utf-16 utf_16_le utf-32 unicode_escape raw_unicode_escape punycode idna \
        rot13 rot_13 hex base64 zlib bz2 uu quopri undefined mbcs oem cp437 cp037 iso2022_jp hz \
        big5hkscs johab euc_jis_2004 x-user-defined replacement windows-31j iso-8859-8-i";
    for name in names.split_ascii_whitespace() {
        assert!(decode(format!("# coding: {name}\n").into_bytes()).is_err(), "{name}");
    }
}
