//! Which of several schemas a value is meant by: to be read as its type, it has to be one of them.

use std::collections::HashMap;
use std::ptr;

use serde_json::Value;

use super::check::chosen;
use super::{Additional, Schema, Shape};

/// Which of the schemas a value fits: the only one where one of them must, else the one that keeps the most of what is in
/// it, so that the least is lost; of several, the one that has a name for the most, and then the first.
pub fn fits_which(value: &Value, schemas: &[&Schema], exactly_one: bool) -> Option<usize> {
    let mut fitting = schemas.iter().enumerate().filter(|(_, schema)| schema.fits(value));
    let (mut best, schema) = fitting.next()?;
    if exactly_one {
        return fitting.next().is_none().then_some(best);
    }
    if !value.is_object() && !value.is_array() {
        return Some(best);
    }
    let mut most = None;
    let mut known = Kept::new();
    for (at, other) in fitting {
        let before = *most.get_or_insert_with(|| schema.kept(value, &mut known));
        let kept = other.kept(value, &mut known);
        if kept > before {
            (best, most) = (at, Some(kept));
        }
    }
    Some(best)
}

/// What schemas keep of values, by their places in memory: as within one check, alternatives lead to the same values again.
type Kept = HashMap<(usize, usize), (usize, usize)>;

impl Schema {
    /// How many of the values in a value one of this schema keeps, and how many of them it has a name for.
    fn kept(&self, value: &Value, known: &mut Kept) -> (usize, usize) {
        let place = (ptr::from_ref(self).addr(), ptr::from_ref(value).addr());
        if let Some(kept) = known.get(&place) {
            return *kept;
        }
        let kept = self.shape.kept(value, known);
        known.insert(place, kept);
        kept
    }
}

impl Shape {
    fn kept(&self, value: &Value, known: &mut Kept) -> (usize, usize) {
        let add = |(kept, named): (usize, usize), (more, names): (usize, usize)| (kept + more, named + names);
        match (self, value) {
            (Self::Same(schema), _) => schema.kept(value, known),
            (Self::Object(object), Value::Object(members)) => members.iter().fold((1, 0), |sum, (name, value)| {
                if let Some(member) = object.members.iter().find(|member| member.name == name) {
                    return add(add(sum, (0, 1)), member.schema.kept(value, known));
                }
                match object.additional {
                    Additional::Schema(schema) => add(sum, schema.kept(value, known)),
                    // An object of which nothing is known is a map.
                    _ if object.members.is_empty() => add(sum, (size(value), 0)),
                    _ => sum,
                }
            }),
            (Self::Array(array), Value::Array(items)) => {
                items.iter().fold((1, 0), |sum, item| add(sum, array.items.kept(item, known)))
            }
            (Self::OneOf(schemas) | Self::AnyOf(schemas), _) => {
                let fitting = schemas.iter().filter(|schema| schema.fits(value));
                fitting.map(|schema| schema.kept(value, known)).max().unwrap_or_default()
            }
            (Self::Tagged { tag, variants, other }, Value::Object(members)) => {
                chosen(tag, variants, *other, members).map(|schema| schema.kept(value, known)).unwrap_or_default()
            }
            (Self::Any, _) => (size(value), 0),
            _ => (1, 0),
        }
    }
}

/// How many values there are in a value, itself among them.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Array, Member, Object, Text};
    use super::*;

    const fn open(members: &'static [Member]) -> Schema {
        Schema::new(Shape::Object(Object { members, additional: Additional::Open, min_members: 0, max_members: None }))
    }

    static TEXT: Schema = Schema::new(Shape::Text(Text::ANY));
    static APPLE: Schema = open(&[Member { name: "color", required: false, schema: &TEXT }]);
    static BANANA: Schema = open(&[
        Member { name: "color", required: false, schema: &TEXT },
        Member { name: "origin", required: false, schema: &TEXT },
    ]);

    #[test]
    fn of_any_that_fit_the_one_is_meant_that_loses_least() {
        let which = |value: &Value| fits_which(value, &[&APPLE, &BANANA], false);
        assert_eq!(which(&json!({"color": "red", "origin": "Lima"})), Some(1));
        assert_eq!(which(&json!({"color": "red"})), Some(0));
        assert_eq!(which(&json!({"color": "red", "origin": 1})), Some(0));
        assert_eq!(which(&json!({"color": 1})), None);
    }

    #[test]
    fn a_map_keeps_what_a_struct_would_lose() {
        static MAP: Schema = open(&[]);
        let which = |value: &Value| fits_which(value, &[&MAP, &APPLE], false);
        assert_eq!(which(&json!({"color": "red"})), Some(1));
        assert_eq!(which(&json!({"color": "red", "origin": "Lima"})), Some(0));
    }

    #[test]
    fn what_is_lost_further_in_counts() {
        static FRUIT: Schema = open(&[Member { name: "fruit", required: false, schema: &APPLE }]);
        static OTHER: Schema = open(&[Member { name: "fruit", required: false, schema: &BANANA }]);
        static LISTS: [Schema; 2] = [list(&FRUIT), list(&OTHER)];
        let which = |value: &Value| fits_which(value, &[&LISTS[0], &LISTS[1]], false);
        assert_eq!(which(&json!([{"fruit": {"color": "red"}}])), Some(0));
        assert_eq!(which(&json!([{"fruit": {"color": "red"}}, {"fruit": {"origin": "Lima"}}])), Some(1));
    }

    const fn list(items: &'static Schema) -> Schema {
        Schema::new(Shape::Array(Array { items, min_items: 0, max_items: None, unique: false }))
    }

    #[test]
    fn exactly_one_is_no_choice() {
        assert_eq!(fits_which(&json!({"origin": "Lima"}), &[&APPLE, &BANANA], true), None);
        assert_eq!(fits_which(&json!({"origin": 1}), &[&APPLE, &BANANA], true), Some(0));
    }
}
