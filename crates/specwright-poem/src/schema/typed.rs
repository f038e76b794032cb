//! Holding a value that has its type already against its schema, by the way that serde writes it: what is wrong with it
//! is found without reading its bytes a second time as any JSON.
//!
//! A type does not keep all that stood in its bytes (members without a name here, how a union was written). Where that
//! could matter this gives no answer, and the bytes have to be read again.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};

use super::violations::{Path, Violations};
use super::{Additional, Array, Literal, Member, Object, Schema, Shape, Text};
use crate::problem::Violation;
use crate::room::with_room;

impl Schema {
    /// All that is wrong with a body of this type, in the order in which [`Self::check`] finds it. None: nothing was
    /// found, or not everything can be known of the typed value.
    pub(crate) fn violations_of<T: Serialize>(&self, body: &T) -> Option<Vec<Violation>> {
        let mut found = Violations::new("body");
        hold(self, body, &Path::ROOT, &mut found).ok()?;
        found.finish().err()
    }
}

/// Only the bytes tell.
#[derive(Debug)]
struct Unknown;

type Known = Result<(), Unknown>;

impl ser::Error for Unknown {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl std::error::Error for Unknown {}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the typed value does not tell")
    }
}

fn hold<T: Serialize + ?Sized>(schema: &Schema, value: &T, path: &Path<'_>, found: &mut Violations) -> Known {
    let (mut schema, mut nullable) = (schema, schema.nullable);
    loop {
        if schema.assertion.is_some() {
            return Err(Unknown);
        }
        let Shape::Same(other) = schema.shape else { break };
        schema = other;
        nullable |= other.nullable;
    }
    match schema.shape {
        Shape::Any => Ok(()),
        _ => with_room(|| value.serialize(Held { shape: &schema.shape, nullable, path, found })),
    }
}

/// A place in a value, and what may stand there.
struct Held<'h> {
    shape: &'h Shape,
    nullable: bool,
    path: &'h Path<'h>,
    found: &'h mut Violations,
}

impl Held<'_> {
    fn integer(self, value: impl Into<i128>) -> Known {
        let value = value.into();
        if let Shape::Integer(rules) = self.shape {
            rules.check(value, self.path, self.found);
            return Ok(());
        }
        self.listed(|known| matches!(known, Literal::Integer(known) if *known == value))
    }

    /// One of an enumeration's values. Of what is none of them the bytes are asked.
    fn listed(self, is: impl Fn(&Literal) -> bool) -> Known {
        match self.shape {
            Shape::OneOfValues(values) if values.iter().any(is) => Ok(()),
            _ => Err(Unknown),
        }
    }

    fn null(self) -> Known {
        if self.nullable { Ok(()) } else { Err(Unknown) }
    }
}

macro_rules! integers {
    ($($method:ident: $ty:ty)*) => {$(
        fn $method(self, value: $ty) -> Known {
            self.integer(value)
        }
    )*};
}

impl<'h> Serializer for Held<'h> {
    type Ok = ();
    type Error = Unknown;
    type SerializeSeq = Items<'h>;
    type SerializeStruct = Members<'h>;
    type SerializeTuple = Impossible<(), Unknown>;
    type SerializeTupleStruct = Impossible<(), Unknown>;
    type SerializeTupleVariant = Impossible<(), Unknown>;
    type SerializeMap = Impossible<(), Unknown>;
    type SerializeStructVariant = Impossible<(), Unknown>;

    integers! { serialize_i8: i8 serialize_i16: i16 serialize_i32: i32 serialize_i64: i64 serialize_i128: i128
    serialize_u8: u8 serialize_u16: u16 serialize_u32: u32 serialize_u64: u64 }

    fn serialize_bool(self, _: bool) -> Known {
        if matches!(self.shape, Shape::Boolean) { Ok(()) } else { Err(Unknown) }
    }

    /// Another number than in the bytes, by its rounding.
    fn serialize_f32(self, _: f32) -> Known {
        Err(Unknown)
    }

    fn serialize_f64(self, value: f64) -> Known {
        match self.shape {
            Shape::Number(rules) => {
                rules.check(value, self.path, self.found);
                Ok(())
            }
            _ => Err(Unknown),
        }
    }

    fn serialize_char(self, _: char) -> Known {
        Err(Unknown)
    }

