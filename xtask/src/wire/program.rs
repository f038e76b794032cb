//! The program that puts generated code to use: a server that says what it was given and answers what it is told, and a
//! client that calls it.

use std::fmt::Write as _;

use serde_json::Value;
use specwright::emit::GeneratedFile;

use crate::generated::{Call, Calls, Member, Method, PROBE, Signatures};

/// What the program stands on besides what every such program does.
pub const DEPENDENCIES: &str = r#"futures-util = { version = "0.3", default-features = false, features = ["std"] }
reqwest = { version = "0.13", default-features = false, features = ["json", "multipart", "query", "stream"] }
wire-client = { path = "../client" }
"#;

/// `document` says which operation stands at which method and path.
pub fn program(files: &[GeneratedFile], package: &str, document: &Value) -> Result<(String, ()), String> {
    let signatures = Signatures::read(files)?;
    let calls = Calls::read(files)?;
    let mut impls = String::new();
    for (name, methods) in &signatures.traits {
        let _ = writeln!(impls, "impl {package}::server::{name} for Probe {{");
        for method in methods {
            handler(method, &signatures, &mut impls);
        }
        let _ = writeln!(impls, "}}\n");
    }
    let mut arms = String::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let route = format!("{} {path}", method.to_uppercase());
            let call = calls.by_route.get(&route).ok_or_else(|| format!("the client has no call for {route}"))?;
            arm(id, call, &calls, &mut arms);
        }
    }
    let client = package.trim_end_matches("_api");
    let imports = signatures.imports(package) + &calls.imports(&format!("{client}_client"));
    let main = include_str!("../../wire/driver.rs")
        .replace("IMPORTS\n", &imports)
        .replace("PROBE\n", PROBE)
        .replace("PACKAGE", package)
        .replace("IMPLS\n", &impls)
        .replace("CALLS\n", &arms);
    Ok((main, ()))
}

/// A method of the service: it says what it was given, and answers what it is told.
fn handler(method: &Method, signatures: &Signatures, out: &mut String) {
    let Method { name, arguments, answer, error } = method;
    let mut declared = String::new();
    for (name, ty) in arguments {
        let _ = write!(declared, ", {name}: {ty}");
    }
    let _ = writeln!(
        out,
        "    async fn {name}(&self{declared}) -> Result<{answer}, {error}> {{\n        let mut given = Map::new();"
    );
    for (name, ty) in arguments {
        let value = match signatures.structs.get(ty) {
            Some(members) => members_of(name, members),
            None => seen(name, ty),
        };
        let _ = writeln!(out, "        given.insert(\"{name}\".to_owned(), {value});");
    }
    let _ = writeln!(
        out,
        "        GIVEN.set(Some(Value::Object(given)));\n        let told = ANSWER.take();\n        \
         let no = |error: String| {error}::Internal(InternalError::new(error));\n        \
         match told[\"status\"].as_u64().unwrap_or(500) {{"
    );
    for (variant, inner) in signatures.enums.get(error).into_iter().flatten().filter(|(name, _)| name != "Internal") {
        let statuses = status(variant).map_or_else(|| "400..600".to_owned(), |status| status.to_string());
        let value = inner.as_ref().map_or_else(String::new, |ty| format!("({})", value_of(ty, signatures)));
        let _ = writeln!(out, "            {statuses} => Err({error}::{variant}{value}),");
    }
    match signatures.enums.get(answer) {
        Some(variants) => {
            for (variant, inner) in variants {
                let statuses = status(variant).map_or_else(|| "_".to_owned(), |status| status.to_string());
                let value = inner.as_ref().map_or_else(String::new, |ty| format!("({})", value_of(ty, signatures)));
                let _ = writeln!(out, "            {statuses} => Ok({answer}::{variant}{value}),");
            }
        }
        None => {
            let _ = writeln!(out, "            200..300 => Ok({}),", value_of(answer, signatures));
        }
    }
    let _ = writeln!(out, "            _ => Err(no(\"given\".to_owned())),\n        }}\n    }}");
}

/// The status of a variant that is named after it. What has a name of its own is of no single status.
fn status(variant: &str) -> Option<u16> {
    const NAMES: [(&str, u16); 5] =
        [("Ok", 200), ("Created", 201), ("Accepted", 202), ("NoContent", 204), ("Conflict", 409)];
    NAMES.iter().find(|(name, _)| *name == variant).map(|(_, status)| *status)
}

