//! Holds what utoipa says of a type against what the contract says, place by place.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::schemas::{Schemas, Side};
use super::view::{Alternative, Form, Member, Place, Rest};

/// In words that the list of what is wanted can repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, from the component on.
    pub at: String,
    pub contract: String,
    pub rust: String,
}

/// A document's two views.
pub struct Comparison<'v> {
    rust: &'v Schemas<'v>,
    /// Pairs of places that are compared already, or being compared: types hold themselves.
    seen: HashSet<(Side, Place<'v>, Place<'v>)>,
    /// By type, the component that it is of.
    stands_for: BTreeMap<&'v str, &'v str>,
    /// The types that were compared.
    pub met: BTreeSet<&'v str>,
    pub found: Vec<Difference>,
}

impl<'v> Comparison<'v> {
    /// `components`: component and type.
    pub fn new(rust: &'v Schemas<'v>, components: impl Iterator<Item = (&'v str, &'v str)>) -> Self {
        let stands_for = components.map(|(component, ty)| (ty, component)).collect();
        Self { rust, seen: HashSet::new(), stands_for, met: BTreeSet::new(), found: Vec::new() }
    }

    /// How many places were compared, each once.
    pub fn places(&self) -> usize {
        self.seen.len()
    }

    /// A component and its type. Whether null fits is not the type's to say, but that of the places that name it.
    pub fn component(&mut self, contract: &Schemas<'v>, name: &'v str, ty: &'v str) -> Result<(), String> {
        let place = contract.component(name).ok_or_else(|| format!("there is no component `{name}`"))?;
        let rust = self.rust.component(ty).ok_or_else(|| format!("there is no type `{ty}` for `{name}`"))?;
        self.met.insert(ty);
        if self.seen.insert((contract.side, place.clone(), rust.clone())) {
            self.forms(contract, contract.view(&place).form, self.rust.view(&rust).form, name);
        }
        Ok(())
    }

    fn differ(&mut self, at: &str, contract: impl Into<String>, rust: impl Into<String>) {
        self.found.push(Difference { at: at.to_owned(), contract: contract.into(), rust: rust.into() });
    }

    fn place(&mut self, contract: &Schemas<'v>, left: &Place<'v>, right: &Place<'v>, at: &str) {
        if !self.seen.insert((contract.side, left.clone(), right.clone())) {
            return;
        }
        self.reference(contract, left, right, at);
        let (left, right) = (contract.view(left), self.rust.view(right));
        // Null is a value like any other to what takes any.
        if left.null != right.null && !matches!(right.form, Form::Any) {
            let word = |null| if null { "null fits" } else { "null does not fit" };
            self.differ(at, word(left.null), word(right.null));
        }
        self.forms(contract, left.form, right.form, at);
    }

    fn forms(&mut self, contract: &Schemas<'v>, left: Form<'v>, right: Form<'v>, at: &str) {
        match (left, right) {
            (Form::Any, Form::Any) | (Form::Never, Form::Never) | (Form::Null, Form::Null) => {}
            (Form::Scalar(left), Form::Scalar(right)) if left == right => {}
            (Form::Values(left), Form::Values(right)) => self.values(&left, &right, at),
            (Form::List(left), Form::List(right)) => self.place(contract, &left, &right, &format!("{at}/items")),
            (Form::Tuple(left), Form::Tuple(right)) if left.len() == right.len() => {
                for (number, (left, right)) in left.iter().zip(&right).enumerate() {
                    self.place(contract, left, right, &format!("{at}/{number}"));
                }
            }
            (Form::Object(left, closed), Form::Object(right, other)) => {
                self.members(contract, left, right, at);
                self.rest(contract, &closed, &other, at);
            }
            (Form::Union(left), Form::Union(right)) if left.len() == right.len() => {
                self.alternatives(contract, &left, &right, at);
            }
            (left, right) => self.differ(at, left.words(), right.words()),
        }
    }