    /// A text that has rules besides its format is a `String`, and so is what stood in the bytes.
    fn serialize_str(self, text: &str) -> Known {
        match self.shape {
            Shape::Text(rules) => {
                rules.check(text, self.path, self.found);
                Ok(())
            }
            _ => self.listed(|known| matches!(known, Literal::Text(known) if *known == text)),
        }
    }

    /// What is written by way of `Display` is no text here: it was read from one of its format.
    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Known {
        match self.shape {
            Shape::Text(Text { format: Some(_), min_length: 0, max_length: None, pattern: None }) => Ok(()),
            _ => self.serialize_str(&value.to_string()),
        }
    }

    fn serialize_bytes(self, _: &[u8]) -> Known {
        Err(Unknown)
    }

    fn serialize_none(self) -> Known {
        self.null()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Known {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Known {
        self.null()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Known {
        Err(Unknown)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Known {
        Err(Unknown)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Known {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Known {
        Err(Unknown)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'h>, Unknown> {
        match (self.shape, length) {
            (Shape::Array(rules), Some(length)) if !rules.unique => {
                rules.check_count(length as u64, self.path, self.found);
                Ok(Items { rules, path: self.path, found: self.found, next: 0 })
            }
            _ => Err(Unknown),
        }
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unknown> {
        Err(Unknown)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Unknown> {
        Err(Unknown)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unknown> {
        Err(Unknown)
    }

    /// A map is sorted, its bytes are not, and violations stand in the order of the bytes.
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unknown> {
        Err(Unknown)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'h>, Unknown> {
        match self.shape {
            // Members that the type has no name for count as well.
            Shape::Object(Object {
                members,
                additional: Additional::Open | Additional::Closed,
                min_members: 0,
                max_members: None,
            }) => Ok(Members { rest: members, path: self.path, found: self.found }),
            _ => Err(Unknown),
        }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unknown> {
        Err(Unknown)
    }
}

struct Items<'h> {
    rules: &'h Array,
    path: &'h Path<'h>,
    found: &'h mut Violations,
    next: usize,
}

impl ser::SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Unknown;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Known {
        let index = self.next;
        self.next += 1;
        hold(self.rules.items, item, &self.path.item(index), self.found)
    }

    fn end(self) -> Known {
        Ok(())
    }
}

struct Members<'h> {
    /// Those behind the last one: a type has its members in the schema's order.
    rest: &'h [Member],
    path: &'h Path<'h>,
    found: &'h mut Violations,
}

impl Members<'_> {
    /// Members that the value does not have. One that may not be given could have stood in the bytes all the same.
    fn absent(members: &[Member]) -> Known {
        let forbidden = |member: &Member| matches!(member.schema.shape, Shape::Never);
        if members.iter().any(|member| member.required || forbidden(member)) { Err(Unknown) } else { Ok(()) }
    }
}

impl ser::SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Unknown;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Known {
        let at = self.rest.iter().position(|member| member.name == name).ok_or(Unknown)?;
        let (before, rest) = self.rest.split_at(at);
        let (member, rest) = rest.split_first().ok_or(Unknown)?;
        Self::absent(before)?;
        self.rest = rest;
        hold(member.schema, value, &self.path.member(name), self.found)
    }

    fn end(self) -> Known {
        Self::absent(self.rest)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::schema::{Bound, Format, Integer, Number, Pattern};
    use crate::values::DateTime;

    #[derive(Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        code: String,
        size: Size,
        lines: Vec<Line>,
        gift: Option<bool>,
        due: DateTime,
    }

    #[derive(Deserialize)]
    enum Size {
        #[serde(rename = "small")]
        Small,
    }

    // As generated enumerations are written.
    impl Serialize for Size {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str("small")
        }
    }

    #[derive(Deserialize, Serialize)]
    struct Line {
        count: i64,
        price: f64,
        anything: serde_json::Value,
    }

    static CODE: Pattern = Pattern::new("^[A-Z]+$");
    static LINE: Schema = Schema::new(Shape::Object(Object {
        members: &[
            Member {
                name: "count",
                required: true,
                schema: &Schema::new(Shape::Integer(Integer { minimum: 1, maximum: 9, multiple_of: Some(3) })),
            },
            Member {
                name: "price",
                required: true,
                schema: &Schema::new(Shape::Number(Number {
                    minimum: Some(Bound { value: 0.0, exclusive: true }),
                    maximum: None,
                    multiple_of: Some(0.1),
                })),
            },
            Member { name: "anything", required: true, schema: &Schema::new(Shape::Any) },
        ],
        additional: Additional::Open,
        min_members: 0,
        max_members: None,
    }));
    static ORDER: Schema = Schema::new(Shape::Object(Object {
        members: &[
            Member {
                name: "note",
                required: false,
                schema: &Schema::new(Shape::Text(Text { max_length: Some(3), ..Text::ANY })),
            },
            Member {
                name: "code",
                required: true,
                schema: &Schema::new(Shape::Text(Text { min_length: 2, pattern: Some(&CODE), ..Text::ANY })),
            },
            Member {
                name: "size",
                required: true,
                schema: &Schema::new(Shape::OneOfValues(&[Literal::Text("small")])),
            },
            Member {
                name: "lines",
                required: true,
                schema: &Schema::new(Shape::Array(Array {
                    items: &Schema::new(Shape::Same(&LINE)),
                    min_items: 0,
                    max_items: Some(1),
                    unique: false,
                })),
            },
            Member { name: "gift", required: true, schema: &Schema::nullable(Shape::Boolean) },
            Member {
                name: "due",
                required: true,
                schema: &Schema::new(Shape::Text(Text { format: Some(Format::DateTime), ..Text::ANY })),
            },
        ],
        additional: Additional::Closed,
        min_members: 0,
        max_members: None,
    }));

    fn both<T: Serialize + for<'de> Deserialize<'de>>(schema: &Schema, text: &str) -> [Option<Vec<Violation>>; 2] {
        let mut found = Violations::new("body");
        schema.check(&serde_json::from_str(text).expect("it is JSON"), &mut found);
        [schema.violations_of(&serde_json::from_str::<T>(text).expect("it has the type")), found.finish().err()]
    }

    #[test]
    fn the_typed_value_has_the_violations_of_its_bytes() {
        for (text, violations) in [
            (r#"{"note":"long","code":"a","size":"small","lines":[],"gift":null,"due":"2026-01-02T03:04:05Z"}"#, 3),
            (
                r#"{"gift":true,"lines":[{"count":3,"price":0.3,"anything":[1],"more":2},{"count":11,"price":-0.25,
                "anything":null}],"code":"AB","size":"small","due":"2026-01-02T03:04:05+01:00"}"#,
                5,
            ),
        ] {
            let [typed, bytes] = both::<Order>(&ORDER, text);
            assert_eq!(typed.as_ref().map(Vec::len), Some(violations), "{text}: {typed:?}");
            assert_eq!(typed, bytes, "{text}");
        }
    }

    #[test]
    fn what_the_type_does_not_keep_is_not_judged_by_it() {
        static COUNTED: Schema = Schema::new(Shape::Object(Object {
            members: &[Member {
                name: "count",
                required: true,
                schema: &Schema::new(Shape::Integer(Integer { minimum: 1, maximum: 9, multiple_of: None })),
            }],
            additional: Additional::Open,
            min_members: 0,
            max_members: Some(1),
        }));
        static HIDDEN: Schema = Schema::new(Shape::Object(Object {
            members: &[
                Member { name: "id", required: false, schema: &Schema::new(Shape::Never) },
                Member {
                    name: "count",
                    required: true,
                    schema: &Schema::new(Shape::Integer(Integer { minimum: 1, maximum: 9, multiple_of: None })),
                },
            ],
            additional: Additional::Open,
            min_members: 0,
            max_members: None,
        }));
        static MAP: Schema = Schema::new(Shape::Object(Object {
            members: &[],
            additional: Additional::Schema(&LINE),
            min_members: 0,
            max_members: None,
        }));
        #[derive(Deserialize, Serialize)]
        struct Counted {
            count: i64,
        }
        for schema in [&COUNTED, &HIDDEN] {
            let [typed, bytes] = both::<Counted>(schema, r#"{"count":0,"id":1}"#);
            assert_eq!((typed, bytes.map(|found| found.len())), (None, Some(2)));
        }
        let map = BTreeMap::from([("a", Line { count: 0, price: 1.0, anything: serde_json::Value::Null })]);
        assert_eq!(MAP.violations_of(&map), None);
    }
}
