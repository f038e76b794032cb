//! A multipart form: its texts, its files, and the function that reads both.

use super::{SERVER, texts};
use crate::contract::{Additional, Shape};
use crate::emit::rust::layout::{around, assign, group, text as plain};
use crate::emit::rust::operation::{BodyKind, FileKind, Op, PartOf};
use crate::emit::rust::operations::part_type;
use crate::emit::rust::text::{Text, Uses, literal};
use crate::emit::rust::ty::{Model, Place};
use crate::names::rust::Form;

impl Model<'_> {
    /// A form's texts, its schema, and the function that reads it with its files.
    pub(super) fn fields(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        let Some(body) = &op.body else { return };
        let Some((content, parts)) = body.contents.iter().find_map(|content| match &content.kind {
            BodyKind::Multipart(parts) => Some((content, parts)),
            _ => None,
        }) else {
            return;
        };
        for name in ["Part", "Call", "Refusal"] {
            uses.name(&format!("{SERVER}::{name}"));
        }
        uses.name("serde::Deserialize");
        let (prefix, constant) = (&op.names.prefix, &op.names.constant);
        let textual: Vec<&PartOf<'_>> = parts.iter().filter(|part| part.file.is_none()).collect();
        text.gap();
        text.comment(0, "The parts that are no files.");
        text.line("#[derive(Deserialize)]");
        if textual.is_empty() {
            text.line(format!("struct {prefix}Fields {{}}"));
        } else {
            text.line(format!("struct {prefix}Fields {{"));
            for part in &textual {
                if part.field != part.property.name {
                    text.line(format!("    #[serde(rename = {})]", literal(&part.property.name)));
                }
                let ty = self.field_type(uses, part.property.ty);
                let optional = !part.property.required || part.property.ty.nullable;
                text.line(format!("    {}: {},", part.field, if optional { format!("Option<{ty}>") } else { ty }));
            }
            text.line("}");
        }

        let mut declared = Vec::new();
        for part in parts {
            let name = literal(&part.property.name);
            let allowed = texts(&part.media_types);
            let required = plain(part.property.required.to_string());
            declared.push(match part.file {
                None => plain(format!("Part::text({name})")),
                Some(FileKind::One) => group("Part::file(", vec![plain(name), required, allowed], ")"),
                Some(FileKind::Several) => group("Part::files(", vec![plain(name), required, allowed], ")"),
            });
        }
        text.gap();
        let prefix_of = format!("static {constant}_PARTS: [Part; {}]", declared.len());
        text.line(assign(&prefix_of, &group("[", declared, "]"), ";", 0));

        for name in ["Schema", "Shape", "Object", "Additional"] {
            uses.name(&format!("specwright_poem::schema::{name}"));
        }
        let mut members = Vec::new();
        for part in &textual {
            uses.name("specwright_poem::schema::Member");
            members.push(group(
                "Member {",
                vec![
                    plain(format!("name: {}", literal(&part.property.name))),
                    plain(format!("required: {}", part.property.required)),
                    around("schema: ", self.schema_doc(uses, Place::Elsewhere, part.property.ty, Form::Request), ""),
                ],
                "}",
            ));
        }
        let closed = match content.content.ty.map(|ty| self.shape_of(ty.schema)) {
            Some(Shape::Object(object)) => object.additional == Additional::Closed,
            _ => false,
        };
        let additional = if closed { "Closed" } else { "Open" };
        let object = group(
            "Object {",
            vec![
                around("members: ", group("&[", members, "]"), ""),
                plain(format!("additional: Additional::{additional}")),
                plain("min_members: 0"),
                plain("max_members: None"),
            ],
            "}",
        );
        text.gap();
        let open = format!("static {constant}_FIELDS: Schema = Schema::new(Shape::Object(");
        text.line(around(open, object, "));").render(0));

        let ty = part_type(op, &content.ty, if content.variant.is_some() { &body.ty } else { "" });
        text.gap();
        let function = format!("async fn {}_form(call: &mut Call) -> Result<{ty}, Refusal> {{", op.names.method);
        text.line(function);
        text.line("    let mut parts = call.parts()?;");
        let fields = if textual.is_empty() { "_" } else { "fields" };
        text.line(format!(
            "    let {fields}: {prefix}Fields = parts.read(&{constant}_PARTS, &{constant}_FIELDS).await?;"
        ));
        let values: Vec<_> = parts
            .iter()
            .map(|part| {
                let name = literal(&part.property.name);
                let value = match part.file {
                    None => format!("fields.{}", part.field),
                    Some(FileKind::One) if part.property.required => format!("parts.required_file({name})?"),
                    Some(FileKind::One) => format!("parts.file({name})"),
                    Some(FileKind::Several) => format!("parts.files({name})"),
                };
                plain(format!("{}: {value}", part.field))
            })
            .collect();
        text.line(around("Ok(", group(format!("{ty} {{"), values, "}"), ")").render(4));
        text.line("}");
    }
}