    /// A type stands for one component.
    fn reference(&mut self, contract: &Schemas<'v>, left: &Place<'v>, right: &Place<'v>, at: &str) {
        let Some(ty) = self.rust.named(right) else { return };
        self.met.insert(ty);
        let Some(component) = contract.named(left) else { return };
        let known = *self.stands_for.entry(ty).or_insert(component);
        if known != component {
            self.differ(at, format!("reference to {component}"), format!("reference to {known}"));
        }
    }

    fn values(&mut self, left: &BTreeSet<String>, right: &BTreeSet<String>, at: &str) {
        for value in left.difference(right) {
            self.differ(at, format!("value {value}"), "no such value");
        }
        for value in right.difference(left) {
            self.differ(at, "no such value", format!("value {value}"));
        }
    }

    fn members(
        &mut self,
        contract: &Schemas<'v>,
        left: BTreeMap<String, Member<'v>>,
        mut right: BTreeMap<String, Member<'v>>,
        at: &str,
    ) {
        let word = |required| if required { "required" } else { "optional" };
        for (name, left) in left {
            let at = format!("{at}/{name}");
            let Some(right) = right.remove(&name) else {
                self.differ(&at, "member", "no such member");
                continue;
            };
            if left.required != right.required {
                self.differ(&at, word(left.required), word(right.required));
            }
            self.place(contract, &left.place, &right.place, &at);
        }
        for name in right.keys() {
            self.differ(&format!("{at}/{name}"), "no such member", "member");
        }
    }

