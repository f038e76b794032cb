//! The method that begins a call, and the builder of ours: its fields, a setter for each, and `send`.

use super::{Package, answer::Answers, request};
use crate::{
    contract::ParameterLocation,
    emit::{
        client::{
            call::{BodyContent, BodyKind, Call, PartKind, one_line},
            fit,
            media_type::is_media_type,
        },
        rust::text::{Text, Uses, list, literal},
    },
};

const RUNTIME: &str = "specwright_poem::client";

/// Something that a caller sets.
struct Field {
    name: String,
    docs: Option<String>,
}

/// What a caller sets, as an example of a call lists it.
fn fields(call: &Call<'_>) -> Vec<Field> {
    let arguments =
        call.arguments.iter().map(|argument| Field { name: argument.setter.clone(), docs: argument.docs() });
    let mut fields: Vec<Field> = arguments.collect();
    if let Some(parts) = call.parts() {
        let docs = |docs: &Option<String>| docs.as_deref().map(one_line);
        fields.extend(parts.iter().map(|part| Field { name: part.setter.clone(), docs: docs(&part.description) }));
    } else if let Some(body) = &call.body {
        fields.push(Field { name: "body".to_owned(), docs: body.description.map(one_line) });
    }
    fields
}

/// The method on the client that begins the call.
pub fn method(text: &mut Text, call: &Call<'_>) {
    let operation = call.operation;
    let fields = fields(call);
    text.line("impl Client {");
    let docs = call.docs();
    if !docs.is_empty() {
        text.comment(4, &docs);
        text.line("    ///");
    }
    text.comment(4, &format!("Sends a `{}` request to `{}`", operation.method.as_str(), operation.path));
    if !fields.is_empty() {
        text.line("    ///\n    /// Arguments:");
    }
    for field in &fields {
        let docs = field.docs.as_ref().map(|docs| format!(": {docs}")).unwrap_or_default();
        text.comment(4, &format!("- `{}`{docs}", field.name));
    }
    text.line("    ///\n    /// ```ignore");
    text.line(format!("    /// let response = client.{}()", call.name.method));
    for field in &fields {
        text.line(format!("    ///     .{0}({0})", field.name));
    }
    text.line("    ///     .send()\n    ///     .await;\n    /// ```");
    if operation.docs.deprecated {
        text.line("    #[deprecated]");
    }
    let (method, builder) = (&call.name.method, &call.name.builder);
    let open = format!("pub fn {method}(&self) -> {builder}<'_> {{");
    if open.len() + 4 <= 120 {
        text.line(format!("    {open}"));
    } else {
        text.line(format!("    pub fn {method}(\n        &self,\n    ) -> {builder}<'_> {{"));
    }
    text.line(format!("        {builder}::new(self)\n    }}\n}}"));
}

/// The members of the struct with their first values, and the setters.
struct Builder<'p> {
    package: &'p Package,
    members: Vec<String>,
    initial: Vec<String>,
    setters: Text,
}

