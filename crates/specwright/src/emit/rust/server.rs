//! `server/`: a trait per tag, and for each operation the way from its request to the trait and back.

use super::layout::{Doc, around, assign, group, text as plain};
use super::operation::{Answer, AnswerKind, BodyContent, BodyKind, FailureKind, FileKind, Group, Op, PartOf};
use super::operations::{has_media_type, has_status, is_empty, part_type};
use super::text::{Text, Uses, fits, list, literal};
use super::ty::{Model, Place};
use crate::contract::{
    Idempotency, ParameterLocation, ParameterStyle, Policies, RateLimitKey, SecurityKind, Shape, Status, TypeRef,
};
use crate::names::rust::Form;

const SERVER: &str = "specwright_poem::server";

/// The trait's method.
pub fn method(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let docs = &op.operation.docs;
    let summary = op.operation.summary.as_deref().unwrap_or_default();
    text.comment(4, summary);
    if docs.description.as_deref().is_some_and(|description| !description.trim().is_empty()) {
        if !summary.is_empty() {
            text.line("    ///");
        }
        text.comment(4, docs.description.as_deref().unwrap_or_default());
    }
    text.line("    ///");
    text.line(format!("    /// `{} {}`", op.operation.method.as_str(), op.operation.path));
    if docs.deprecated {
        text.line("    ///");
        text.line("    /// Deprecated.");
    }
    uses.name("std::future::Future");
    let mut arguments = vec!["&self".to_owned()];
    if let Some(guard) = &op.guard {
        uses.name("crate::guards");
        let ty = format!("guards::{}", guard.name);
        arguments.push(format!("caller: {}", if guard.optional { format!("Option<{ty}>") } else { ty }));
    }
    arguments.extend(op.groups.iter().map(|group| format!("{}: {}", group.name, group.ty)));
    if let Some(body) = &op.body {
        arguments
            .push(format!("body: {}", if body.required { body.ty.clone() } else { format!("Option<{}>", body.ty) }));
    }
    let (method, prefix) = (&op.names.method, &op.names.prefix);
    let result = format!(") -> impl Future<Output = Result<{prefix}Response, {prefix}Error>> + Send;");
    text.line(list(4, &format!("fn {method}("), &arguments, &result));
}

