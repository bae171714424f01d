//! Which assignments can have given a name its value: the order of statements, branches, loops,
//! exceptions, and assignments from other scopes.

mod snippet;

use snippet::check;

#[test]
fn a_use_sees_the_last_assignment_before_it() {
    check(
        "
import os
values(run)  # => ?
run = os.system
values(run)  # => os.system
run = os.popen
values(run)  # => os.popen
run = run
values(run)  # => os.popen
del run
values(run)  # => ?

def f():
    x = 'a'
    constant(x)  # => \"a\"
    x = x + 'b'
    constant(x)  # => \"ab\"
    x, y = 1, x
    constant(x)  # => 1
    constant(y)  # => \"ab\"
",
    );
}

#[test]
fn a_statement_within_is_after_what_stands_before_the_outer_one() {
    check(
        "
x = 1
x = 2
if c:
    constant(x)  # => 2
with c:
    x = 3
    constant(x)  # => 3
constant(x)  # => 3

def f():
    x = 1
    x = 2
    for _ in c:
        while c:
            try:
                constant(x)  # => 2
            finally:
                pass
",
    );
}

#[test]
fn branches_are_united_after_them_and_apart_within() {
    check(
        "
if c:
    x = 1
    constant(x)  # => 1
elif c:
    x = 2
else:
    values(x)  # => ?
    x = ''
values(x)  # => int() | str()
constant(x)  # => ?

def f():
    x = 0
    if c:
        x = 1
    elif d:
        constant(x)  # => 0
    else:
        if d:
            constant(x)  # => 0
        x = ''
        constant(x)  # => \"\"
    values(x)  # => int() | str()
    if c:
        x = None
    else:
        x = b''
    # The arms do not say that they are all there are.
    values(x)  # => None() | bytes() | int() | str()
",
    );
}

#[test]
fn cases_are_apart() {
    check(
        "
import os
run = os.system
match c:
    case [run]:
        values(run)  # => ?
    case {'run': 1}:
        run = os.popen
        values(run)  # => os.popen
    case _ if values(run):  # => os.system
        values(run)  # => os.system
values(run)  # => ? | os.popen | os.system
",
    );
}

#[test]
fn handlers_see_any_point_of_what_they_guard() {
    check(
        "
def f():
    x = 1
    try:
        x = ''
        values(x)  # => str()
        g()
        x = b''
    except ValueError:
        values(x)  # => int() | str() | bytes()
        x = None
    except TypeError:
        values(x)  # => int() | str() | bytes()
    else:
        values(x)  # => bytes() | int() | str()
        x = 1.5
    finally:
        # More than four are as good as unknown.
        values(x)  # => float() | None() | bytes() | str() | ?
",
    );
}

#[test]
fn loops_carry_values_round() {
    check(
        "
x = 1
for _ in constant(x):  # => 1
    values(x)  # => int() | str()
    constant(x)  # => ?
    x = ''
    constant(x)  # => \"\"
values(x)  # => int() | str()

def f():
    x = 1
    while values(x):  # => int() | str()
        for _ in values(x):  # => int() | str()
            values(x)  # => int() | str()
        x = ''
    else:
        values(x)  # => int() | str()

def every_round_sets_it_first():
    x = b''
    while c:
        x = 1
        constant(x)  # => 1
        x = ''
    y = 1
    for y in c:
        values(y)  # => ?
        y = 2

def one_arm_sets_it_for_the_other():
    x = 1
    while c:
        if d:
            x = ''
        else:
            values(x)  # => int() | str()

def one_arm_of_a_statement_around_the_loop_does_not():
    x = 1
    if c:
        while c:
            x = ''
    else:
        while c:
            constant(x)  # => 1

def the_test_binds():
    while (x := c()) and values(x):  # => ?
        x = 1
    line = ''
    while line := 1:
        constant(line)  # => 1
",
    );
}

#[test]
fn targets_of_loops_and_with_hide_what_was_before() {
    check(
        "
import os
run = os.system
for run in c:
    values(run)  # => ?
# There may have been no round.
values(run)  # => ? | os.system

run = os.system
with c() as run:
    values(run)  # => ?

run = os.system
[values(run) for run in c]  # => ?
values(run)  # => os.system

run = os.system
try:
    pass
except OSError as run:
    values(run)  # => OSError()
",
    );
}

#[test]
fn other_scopes_see_every_assignment() {
    check(
        "
x = 1
y = 1

def f():
    values(x)  # => int() | str()
    constant(y)  # => 1
    class C:
        values(x)  # => int() | str()

x = ''
",
    );
}

#[test]
fn comprehensions_run_where_they_stand() {
    check(
        "
def f():
    x = 1
    [constant(x) for _ in c]  # => 1
    {k: [constant(x) for v in c] for k in c}  # => 1
    list(lambda: values(x) for _ in c)  # => int() | str()
    x = ''
    constant(x)  # => \"\"
    {y := 1 for _ in c}
    constant(y)  # => 1
",
    );
}

#[test]
fn functions_that_say_global_or_nonlocal_can_run_at_any_time() {
    check(
        "
a = 1

def set_a():
    global a
    a = ''

a = 2
values(a)  # => int() | str()
constant(a)  # => ?

b = 1
values(b)  # => int() | str()

def set_b():
    global b
    b = ''
    values(b)  # => int() | str()

def outer():
    c = 1
    values(c)  # => int() | str()
    def inner():
        nonlocal c
        c = ''
    c = 2
    values(c)  # => int() | str()
    values(a)  # => int() | str()
",
    );
}

#[test]
fn a_builtin_shows_until_it_is_replaced() {
    check(
        "
values(print)  # => print
print = print_it = print
values(print_it)  # => print

try:
    input = raw_input
except NameError:
    pass
values(input)  # => input | raw_input

if c:
    open = 1
constant(open)  # => ?

def f():
    values(input)  # => input | raw_input
    values(print)  # => print
    len = 1

class A:
    values(id)  # => id
    id = id(1)
    values(id)  # => int()

import os
class B:
    values(os)  # => os
    if c:
        os = os.path
    values(os)  # => os | os.path
",
    );
}

#[test]
fn too_many_assignments_are_not_known() {
    let mut code = String::from("x = ''\n");
    for _ in 0..40 {
        code.push_str("if c:\n    x = 1\n");
    }
    code.push_str("values(x)  # => int() | ?\nconstant(x)  # => ?\n");
    check(&code);
}

#[test]
fn assignments_after_very_many_others_are_not_forgotten() {
    let mut code = String::from("x = ''\nvalues(x)  # => str() | bytes()\n");
    for _ in 0..40 {
        code.push_str("x = 1\n");
    }
    code.push_str("def f():\n    global x\n    x = b''\n");
    check(&code);
}
