//! An object: a struct, with what reads, checks and writes it.

use super::{Item, inherent, write_json};
use crate::contract::{Additional, ObjectShape};
use crate::emit::rust::rules::{Value, closure};
use crate::emit::rust::text::{Uses, bytes, list, literal};
use crate::emit::rust::ty::{Model, Presence, members};
use crate::names::rust::{Form, Scope, snake};

impl Model<'_> {
    pub(super) fn structure(&self, item: Item<'_>, object: &ObjectShape) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        uses.name("serde::Serialize");
        uses.name("serde::Deserialize");
        let mut fields = Scope::default();
        let (mut conditions, mut defaults, mut writer) = (Vec::new(), Vec::new(), Vec::new());
        definitions.line("#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]");
        let closed = object.additional == Additional::Closed && form == Form::Request;
        if closed {
            definitions.line("#[serde(deny_unknown_fields)]");
        }
        let members: Vec<_> = members(object, form).collect();
        let map = match object.additional {
            Additional::Schema(ty) => Some(ty),
            Additional::Open | Additional::Closed => None,
        };
        if members.is_empty() && map.is_none() {
            definitions.line(format!("pub struct {name} {{}}"));
        } else {
            definitions.line(format!("pub struct {name} {{"));
        }
        let mut written = Written::Nothing;
        for property in &members {
            let field = fields.field(&property.name);
            let presence = self.presence(id, property, form);
            definitions.docs(4, &property.docs, "");
            let mut attributes = Vec::new();
            if field != property.name {
                attributes.push(format!("rename = {}", literal(&property.name)));
            }
            let inner = self.present(uses, place, property.ty, form);
            let ty = match presence {
                Presence::Required => inner,
                Presence::RequiredNullable => {
                    attributes.push("deserialize_with = \"specwright_poem::json::required\"".to_owned());
                    format!("Option<{inner}>")
                }
                Presence::Optional => {
                    attributes.push("default".to_owned());
                    attributes.push("skip_serializing_if = \"Option::is_none\"".to_owned());
                    attributes.push("deserialize_with = \"specwright_poem::json::present\"".to_owned());
                    format!("Option<{inner}>")
                }
                Presence::OptionalNullable => {
                    attributes.push("default".to_owned());
                    attributes.push("skip_serializing_if = \"Patch::is_absent\"".to_owned());
                    format!("{}<{inner}>", uses.name("specwright_poem::Patch"))
                }
                Presence::Default => {
                    let ty = self.ty(uses, place, property.ty, form);
                    let value = property.default.as_ref();
                    let value = value.and_then(|value| self.default(uses, place, value, property.ty, form));
                    attributes.push(format!("default = \"{name}::default_{}\"", snake(&field)));
                    defaults.push((format!("default_{}", snake(&field)), ty.clone(), value.unwrap_or_default()));
                    ty
                }
            };
            if !attributes.is_empty() {
                definitions.line(list(4, "#[serde(", &attributes, ")]"));
            }
            definitions.line(format!("    pub {field}: {ty},"));
            let place_of = format!("self.{field}");
            if self.is_checked(id, form) {
                conditions.extend(self.member_conditions(uses, place, property.ty, form, presence, &place_of));
            }
            if self.is_written(id, form) {
                writer.extend(member_writer(uses, &property.name, &place_of, presence, &mut written));
            }
        }
        if let Some(ty) = map {
            let field = fields.field("additional");
            let value = self.ty(uses, place, ty, form);
            let map = uses.name("std::collections::BTreeMap");
            definitions.line("    /// Every other member.");
            definitions.line("    #[serde(flatten, deserialize_with = \"specwright_poem::json::rest\")]");
            definitions.line(format!("    pub {field}: {map}<String, {value}>,"));
            if self.is_checked(id, form) {
                let inner = self.conditions(uses, place, ty, form, Value { expression: "value", reference: true });
                if !inner.is_empty() {
                    let closure = closure("value", &inner);
                    conditions.push(format!("self.{field}.values().all({closure})"));
                }
            }
            if self.is_written(id, form) {
                uses.name("specwright_poem::json");
            }
            if written == Written::Nothing {
                written = Written::Brace;
                writer.push("out.push(b'{');".to_owned());
            }
            writer.push(format!("for (name, value) in &self.{field} {{"));
            writer.push("    json::separator(out);".to_owned());
            writer.push("    json::text(name, out);".to_owned());
            writer.push("    out.push(b':');".to_owned());
            writer.push("    value.write_json(out);".to_owned());
            writer.push("}".to_owned());
        }
        if !(members.is_empty() && map.is_none()) {
            definitions.line("}");
        }
        if self.is_checked(id, form) {
            count_conditions(object, form, &mut conditions);
        }
        inherent(rest, name, &defaults, &conditions, self.is_checked(id, form) && self.has_rules(id, form));
        if self.is_written(id, form) {
            let mut lines = writer;
            lines.push(if written == Written::Nothing {
                "out.extend_from_slice(b\"{}\");".to_owned()
            } else {
                "out.push(b'}');".to_owned()
            });
            write_json(rest, uses, name, &lines);
        }
    }
}