impl Builder<'_> {
    fn member(&mut self, uses: &mut Uses, name: &str, ty: &str, required: bool) {
        let given = uses.name(&format!("{RUNTIME}::Given"));
        if required {
            let missing = uses.name(&format!("{RUNTIME}::missing"));
            self.members.push(format!("{name}: {given}<{ty}>"));
            self.initial.push(format!("{name}: {missing}({})", literal(name)));
        } else {
            self.members.push(format!("{name}: {given}<Option<{ty}>>"));
            self.initial.push(format!("{name}: Ok(None)"));
        }
    }

    /// `into`: what becomes of the converted value, such as `.map(Some)`.
    fn setter(&mut self, uses: &mut Uses, setter: &str, member: &str, ty: &str, into: &str, docs: Option<&str>) {
        let given = uses.name(&format!("{RUNTIME}::given"));
        let text = &mut self.setters;
        text.gap();
        if let Some(docs) = docs {
            text.comment(4, docs);
        }
        let arguments = ["mut self".to_owned(), format!("value: impl TryInto<{ty}>")];
        text.line(list(4, &format!("pub fn {setter}("), &arguments, ") -> Self {"));
        let arguments = [literal(setter), "value".to_owned()];
        text.line(list(8, &format!("self.{member} = {given}("), &arguments, &format!("){into};")));
        text.line("        self\n    }");
    }

    fn whole(&mut self, uses: &mut Uses, name: &str, ty: &str, required: bool, docs: Option<&str>) {
        self.member(uses, name, ty, required);
        self.setter(uses, name, name, ty, if required { "" } else { ".map(Some)" }, docs);
    }

    fn body(&mut self, uses: &mut Uses, call: &Call<'_>) -> Option<String> {
        let body = call.body.as_ref()?;
        if let Some(parts) = call.parts() {
            for part in parts {
                let item = match &part.kind {
                    PartKind::File => uses.name(&format!("{RUNTIME}::Part")),
                    PartKind::Value(ty) => self.package.ty(uses, ty),
                    PartKind::Others => format!("(String, {})", uses.name(&format!("{RUNTIME}::Part"))),
                };
                let ty = if part.list { format!("Vec<{item}>") } else { item };
                let docs = part.description.as_deref().map(one_line);
                self.whole(uses, &part.setter, &ty, part.required, docs.as_deref());
            }
            return None;
        }
        let docs = body.description.map(one_line);
        if let [content] = body.contents.as_slice() {
            let ty = content_type(self.package, uses, content);
            if is_media_type(&content.media_type) || !is_raw(content) {
                self.whole(uses, "body", &ty, body.required, docs.as_deref());
            } else {
                self.member(uses, "body", &format!("(String, {ty})"), body.required);
                let some = if body.required { "" } else { ".map(Some)" };
                self.typed_setter(uses, content, &ty, some, docs.as_deref());
            }
            return None;
        }
        let name = format!("{}Body", call.name.builder);
        self.member(uses, "body", &name, body.required);
        let mut variants = Vec::new();
        for content in &body.contents {
            let ty = content_type(self.package, uses, content);
            let some = if body.required { "" } else { ".map(Some)" };
            let into = format!(".map({name}::{}){some}", content.variant);
            let docs = docs
                .iter()
                .map(String::as_str)
                .chain([format!("As `{}`.", content.media_type)].iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(" ");
            if is_media_type(&content.media_type) || !is_raw(content) {
                variants.push(format!("    {}({ty}),", content.variant));
                self.setter(uses, &content.setter, "body", &ty, &into, Some(&docs));
            } else {
                variants.push(format!("    {}((String, {ty})),", content.variant));
                self.typed_setter(uses, content, &ty, &into, Some(&docs));
            }
        }
        let variants = variants.join("\n");
        Some(format!(
            "/// The body of [`Client::{}`], by media type.\n#[derive(Debug)]\nenum {name} {{\n{variants}\n}}",
            call.name.method
        ))
    }

    /// Of a range the caller names the media type that it sends.
    fn typed_setter(&mut self, uses: &mut Uses, content: &BodyContent, ty: &str, into: &str, docs: Option<&str>) {
        let given = uses.name(&format!("{RUNTIME}::given"));
        let text = &mut self.setters;
        text.gap();
        if let Some(docs) = docs {
            text.comment(4, docs);
            text.line("    ///");
        }
        text.comment(4, &format!("`media_type` is one of `{}`.", content.media_type));
        let arguments = ["mut self", "media_type: &str", &format!("value: impl TryInto<{ty}>")].map(str::to_owned);
        text.line(list(4, &format!("pub fn {}(", content.setter), &arguments, ") -> Self {"));
        let value = format!("{given}({}, value)", literal(&content.setter));
        text.line(format!(
            "        self.body = {value}.map(|body| (media_type.to_owned(), body)){into};\n        self\n    }}"
        ));
    }
}

/// Whether a body of a range goes out as the caller has it; JSON of a range is `application/json`.
pub fn is_raw(content: &BodyContent) -> bool {
    matches!(content.kind, BodyKind::Octets)
}

fn content_type(package: &Package, uses: &mut Uses, content: &BodyContent) -> String {
    match &content.kind {
        BodyKind::Json { ty } | BodyKind::Form { ty, .. } => package.ty(uses, ty),
        BodyKind::Items { ty, .. } => format!("Vec<{}>", package.ty(uses, ty)),
        BodyKind::Octets => uses.name(&format!("{RUNTIME}::Body")),
        BodyKind::Parts(_) | BodyKind::RawParts => uses.name(&format!("{RUNTIME}::Form")),
    }
}

pub fn builder(text: &mut Text, uses: &mut Uses, package: &Package, call: &Call<'_>) {
    let name = &call.name.builder;
    let mut builder = Builder { package, members: Vec::new(), initial: Vec::new(), setters: Text::default() };
    for argument in &call.arguments {
        let ty = package.ty(uses, &argument.ty);
        let required = argument.parameter.required || argument.parameter.location == ParameterLocation::Path;
        builder.whole(uses, &argument.setter, &ty, required, argument.docs().as_deref());
    }
    let body_type = builder.body(uses, call);
    let because =
        fit::why_not(call).map(|reason| format!(" It is not progenitor's, because {reason}.")).unwrap_or_default();
    text.comment(0, &format!("Builder for [`Client::{}`].{because}", call.name.method));
    text.line(format!("#[derive(Debug)]\npub struct {name}<'a> {{\n    client: &'a Client,"));
    for member in &builder.members {
        text.line(format!("    {member},"));
    }
    text.line(format!("}}\n\nimpl<'a> {name}<'a> {{\n    fn new(client: &'a Client) -> Self {{"));
    let mut initial = vec!["client".to_owned()];
    initial.extend(builder.initial);
    text.line(list(8, "Self {", &initial, "}"));
    text.line("    }");
    if !builder.setters.is_empty() {
        text.gap();
        text.push(&builder.setters);
    }
    text.gap();
    request::prepared(text, uses, call);
    let answers = Answers::of(call);
    answers.senders(text, uses, package);
    text.line("}");
    if let Some(body_type) = body_type {
        text.gap();
        text.line(body_type);
    }
    answers.types(text, uses, package);
}
