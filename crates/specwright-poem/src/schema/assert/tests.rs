// Each static stands beside what is asked of it.
#![allow(clippy::items_after_statements)]

use serde_json::json;

use super::super::{Assertion, Format, Limit, Literal, Pattern, Rule, Type, Violations};
use super::*;

/// The codes of what is wrong, each with its place.
fn wrong(assertion: &Assertion, value: &Value) -> Vec<String> {
    let mut found = Violations::new("body");
    assertion.check(value, &Path::ROOT, &mut found);
    found.into_vec().into_iter().map(|each| format!("{} {}", each.pointer, each.code)).collect()
}

#[track_caller]
fn verdicts(assertion: &Assertion, good: &[Value], bad: &[Value]) {
    for value in good {
        assert_eq!(wrong(assertion, value), Vec::<String>::new(), "{value} fits");
    }
    for value in bad {
        assert!(!wrong(assertion, value).is_empty(), "{value} does not fit");
    }
}

static TEXT: Assertion = Assertion::new(&[Rule::Type(&[Type::String])]);
static WHOLE: Assertion = Assertion::new(&[Rule::Type(&[Type::Integer])]);
static NEVER: Assertion = Assertion::new(&[Rule::Never]);
static ANY: Assertion = Assertion::new(&[]);

#[test]
fn a_rule_speaks_of_one_type() {
    static RULES: Assertion = Assertion::new(&[
        Rule::Minimum(Limit::Whole(2)),
        Rule::MinLength(2),
        Rule::MinItems(2),
        Rule::MinMembers(2),
        Rule::Required(&["a"]),
        Rule::Format(Format::Date),
    ]);
    verdicts(
        &RULES,
        &[json!(2), json!("2026-02-28"), json!([1, 2]), json!({"a": 1, "b": 1}), json!(null), json!(true)],
        &[json!(1), json!(1.9), json!("a"), json!([1]), json!({"a": 1}), json!({"b": 1, "c": 1}), json!("ab")],
    );
}

#[test]
fn an_integer_has_no_fraction() {
    verdicts(&WHOLE, &[json!(1), json!(1.0), json!(-3), json!(1e20)], &[json!(1.5), json!("1"), json!(null)]);
    static NULLABLE: Assertion = Assertion::nullable(&[Rule::Type(&[Type::Integer])]);
    verdicts(&NULLABLE, &[json!(null), json!(1)], &[json!("")]);
}

