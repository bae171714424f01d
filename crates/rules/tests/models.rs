//! What is built in about data flow, where the build cannot look: it does not know the rules that are
//! written in Rust.

#[test]
fn rules_that_need_not_speak_exist() {
    let registry = hognose_rules::registry();
    let models = hognose_rules::flow_models();
    assert!(!models.taint_rule.is_empty());
    for rule in &models.taint_rule {
        for name in &rule.supersedes {
            assert!(registry.find(name).is_some(), "`{}` supersedes `{name}`", rule.id);
        }
    }
}
