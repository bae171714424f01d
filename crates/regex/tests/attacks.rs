//! Which expressions take long, and that no expression and no text makes the judgement itself take long
//! or break off. What is said here was measured with Python 3.11.

use hognose_regex::{Flags, Growth, Pattern, Use};
use proptest::prelude::*;

fn parsed(pattern: &str) -> Pattern {
    Pattern::parse(pattern, Flags::default()).unwrap_or_else(|| panic!("{pattern} is not read"))
}

fn power(pattern: &str, usage: Use) -> u32 {
    match parsed(pattern).polynomial(usage).map(|attack| attack.growth) {
        Some(Growth::Power(power)) => power,
        _ => 1,
    }
}

#[test]
fn two_ways_through_a_loop_are_exponential() {
    for pattern in [
        r"^(a+)+$",
        r"(a|a)*b",
        r"(?:aa|a)*b",
        r"(?:a?b?)*c",
        r"(?:b(?:a?)*)*c",
        r"(a(b?|c?))*d",
        r"^([a-zA-Z0-9]+\s?)*$",
        r"(\w+\s*,?)*;",
        r#""(?:\\.|[^"])*"x"#,
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"(?=(a+)+b)a",
        r"(?x) (a +) + b  # twice",
        r"(?i)(?:[a-z]|[A-Z])+[A-Z]*_",
        r"(a+){1,100}b",
        r"(?:(?!x)a|a)*b",
        r"(?P<x>(?:a|\x61b|b)*)c",
        r"(?:a*?)*?b",
    ] {
        assert!(parsed(pattern).exponential(Use::Search).is_some(), "{pattern}");
    }
}

#[test]
fn one_way_is_not_exponential() {
    for pattern in [
        r"(a+)+",
        r"(?:a?)*b",
        r"(\w+\b\s*)*;",
        r#""(?:\\.|[^\\"])*""#,
        r"^\d+(\.\d+)*$",
        r"^(?:[a-z]|[a-z0-9])+$",
        r"(?>a+)+b",
        r"(a++)+b",
        r"(?:(?!</p>).)*</p>",
        r"(?:a{1,3}){2}b",
        r"^(?:\w+\.)*\w+$",
        r"\s+$",
        r"(?:(a)|b)*c",
    ] {
        assert_eq!(parsed(pattern).exponential(Use::Search), None, "{pattern}");
    }
}

#[test]
fn all_of_the_text_can_take_longer_than_its_beginning() {
    assert_eq!(parsed("(a+)+").exponential(Use::Match), None);
    assert!(parsed("(a+)+").exponential(Use::FullMatch).is_some());
}

#[test]
fn the_power_of_the_length_is_measured() {
    assert_eq!(power(r"\s+$", Use::Search), 2);
    assert_eq!(power(r"\s+$", Use::Match), 1);
    assert_eq!(power(r"^\s+|\s+$", Use::Search), 2);
    assert_eq!(power(r"x.*y", Use::Search), 2);
    assert_eq!(power(r".*x.*y.*z", Use::Match), 3);
    assert_eq!(power(r"[^\s]+@[^\s]+\.[^\s]+", Use::Search), 3);
    assert_eq!(power(r"^[a-z]+$", Use::Search), 1);
    assert_eq!(power(r"^[^@]+@[^@.]+\.[^@.]+$", Use::Search), 1);
    assert_eq!(power(r"\d+", Use::Search), 1);
    assert_eq!(power(r"\s{0,20}$", Use::Search), 1);
}

#[test]
fn an_attack_is_written_as_python_writes_it() {
    let attack = parsed(r"^x(?:\n|\n)*$").exponential(Use::Match).expect("it is exponential");
    assert_eq!(attack.example(30), r#""x\n" + "\n" * 30 + "x""#);
}

#[test]
fn what_python_refuses_is_refused() {
    for pattern in ["(", ")", "[", "a**", "*", "(?P<x", r"\q", "(?<x>a)", "[b-a]", "a{2,1}", r"\1"]
    {
        assert!(Pattern::parse(pattern, Flags::default()).is_none(), "{pattern}");
    }
    let deep = format!("{}a{}", "(".repeat(2000), ")".repeat(2000));
    assert!(Pattern::parse(&deep, Flags::default()).is_none());
    assert!(Pattern::parse(&"a".repeat(100_000), Flags::default()).is_none());
}

proptest! {
    #[test]
    fn any_text_is_judged(pattern in r"([ab01.|*+?(){}\[\]^$\\,:=!<>PwsdbAZ-]|\(\?|\(\?:){0,24}") {
        if let Some(pattern) = Pattern::parse(&pattern, Flags::default()) {
            for usage in [Use::Match, Use::FullMatch, Use::Search] {
                pattern.exponential(usage);
                pattern.polynomial(usage);
            }
        }
    }

    #[test]
    fn what_is_an_expression_is_judged(pattern in expression()) {
        let pattern = parsed(&pattern);
        pattern.exponential(Use::Search);
        pattern.polynomial(Use::Search);
    }
}

/// Expressions that are ones.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("[a-c]".to_owned()),
        Just(".".to_owned()),
        Just(r"\w".to_owned()),
        Just(r"\b".to_owned()),
        Just("$".to_owned()),
        Just(String::new()),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        let many = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            many.clone().prop_map(|all| all.concat()),
            many.prop_map(|all| format!("({})", all.join("|"))),
            (inner.clone(), prop::sample::select(vec!["*", "+", "?", "*?", "{2,9}", "++"]))
                .prop_map(|(inner, often)| format!("(?:{inner}){often}")),
            (inner, prop::sample::select(vec!["=", "!", ">"]))
                .prop_map(|(inner, kind)| format!("(?{kind}{inner})")),
        ]
    })
}
