//! Texts that are built from parts: what is known of them, and where something is put in.

mod snippet;

use snippet::check;

#[test]
fn every_way_to_build_a_text_gives_the_same_template() {
    check(
        r#"
def f(x, y):
    template('a ' + x + ' b')  # => "a {x} b"
    template(f'a {x} b')  # => "a {x} b"
    template('a %s b' % x)  # => "a {x} b"
    template('a %s b' % (x,))  # => "a {x} b"
    template('a %(k)s b' % {'k': x})  # => "a {x} b"
    template('a {} b'.format(x))  # => "a {x} b"
    template('a {0} b'.format(x))  # => "a {x} b"
    template('a {k} b'.format(k=x))  # => "a {x} b"
    template(' '.join(['a', x, 'b']))  # => "a {x} b"
    template(' '.join(('a', x, 'b')))  # => "a {x} b"
    template('a ' f'{x}' ' b')  # => "a {x} b"
    template((t := 'a ') + x + ' b')  # => "a {x} b"
    template('A '.lower() + x + ' b')  # => "a {x} b"
"#,
    );
}

#[test]
fn what_builds_no_text_is_no_template() {
    check(
        "
template(x)  # => ?
template(x + y)  # => ?
template(x % y)  # => ?
template(x.format(y))  # => ?
template(x.join([y]))  # => ?
template(x.strip())  # => ?
template(1 + 2)  # => ?
template(b'a' + x)  # => ?
template('a' * 3)  # => ?
template(g('a'))  # => ?
template(['a'])  # => ?
template(None)  # => ?
",
    );
}

#[test]
fn parts_are_taken_apart_themselves() {
    check(
        r#"
def f(x, y):
    template(f'a {"b " + x} c')  # => "a b {x} c"
    template('%s!' % f'<{x}>')  # => "<{x}>!"
    template('{}{}'.format('a' + x, 'b'))  # => "a{x}b"
    template('-'.join([f'{x}', 'a' % ()]))  # => "{x}-a"
    template('(' + (x + y) + ')')  # => "({x + y})"
    template(f'{x if y else "a"}')  # => "{x if y else \"a\"}"
    template(f'{x.strip()}')  # => "{x.strip()}"
"#,
    );
}

#[test]
fn percent_formats() {
    check(
        r#"
def f(x, y, args):
    template('%s and %s' % (x, y))  # => "{x} and {y}"
    template('%s and %s' % args)  # => "{args} and {args}"
    template('%s and %s' % (x,))  # => "{x} and {(x,)}"
    template('%d %i %5.2f %x' % (x, y, x, y))  # => "0 0 0 0"
    template('%d' % 7)  # => "7"
    template('%-10s|%r|%c' % (x, y, x))  # => "{x}|{y}|{x}"
    template('100%% %s' % x)  # => "100% {x}"
    template('%(a)s %(b)s' % {'a': x, 'b': 'c'})  # => "{x} c"
    template('%(a)s' % args)  # => "{args}"
    template('%(a)s' % {'b': x})  # => "{{'b': x}}"
    template('%(a' % x)  # => "%(a"
    template('a%' % x)  # => "a%"
    template('a %s' % x % y)  # => ?
    pair = (x, 'b')
    template('%s %s' % pair)  # => "{x} b"
"#,
    );
}

#[test]
fn brace_formats() {
    check(
        r#"
def f(x, y, args, kwargs):
    template('{} {}'.format(x, y))  # => "{x} {y}"
    template('{1} {0} {1}'.format(x, y))  # => "{y} {x} {y}"
    template('{a} {b}'.format(a=x, b='c'))  # => "{x} c"
    template('{x.name} {y[0]} {x!r} {y:>5}'.format(x=x, y=y))  # => "{x} {y} {x} {y}"
    template('{:d} {:.2f}'.format(x, y))  # => "0 0"
    template('{{}} {}'.format(x))  # => "{} {x}"
    template('{a} {b}'.format(**kwargs))  # => "{kwargs} {kwargs}"
    template('{} {}'.format(x, *args))  # => "{x} {args}"
    template('{} {}'.format(x))  # => "{x} {'{} {}'}"
    template('{a'.format(a=x))  # => "{a"
"#,
    );
}

#[test]
fn f_strings() {
    check(
        r#"
def f(x, w):
    template(f'')  # => ""
    template(f'{{}}')  # => "{}"
    template(f'{x!s} {x!r} {x:>5} {x:{w}} {x=}')  # => "{x} {x} {x} {x} {x}"
    template(f'{x:d} {x:,.2f}')  # => "0 0"
    template(f'''a
{x}''')  # => "a\n{x}"
    template(rf'\{x}' '\n')  # => "\\{x}\n"
"#,
    );
}

