//! From facts to a shape: one type, an enumeration, or a union of types.

use serde_json::Value;

use super::super::{
    Additional, ArrayShape, Direction, Enumeration, EnumerationValue, IntegerFormat, IntegerShape, NumberShape,
    ObjectShape, PatternProperty, Property, Shape, StringFormat, StringShape, TypeRef, Union, Variant,
};
use super::facts::{AdditionalFact, Count, Facts, PropertyFact, Types};
use super::number;
use super::read::Version;
use super::schema::{Said, Use, with};
use super::{Job, Lowering};
use crate::diagnostic::Diagnostic;
use crate::source::Node;

impl<'a> Lowering<'a, '_> {
    /// The shape, and whether null fits as well.
    pub fn shape(&mut self, facts: &Facts<'a>, job: &Job<'a>, words: &[String]) -> (Shape, bool) {
        self.crossed(facts);
        let null_by_type = facts.types_at.is_some() && facts.types.contains(Types::NULL);
        let nullable = facts.nullable || null_by_type;
        if let Some(values) = facts.enumeration.as_ref().filter(|values| self.is_of_type(facts, values)) {
            // From 3.1 on null is a value like any other: it fits where it is listed.
            let nullable = if self.reader.version == Version::V30 { nullable } else { facts.nullable };
            return self.enumeration_shape(facts, values, nullable);
        }
        if facts.types == Types::NONE {
            return (Shape::Never, false);
        }
        if let Some((shape, or_null)) = self.union_shape(facts, job, words) {
            // Null must be an alternative as well as of the stated type, but for `nullable`, which needs neither.
            return (shape, facts.nullable || or_null && facts.types.contains(Types::NULL));
        }
        let types = facts.types.without(Types::NULL);
        if facts.types_at.is_none() {
            let Some(implied) = facts.implied() else { return (Shape::Any, nullable) };
            let message = format!("the schema has no `type`; by its other keywords it is read as {}", implied.name());
            let help = format!("write `type: {}`", implied.name());
            self.report(
                Diagnostic::new("implied-type", crate::diagnostic::Severity::Note, Some(facts.at), message).help(help),
            );
            return (self.single(facts, implied, words), nullable);
        }
        match types.each().as_slice() {
            [] => {
                if !facts.types.contains(Types::NULL) {
                    return (Shape::Any, nullable);
                }
                (null_alone(), true)
            }
            [single] => (self.single(facts, *single, words), nullable),
            _ if types == Types::ALL.without(Types::NULL) && !facts.limits() => (Shape::Any, nullable),
            several => (self.several(facts, several, words), nullable),
        }
    }

    /// `type: [string, integer]`: a union of what each type alone would be.
    fn several(&mut self, facts: &Facts<'a>, types: &[Types], words: &[String]) -> Shape {
        let variants = types
            .iter()
            .map(|each| {
                let words = with(words, each.name());
                let shape = self.single(facts, *each, &words);
                let id = self.add_inline(facts.at, words, shape);
                Variant { ty: TypeRef { schema: id, nullable: false, boxed: false }, tags: Vec::new() }
            })
            .collect();
        Shape::AnyOf(Union { variants, discriminator: None })
    }

    fn single(&mut self, facts: &Facts<'a>, types: Types, words: &[String]) -> Shape {
        self.out_of_place(facts, types);
        match types {
            Types::BOOLEAN => Shape::Boolean,
            Types::INTEGER => Shape::Integer(integer(facts)),
            Types::NUMBER => Shape::Number(number_shape(facts)),
            Types::STRING => Shape::String(self.string(facts)),
            Types::ARRAY => Shape::Array(self.array(facts, words)),
            Types::OBJECT => Shape::Object(self.object(facts, words)),
            _ => Shape::Any,
        }
    }

    fn string(&mut self, facts: &Facts<'a>) -> StringShape {
        let format = match facts.format {
            Some((name, _)) => StringFormat::named(name).unwrap_or_else(|| StringFormat::Other(name.to_owned())),
            None if facts.base64 => StringFormat::Byte,
            None if facts.octets => StringFormat::Binary,
            None => StringFormat::None,
        };
        let pattern = facts.pattern.map(|(pattern, at)| {
            self.pattern(pattern, at);
            pattern.to_owned()
        });
        StringShape { format, min_length: value(facts.min_length), max_length: value(facts.max_length), pattern }
    }

    fn array(&mut self, facts: &Facts<'a>, words: &[String]) -> ArrayShape {
        let prefix: Vec<TypeRef> = facts
            .prefix
            .iter()
            .enumerate()
            .map(|(place, item)| self.use_of(item, &with(words, &format!("item {}", place + 1))).ty)
            .collect();
        let words = with(words, "item");
        let items = match facts.items.as_slice() {
            // What may stand there is nothing that has a type.
            [] => self.any(),
            [_, _, ..] if !prefix.is_empty() => self.any(),
            [single] => self.use_of(single, &words).ty,
            several => TypeRef {
                schema: self.id_of_parts(several.to_vec(), Vec::new(), &words),
                nullable: false,
                boxed: false,
            },
        };
        ArrayShape {
            prefix,
            items,
            min_items: value(facts.min_items),
            max_items: value(facts.max_items),
            unique: facts.unique,
        }
    }

    pub fn object(&mut self, facts: &Facts<'a>, words: &[String]) -> ObjectShape {
        let mut properties: Vec<Property> = Vec::with_capacity(facts.properties.len());
        for (name, stated) in &facts.properties {
            properties.push(self.property(facts, name, stated, words));
        }
        let patterns = self.patterns(facts, words);
        let additional = self.additional(facts, &patterns, words);
        for (name, at) in &facts.required {
            if facts.properties.contains_key(name) {
                continue;
            }
            let message = format!("`{name}` is required, but no property of the object");
            let mut diagnostic = Diagnostic::warning("required-without-property", *at, message);
            diagnostic = match super::super::keywords::nearest(name, facts.properties.keys().copied()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("describe it in `properties`"),
            };
            self.report(diagnostic);
            // It must be there all the same, so it is a member of any type.
            let ty = match additional {
                Additional::Schema(ty) => ty,
                Additional::Open | Additional::Closed => self.any(),
            };
            properties.push(Property {
                name: (*name).to_owned(),
                at: *at,
                required: true,
                direction: Direction::Both,
                ty,
                docs: super::super::Docs::default(),
                default: None,
            });
        }
        ObjectShape {
            properties,
            patterns,
            additional,
            min_properties: value(facts.min_properties),
            max_properties: value(facts.max_properties),
        }
    }

    fn property(&mut self, facts: &Facts<'a>, name: &str, stated: &[PropertyFact<'a>], words: &[String]) -> Property {
        let words = with(words, name);
        let at = stated.first().map_or(facts.at, |first| first.at);
        let mut places: Vec<Use<'a>> = Vec::with_capacity(stated.len());
        for each in stated {
            // Only a single definition is a use of its schema; several are one new schema.
            if stated.len() == 1 || super::read::reference(each.schema).is_some() {
                places.push(self.use_of(each.schema, &words));
            }
        }
        let same = places.len() == stated.len() && places.windows(2).all(|pair| matches!(pair, [a, b] if a.ty == b.ty));
        let used = match (same, places.into_iter().next_back()) {
            (true, Some(used)) => used,
            _ => self.merged_property(stated, &words),
        };
        Property {
            name: name.to_owned(),
            at,
            required: facts.required.contains_key(name),
            direction: used.direction,
            ty: used.ty,
            docs: used.docs,
            default: used.default.map(Node::to_json),
        }
    }

    /// A property that several parts of an `allOf` describe: it must fit all of them. The last one's words count.
    fn merged_property(&mut self, stated: &[PropertyFact<'a>], words: &[String]) -> Use<'a> {
        let parts: Vec<&Node> = stated.iter().rev().map(|each| each.schema).collect();
        let mut used = Said::default();
        for part in &parts {
            if let Some(mapping) = part.as_mapping() {
                let schema = super::read::Object { kind: super::super::keywords::Kind::Schema, node: part, mapping };
                self.annotations(&mut used, schema);
            }
        }
        let nullable = parts.iter().all(|part| part.get("nullable").and_then(Node::as_bool) == Some(true));
        let ty = TypeRef { schema: self.id_of_parts(parts, Vec::new(), words), nullable, boxed: false };
        used.of(ty)
    }

    fn patterns(&mut self, facts: &Facts<'a>, words: &[String]) -> Vec<PatternProperty> {
        let words = with(words, "value");
        let stated = facts.patterns.iter();
        stated
            .map(|(key, schema)| PatternProperty {
                pattern: key.text.clone(),
                at: key.at,
                ty: self.use_of(schema, &words).ty,
            })
            .collect()
    }

    /// What the members are that no property names: also those that a pattern names, so that one type covers them all.
    fn additional(&mut self, facts: &Facts<'a>, patterns: &[PatternProperty], words: &[String]) -> Additional {
        match (self.stated_additional(facts, words), patterns) {
            (stated, []) if stated == Additional::Open && facts.keeps_members => Additional::Schema(self.any()),
            (stated, []) => stated,
            (Additional::Closed, [first, others @ ..]) if others.iter().all(|other| other.ty == first.ty) => {
                Additional::Schema(first.ty)
            }
            (Additional::Schema(ty), each) if each.iter().all(|pattern| pattern.ty == ty) => Additional::Schema(ty),
            _ => Additional::Schema(self.any()),
        }
    }

    fn stated_additional(&mut self, facts: &Facts<'a>, words: &[String]) -> Additional {
        for fact in &facts.additional {
            if let AdditionalFact::Closed { at, part } = fact {
                let mut outside =
                    facts.properties.iter().filter(|(_, stated)| stated.iter().all(|each| each.part != *part));
                if let Some((name, stated)) = outside.next() {
                    let message = format!(
                        "`additionalProperties: false` refuses `{name}`, which another part of the `allOf` describes"
                    );
                    let mut diagnostic = Diagnostic::warning("closed-all-of", *at, message)
                        .help("put `additionalProperties: false` beside the `allOf`'s last object only, leave it out, or write `unevaluatedProperties: false` (3.1)");
                    if let Some(each) = stated.first() {
                        diagnostic = diagnostic.related(each.at, "the member");
                    }
                    self.report(diagnostic);
                }
                return Additional::Closed;
            }
        }
        let words = with(words, "value");
        let schemas: Vec<&Node> = facts
            .additional
            .iter()
            .filter_map(|fact| if let AdditionalFact::Schema { schema, .. } = fact { Some(*schema) } else { None })
            .collect();
        match schemas.as_slice() {
            [] if facts.additional.is_empty() => Additional::Open,
            [] => Additional::Schema(self.any()),
            [single] => Additional::Schema(self.use_of(single, &words).ty),
            _ => Additional::Schema(TypeRef {
                schema: self.id_of_parts(schemas, Vec::new(), &words),
                nullable: false,
                boxed: false,
            }),
        }
    }
}

fn value(count: Option<Count>) -> Option<u64> {
    count.map(|count| count.value)
}

fn integer(facts: &Facts<'_>) -> IntegerShape {
    let format = match facts.format {
        Some(("int32", _)) => Some(IntegerFormat::Int32),
        Some(("int64", _)) => Some(IntegerFormat::Int64),
        _ => None,
    };
    IntegerShape {
        format,
        minimum: facts.minimum.map(|limit| number::whole_at_least(limit.number, limit.exclusive)),
        maximum: facts.maximum.map(|limit| number::whole_at_most(limit.number, limit.exclusive)),
        multiple_of: facts.multiple_of.and_then(|limit| number::as_i128(limit.number)),
    }
}

fn number_shape(facts: &Facts<'_>) -> NumberShape {
    NumberShape {
        minimum: facts.minimum.map(|limit| limit.bound()),
        maximum: facts.maximum.map(|limit| limit.bound()),
        multiple_of: facts.multiple_of.map(|limit| number::as_f64(limit.number)),
        single: matches!(facts.format, Some(("float", _))),
    }
}

/// Null and nothing else: an enumeration of that one value.
pub(super) fn null_alone() -> Shape {
    Shape::Enumeration(Enumeration { values: vec![EnumerationValue::of(Value::Null)] })
}