#[test]
fn values_are_compared_as_json() {
    static RULES: Assertion = Assertion::new(&[Rule::Values(&[
        Literal::Integer(1),
        Literal::Boolean(false),
        Literal::Json(r#"{"a":[1,{"b":2}]}"#),
    ])]);
    verdicts(
        &RULES,
        &[json!(1), json!(1.0), json!(false), json!({"a": [1.0, {"b": 2}]})],
        &[json!(0), json!(true), json!({"a": [1]}), json!("1")],
    );
}

#[test]
fn tuples() {
    static RULES: Assertion = Assertion::new(&[Rule::Items { prefix: &[&TEXT, &WHOLE], rest: Some(&NEVER) }]);
    verdicts(
        &RULES,
        &[json!([]), json!(["a"]), json!(["a", 1]), json!({})],
        &[json!([1]), json!(["a", "b"]), json!(["a", 1, 2])],
    );
    assert_eq!(wrong(&RULES, &json!([1, 2, 3])), ["/0 type", "/2 unknown_member"]);
}

#[test]
fn contained_items_are_counted() {
    static ONE: Assertion = Assertion::new(&[Rule::Contains { item: &TEXT, min: 1, max: None }]);
    verdicts(&ONE, &[json!(["a"]), json!([1, "a"]), json!("x")], &[json!([]), json!([1])]);
    static SOME: Assertion = Assertion::new(&[Rule::Contains { item: &TEXT, min: 0, max: Some(1) }]);
    verdicts(&SOME, &[json!([]), json!(["a", 1])], &[json!(["a", "b"])]);
}

#[test]
fn members_have_names_patterns_or_neither() {
    static STARTS_WITH_X: Pattern = Pattern::new("^x");
    static RULES: Assertion = Assertion::new(&[Rule::Members {
        named: &[("xa", &TEXT)],
        patterns: &[(&STARTS_WITH_X, &ANY)],
        additional: Some(&WHOLE),
    }]);
    verdicts(&RULES, &[json!({"xa": "a", "xb": null, "c": 1}), json!([])], &[json!({"xa": 1}), json!({"c": "a"})]);
    static SHORT: Assertion = Assertion::new(&[Rule::MaxLength(2)]);
    static NAMES: Assertion = Assertion::new(&[Rule::MemberNames(&SHORT)]);
    assert_eq!(wrong(&NAMES, &json!({"ab": 1, "abc": 1})), ["/abc property_names"]);
}

#[test]
fn members_depend_on_members() {
    static RULES: Assertion = Assertion::new(&[
        Rule::DependentRequired(&[("card", &["address"])]),
        Rule::DependentSchemas(&[(
            "gift",
            &Assertion::new(&[Rule::Members { named: &[("card", &NEVER)], patterns: &[], additional: None }]),
        )]),
    ]);
    verdicts(
        &RULES,
        &[json!({}), json!({"card": 1, "address": 2}), json!({"gift": 1})],
        &[json!({"card": 1}), json!({"gift": 1, "card": 1, "address": 1})],
    );
}

#[test]
fn combinations() {
    static SHORT: Assertion = Assertion::new(&[Rule::MaxLength(2)]);
    static ANY_OF: Assertion = Assertion::new(&[Rule::AnyOf(&[&WHOLE, &SHORT])]);
    verdicts(&ANY_OF, &[json!(1), json!("ab"), json!(1.5)], &[json!("abc")]);
    static ONE_OF: Assertion = Assertion::new(&[Rule::OneOf(&[&WHOLE, &SHORT])]);
    verdicts(&ONE_OF, &[json!("ab"), json!(1.5)], &[json!("abc"), json!(1)]);
    static NOT: Assertion = Assertion::new(&[Rule::Not(&WHOLE)]);
    verdicts(&NOT, &[json!("a"), json!(1.5)], &[json!(1)]);
    static IF: Assertion =
        Assertion::new(&[Rule::If { condition: &TEXT, then: Some(&SHORT), otherwise: Some(&WHOLE) }]);
    verdicts(&IF, &[json!("ab"), json!(1)], &[json!("abc"), json!(1.5)]);
    static ALL: Assertion = Assertion::new(&[Rule::AllOf(&[&TEXT, &SHORT])]);
    assert_eq!(wrong(&ALL, &json!("abc")), [" max_length"]);
}

#[test]
fn a_tag_chooses() {
    static CAT: Assertion = Assertion::new(&[Rule::Required(&["lives"])]);
    static RULES: Assertion =
        Assertion::new(&[Rule::Tagged { tag: "kind", variants: &[("cat", &CAT), ("dog", &ANY)], other: None }]);
    verdicts(
        &RULES,
        &[json!({"kind": "dog"}), json!({"kind": "cat", "lives": 9})],
        &[json!({"kind": "cat"}), json!({"kind": "cow"}), json!({}), json!(1), json!({"kind": 1})],
    );
    static OTHER: Assertion =
        Assertion::new(&[Rule::Tagged { tag: "kind", variants: &[("cat", &CAT)], other: Some(&ANY) }]);
    verdicts(&OTHER, &[json!({"kind": "cow"}), json!({})], &[json!({"kind": "cat"})]);
}

#[test]
fn unevaluated_members_are_those_that_no_part_looked_at() {
    static A: Assertion = Assertion::new(&[
        Rule::Members { named: &[("a", &TEXT)], patterns: &[], additional: None },
        Rule::Required(&["a"]),
    ]);
    static B: Assertion = Assertion::new(&[
        Rule::Members { named: &[("b", &WHOLE)], patterns: &[], additional: None },
        Rule::Required(&["b"]),
    ]);
    static RULES: Assertion = Assertion::new(&[Rule::AnyOf(&[&A, &B]), Rule::UnevaluatedMembers(&NEVER)]);
    verdicts(
        &RULES,
        &[json!({"a": "x"}), json!({"b": 1}), json!({"a": "x", "b": 1}), json!(3)],
        &[json!({"a": "x", "c": 1}), json!({"a": "x", "b": "no integer"})],
    );
    // What `not` and a condition that is not met look at does not count.
    static NOT: Assertion = Assertion::new(&[Rule::Not(&B), Rule::UnevaluatedMembers(&NEVER)]);
    verdicts(&NOT, &[json!({})], &[json!({"a": 1})]);
    static IF: Assertion = Assertion::new(&[
        Rule::If { condition: &A, then: Some(&B), otherwise: None },
        Rule::UnevaluatedMembers(&NEVER),
    ]);
    verdicts(&IF, &[json!({"a": "x", "b": 1}), json!({})], &[json!({"b": 1}), json!({"a": "x", "b": 1, "c": 1})]);
    // A part that has the keyword itself has looked at everything.
    static ALL: Assertion = Assertion::new(&[Rule::UnevaluatedMembers(&ANY)]);
    static NESTED: Assertion = Assertion::new(&[Rule::AllOf(&[&ALL]), Rule::UnevaluatedMembers(&NEVER)]);
    verdicts(&NESTED, &[json!({"x": 1})], &[]);
}

#[test]
fn unevaluated_items_are_those_that_no_part_looked_at() {
    static FIRST: Assertion = Assertion::new(&[Rule::Items { prefix: &[&TEXT], rest: None }]);
    static RULES: Assertion = Assertion::new(&[
        Rule::AllOf(&[&FIRST]),
        Rule::Contains { item: &WHOLE, min: 0, max: None },
        Rule::UnevaluatedItems(&NEVER),
    ]);
    verdicts(&RULES, &[json!(["a"]), json!(["a", 1, 2]), json!([])], &[json!(["a", "b"]), json!([1])]);
}

#[test]
fn a_schema_of_itself_comes_to_an_end() {
    static ENDLESS: Assertion = Assertion::new(&[Rule::AllOf(&[&ENDLESS])]);
    assert_eq!(wrong(&ENDLESS, &json!({})), [" too_deep"]);
    static EITHER: Assertion = Assertion::new(&[Rule::AnyOf(&[&EITHER])]);
    assert_eq!(wrong(&EITHER, &json!({})), [" any_of"]);
    static TREE: Assertion = Assertion::new(&[
        Rule::Type(&[Type::Object]),
        Rule::Members { named: &[("child", &TREE)], patterns: &[], additional: Some(&NEVER) },
    ]);
    verdicts(&TREE, &[json!({"child": {"child": {}}})], &[json!({"child": {"child": 1}}), json!({"kid": {}})]);
}
