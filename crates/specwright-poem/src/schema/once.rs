//! Whether an alternative fits a value, asked once. Alternatives of a recursive union that have members in common lead to
//! the same values again and again: without remembering the answers, a value n deep would be read 2ⁿ times.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ptr;

use serde_json::Value;

/// A schema and a value, by their places in memory. Neither moves while the outermost question is open.
type Question = (usize, usize);

#[derive(Default)]
struct Answers {
    /// How many questions are open, each within another.
    open: usize,
    known: HashMap<Question, bool>,
}

thread_local! {
    static ANSWERS: RefCell<Answers> = RefCell::default();
}

/// Closes a question, also when it is left by a panic.
struct Open;

impl Open {
    fn new() -> Self {
        ANSWERS.with_borrow_mut(|answers| answers.open += 1);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        ANSWERS.with_borrow_mut(|answers| {
            answers.open = answers.open.saturating_sub(1);
            if answers.open == 0 {
                // Places are free to be something else's now.
                answers.known.clear();
            }
        });
    }
}

/// What `fits` says of the schema and the value, the first time they meet within one check.
pub(super) fn once<S>(schema: &S, value: &Value, fits: impl FnOnce() -> bool) -> bool {
    // What holds no other values is read in one step; a text may also be a name that lives for that step alone.
    if !value.is_object() && !value.is_array() {
        return fits();
    }
    let question = (ptr::from_ref(schema).addr(), ptr::from_ref(value).addr());
    if let Some(known) = ANSWERS.with_borrow(|answers| answers.known.get(&question).copied()) {
        return known;
    }
    let open = Open::new();
    let answer = fits();
    ANSWERS.with_borrow_mut(|answers| answers.known.insert(question, answer));
    drop(open);
    answer
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Additional, Member, Object, Schema, Shape, fits_which};

    const fn object(members: &'static [Member]) -> Schema {
        Schema::new(Shape::Object(Object { members, additional: Additional::Open, min_members: 0, max_members: None }))
    }

    static ADD: Schema = object(&[
        Member { name: "of", required: true, schema: &EXPRESSION },
        Member { name: "plus", required: false, schema: &EXPRESSION },
    ]);
    static NEGATE: Schema = object(&[Member { name: "of", required: true, schema: &EXPRESSION }]);
    static LITERAL: Schema = Schema::new(Shape::Boolean);
    static EXPRESSION: Schema = Schema::new(Shape::AnyOf(&[&ADD, &NEGATE, &LITERAL]));
    static STRICT: Schema = Schema::new(Shape::OneOf(&[&STRICT_OF, &STRICT_TOO, &LITERAL]));
    static STRICT_OF: Schema = object(&[Member { name: "of", required: true, schema: &STRICT }]);
    static STRICT_TOO: Schema = object(&[
        Member { name: "of", required: true, schema: &STRICT },
        Member { name: "too", required: true, schema: &LITERAL },
    ]);

    fn nested(leaf: serde_json::Value) -> serde_json::Value {
        (0..100).fold(leaf, |inner, _| json!({"of": inner}))
    }

    /// Each of these would take 2¹⁰⁰ steps.
    #[test]
    fn what_alternatives_have_in_common_is_read_once() {
        assert!(EXPRESSION.fits(&nested(json!(true))));
        assert!(!EXPRESSION.fits(&nested(json!("no expression"))));
        assert!(STRICT.fits(&nested(json!(true))));
        assert!(!STRICT.fits(&nested(json!("no expression"))));
        assert_eq!(fits_which(&nested(json!(true)), &[&ADD, &NEGATE, &LITERAL], false), Some(0));
        assert_eq!(fits_which(&nested(json!("no expression")), &[&ADD, &NEGATE, &LITERAL], false), None);
    }

    /// Places in memory are used again; answers are not.
    #[test]
    fn answers_end_with_the_value() {
        for fit in [true, false, true, false] {
            let value = if fit { json!({"of": {"of": true}}) } else { json!({"of": {"of": "no"}}) };
            assert_eq!(EXPRESSION.fits(&value), fit);
        }
    }
}
