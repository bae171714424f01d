//! Constant folding: what is known without running the program, and what must not be taken for known.

mod snippet;

use snippet::check;

#[test]
fn literals() {
    check(
        r#"
constant(None)  # => None
constant(True)  # => True
constant(1_000)  # => 1000
constant(0o755)  # => 493
constant(9223372036854775807)  # => 9223372036854775807
constant(9223372036854775808)  # => ?
constant(2.5)  # => 2.5
constant(1j)  # => ?
constant('a' "b" r'\c')  # => "ab\\c"
constant(b'\x00' b'a')  # => b"\x00a"
constant((1, ['a', None]))  # => [1, ["a", None]]
constant([1, x])  # => ?
constant({1: 2})  # => ?
constant({1})  # => ?
constant(...)  # => ?
"#,
    );
}

#[test]
fn arithmetic() {
    check(
        "
constant(1 + 2 * 3 - 4)  # => 3
constant(7 // 2)  # => 3
constant(-7 // 2)  # => -4
constant(-7 % 3)  # => 2
constant(7 // 0)  # => ?
constant(7 % 0)  # => ?
constant(7 // -2)  # => ?
constant(7 / 2)  # => ?
constant(2 ** 10)  # => 1024
constant(2 ** -1)  # => ?
constant(2 ** 64)  # => ?
constant(1 << 4)  # => 16
constant(1 << -1)  # => ?
constant(1 << 64)  # => ?
constant(256 >> 4)  # => 16
constant(256 >> 400)  # => 0
constant(-256 >> 400)  # => -1
constant(0o4 | 0o2 & 0o3 ^ 0o1)  # => 7
constant(~0o22)  # => -19
constant(-True)  # => -1
constant(+5)  # => 5
constant(-2.5)  # => -2.5
constant(not '')  # => True
constant(1.5 + 1)  # => ?
constant('a' - 1)  # => ?
",
    );
}

#[test]
fn arithmetic_at_the_limits() {
    check(
        "
constant(9223372036854775807 + 1)  # => ?
constant(-9223372036854775807 - 1)  # => -9223372036854775808
constant(-(-9223372036854775807 - 1))  # => ?
constant((-9223372036854775807 - 1) // -1)  # => ?
constant((-9223372036854775807 - 1) % -1)  # => ?
constant((-9223372036854775807 - 1) * -1)  # => ?
constant((-9223372036854775807 - 1) >> 63)  # => -1
constant(1 << 63)  # => ?
constant(9223372036854775807 ** 9223372036854775807)  # => ?
",
    );
}

#[test]
fn truth_and_comparison() {
    check(
        "
constant('' or 'a')  # => \"a\"
constant('a' or x)  # => \"a\"
constant(0 and x)  # => 0
constant(1 and 'a' and [])  # => []
constant(x or 'a')  # => ?
constant(x and '')  # => ?
constant('a' if 1 else 'b')  # => \"a\"
constant('a' if [] else 'b')  # => \"b\"
constant('a' if x else 'a')  # => ?
constant(1 == 1)  # => True
constant(1 == True)  # => True
constant(1 != 1.0)  # => ?
constant(1.5 == 1.5)  # => ?
constant((1,) == [1])  # => ?
constant(1 is True)  # => False
constant(1 is 1)  # => ?
constant('a' == 'b')  # => False
constant('a' == b'a')  # => False
constant(None is None)  # => True
constant(x is None)  # => ?
constant(2 < 3)  # => True
constant(2 >= 3)  # => False
constant(2 <= 2)  # => True
constant(2 > 2)  # => False
constant('a' < 'b')  # => ?
constant(1 < 2 < 3)  # => ?
constant(1 in [1])  # => ?
",
    );
}

#[test]
fn texts() {
    check(
        r#"
constant('a' + 'b' + 'c')  # => "abc"
constant(b'a' + b'b')  # => b"ab"
constant('a' + b'b')  # => ?
constant('a' * 3)  # => ?
constant('%s-%d-%%' % ('a', 5))  # => "a-5-%"
constant('%s' % 'a')  # => "a"
constant('%(k)s' % {'k': 'v'})  # => "v"
constant('%s' % x)  # => ?
constant('%d' % x)  # => ?
constant('%5d|%-3s|%.1f' % (5, 'a', 2))  # => ?
constant('%r' % 'a')  # => ?
constant('%x' % 255)  # => ?
constant('{}-{}'.format('a', 5))  # => "a-5"
constant('{1}{0}{k}{{}}'.format('a', 'b', k='c'))  # => "bac{}"
constant('{:>5}'.format('a'))  # => ?
constant('{!r}'.format('a'))  # => ?
constant('{0.x}'.format('a'))  # => ?
constant('{}'.format(*x))  # => ?
constant('{}'.format())  # => ?
constant(f'a{1}{"b"}{{}}' 'c')  # => "a1b{}c"
constant(f'{x}')  # => ?
constant(f'{"a"!s}')  # => "a"
constant(f'{"a"!r}')  # => ?
constant(f'{"a":>5}')  # => ?
constant(f'{1:04d}')  # => ?
constant(f'{"a"=}')  # => ?
constant(', '.join(['a', 'b']))  # => "a, b"
constant(''.join(('a', str(1))))  # => "a1"
constant(','.join('abc'))  # => ?
constant(','.join(x))  # => ?
"#,
    );
}

#[test]
fn methods_and_functions_of_texts() {
    check(
        r#"
constant('aB'.lower())  # => "ab"
constant('aB'.upper())  # => "AB"
constant(' a '.strip() + '|' + ' b '.lstrip() + '|' + ' c '.rstrip())  # => "a|b | c"
constant('x' + 'AbC'.lower())  # => "xabc"
constant('abc'.strip('a'))  # => ?
constant('x' + 'abc'.strip('c'))  # => ?
constant('x' + 'ab'.title())  # => ?
constant('%s.txt' % 'A'.lower())  # => "a.txt"
constant('é'.encode())  # => b"\xc3\xa9"
constant('a'.encode('utf-16'))  # => ?
constant('a'.replace('a', 'b'))  # => ?
constant(int('12'))  # => 12
constant(int(' -12 '))  # => -12
constant(int('x'))  # => ?
constant(int('11', 2))  # => ?
constant(int(True))  # => 1
constant(str(5))  # => "5"
constant(str('a'))  # => "a"
constant(str(None))  # => ?
constant(bool(''))  # => False
constant(len('a'))  # => ?
"#,
    );
}

#[test]
fn names_with_one_value() {
    check(
        r#"
A = B = 'a'
C, (D, E) = 1, (2, 3)
F: str = 'f'
G: int
if (H := 5) and True:
    pass
MODE = A + '/' + F
constant(A + B)  # => "aa"
constant((C, D, E))  # => [1, 2, 3]
constant(F)  # => "f"
constant(G)  # => ?
constant(H)  # => 5
constant(MODE)  # => "a/f"
constant((I := 'i'))  # => "i"

def f(p, q='q', *, r: int = 1):
    constant(MODE)  # => "a/f"
    constant(p)  # => ?
    constant(q)  # => ?
    constant(r)  # => ?
    constant(LATER)  # => "later"
    local = MODE.upper()
    constant(local)  # => "A/F"
    return lambda: constant(local)  # => "A/F"

LATER = 'later'
for i in [1]:
    constant(i)  # => ?
for j, k in [(1, 2)]:
    constant(j)  # => ?
"#,
    );
}

#[test]
fn names_with_several_values_are_not_known() {
    check(
        "
A = 'a'
if x:
    A = 'b'
constant(A)  # => ?
constant('%s' % A)  # => ?

try:
    B = 1
except ValueError:
    B = 2
constant(B)  # => ?

C = 1
for _ in x:
    constant(C)  # => ?
    C = C + 1
constant(C)  # => ?

D = 1
def set_d():
    global D
    D = 2
constant(D)  # => ?

E = 1
def use_e():
    constant(E)  # => ?
E = 2

F = 1
F = 2
constant(F)  # => 2

from x import G
constant(G)  # => ?
G = 1
constant(G)  # => 1

if x:
    open = 1
constant(open)  # => ?
",
    );
}

#[test]
fn augmented_assignments() {
    check(
        r#"
a = 'x'
a += 'y'
constant(a)  # => "xy"
a += a
constant(a)  # => "xyxy"
a += z
constant(a)  # => ?

b = 0o700
b |= 0o7
constant(b)  # => ?

for _ in z:
    c = 'x'
    c += 'y'
    constant(c)  # => "xy"
d = 'x'
for _ in z:
    d += 'y'
constant(d)  # => ?
"#,
    );
}

#[test]
fn lists_that_are_changed_are_not_known() {
    check(
        r#"
a = ['x', 'y']
constant(a)  # => ["x", "y"]
b = ['x']
b.append(z)
constant(b)  # => ?
constant(' '.join(b))  # => ?
c = ['x']
def f():
    c[0] = z
constant(c)  # => ?
d = ['x']
d += [z]
constant(d)  # => ?
e = ('x', 'y')
e.append
constant(e)  # => ["x", "y"]
constant(' '.join(e))  # => "x y"
g = ['x']
del g[0]
constant(g)  # => ?
h = ['x']
h[0:1] += z
constant(h)  # => ?
"#,
    );
}

#[test]
fn constants_of_classes() {
    check(
        r#"
class Config:
    URL = 'u'
    PATH: str = URL + '/p'
    twice = 1
    twice = 2
    changed = 1
    outside = 1

    def f(self):
        self.changed = 2
        constant(self.URL)  # => "u"
        # It may be a field that instances have their own values of.
        constant(self.PATH)  # => ?
        constant(self.changed)  # => ?
        constant(self.outside)  # => ?

    @classmethod
    def g(cls):
        constant(cls.URL)  # => "u"

constant(Config.URL)  # => "u"
constant(Config.PATH)  # => "u/p"
constant(Config().URL)  # => "u"
constant(Config.twice)  # => ?
constant(Config.missing)  # => ?
Config.outside = 2
"#,
    );
}

#[test]
fn constants_of_the_standard_library() {
    check(
        "
import os, stat
from stat import S_IRWXU as all_of_it, S_IWOTH
from stat import *
constant(stat.S_IRWXU)  # => 448
constant(stat.S_IRWXU | stat.S_IRWXG)  # => 504
constant(all_of_it | S_IWOTH)  # => 450
constant(S_IXOTH)  # => 1
constant(os.O_CREAT | os.O_EXCL)  # => 192
constant(stat.UNKNOWN)  # => ?
constant(x.S_IRWXU)  # => ?
mode = stat.S_IRUSR
constant(mode)  # => 256
def f(stat):
    constant(stat.S_IRWXU)  # => ?
",
    );
}

#[test]
fn long_texts_and_sums_are_not_folded() {
    let long = "x".repeat(60_000);
    let longer = "x".repeat(70_000);
    let sum = vec!["'a'"; 2_000].join(" + ");
    check(&format!(
        "
a = '{long}'
b = '{longer}'
constant(a + a)  # => ?
constant(f'{{a}}{{a}}')  # => ?
constant('%s%s' % (a, a))  # => ?
constant({sum})  # => ?
constant(a == a)  # => True
constant(b == b)  # => ?
constant(b)  # => \"{longer}\"
constant(b.upper())  # => ?
constant(b + '')  # => ?
"
    ));
}
