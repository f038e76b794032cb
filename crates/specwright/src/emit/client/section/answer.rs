//! `send`, and a method for each other media type; and what they bring: one type, or an enum with a variant for each
//! status where they differ.

use super::{Package, request::framing_of};
use crate::{
    contract::Status,
    emit::{
        client::{
            call::{Alternate, Answer, AnswerKind, Call},
            fit,
            media_type::is_media_type,
        },
        rust::text::{Text, Uses, list, literal},
    },
    names::status::status_variant,
};

const RUNTIME: &str = "specwright_poem::client";

pub struct Answers<'c> {
    call: &'c Call<'c>,
    failures: Vec<&'c Answer>,
}

/// One status as one method reads it.
struct Arm<'c> {
    status: Status,
    kind: &'c AnswerKind,
    variant: String,
}

impl<'c> Answers<'c> {
    pub fn of(call: &'c Call<'c>) -> Self {
        Self { call, failures: fit::typed_failures(call) }
    }

    /// What successes bring when this media type is asked for, or the preferred ones.
    fn successes(&self, alternate: Option<&Alternate>) -> Vec<Arm<'c>> {
        let arms = self.call.successes.iter().map(|answer| {
            let other = alternate.and_then(|alternate| {
                let other = answer.others.iter().find(|(media_type, _)| *media_type == alternate.media_type);
                other.map(|(_, kind)| (kind, alternate.suffix.as_str()))
            });
            let (kind, suffix) = other.unwrap_or((&answer.kind, ""));
            Arm { status: answer.status, kind, variant: format!("{}{suffix}", status_variant(answer.status)) }
        });
        arms.collect()
    }

    fn failures(&self) -> Vec<Arm<'c>> {
        let arm = |answer: &&'c Answer| Arm {
            status: answer.status,
            kind: &answer.kind,
            variant: status_variant(answer.status),
        };
        self.failures.iter().map(arm).collect()
    }

    fn type_of(&self, arms: &[Arm<'_>], suffix: &str, uses: &mut Uses, package: &Package) -> String {
        match arms {
            [] => "()".to_owned(),
            [first, ..] if !differ(arms) => payload(first.kind, uses, package).unwrap_or_else(|| "()".to_owned()),
            _ => format!("{}{suffix}", self.call.name.builder),
        }
    }

    /// `send`, and its siblings.
    pub fn senders(&self, text: &mut Text, uses: &mut Uses, package: &Package) {
        self.sender(text, uses, package, None);
        for alternate in &self.call.alternates {
            self.sender(text, uses, package, Some(alternate));
        }
    }

    fn sender(&self, text: &mut Text, uses: &mut Uses, package: &Package, alternate: Option<&Alternate>) {
        let call = self.call;
        let successes = self.successes(alternate);
        let failures = self.failures();
        let success = self.type_of(&successes, "Success", uses, package);
        let failure = self.type_of(&failures, "Failure", uses, package);
        let error = uses.name(&format!("{RUNTIME}::Error"));
        let value = uses.name(&format!("{RUNTIME}::ResponseValue"));
        text.gap();
        let asks = alternate.map(|alternate| format!(", asking for `{}`", alternate.media_type)).unwrap_or_default();
        text.comment(
            4,
            &format!("Sends a `{}` request to `{}`{asks}.", call.operation.method.as_str(), call.operation.path),
        );
        let name = alternate.map_or("send", |alternate| &alternate.method);
        let result = [format!("{value}<{success}>"), format!("{error}<{failure}>")];
        let one = format!("    pub async fn {name}(self) -> Result<{}> {{", result.join(", "));
        if one.len() <= 120 {
            text.line(one);
        } else {
            // As rustfmt has it: the arguments go first.
            let short = format!("    ) -> Result<{}> {{", result.join(", "));
            text.line(format!("    pub async fn {name}(\n        self,"));
            text.line(if short.len() <= 120 { short } else { list(4, ") -> Result<", &result, "> {") });
        }
        let accept = match alternate {
            Some(alternate) => Some(alternate.media_type.clone()),
            None => accept(&call.successes),
        };
        text.line("        let client = self.client;");
        let request = if let Some(accept) = accept {
            text.line("        let mut request = self.prepared()?;");
            text.line(list(8, "request.accept(", &[literal(&accept)], ");"));
            "request"
        } else {
            "self.prepared()?"
        };
        let arguments = [literal(&call.name.method), request.to_owned()];
        text.line(list(8, "let response = client.call(", &arguments, ").await?;"));
        text.line("        match response.status().as_u16() {");
        for (pattern, value) in self.arms(&successes, &failures, uses) {
            text.line(format!("            {pattern} => {value},"));
        }
        text.line(format!("            _ => Err({error}::UnexpectedResponse(response)),\n        }}\n    }}"));
    }

    /// Exact statuses before the ranges around them, and those that bring the same on one line.
    fn arms(&self, successes: &[Arm<'_>], failures: &[Arm<'_>], uses: &mut Uses) -> Vec<(String, String)> {
        let builder = &self.call.name.builder;
        let answer = uses.name(&format!("{RUNTIME}::answer"));
        let variants = differ(successes).then(|| format!("{builder}Success"));
        let mut arms: Vec<(Status, String)> = Vec::new();
        for arm in successes {
            arms.push((arm.status, success(arm, variants.as_deref(), &answer, uses)));
        }
        let variants = differ(failures).then(|| format!("{builder}Failure"));
        for arm in failures {
            arms.push((arm.status, failure(arm, variants.as_deref(), &answer)));
        }
        arms.sort_by_key(|(status, _)| *status);
        let ranges: Vec<(Status, String)> =
            arms.iter().filter(|(status, _)| matches!(status, Status::Range(_))).cloned().collect();
        let mut written: Vec<(String, String)> = Vec::new();
        for (status, value) in arms {
            let pattern = match status {
                Status::Code(code) => {
                    let class = u8::try_from(code / 100).unwrap_or(0);
                    if ranges.contains(&(Status::Range(class), value.clone())) {
                        continue;
                    }
                    code.to_string()
                }
                Status::Range(class) => format!("{class}00..={class}99"),
                Status::Default => continue,
            };
            match written.last_mut() {
                Some((before, same)) if *same == value => {
                    before.push_str(" | ");
                    before.push_str(&pattern);
                }
                _ => written.push((pattern, value)),
            }
        }
        written
    }

    /// The enums, where there are any.
    pub fn types(&self, text: &mut Text, uses: &mut Uses, package: &Package) {
        let mut successes = self.successes(None);
        let mut any = differ(&successes);
        for alternate in &self.call.alternates {
            let others = self.successes(Some(alternate));
            any |= differ(&others);
            successes.extend(others);
        }
        if any {
            self.enumeration(text, uses, package, &successes, "Success", "brings");
        }
        let failures = self.failures();
        if differ(&failures) {
            self.enumeration(text, uses, package, &failures, "Failure", "fails with");
        }
    }

    fn enumeration(
        &self,
        text: &mut Text,
        uses: &mut Uses,
        package: &Package,
        arms: &[Arm<'_>],
        suffix: &str,
        what: &str,
    ) {
        text.gap();
        text.comment(0, &format!("What [`Client::{}`] {what}, by status.", self.call.name.method));
        // A stream of octets has no `Debug`.
        if arms.iter().all(|arm| *arm.kind != AnswerKind::Octets) {
            text.line("#[derive(Debug)]");
        }
        text.line(format!("pub enum {}{suffix} {{", self.call.name.builder));
        let mut seen: Vec<&str> = Vec::new();
        for arm in arms {
            if seen.contains(&arm.variant.as_str()) {
                continue;
            }
            seen.push(&arm.variant);
            text.comment(4, &status_text(arm.status));
            match payload(arm.kind, uses, package) {
                Some(ty) => text.line(format!("    {}({ty}),", arm.variant)),
                None => text.line(format!("    {},", arm.variant)),
            }
        }
        text.line("}");
    }
}

fn differ(arms: &[Arm<'_>]) -> bool {
    arms.windows(2).any(|pair| matches!(pair, [a, b] if a.kind != b.kind))
}

fn payload(kind: &AnswerKind, uses: &mut Uses, package: &Package) -> Option<String> {
    let mut runtime = |name: &str| uses.name(&format!("{RUNTIME}::{name}"));
    Some(match kind {
        AnswerKind::Json(ty) => package.ty(uses, ty),
        AnswerKind::Items(ty, _) => {
            let stream = runtime("ItemStream");
            format!("{stream}<{}>", package.ty(uses, ty))
        }
        AnswerKind::Events(ty) | AnswerKind::WholeEvents(ty) => {
            let stream = runtime("EventStream");
            format!("{stream}<{}>", package.ty(uses, ty))
        }
        AnswerKind::Text => "String".to_owned(),
        AnswerKind::Empty => return None,
        AnswerKind::Octets => runtime("ByteStream"),
    })
}

/// What `send` returns for a success.
fn success(arm: &Arm<'_>, variants: Option<&str>, answer: &str, uses: &mut Uses) -> String {
    let (value, waits) = match arm.kind {
        AnswerKind::Json(_) => (format!("{answer}::json(response).await"), true),
        AnswerKind::Text => (format!("{answer}::text(response).await"), true),
        AnswerKind::Items(_, framing) => (format!("{answer}::items(response, {})", framing_of(uses, *framing)), false),
        AnswerKind::Events(_) => (format!("{answer}::events(response)"), false),
        AnswerKind::WholeEvents(_) => (format!("{answer}::whole_events(response)"), false),
        AnswerKind::Empty => (format!("{answer}::empty(&response)"), false),
        AnswerKind::Octets => (format!("{answer}::octets(response)"), false),
    };
    let Some(variants) = variants else { return if waits { value } else { format!("Ok({value})") } };
    let value = if waits { format!("{value}?") } else { value };
    let into = match arm.kind {
        AnswerKind::Empty => format!("|()| {variants}::{}", arm.variant),
        _ => format!("{variants}::{}", arm.variant),
    };
    format!("Ok({answer}::map({value}, {into}))")
}

fn failure(arm: &Arm<'_>, variants: Option<&str>, answer: &str) -> String {
    match (arm.kind, variants) {
        (AnswerKind::Text, Some(name)) => {
            format!("Err({answer}::failure_text(response, {name}::{}).await)", arm.variant)
        }
        (AnswerKind::Text, None) => format!("Err({answer}::failure_text(response, |text| text).await)"),
        (_, Some(name)) => format!("Err({answer}::failure_as(response, {name}::{}).await)", arm.variant),
        (_, None) => format!("Err({answer}::failure(response).await)"),
    }
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}00 to {class}99, where no other variant says otherwise."),
        Status::Default => "Everything else.".to_owned(),
    }
}

/// The media types of what success may bring. None: whatever the server has.
fn accept(successes: &[Answer]) -> Option<String> {
    let mut media_types: Vec<&str> = Vec::new();
    for answer in successes {
        let Some(media_type) = answer.media_type.as_deref() else { continue };
        if !is_media_type(&media_type.replace('*', "x")) {
            return None;
        }
        if !media_types.contains(&media_type) {
            media_types.push(media_type);
        }
    }
    (!media_types.is_empty()).then(|| media_types.join(", "))
}