/// What a handler answers, made of what it is told.
fn value_of(ty: &str, signatures: &Signatures) -> String {
    let Some(members) = signatures.structs.get(ty) else {
        return "typed(&told[\"body\"]).map_err(no)?".to_owned();
    };
    if members.is_empty() {
        return ty.to_owned();
    }
    let member = |Member { rust, ty, .. }: &Member| {
        let value = match (rust.as_str(), ty.as_str()) {
            ("body", "Body") => "octets_of(&told[\"body\"]).into()".to_owned(),
            ("body", ty) if ty.starts_with("Items <") => {
                format!("sent_items::<{}, _>(&told[\"body\"]).map_err(no)?", item_of(ty))
            }
            ("body", _) => "typed(&told[\"body\"]).map_err(no)?".to_owned(),
            ("status", "u16") => "typed(&told[\"status\"]).map_err(no)?".to_owned(),
            _ => format!("header(&told, {rust:?}).map_err(no)?"),
        };
        format!("{rust}: {value}")
    };
    format!("{ty} {{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
}

/// `Paint`, of `Items < Paint >` and of `Items < Event < Paint > >`.
fn item_of(ty: &str) -> &str {
    ty.trim_start_matches("Items < ").trim_start_matches("Event < ").trim_end_matches([' ', '>'])
}

fn members_of(owner: &str, members: &[Member]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|Member { wire, rust, ty }| format!("({wire:?}, {})", seen(&format!("{owner}.{rust}"), ty)))
        .collect();
    format!("object(vec![{}])", members.join(", "))
}

fn seen(expression: &str, ty: &str) -> String {
    match ty {
        "Octets" => format!("octets({expression}).await"),
        "FilePart" => format!("file({expression}).await"),
        _ => format!("seen(&{expression})"),
    }
}

/// A call of the client: what the vector gives is set, and what is answered is told as vectors tell it.
fn arm(id: &str, call: &Call, calls: &Calls, out: &mut String) {
    let _ = writeln!(out, "        {id:?} => {{\n            let mut call = client.{}();", call.method);
    for (setter, ty) in &call.setters {
        let value = match ty.as_str() {
            "reqwest :: Body" => "raw_body(value)".to_owned(),
            "Part" => "part(value)?".to_owned(),
            ty => format!("typed::<{ty}>(value)?"),
        };
        let _ = writeln!(
            out,
            "            if let Some(value) = argument(value, {setter:?}) {{\n                \
             call = call.{setter}({value});\n            }}"
        );
    }
    let headers = calls.headers.get(&format!("{}Headers", call.builder)).map(|names| {
        let each: Vec<_> = names.iter().map(|name| format!("({name:?}, seen(&headers.{name}))")).collect();
        format!(
            "match {}Headers::of(&answer) {{ Ok(headers) => object(vec![{}]), Err(error) => error.to_string().into() }}",
            call.builder,
            each.join(", ")
        )
    });
    let headers = headers.unwrap_or_else(|| "Value::Null".to_owned());
    let _ = writeln!(
        out,
        "            match call.send().await {{\n                Ok(answer) => {{\n                    \
         let (status, headers) = (answer.status().as_u16(), {headers});\n                    \
         let body = {};\n                    \
         Ok(object(vec![(\"status\", status.into()), (\"headers\", headers), (\"body\", body)]))\n                }}",
        read(&call.answer, calls)
    );
    let _ = writeln!(
        out,
        "                Err(Error::ErrorResponse(answer)) => {{\n                    \
         let status = answer.status().as_u16();\n                    let body = {};\n                    \
         Ok(object(vec![(\"status\", status.into()), (\"body\", body)]))\n                }}\n                \
         Err(error) => Err(error.to_string()),\n            }}\n        }}",
        read(&call.error, calls)
    );
}

/// What a client read, from an `answer` of this type.
fn read(ty: &str, calls: &Calls) -> String {
    let inner = "answer.into_inner()";
    if ty == "ByteStream" {
        return format!("streamed({inner}).await");
    }
    if ty.starts_with("EventStream <") {
        return format!("items({inner}, |event| seen(&event.data)).await");
    }
    if ty.starts_with("ItemStream <") {
        return format!("items({inner}, |item| seen(&item)).await");
    }
    let Some(variants) = calls.enums.get(ty) else { return format!("seen(&{inner})") };
    let arms: Vec<String> = variants
        .iter()
        .map(|(variant, inner)| match inner {
            Some(_) => format!("{ty}::{variant}(inner) => seen(&inner)"),
            None => format!("{ty}::{variant} => Value::Null"),
        })
        .collect();
    format!("match {inner} {{ {} }}", arms.join(", "))
}
