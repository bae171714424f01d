//! Texts of which one stands in whatever a regular expression finds.
//!
//! A file that has none of them need not be searched. That is worth something where there are many
//! expressions: the texts of all of them are looked for in one pass.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{Extractor, Literal};
use regex_syntax::hir::{Hir, HirKind};

/// A shorter text stands in most files.
const MIN_BYTES: usize = 3;
/// The end of a longer text is left out.
const MAX_BYTES: usize = 8;
/// More texts for one expression say little.
const MAX_LITERALS: usize = 32;
/// A set of more characters ends a text. A letter in both cases has two or three.
const MAX_CLASS: usize = 3;
/// How many parts of an expression its texts may begin with.
const MAX_PARTS: usize = 16;

/// The texts for an expression that is searched for; nothing if there are none that say much.
pub(crate) fn literals(expression: &str) -> Option<Vec<Vec<u8>>> {
    let hir = ParserBuilder::new().multi_line(true).build().parse(expression).ok()?;
    best(&hir)
}

fn best(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Capture(capture) => best(&capture.sub),
        // Whatever is found has all the parts in it: what follows one may begin with a better text.
        HirKind::Concat(parts) => (0..parts.len().min(MAX_PARTS))
            .filter_map(|at| beginnings(&Hir::concat(parts.get(at..)?.to_vec())))
            .max_by_key(|texts| (shortest(texts), usize::MAX - texts.len())),
        _ => beginnings(hir),
    }
}

/// The texts with which everything that an expression finds begins.
fn beginnings(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor.limit_class(MAX_CLASS).limit_literal_len(MAX_BYTES).limit_total(MAX_LITERALS);
    let found = extractor.extract(hir);
    let texts: Vec<Vec<u8>> =
        found.literals()?.iter().map(Literal::as_bytes).map(<[u8]>::to_vec).collect();
    let says_much =
        !texts.is_empty() && texts.len() <= MAX_LITERALS && shortest(&texts) >= MIN_BYTES;
    says_much.then_some(texts)
}

fn shortest(texts: &[Vec<u8>]) -> usize {
    texts.iter().map(Vec::len).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(expression: &str) -> Vec<String> {
        let mut texts: Vec<String> = literals(expression)
            .unwrap_or_default()
            .iter()
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .collect();
        texts.sort();
        texts
    }

    #[test]
    fn the_longest_texts_are_taken() {
        assert_eq!(texts("secret_[0-9]+"), ["secret_"]);
        assert_eq!(texts("\\bsecret\\b"), ["secret"]);
        assert_eq!(texts("^(AKIA|ASIA)[A-Z]{16}$"), ["AKIA", "ASIA"]);
        assert_eq!(texts("[a-z]+_password\\s*="), ["_passwor"]);
        assert_eq!(texts("(a = .*token)"), ["token"]);
        assert!(texts("x?(?i)id_rsa").contains(&"d_RsA".to_owned()));
        assert!(texts("(?i)password_of_the_database").len() > 1);
    }

    #[test]
    fn what_has_no_text_of_its_own_has_none() {
        for expression in ["[a-z]+", "ab", "(secret)?", "secret|.", "", "x*", "[0-9a-f]{32}"] {
            assert_eq!(literals(expression), None, "{expression}");
        }
    }
}
