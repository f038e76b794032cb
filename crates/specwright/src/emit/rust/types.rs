//! `types/`: a file per component, with what stands inside it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::layout::{around, text as plain};
use super::text::{HEADER, Text, Uses, bytes, list, literal};
use super::ty::{Model, Place, Presence, members};
use crate::contract::{Additional, Docs, ObjectShape, SchemaId, Shape, TypeRef, Union};
use crate::emit::GeneratedFile;
use crate::names::rust::{Form, Scope, is_defined, snake};

/// A type as it is being written: what it is of, under which name, and what takes its text.
struct Item<'i> {
    definitions: &'i mut Text,
    rest: &'i mut Text,
    uses: &'i mut Uses,
    place: Place<'i>,
    id: SchemaId,
    form: Form,
    name: &'i str,
}

impl Model<'_> {
    pub fn types(&self) -> Vec<GeneratedFile> {
        let mut files: BTreeMap<&str, Vec<SchemaId>> = BTreeMap::new();
        for (id, _) in self.contract.schemas.iter() {
            if self.names.ty(id, Form::Response).is_some() && !self.forms(id).is_empty() {
                files.entry(self.names.file(id)).or_default().push(id);
            }
        }
        let described = self.described();
        let mut generated = vec![self.types_mod(&files, &described)];
        for (file, schemas) in files {
            generated.push(self.types_file(file, &schemas, &described));
        }
        generated
    }

    /// Whose schema is needed at run time: what requests hold, and what untagged unions choose from.
    fn described(&self) -> HashSet<(SchemaId, Form)> {
        let mut described = HashSet::new();
        for (id, schema) in self.contract.schemas.iter() {
            if schema.usage.request {
                described.insert((id, Form::Request));
            }
            if let (Shape::OneOf(union) | Shape::AnyOf(union), true) = (&schema.shape, schema.usage.response)
                && union.discriminator.is_none()
            {
                for variant in &union.variants {
                    self.describe(variant.ty.schema, Form::Response, &mut described);
                }
            }
        }
        described
    }

    fn describe(&self, id: SchemaId, form: Form, described: &mut HashSet<(SchemaId, Form)>) {
        if described.insert((id, form)) {
            for child in self.children(id) {
                self.describe(child, form, described);
            }
        }
    }

    fn types_mod(&self, files: &BTreeMap<&str, Vec<SchemaId>>, described: &HashSet<(SchemaId, Form)>) -> GeneratedFile {
        let mut text = Text::default();
        text.line(HEADER);
        text.gap();
        text.line("//! The types of the contract's components, and of what stands inside operations.");
        text.gap();
        let mut modules: Vec<_> = files.keys().map(|file| (*file, format!("mod {file};"))).collect();
        if !self.patterns.is_empty() {
            modules.push(("patterns", "pub(crate) mod patterns;".to_owned()));
        }
        modules.sort();
        for (_, module) in modules {
            text.line(module);
        }
        text.gap();
        for (file, schemas) in files {
            let mut names = BTreeSet::new();
            for id in schemas {
                for form in self.forms(*id) {
                    names.extend(self.names.ty(*id, form).map(str::to_owned));
                    if self.is_checked(*id, form) {
                        names.extend(self.alias_check(*id));
                    }
                    if described.contains(&(*id, form)) {
                        names.extend(self.static_name(*id, form));
                    }
                }
            }
            let names: Vec<_> = names.into_iter().collect();
            text.line(match names.as_slice() {
                [name] => format!("pub use {file}::{name};"),
                _ => super::text::packed(&format!("pub use {file}::{{"), &names, "};"),
            });
        }
        GeneratedFile { path: "src/types/mod.rs".to_owned(), text: text.finish() }
    }

    /// The patterns that other files name.
    pub fn patterns_file(&self, files: &[GeneratedFile]) -> GeneratedFile {
        let mut text = Text::default();
        text.line(HEADER);
        text.gap();
        text.line("//! The contract's patterns, each compiled at its first use.");
        text.gap();
        text.line("use specwright_poem::schema::Pattern;");
        text.gap();
        let mut written = BTreeMap::new();
        for (id, name) in &self.patterns {
            if let Shape::String(shape) = self.shape_of(*id)
                && let Some(pattern) = shape.pattern.as_deref().and_then(super::pattern::translate)
            {
                written.entry(name).or_insert(pattern);
            }
        }
        let named = |name: &str| {
            files.iter().any(|file| {
                let path = format!("patterns::{name}");
                let mut rest = file.text.as_str();
                while let Some((_, after)) = rest.split_once(path.as_str()) {
                    if !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                        return true;
                    }
                    rest = after;
                }
                false
            })
        };
        for (name, pattern) in written.into_iter().filter(|(name, _)| named(name)) {
            let pattern = super::text::raw_literal(&pattern);
            text.line(format!("pub static {name}: Pattern = Pattern::new({pattern});"));
        }
        GeneratedFile { path: "src/types/patterns.rs".to_owned(), text: text.finish() }
    }

    fn types_file(&self, file: &str, schemas: &[SchemaId], described: &HashSet<(SchemaId, Form)>) -> GeneratedFile {
        let mut uses = Uses::default();
        let (mut definitions, mut rest) = (Text::default(), Text::default());
        let place = Place::Types(file);
        for id in schemas {
            for form in self.forms(*id) {
                self.item(&mut definitions, &mut rest, &mut uses, place, *id, form);
                if described.contains(&(*id, form)) {
                    self.static_schema(&mut rest, &mut uses, place, *id, form);
                }
            }
        }
        let mut text = Text::default();
        text.line(HEADER);
        uses.write(&mut text);
        text.gap();
        text.push(&definitions);
        text.gap();
        text.push(&rest);
        GeneratedFile { path: format!("src/types/{file}.rs"), text: format!("{}\n", text.finish().trim_end()) }
    }

    fn item(
        &self,
        definitions: &mut Text,
        rest: &mut Text,
        uses: &mut Uses,
        place: Place<'_>,
        id: SchemaId,
        form: Form,
    ) {
        let Some(schema) = self.contract.schemas.get(id) else { return };
        let Some(name) = self.names.ty(id, form) else { return };
        definitions.gap();
        definitions.docs(0, &schema.docs, "");
        let item = Item { definitions, rest, uses, place, id, form, name };
        match &schema.shape {
            _ if self.newtypes.contains(&id) => self.newtype(item),
            Shape::Enumeration(_) if is_defined(schema) => self.enumeration(item),
            Shape::Object(object) if is_defined(schema) => self.structure(item, object),
            Shape::OneOf(union) => self.union(item, union, form == Form::Request),
            Shape::AnyOf(union) => self.union(item, union, false),
            _ => self.alias(item),
        }
    }

    fn alias(&self, item: Item<'_>) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        let ty = self.shape(uses, place, id, form);
        definitions.line(format!("pub type {name} = {ty};"));
        if self.is_checked(id, form) && self.alias_check(id).is_some() {
            self.alias_fits(rest, uses, place, id, form, name);
        }
    }

    /// The rules of a type that is another name for one of Rust's.
    fn alias_fits(&self, rest: &mut Text, uses: &mut Uses, place: Place<'_>, id: SchemaId, form: Form, name: &str) {
        let value = super::rules::Value { expression: "value", reference: true };
        let conditions = self.shape_conditions(uses, place, id, form, value);
        let Some(function) = self.alias_check(id) else { return };
        rest.gap();
        rest.comment(0, &format!("Whether a [`{name}`] keeps the rules that its type does not say."));
        rest.line(format!("pub fn {function}(value: &{name}) -> bool {{"));
        conjunction(rest, &conditions, 4);
        rest.line("}");
    }

    fn static_schema(&self, rest: &mut Text, uses: &mut Uses, place: Place<'_>, id: SchemaId, form: Form) {
        let Some(name) = self.static_name(id, form) else { return };
        uses.name("specwright_poem::schema::Schema");
        uses.name("specwright_poem::schema::Shape");
        let shape = self.shape_doc(uses, place, id, form);
        rest.gap();
        let ty = self.names.ty(id, form).unwrap_or_default();
        rest.comment(0, &format!("What a [`{ty}`] may be."));
        let value = around("Schema::new(", shape, ")");
        rest.line(super::layout::assign(&format!("pub static {name}: Schema"), &value, ";", 0));
    }

    fn structure(&self, item: Item<'_>, object: &ObjectShape) {
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
            definitions.line("    #[serde(flatten)]");
            definitions.line(format!("    pub {field}: {map}<String, {value}>,"));
            if self.is_checked(id, form) {
                let inner = self.conditions(
                    uses,
                    place,
                    ty,
                    form,
                    super::rules::Value { expression: "value", reference: true },
                );
                if !inner.is_empty() {
                    let closure = super::rules::closure("value", &inner);
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

    /// Whether a form is read from requests, and so has rules to keep.
    fn is_checked(&self, id: SchemaId, form: Form) -> bool {
        let read = self.contract.schemas.get(id).is_some_and(|schema| schema.usage.request);
        read && (form == Form::Request || self.forms(id).len() == 1)
    }

    /// Whether a form is sent in answers.
    fn is_written(&self, id: SchemaId, form: Form) -> bool {
        let sent = self.contract.schemas.get(id).is_some_and(|schema| schema.usage.response);
        sent && (form == Form::Response || self.forms(id).len() == 1)
    }

    fn enumeration(&self, item: Item<'_>) {
        let Item { definitions, rest, uses, id, form, name, .. } = item;
        let variants = self.variants(id);
        let Shape::Enumeration(values) = self.shape_of(id) else { return };
        let texts = variants.iter().all(|(_, value)| value.is_string());
        uses.name("serde::Serialize");
        uses.name("serde::Deserialize");
        definitions.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]");
        if !texts {
            definitions.line("#[serde(try_from = \"i64\", into = \"i64\")]");
        }
        definitions.line(format!("pub enum {name} {{"));
        for ((variant, value), documented) in variants.iter().zip(&values.values) {
            if let Some(description) = &documented.description {
                definitions.comment(4, description);
            }
            if let Some(text) = value.as_str().filter(|text| text != variant) {
                definitions.line(format!("    #[serde(rename = {})]", literal(text)));
            }
            definitions.line(format!("    {variant},"));
        }
        definitions.line("}");

        rest.gap();
        rest.line(format!("impl {name} {{"));
        rest.line("    /// Every value, in the contract's order.");
        let all: Vec<_> = variants.iter().map(|(variant, _)| plain(format!("Self::{variant}"))).collect();
        let open = format!("pub const ALL: [Self; {}] = [", all.len());
        rest.line(around("", super::layout::group(open, all, "]"), ";").render(4));
        rest.line("");
        let (ty, function) = if texts { ("&'static str", "as_str") } else { ("i64", "value") };
        rest.line("    /// As the contract writes it.");
        rest.line(format!("    pub fn {function}(self) -> {ty} {{"));
        rest.line("        match self {");
        for (variant, value) in &variants {
            let value = value.as_str().map_or_else(|| value.to_string(), literal);
            rest.line(format!("            Self::{variant} => {value},"));
        }
        rest.line("        }");
        rest.line("    }");
        rest.line("}");
        uses.name("std::fmt");
        rest.gap();
        rest.line(format!("impl fmt::Display for {name} {{"));
        rest.line("    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {");
        if texts {
            rest.line("        f.write_str(self.as_str())");
        } else {
            rest.line("        self.value().fmt(f)");
        }
        rest.line("    }");
        rest.line("}");
        uses.name("specwright_poem::values::FormatError");
        rest.gap();
        if texts {
            uses.name("std::str::FromStr");
            rest.line(format!("impl FromStr for {name} {{"));
            rest.line("    type Err = FormatError;");
            rest.line("");
            rest.line("    fn from_str(text: &str) -> Result<Self, FormatError> {");
            rest.line("        let found = Self::ALL.into_iter().find(|value| value.as_str() == text);");
            rest.line(format!("        found.ok_or(FormatError({}))", literal(name)));
        } else {
            rest.line(format!("impl From<{name}> for i64 {{"));
            rest.line(format!("    fn from(value: {name}) -> Self {{"));
            rest.line("        value.value()");
            rest.line("    }");
            rest.line("}");
            rest.gap();
            rest.line(format!("impl TryFrom<i64> for {name} {{"));
            rest.line("    type Error = FormatError;");
            rest.line("");
            rest.line("    fn try_from(number: i64) -> Result<Self, FormatError> {");
            rest.line("        let found = Self::ALL.into_iter().find(|value| value.value() == number);");
            rest.line(format!("        found.ok_or(FormatError({}))", literal(name)));
        }
        rest.line("    }");
        rest.line("}");
        if self.is_written(id, form) {
            let line = if texts {
                uses.name("specwright_poem::json");
                "json::text(self.as_str(), out);"
            } else {
                "self.value().write_json(out);"
            };
            write_json(rest, uses, name, &[line.to_owned()]);
        }
    }

    fn newtype(&self, item: Item<'_>) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        uses.name("serde::Serialize");
        uses.name("serde::Deserialize");
        let inner = self.shape(uses, place, id, form);
        definitions.line("#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]");
        definitions.line("#[serde(transparent)]");
        definitions.line(format!("pub struct {name}(pub {inner});"));
        if self.is_checked(id, form) && self.has_rules(id, form) {
            let conditions = self.shape_conditions(
                uses,
                place,
                id,
                form,
                super::rules::Value { expression: "self.0", reference: false },
            );
            inherent(rest, name, &[], &conditions, true);
        }
        if self.is_written(id, form) {
            write_json(rest, uses, name, &["self.0.write_json(out);".to_owned()]);
        }
    }

    fn union(&self, item: Item<'_>, union: &Union, exactly_one: bool) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        uses.name("serde::Serialize");
        uses.name("serde::Deserialize");
        uses.name("serde::Deserializer");
        uses.name("serde::de::Error as _");
        uses.name("specwright_poem::json");
        let value = uses.name("serde_json::Value");
        let names = self.union_variants(union, form);
        definitions.line("#[derive(Clone, Debug, PartialEq, Serialize)]");
        definitions.line("#[serde(untagged)]");
        definitions.line(format!("pub enum {name} {{"));
        for (variant, name) in union.variants.iter().zip(&names) {
            if let Some(schema) = self.contract.schemas.get(variant.ty.schema) {
                definitions.docs(4, &Docs { examples: Vec::new(), ..schema.docs.clone() }, "");
            }
            let ty = self.ty(uses, place, variant.ty, form);
            definitions.line(format!("    {name}({ty}),"));
        }
        definitions.line("}");

        rest.gap();
        rest.line(format!("impl<'de> Deserialize<'de> for {name} {{"));
        rest.line("    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {");
        if let Some(discriminator) = &union.discriminator {
            rest.line(format!("        let value = {value}::deserialize(deserializer)?;"));
            rest.line(format!("        match json::tag(&value, {}) {{", literal(&discriminator.property)));
            for (variant, name) in union.variants.iter().zip(&names) {
                let tags: Vec<_> = variant.tags.iter().map(|tag| literal(tag)).collect();
                if !tags.is_empty() {
                    let pattern = tags.join(" | ");
                    rest.line(format!("            Some({pattern}) => json::from_value(value).map(Self::{name}),"));
                }
            }
            rest.line("            _ => Err(D::Error::custom(\"none of the kinds that are known here\")),");
        } else {
            uses.name("specwright_poem::schema");
            let schemas: Vec<_> =
                union.variants.iter().map(|variant| self.schema_doc(uses, place, variant.ty, form)).collect();
            let open = format!("static ALTERNATIVES: [&Schema; {}] = [", schemas.len());
            uses.name("specwright_poem::schema::Schema");
            rest.line(around("", super::layout::group(open, schemas, "]"), ";").render(8));
            rest.line(format!("        let value = {value}::deserialize(deserializer)?;"));
            rest.line(format!("        match schema::fits_which(&value, &ALTERNATIVES, {exactly_one}) {{"));
            for (at, name) in names.iter().enumerate() {
                rest.line(format!("            Some({at}) => json::from_value(value).map(Self::{name}),"));
            }
            rest.line("            _ => Err(D::Error::custom(\"none of the alternatives, or several\")),");
        }
        rest.line("        }");
        rest.line("    }");
        rest.line("}");
        let mut converted = HashSet::new();
        for (variant, variant_name) in union.variants.iter().zip(&names) {
            let ty = self.ty(uses, place, variant.ty, form);
            // An alias may be the same type as another: only structs and enums are told apart for certain.
            if self.is_item(variant.ty.schema)
                && !variant.ty.nullable
                && !variant.ty.boxed
                && converted.insert(ty.clone())
            {
                rest.gap();
                rest.line(format!("impl From<{ty}> for {name} {{"));
                rest.line(format!("    fn from(value: {ty}) -> Self {{"));
                rest.line(format!("        Self::{variant_name}(value)"));
                rest.line("    }");
                rest.line("}");
            }
        }
        if self.is_checked(id, form) && self.has_rules(id, form) {
            rest.gap();
            rest.line(format!("impl {name} {{"));
            rest.line("    /// Whether it keeps the rules that its type does not say.");
            rest.line("    pub fn fits(&self) -> bool {");
            rest.line("        match self {");
            for (variant, name) in union.variants.iter().zip(&names) {
                let value = super::rules::Value { expression: "value", reference: true };
                let conditions = self.conditions(uses, place, variant.ty, form, value);
                if conditions.is_empty() {
                    rest.line(format!("            Self::{name}(_) => true,"));
                } else {
                    rest.line(format!("            Self::{name}(value) => {},", conditions.join(" && ")));
                }
            }
            rest.line("        }");
            rest.line("    }");
            rest.line("}");
        }
        if self.is_written(id, form) {
            let mut lines = vec!["match self {".to_owned()];
            lines.extend(names.iter().map(|name| format!("    Self::{name}(value) => value.write_json(out),")));
            lines.push("}".to_owned());
            write_json(rest, uses, name, &lines);
        }
    }

    /// After the discriminator's value, else after the type.
    fn union_variants(&self, union: &Union, form: Form) -> Vec<String> {
        let mut scope = Scope::with(&["Self"]);
        let tagged = union.discriminator.is_some();
        union
            .variants
            .iter()
            .map(|variant| {
                let tag = variant.tags.first().filter(|_| tagged);
                let name = tag.map(String::as_str).or_else(|| self.names.ty(variant.ty.schema, form));
                scope.variant(name.unwrap_or_else(|| self.kind(variant.ty)))
            })
            .collect()
    }

    fn kind(&self, ty: TypeRef) -> &'static str {
        match self.shape_of(ty.schema) {
            Shape::Any => "Any",
            Shape::Boolean => "Boolean",
            Shape::Integer(_) => "Integer",
            Shape::Number(_) => "Number",
            Shape::String(_) => "Text",
            Shape::Enumeration(_) => "Value",
            Shape::Array(_) => "List",
            Shape::Object(_) => "Map",
            Shape::OneOf(_) | Shape::AnyOf(_) => "Union",
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
fn count_conditions(object: &ObjectShape, form: Form, conditions: &mut Vec<String>) {
    if object.min_properties.is_none() && object.max_properties.is_none() {
        return;
    }
    let mut fields = Scope::default();
    let mut always = 0u64;
    let mut terms = Vec::new();
    for property in members(object, form) {
        let field = fields.field(&property.name);
        match (property.required, property.ty.nullable, property.default.is_some()) {
            // A default stands for an absent member: it counts as one that might be there.
            (true, _, _) | (false, _, true) => always += 1,
            (false, true, false) => terms.push(format!("u64::from(!self.{field}.is_absent())")),
            (false, false, false) => terms.push(format!("u64::from(self.{field}.is_some())")),
        }
    }
    if matches!(object.additional, Additional::Schema(_)) {
        terms.push(format!("self.{}.len() as u64", fields.field("additional")));
    }
    if always > 0 || terms.is_empty() {
        terms.insert(0, always.to_string());
    }
    let count = terms.join(" + ");
    if let Some(min) = object.min_properties.filter(|min| *min > 0) {
        conditions.push(format!("{count} >= {min}"));
    }
    if let Some(max) = object.max_properties {
        conditions.push(format!("{count} <= {max}"));
    }
}

fn inherent(rest: &mut Text, name: &str, defaults: &[(String, String, String)], conditions: &[String], checked: bool) {
    if defaults.is_empty() && !checked {
        return;
    }
    rest.gap();
    rest.line(format!("impl {name} {{"));
    if checked {
        rest.line("    /// Whether it keeps the rules that its type does not say.");
        rest.line("    pub fn fits(&self) -> bool {");
        conjunction(rest, conditions, 8);
        rest.line("    }");
    }
    for (at, (function, ty, value)) in defaults.iter().enumerate() {
        if checked || at > 0 {
            rest.line("");
        }
        rest.line(format!("    fn {function}() -> {ty} {{"));
        rest.line(format!("        {value}"));
        rest.line("    }");
    }
    rest.line("}");
}

fn write_json(rest: &mut Text, uses: &mut Uses, name: &str, lines: &[String]) {
    uses.name("specwright_poem::json::WriteJson");
    rest.gap();
    rest.line(format!("impl WriteJson for {name} {{"));
    rest.line("    fn write_json(&self, out: &mut Vec<u8>) {");
    for line in lines {
        rest.line(format!("        {line}"));
    }
    rest.line("    }");
    rest.line("}");
}

/// Conditions of which all must hold, as rustfmt breaks them.
pub fn conjunction(rest: &mut Text, conditions: &[String], indent: usize) {
    let one = conditions.join(" && ");
    if conditions.is_empty() {
        rest.line(format!("{:indent$}true", ""));
    } else if super::text::fits(indent, &one) {
        rest.line(format!("{:indent$}{one}", ""));
    } else {
        for (at, condition) in conditions.iter().enumerate() {
            let and = if at == 0 { "" } else { "    && " };
            let line = format!("{:indent$}{and}{condition}", "");
            if line.chars().count() <= 120 {
                rest.line(line);
                continue;
            }
            // A chain of calls, one a line.
            let links = links(condition);
            for (place, link) in links.iter().enumerate() {
                let inner = indent + if at == 0 { 4 } else { 8 };
                rest.line(if place == 0 {
                    format!("{:indent$}{and}{link}", "")
                } else {
                    format!("{:inner$}{link}", "")
                });
            }
        }
    }
}

/// `value.values().all(…)` in its parts: `value`, `.values()`, `.all(…)`.
fn links(expression: &str) -> Vec<String> {
    let (mut links, mut depth) = (vec![String::new()], 0usize);
    for c in expression.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '.' if depth == 0 && links.last().is_some_and(|link| !link.ends_with('.')) => links.push(String::new()),
            _ => {}
        }
        if let Some(link) = links.last_mut() {
            link.push(c);
        }
    }
    links
}
