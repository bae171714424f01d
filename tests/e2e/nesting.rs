//! Every construct of the language, a hundred thousand deep.
//!
//! Each line of the tables is a construct: what comes before, what opens a level, what is in the
//! middle, what closes a level, and what comes after.

use crate::survival::survives;

const DEPTH: usize = 100_000;

/// Blocks are indented, so their source grows with the square of the depth: this many are 8 MB.
const BLOCKS: usize = 4_000;

type Construct = [&'static str; 5];

fn nested([before, open, middle, close, after]: Construct, depth: usize) -> String {
    [before, &open.repeat(depth), middle, &close.repeat(depth), after, "\n"].concat()
}

#[track_caller]
fn survive(constructs: &[Construct]) {
    for construct in constructs {
        let name = construct.join("…");
        survives(&name, nested(*construct, DEPTH));
        // Cut off in the middle, and left open.
        survives(&format!("open {name}"), nested([construct[0], construct[1], "", "", ""], DEPTH));
    }
}

#[test]
fn brackets() {
    survive(&[
        ["x = ", "(", "1", ")", ""],
        ["x = ", "[", "1", "]", ""],
        ["x = ", "{", "1", "}", ""],
        ["x = ", "{1: ", "1", "}", ""],
        ["x = ", "{**", "y", "}", ""],
        ["x = ", "(1, ", "1", ")", ""],
        ["x = ", "([{1: ", "1", "}])", ""],
        ["x = ", "[", "1", " for x in y]", ""],
        ["x = [1 for x in ", "[1 for x in ", "y", "]", "]"],
        ["x = ", "{", "1", ": 1 for x in y if z}", ""],
        ["", "(", "x", ",)", " = y"],
        ["del ", "(", "x", ")", ""],
        ["for ", "[", "x", "]", " in y: pass"],
        ["with ", "(", "x", ")", ": pass"],
        ["x: ", "a[", "b", "]", " = 1"],
        ["type X = ", "a[", "b", "]", ""],
        ["def f[T: ", "(", "b", ")", "](): pass"],
    ]);
}

#[test]
fn calls_and_members() {
    survive(&[
        ["", "f(", "x", ")", ""],
        ["", "f(a=", "x", ")", ""],
        ["", "f(*", "x", ")", ""],
        ["", "f(**", "x", ")", ""],
        ["f", "()", "", "", ""],
        ["f", ".a", "", "", ""],
        ["f", ".a()", "", "", ""],
        ["f", "[0]", "", "", ""],
        ["f", "[", "0", "]", ""],
        ["", "f[", "0", "]", ""],
        ["f[", "(1, 2)[", "0", "]:1", "]"],
        ["", "eval(", "x", ")", ""],
        ["", "os.system(", "x", ")", ""],
        ["import a", ".a", "", "", ""],
        ["from ", ".", "", "", " import a"],
        ["@", "f(", "x", ")", "\ndef g(): pass"],
        ["class A(", "f(", "x", ")", "): pass"],
    ]);
}

#[test]
fn operators() {
    survive(&[
        ["x = 1", " + 1", "", "", ""],
        ["x = 1", " ** 1", "", "", ""],
        ["x = ", "-", "1", "", ""],
        ["x = ", "~", "1", "", ""],
        ["x = ", "not ", "1", "", ""],
        ["x = ", "*", "a", "", ""],
        ["x = 1", " < 1", "", "", ""],
        ["x = 1", " and 1", "", "", ""],
        ["x = 1", " or 1 and 1", "", "", ""],
        ["x = ", "1 if 1 else ", "1", "", ""],
        ["x = ", "1 if ", "1", " else 1", ""],
        ["x = ", "lambda: ", "1", "", ""],
        ["x = ", "lambda x=", "1", ": 1", ""],
        ["x = ", "(y := ", "1", ")", ""],
        ["x = ", "(1 + ", "1", ")", ""],
        ["async def f(): ", "await ", "x", "", ""],
        ["def f(): ", "(yield ", "x", ")", ""],
        ["def f(): ", "(yield from ", "x", ")", ""],
        ["", "x = ", "1", "", ""],
    ]);
}

#[test]
fn strings() {
    survive(&[
        ["x = 'a'", " + 'a'", "", "", ""],
        ["x = 'a'", " % 'a'", "", "", ""],
        ["x = 'a'", ".format('a')", "", "", ""],
        ["x = 'a", "{}' 'a", "'", "", ""],
        ["x = (", "'a'\n", "", "", ")"],
        ["x = 'select a from b where c = '", " + x", "", "", ""],
        ["x = ", "'%s' % (", "x", ",)", ""],
        ["x = '", "{", "", "}", "'.format(1)"],
        ["x = f'", "{{", "", "}}", "'"],
        ["x = f'", "{1}", "", "", "'"],
        ["x = ", "f'", "1", "'", ""],
        ["x = ", "'", "", "", ""],
        ["x = ", "\"\"\"", "", "", ""],
        ["# ", "nosec ", "", "", ""],
        ["# ", "hognose: ignore[", "B506", "]", ""],
    ]);
}

#[test]
fn formatted_strings_in_each_other() {
    survive(&[["x = ", "f'{", "1", "}'", ""]]);
}

#[test]
fn formatted_strings_in_their_format() {
    survive(&[["x = f'", "{1:", "", "}", "'"]]);
}

#[test]
fn templates_in_each_other() {
    survive(&[["x = ", "t'{", "1", "}'", ""]]);
}

#[test]
fn patterns() {
    survive(&[
        ["match x:\n  case ", "[", "1", "]", ": pass"],
        ["match x:\n  case ", "(1, ", "1", ")", ": pass"],
        ["match x:\n  case ", "{1: ", "1", "}", ": pass"],
        ["match x:\n  case ", "A(", "1", ")", ": pass"],
        ["match x:\n  case ", "A(a=", "1", ")", ": pass"],
        ["match x:\n  case ", "1 | ", "1", "", ": pass"],
        ["match x:\n  case ", "(", "1", ") as a", ": pass"],
        ["match x:\n  case a", ".a", "", "", ": pass"],
        ["", "match(", "1", ")", ""],
        ["match ", "(", "1", ")", ":\n  case 1: pass"],
    ]);
}

#[test]
fn statements_in_a_row() {
    survive(&[
        ["", "x = 1\n", "", "", ""],
        ["", "x;", "", "", ""],
        ["if a: pass\n", "elif a: pass\n", "else: pass", "", ""],
        ["try: pass\n", "except a: pass\n", "", "", ""],
        ["match x:\n", "  case 1: pass\n", "", "", ""],
        ["", "@a\n", "def f(): pass", "", ""],
        ["", "def f(x=x): return f\n", "", "", ""],
        ["with a", ", a as b", ": pass", "", ""],
        ["import a", ", a", "", "", ""],
        ["from a import b", ", b", "", "", ""],
        ["def f(): global a", ", a", "", "", ""],
        ["def f(a", ", a", "): pass", "", ""],
        ["f(a", ", a=a", ")", "", ""],
        ["x = {", "1: 1,", "}", "", ""],
        ["x = ''\n", "x += x\n", "eval(x)", "", ""],
        ["x = 1 ", "\\\n", "", "", ""],
        ["", "#\n", "", "", ""],
        ["", "\n", "", "", ""],
    ]);
}

#[test]
fn blocks() {
    let open = |header: &str, body: &str| {
        let mut source = String::new();
        for level in 0..BLOCKS {
            source.extend(std::iter::repeat_n(' ', level));
            source.push_str(header);
            source.push('\n');
        }
        source.extend(std::iter::repeat_n(' ', BLOCKS));
        source.push_str(body);
        source
    };
    for header in [
        "if x:",
        "while x:",
        "for x in x:",
        "try:",
        "with x as y:",
        "def f(x=x):",
        "async def f():",
        "class A:",
    ] {
        survives(header, open(header, "pass\n"));
        survives(&format!("{header} without a body"), open(header, ""));
    }
    let both = open("def f():", &nested(["x = ", "(", "1", ")", ""], DEPTH));
    survives("brackets in blocks", both);
}

/// Beyond any limit: analysed or refused, but survived.
#[test]
fn ten_times_as_deep() {
    for construct in [
        ["x = ", "(", "1", ")", ""],
        ["x = ", "{1: ", "1", "}", ""],
        ["", "f(", "x", ")", ""],
        ["x = f", ".a", "", "", ""],
        ["x = ", "-", "1", "", ""],
        ["x = 1", " + 1", "", "", ""],
        ["x = ", "lambda: ", "1", "", ""],
        ["x = ", "1 if 1 else ", "1", "", ""],
        ["x = ", "f'{", "1", "}'", ""],
        ["x = f'", "{1:", "", "}", "'"],
        ["x = ", "(", "", "", ""],
        ["match x:\n  case ", "[", "1", "]", ": pass"],
    ] {
        survives(&construct.join("…"), nested(construct, 10 * DEPTH));
    }
}

/// `match` needs two levels for one, and `else` comes when all is closed.
#[test]
fn blocks_that_go_on() {
    let mut source = String::new();
    for level in 0..BLOCKS / 2 {
        let (outer, inner) = (" ".repeat(2 * level), " ".repeat(2 * level + 1));
        source.extend([&outer, "match x:\n", &inner, "case 1:\n"]);
    }
    source.extend([&" ".repeat(BLOCKS), "pass\n"]);
    survives("match", source);

    let mut source: String =
        (0..BLOCKS).flat_map(|level| [" ".repeat(level), "if x:\n".to_owned()]).collect();
    source.extend([&" ".repeat(BLOCKS), "pass\n"]);
    source
        .extend((0..BLOCKS).rev().flat_map(|level| [" ".repeat(level), "else: pass\n".to_owned()]));
    survives("if and else", source);
}