    fn rest(&mut self, contract: &Schemas<'v>, left: &Rest<'v>, right: &Rest<'v>, at: &str) {
        let words = |rest: &Rest<'_>, side| match rest {
            Rest::Open => "other members are not kept",
            Rest::Closed if side == Side::Response => "no other members in an answer",
            Rest::Closed => "no other members",
            Rest::Kept(_) => "other members are kept",
        };
        match (left, right) {
            (Rest::Kept(left), Rest::Kept(right)) => self.place(contract, left, right, &format!("{at}/*")),
            (left, right) => {
                let (left, right) = (words(left, contract.side), words(right, self.rust.side));
                if left != right {
                    self.differ(at, left, right);
                }
            }
        }
    }

    fn alternatives(&mut self, contract: &Schemas<'v>, left: &[Alternative<'v>], right: &[Alternative<'v>], at: &str) {
        let words = |tags: &BTreeSet<String>| {
            let tags: Vec<_> = tags.iter().map(String::as_str).collect();
            if tags.is_empty() { "chosen by what fits".to_owned() } else { format!("chosen by {}", tags.join(", ")) }
        };
        for (number, (left, right)) in left.iter().zip(right).enumerate() {
            let at = format!("{at}|{number}");
            if left.tags != right.tags {
                self.differ(&at, words(&left.tags), words(&right.tags));
            }
            self.place(contract, &left.place, &right.place, &at);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn differences(contract: Value, rust: Value) -> Vec<String> {
        let of = |schemas| json!({"components": {"schemas": schemas}});
        let (contract, rust) = (of(contract), of(rust));
        let contract = Schemas { document: &contract, side: Side::Response, is_3_0: false };
        let rust = Schemas { document: &rust, side: Side::Rust, is_3_0: false };
        let mut comparison = Comparison::new(&rust, [("A", "A_"), ("B", "B_")].into_iter());
        comparison.component(&contract, "A", "A_").unwrap();
        comparison.found.iter().map(|found| format!("{}: {} -> {}", found.at, found.contract, found.rust)).collect()
    }

    #[test]
    fn the_same_is_said_in_many_ways() {
        let contract = json!({
            "A": {
                "allOf": [
                    {"$ref": "#/components/schemas/B"},
                    {"required": ["b"], "properties": {
                        "b": {"oneOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}], "description": "Its like."},
                        "c": {"type": ["string", "null"], "format": "date"},
                        "secret": {"type": "string", "writeOnly": true}
                    }}
                ]
            },
            "B": {"type": "object", "properties": {"a": {"type": "array", "items": {"const": "x"}}}}
        });
        let rust = json!({
            "A_": {"type": "object", "required": ["b"], "properties": {
                "a": {"type": "array", "items": {"type": "string", "enum": ["x"]}},
                "b": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/B_"}]},
                "c": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Date"}]}
            }},
            "B_": {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string", "enum": ["x"]}}}},
            "Date": {"type": "string", "format": "date"}
        });
        assert_eq!(differences(contract, rust), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_found() {
        let contract = json!({
            "A": {"type": "object", "required": ["a"], "properties": {
                "a": {"type": "integer", "format": "int32"},
                "b": {"$ref": "#/components/schemas/B"},
                "c": {"type": "object", "additionalProperties": {"type": "boolean"}},
                "d": {"enum": ["x", "y"]},
                "e": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
                "f": {"type": "string"}
            }},
            "B": {"type": "object", "properties": {"a": {"type": "string"}}},
            "C": {"type": "object", "properties": {"a": {"type": "string"}}}
        });
        let rust = json!({
            "A_": {"type": "object", "required": ["b"], "properties": {
                "a": {"type": "number", "format": "double"},
                "b": {"$ref": "#/components/schemas/C_"},
                "c": {"type": "object", "additionalProperties": {"type": ["boolean", "null"]}},
                "d": {"type": "string", "enum": ["x", "z"]},
                "e": {"oneOf": [{"type": "string"}, {"type": "string"}, {"type": "boolean"}]},
                "g": {"$ref": "#/components/schemas/Gone"}
            }},
            "C_": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Gone"}}}
        });
        assert_eq!(
            differences(contract, rust),
            [
                "A/a: required -> optional",
                "A/a: integer int32 -> number double",
                "A/b: optional -> required",
                "A/b/a: string -> no value",
                "A/c/*: null does not fit -> null fits",
                "A/d: value \"y\" -> no such value",
                "A/d: no such value -> value \"z\"",
                "A/e: union of 2 -> union of 3",
                "A/f: member -> no such member",
                "A/g: no such member -> member",
            ]
        );
    }

    #[test]
    fn constants_of_a_union_are_listed_values() {
        let contract = json!({
            "A": {"type": "integer", "oneOf": [{"title": "Low", "const": 1}, {"enum": [2]}]},
            "B": {"oneOf": [{"const": "a"}, {"type": "string"}]}
        });
        let rust = |values: Value| {
            json!({
                "A_": {"type": "integer", "enum": values},
                "B_": {"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}
            })
        };
        assert_eq!(differences(contract.clone(), rust(json!([1, 2]))), [""; 0]);
        assert_eq!(differences(contract, rust(json!([1]))), ["A: value 2 -> no such value"]);
    }

    #[test]
    fn a_type_stands_for_one_component() {
        let contract = json!({
            "A": {"type": "array", "items": {"$ref": "#/components/schemas/C"}},
            "B": {"type": "object"},
            "C": {"type": "object"}
        });
        let rust = json!({
            "A_": {"type": "array", "items": {"$ref": "#/components/schemas/B_"}},
            "B_": {"type": "object", "additionalProperties": {}}
        });
        assert_eq!(differences(contract, rust), ["A/items: reference to C -> reference to B"]);
    }

    #[test]
    fn tags_are_told_apart() {
        let contract = json!({
            "A": {
                "oneOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/C"}],
                "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/C"}}
            },
            "B": {"type": "object", "properties": {"kind": {"const": "b"}}},
            "C": {"type": "object", "properties": {"kind": {"type": "string"}}}
        });
        let rust = json!({
            "A_": {
                "oneOf": [{"$ref": "#/components/schemas/B_"}, {"$ref": "#/components/schemas/C_"}],
                "discriminator": {"propertyName": "kind", "mapping": {"b": "#/components/schemas/B_"}}
            },
            "B_": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["b"]}}},
            "C_": {"type": "object", "properties": {"kind": {"type": "string"}}}
        });
        assert_eq!(differences(contract, rust), ["A|1: chosen by c -> chosen by what fits"]);
    }
}