/// What a writer has put out before a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Nothing,
    /// The brace, and members that may have been absent.
    Brace,
    /// A member: the next one needs a comma.
    Member,
}

/// The statements that write one member.
fn member_writer(uses: &mut Uses, name: &str, field: &str, presence: Presence, written: &mut Written) -> Vec<String> {
    let key = serde_json::Value::from(name).to_string();
    let constant = |before: &str| format!("out.extend_from_slice({});", bytes(&format!("{before}{key}:")));
    let certain = matches!(presence, Presence::Required | Presence::RequiredNullable | Presence::Default);
    let mut lines = Vec::new();
    let mut key_lines = match *written {
        Written::Nothing if certain => vec![constant("{")],
        Written::Member => vec![constant(",")],
        Written::Nothing | Written::Brace => {
            if *written == Written::Nothing {
                lines.push("out.push(b'{');".to_owned());
                *written = Written::Brace;
            }
            uses.name("specwright_poem::json");
            vec!["json::separator(out);".to_owned(), constant("")]
        }
    };
    if certain {
        *written = Written::Member;
        lines.append(&mut key_lines);
        lines.push(format!("{field}.write_json(out);"));
        return lines;
    }
    let (condition, value) = match presence {
        Presence::OptionalNullable => (format!("if !{field}.is_absent() {{"), field),
        _ => (format!("if let Some(value) = &{field} {{"), "value"),
    };
    lines.push(condition);
    lines.extend(key_lines.iter().map(|line| format!("    {line}")));
    lines.push(format!("    {value}.write_json(out);"));
    lines.push("}".to_owned());
    lines
}

/// How many members an object has, where that is limited.
///
/// A default stands for an absent member, and then it is not known whether the member was there: the least is reached
/// without it, the most not passed with it. A value that only it could save is held against the schema.
fn count_conditions(object: &ObjectShape, form: Form, conditions: &mut Vec<String>) {
    if object.min_properties.is_none() && object.max_properties.is_none() {
        return;
    }
    let mut fields = Scope::default();
    let (mut always, mut perhaps) = (0u64, 0u64);
    let mut terms = Vec::new();
    for property in members(object, form) {
        let field = fields.field(&property.name);
        match (property.required, property.ty.nullable, property.default.is_some()) {
            (true, _, _) => always += 1,
            (false, _, true) => perhaps += 1,
            (false, true, false) => terms.push(format!("u64::from(!self.{field}.is_absent())")),
            (false, false, false) => terms.push(format!("u64::from(self.{field}.is_some())")),
        }
    }
    if matches!(object.additional, Additional::Schema(_)) {
        terms.push(format!("self.{}.len() as u64", fields.field("additional")));
    }
    let count = |always: u64| {
        let always = (always > 0 || terms.is_empty()).then(|| always.to_string());
        always.into_iter().chain(terms.iter().cloned()).collect::<Vec<_>>().join(" + ")
    };
    if let Some(min) = object.min_properties.filter(|min| *min > 0) {
        conditions.push(format!("{} >= {min}", count(always)));
    }
    if let Some(max) = object.max_properties {
        conditions.push(format!("{} <= {max}", count(always + perhaps)));
    }
}