impl Model<'_> {
    /// The static that describes it.
    pub fn description_static(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        let operation = op.operation;
        let operation_ty = uses.name(&format!("{SERVER}::Operation"));
        uses.name(&format!("{SERVER}::Method"));
        let mut fields = Vec::new();
        if !operation.security.is_empty() {
            let ways = operation.security.iter().map(|way| self.way(uses, way)).collect();
            fields.push(around("security: ", group("&[", ways, "]"), ""));
        }
        if !operation.policies.roles.is_empty() {
            fields.push(around("roles: ", texts(&operation.policies.roles), ""));
        }
        if let Some(limit) = rate_limit(uses, &operation.policies, &operation.id) {
            fields.push(limit);
        }
        let mut produces: Vec<String> = Vec::new();
        for answer in op.answers.iter().filter_map(|answer| answer.body.as_ref()) {
            if !produces.contains(&answer.content.media_type) {
                produces.push(answer.content.media_type.clone());
            }
        }
        if !produces.is_empty() {
            fields.push(around("produces: ", texts(&produces), ""));
        }
        if let Some(body) = &op.body {
            let consumes: Vec<_> = body.contents.iter().map(|content| content.content.media_type.clone()).collect();
            fields.push(around("consumes: ", texts(&consumes), ""));
        }
        if let Some(bytes) = operation.policies.max_body_bytes {
            fields.push(plain(format!("max_body_bytes: {bytes}")));
        }
        if let Some(Idempotency::Key { retention_seconds }) = operation.policies.idempotency {
            uses.name("std::time::Duration");
            fields.push(plain(format!("idempotency: Some(Duration::from_secs({retention_seconds}))")));
        }
        let method = format!("{:?}", operation.method);
        let path = format!("{}{}", self.contract.base_path(), operation.path);
        let new = format!("Operation::new({}, Method::{method}, {})", literal(&operation.id), literal(&path));
        let constant = &op.names.constant;
        text.gap();
        if fields.is_empty() {
            text.line(format!("static {constant}: {operation_ty} = {new};"));
        } else {
            fields.push(plain(format!("..{new}")));
            text.line(assign(
                &format!("static {constant}: {operation_ty}"),
                &group("Operation {", fields, "}"),
                ";",
                0,
            ));
        }
        for group in &op.groups {
            self.parameters(text, uses, group);
        }
        self.body_schemas(text, uses, op);
    }

    /// The schemas of bodies that are no components: data must be static to be borrowed.
    fn body_schemas(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        for (at, content) in op.body.iter().flat_map(|body| &body.contents).enumerate() {
            if let Some((name, schema)) = self.body_schema(uses, op, at, content)
                && let Some(own) = schema
            {
                text.gap();
                text.line(assign(&format!("static {name}: Schema"), &own, ";", 0));
            }
            if let BodyKind::Json(Some(ty)) = content.kind {
                let (function, conditions) = self.check(uses, op, at, ty);
                if !conditions.is_empty() {
                    let written = self.ty(uses, Place::Elsewhere, ty, Form::Request);
                    text.gap();
                    text.line(format!("fn {function}(value: &{written}) -> bool {{"));
                    super::types::conjunction(text, &conditions, 4);
                    text.line("}");
                }
            }
        }
    }

    /// The static of a body's schema, and its value where the static has to be written.
    fn body_schema(
        &self,
        uses: &mut Uses,
        op: &Op<'_>,
        at: usize,
        content: &BodyContent<'_>,
    ) -> Option<(String, Option<Doc>)> {
        let ty = match &content.kind {
            BodyKind::Json(ty) => *ty,
            BodyKind::Form(ty) => Some(*ty),
            BodyKind::Text | BodyKind::Octets | BodyKind::Multipart(_) => return None,
        };
        if let Some(ty) = ty.filter(|ty| !ty.nullable)
            && let Some(path) = self.static_path(uses, Place::Elsewhere, ty.schema, Form::Request)
        {
            return Some((path, None));
        }
        uses.name("specwright_poem::schema::Schema");
        uses.name("specwright_poem::schema::Shape");
        let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
        let value = match ty {
            None => plain("Schema::nullable(Shape::Any)"),
            Some(ty) => self.schema_value(uses, Place::Elsewhere, ty, Form::Request),
        };
        Some((format!("{}_BODY{number}", op.names.constant), Some(value)))
    }

    fn way(&self, uses: &mut Uses, way: &crate::contract::SecurityAlternative) -> Doc {
        if way.requirements.is_empty() {
            return plain(uses.name(&format!("{SERVER}::ANONYMOUS")));
        }
        let mut requirements = Vec::new();
        for requirement in &way.requirements {
            uses.name(&format!("{SERVER}::Requirement"));
            uses.name(&format!("{SERVER}::Source"));
            let Some(scheme) = self.contract.security_schemes.get(requirement.scheme as usize) else { continue };
            let source = match &scheme.kind {
                SecurityKind::Basic => "Source::Basic".to_owned(),
                SecurityKind::ApiKey { location, name } => {
                    let kind = match location {
                        ParameterLocation::Query => "Query",
                        ParameterLocation::Cookie => "Cookie",
                        ParameterLocation::Header | ParameterLocation::Path => "Header",
                    };
                    format!("Source::{kind}({})", literal(name))
                }
                _ => "Source::Bearer".to_owned(),
            };
            let fields = vec![
                plain(format!("scheme: {}", literal(&scheme.name))),
                plain(format!("source: {source}")),
                around("scopes: ", texts(&requirement.scopes), ""),
            ];
            requirements.push(group("Requirement {", fields, "}"));
        }
        group("&[", requirements, "]")
    }

    fn parameters(&self, text: &mut Text, uses: &mut Uses, parameters: &Group<'_>) {
        uses.name(&format!("{SERVER}::Parameter"));
        uses.name(&format!("{SERVER}::Style"));
        let mut items = Vec::new();
        for (_, parameter) in &parameters.parameters {
            let style = match parameter.style {
                _ if parameter.media_type.is_some() => "Json",
                ParameterStyle::Simple => "Simple",
                ParameterStyle::Form => "Form",
                ParameterStyle::Label => "Label",
                ParameterStyle::Matrix => "Matrix",
                ParameterStyle::SpaceDelimited => "SpaceDelimited",
                ParameterStyle::PipeDelimited => "PipeDelimited",
                ParameterStyle::DeepObject => "DeepObject",
            };
            let fields = vec![
                plain(format!("name: {}", literal(&parameter.name))),
                plain(format!("required: {}", parameter.required || parameter.location == ParameterLocation::Path)),
                plain(format!("style: Style::{style}")),
                plain(format!("explode: {}", parameter.explode)),
                around("schema: ", self.schema_doc(uses, Place::Elsewhere, parameter.ty, Form::Request), ""),
            ];
            items.push(group("Parameter {", fields, "}"));
        }
        text.gap();
        let prefix = format!("static {}: [Parameter; {}]", parameters.constant, items.len());
        text.line(assign(&prefix, &group("[", items, "]"), ";", 0));
    }

    /// From the call to the trait, and back.
    pub fn handler(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>, service: &str) {
        for name in ["Call", "Refusal", "Response"] {
            uses.name(&format!("{SERVER}::{name}"));
        }
        uses.name("std::sync::Arc");
        let method = &op.names.method;
        text.gap();
        let mutable = if op.body.is_some() { "mut " } else { "" };
        let unused = op.guard.is_none() && op.groups.is_empty() && op.body.is_none();
        let keyed = matches!(op.operation.policies.idempotency, Some(Idempotency::Key { .. }));
        let call = if unused && !keyed { "_call".to_owned() } else { format!("{mutable}call") };
        let arguments = ["service: Arc<S>".to_owned(), format!("{call}: Call")];
        text.line(list(
            0,
            &format!("async fn {method}<S: {service}>("),
            &arguments,
            ") -> Result<Response, Refusal> {",
        ));
        let mut arguments = Vec::new();
        if let Some(guard) = &op.guard {
            let read = if guard.optional { "call.guard()" } else { "call.required_guard()?" };
            text.line(format!("    let caller = {read};"));
            arguments.push("caller");
        }
        let names: Vec<_> = op.groups.iter().map(|group| group.name).collect();
        if !names.is_empty() {
            let reads: Vec<_> =
                op.groups.iter().map(|group| format!("read.{}(&{})", group.name, group.constant)).collect();
            let (names, reads) = match (names.as_slice(), reads.as_slice()) {
                ([name], [read]) => ((*name).to_owned(), plain(read.clone())),
                _ => (format!("({})", names.join(", ")), group("(", reads.iter().map(plain).collect(), ")")),
            };
            let read = around("call.parameters(|read| ", reads.clone(), ")?");
            let line = assign(&format!("let {names}"), &read, ";", 4);
            if line.lines().count() <= 2 {
                text.line(line);
            } else {
                // A closure that does not fit gets braces.
                text.line(format!("    let {names} = call.parameters(|read| {{"));
                text.line(reads.render(8));
                text.line("    })?;");
            }
        }
        if !op.groups.is_empty() {
            arguments.extend(op.groups.iter().map(|group| group.name));
        }
        if let Some(body) = &op.body {
            self.read_body(text, uses, op, body);
            arguments.push("body");
        }
        let call = format!("service.{method}({}).await?.into()", arguments.join(", "));
        if keyed {
            text.line(format!("    call.once(async move {{ Ok({call}) }}).await"));
        } else {
            text.line(format!("    Ok({call})"));
        }
        text.line("}");
        self.fields(text, uses, op);
    }

    fn read_body(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>, body: &super::operation::Body<'_>) {
        let reads: Vec<_> = body
            .contents
            .iter()
            .enumerate()
            .map(|(at, content)| self.read_content(uses, op, body.ty.as_str(), at, content))
            .collect();
        match (body.required, reads.as_slice()) {
            (true, [read]) => {
                text.line("    call.required_content()?;");
                text.line(assign("let body", read, ";", 4));
            }
            (false, [read]) => {
                text.line("    let body = match call.content()? {");
                text.line(around("Some(_) => Some(", read.clone(), "),").render(8));
                text.line("        None => None,");
                text.line("    };");
            }
            (required, reads) => {
                let read = if required { "required_content" } else { "content" };
                text.line(format!("    let body = match call.{read}()? {{"));
                for (at, read) in reads.iter().enumerate() {
                    let last = at + 1 == reads.len();
                    let (pattern, open, close) = match (required, last) {
                        (true, true) => ("_".to_owned(), "", ","),
                        (true, false) => (at.to_string(), "", ","),
                        (false, true) => ("Some(_)".to_owned(), "Some(", "),"),
                        (false, false) => (format!("Some({at})"), "Some(", "),"),
                    };
                    text.line(around(format!("{pattern} => {open}"), read.clone(), close).render(8));
                }
                if !required {
                    text.line("        None => None,");
                }
                text.line("    };");
            }
        }
    }

    fn read_content(
        &self,
        uses: &mut Uses,
        op: &Op<'_>,
        enumeration: &str,
        at: usize,
        content: &BodyContent<'_>,
    ) -> Doc {
        let schema = self.body_schema(uses, op, at, content).map(|(path, _)| plain(format!("&{path}")));
        let schema = schema.unwrap_or_else(|| plain(""));
        let read = match &content.kind {
            BodyKind::Json(ty) => {
                let check = ty.map_or_else(|| "|_| true".to_owned(), |ty| self.check(uses, op, at, ty).0);
                around("", group("call.json(", vec![schema, plain(check)], ")"), ".await?")
            }
            BodyKind::Form(_) => around("", group("call.form(", vec![schema], ")"), ".await?"),
            BodyKind::Text => plain("call.text().await?"),
            BodyKind::Octets => plain("call.octets()?"),
            BodyKind::Multipart(_) => plain(format!("{}_form(&mut call).await?", op.names.method)),
        };
        match &content.variant {
            Some(variant) => around(format!("{enumeration}::{variant}("), read, ")"),
            None => read,
        }
    }

    /// The function that checks a body of a type, and its conditions where the function has to be written.
    fn check(&self, uses: &mut Uses, op: &Op<'_>, at: usize, ty: TypeRef) -> (String, Vec<String>) {
        let value = super::rules::Value { expression: "value", reference: true };
        let conditions = self.conditions(uses, Place::Elsewhere, ty, Form::Request, value);
        match (conditions.as_slice(), self.names.ty(ty.schema, Form::Request)) {
            ([], _) => ("|_| true".to_owned(), Vec::new()),
            ([only], Some(name)) if only == "value.fits()" && !ty.boxed => (format!("types::{name}::fits"), Vec::new()),
            ([only], _) if only.starts_with("types::") && only.ends_with("_fits(value)") => {
                (only.trim_end_matches("(value)").to_owned(), Vec::new())
            }
            _ => {
                let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
                (format!("{}_body{number}_fits", op.names.method), conditions)
            }
        }
    }

    /// A form's texts, its schema, and the function that reads it with its files.
    fn fields(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
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
        let texts: Vec<&PartOf<'_>> = parts.iter().filter(|part| part.file.is_none()).collect();
        text.gap();
        text.comment(0, "The parts that are no files.");
        text.line("#[derive(Deserialize)]");
        if texts.is_empty() {
            text.line(format!("struct {prefix}Fields {{}}"));
        } else {
            text.line(format!("struct {prefix}Fields {{"));
            for part in &texts {
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
            let allowed = super::server::texts(&part.media_types);
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
        for part in &texts {
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
            Some(Shape::Object(object)) => object.additional == crate::contract::Additional::Closed,
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
        let fields = if texts.is_empty() { "_" } else { "fields" };
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

pub fn conversions(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let prefix = &op.names.prefix;
    let several = op.answers.len() > 1;
    uses.name(&format!("{SERVER}::Answer"));
    if several {
        text.gap();
        text.line(format!("impl From<{prefix}Response> for Response {{"));
        text.line(format!("    fn from(response: {prefix}Response) -> Self {{"));
        text.line("        match response {");
        for answer in &op.answers {
            let variant = &answer.variant;
            if is_empty(answer) {
                let status = status_of(answer.status, "response");
                text.line(format!("            {prefix}Response::{variant} => Answer::with_status({status}).empty(),"));
            } else {
                text.line(format!("            {prefix}Response::{variant}(answer) => answer.into(),"));
            }
        }
        text.line("        }");
        text.line("    }");
        text.line("}");
    }
    for answer in op.answers.iter().filter(|answer| !several || !is_empty(answer)) {
        text.gap();
        text.line(format!("impl From<{}> for Response {{", answer.ty));
        let argument = if is_empty(answer) { "_" } else { "answer" };
        text.line(format!("    fn from({argument}: {}) -> Self {{", answer.ty));
        for line in chain(answer) {
            text.line(line);
        }
        text.line("    }");
        text.line("}");
    }
    failure(text, uses, op);
}

fn failure(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let error = format!("{}Error", op.names.prefix);
    text.gap();
    text.line(format!("impl From<{error}> for Refusal {{"));
    text.line(format!("    fn from(error: {error}) -> Self {{"));
    text.line("        match error {");
    for failure in &op.errors {
        let variant = &failure.variant;
        let line = match &failure.kind {
            FailureKind::Problem { name, .. } => {
                uses.name("crate::codes");
                format!("{error}::{variant}(details) => Self::new(codes::{name}::KIND, details),")
            }
            FailureKind::Described { status, body, .. } => {
                let open = has_status(*status);
                let number = status_of(*status, "");
                let number = number.trim_start_matches('.');
                let pattern = match (open, body.is_some()) {
                    (true, true) => format!("{error}::{variant} {{ status, body }}"),
                    (true, false) => format!("{error}::{variant} {{ status }}"),
                    (false, true) => format!("{error}::{variant}(body)"),
                    (false, false) => format!("{error}::{variant}"),
                };
                let finish = match body {
                    Some((_, AnswerKind::Json, media_type)) => format!(".json({}, &body)", literal(media_type)),
                    Some((_, _, media_type)) => format!(".text({}, body)", literal(media_type)),
                    None => ".empty()".to_owned(),
                };
                format!("{pattern} => Self::answer(Answer::with_status({number}){finish}),")
            }
        };
        // rustfmt puts an arm that is too long into braces.
        match line.split_once(" => ") {
            Some((pattern, value)) if !fits(12, &line) => {
                text.line(format!("            {pattern} => {{"));
                text.line(format!("                {}", value.trim_end_matches(',')));
                text.line("            }");
            }
            _ => text.line(format!("            {line}")),
        }
    }
    text.line(format!("            {error}::Internal(error) => error.into(),"));
    text.line("        }");
    text.line("    }");
    text.line("}");
    for failure in &op.errors {
        if let FailureKind::Problem { name, .. } = &failure.kind {
            from(text, &error, &format!("codes::{name}"), "problem", &format!("Self::{}(problem.0)", failure.variant));
        }
    }
    let internal = uses.name(&format!("{SERVER}::InternalError"));
    from(text, &error, &internal, "error", "Self::Internal(error)");
}

fn from(text: &mut Text, target: &str, source: &str, argument: &str, value: &str) {
    text.gap();
    text.line(format!("impl From<{source}> for {target} {{"));
    text.line(format!("    fn from({argument}: {source}) -> Self {{"));
    text.line(format!("        {value}"));
    text.line("    }");
    text.line("}");
}

pub fn texts(texts: &[String]) -> Doc {
    group("&[", texts.iter().map(|text| plain(literal(text))).collect(), "]")
}

fn rate_limit(uses: &mut Uses, policies: &Policies, operation: &str) -> Option<Doc> {
    let limit = policies.rate_limit.as_ref()?;
    for name in ["RateLimit", "Quota", "Per"] {
        uses.name(&format!("{SERVER}::{name}"));
    }
    uses.name("std::time::Duration");
    let name = literal(operation);
    let per = match limit.per {
        RateLimitKey::Caller => "Caller",
        RateLimitKey::Address => "Address",
    };
    let quota = group(
        "Quota {",
        vec![
            plain(format!("name: {name}")),
            plain(format!("requests: {}", limit.requests)),
            plain(format!("window: Duration::from_secs({})", limit.window_seconds)),
        ],
        "}",
    );
    let limit = group("RateLimit {", vec![around("quota: ", quota, ""), plain(format!("per: Per::{per}"))], "}");
    Some(around("rate_limit: Some(&", limit, ")"))
}

fn status_of(status: Status, value: &str) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(_) | Status::Default => format!("{value}.status"),
    }
}

/// The calls that make a response, on one line or each on its own.
fn chain(answer: &Answer<'_>) -> Vec<String> {
    let mut calls = vec![format!("Answer::with_status({})", status_of(answer.status, "answer"))];
    for header in &answer.headers {
        let (name, field) = (literal(&header.header.name.to_ascii_lowercase()), &header.field);
        calls.push(match (header.list, header.header.required) {
            (true, _) => format!(".list_header({name}, &answer.{field})"),
            (false, true) => format!(".header({name}, &answer.{field})"),
            (false, false) => format!(".optional_header({name}, answer.{field}.as_ref())"),
        });
    }
    calls.push(match &answer.body {
        None => ".empty()".to_owned(),
        Some(body) => {
            let media_type = literal(&body.content.media_type);
            match body.kind {
                AnswerKind::Json => format!(".json({media_type}, &answer.body)"),
                AnswerKind::Text => format!(".text({media_type}, answer.body)"),
                AnswerKind::Stream if has_media_type(answer) => ".stream(&answer.content_type, answer.body)".to_owned(),
                AnswerKind::Stream => format!(".stream({media_type}, answer.body)"),
            }
        }
    });
    let one = calls.concat();
    if fits(8, &one) {
        return vec![format!("        {one}")];
    }
    let (first, rest) = calls.split_first().map_or((String::new(), Vec::new()), |(f, r)| (f.clone(), r.to_vec()));
    std::iter::once(format!("        {first}"))
        .chain(rest.into_iter().map(|call| format!("            {call}")))
        .collect()
}