#[test]
fn joined_lists() {
    check(
        r#"
def f(x, xs):
    template(', '.join(xs))  # => "{xs}"
    template(', '.join(str(x) for x in xs))  # => "{str(x) for x in xs}"
    template(''.join([]))  # => ""
    template('a'.join())  # => ?
    parts = ['a', x]
    template(' '.join(parts))  # => "a {x}"
"#,
    );
}

#[test]
fn lists_that_grow() {
    check(
        r#"
def f(x, xs):
    parts = ['a']
    template(' '.join(parts))  # => "a"
    parts.append('b')
    parts.append(x)
    template(' '.join(parts))  # => "a b {x}"
    parts.extend([x, 'c'])
    parts.extend(xs)
    parts.insert(0, 'd')
    parts[0] = 'e'
    template(' '.join(parts))  # => "a b {x} {x} c {xs} d e"
    parts.sort()
    parts = []
    template(' '.join(parts))  # => ""
    for x in xs:
        template(' '.join(parts))  # => "{x}"
        parts.append(x)
    template(' '.join(parts))  # => "{x}"
    return lambda: template(' '.join(parts))  # => "{parts}"

once = ['a']
def g(x):
    once.append(x)
    return template('-'.join(once))  # => "a-{x}"
"#,
    );
}

#[test]
fn names_are_followed_to_what_was_assigned() {
    check(
        r#"
HEAD = 'SELECT '
TABLE: str = 'users'

def f(x, c):
    query = HEAD + x
    template(query)  # => "SELECT {x}"
    again = query
    template(f'{again};')  # => "SELECT {x};"
    template(HEAD + '* FROM ' + TABLE)  # => "SELECT * FROM users"
    x = 'late'
    # The hole is what it was when the text was built.
    template(query)  # => "SELECT {x}"
    if c:
        query = 'other'
    template(query)  # => ?
    template(query + '!')  # => "{query}!"
    template(x)  # => "late"
"#,
    );
}

#[test]
fn texts_that_grow() {
    check(
        r#"
def f(x, c):
    query = 'a'
    query += ' b'
    query += f' {x}'
    template(query)  # => "a b {x}"
    query += ' c' + x
    query = query + ' d'
    template(query + ' e')  # => "a b {x} c{x} d e"

    rest = x
    rest += ' a'
    template(rest)  # => "{x} a"

    number = 1
    number += x
    template(number)  # => ?

    if c:
        branch = 'a'
        branch += 'b'
        template(branch)  # => "ab"
    else:
        branch = 'c'
    branch += 'd'
    template(branch)  # => "{branch}d"

    looped = ''
    for _ in c:
        looped += x
    template(looped)  # => ?
"#,
    );
}

#[test]
fn long_chains() {
    let mut appended = String::from("def f(x):\n    q = 'a'\n");
    let mut expected = String::from("a");
    for _ in 0..30 {
        appended.push_str("    q += ' b'\n    q += x\n");
        expected.push_str(" b{x}");
    }
    check(&format!("{appended}    template(q)  # => {expected:?}\n"));

    let sum = vec!["x"; 300].join(" + ' ' + ");
    // No more than 512 parts.
    let expected = "{x} ".repeat(256);
    check(&format!("def f(x):\n    template({sum})  # => {expected:?} and more\n"));
}

#[test]
fn long_texts_are_cut_in_the_middle() {
    let (start, end) = ("a".repeat(8192), "b".repeat(8192));
    let ends = format!("{start}{end}{{x}}");
    check(&format!(
        "
def f(x):
    template('{start}' + 'c' * 0 + x)  # => \"{start}{{'c' * 0}}{{x}}\"
    template('{start}cc{end}' + x)  # => {ends:?} and more
    text = f'{start}cc{end}{{x}}'
    template(text)  # => {ends:?} and more
"
    ));
}

#[test]
fn long_formats_are_not_taken_apart() {
    let long = "a".repeat(70_000);
    check(&format!(
        "
def f(x):
    template('{long}%s' % x)  # => ?
    template('{long}{{}}'.format(x))  # => ?
"
    ));
    let many = "%s".repeat(600);
    let holes = "{x}".repeat(512);
    let values = "x, ".repeat(600);
    check(&format!("def f(x):\n    template('{many}' % ({values}))  # => \"{holes}\" and more\n"));
}
