//! The generated Rust server and client, in one program: what each makes of a vector.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::vector::{Request, Response, Vector};
use super::{Outcome, multipart, normal};

/// What the program says of a line.
#[derive(Deserialize)]
struct Said {
    /// The request as it arrived, where one did, its body as octets.
    request: Value,
    given: Value,
    /// The response as it went.
    response: Value,
    read: Value,
    failed: Option<String>,
}

impl Said {
    fn given(&self) -> String {
        match &self.failed {
            Some(error) => error.clone(),
            None if self.given.is_null() => {
                let octets = self.response["octets"].as_str().and_then(|octets| STANDARD.decode(octets).ok());
                format!("{} {}", self.response["status"], String::from_utf8_lossy(&octets.unwrap_or_default()))
            }
            None => normal::value(&self.given).to_string(),
        }
    }
}

fn asked(lines: Vec<Value>, ask: impl Fn(String) -> Result<Vec<String>, String>) -> Result<Vec<Said>, String> {
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    let said = |line: String| serde_json::from_str(&line).map_err(|error| format!("{line}: {error}"));
    ask(text)?.into_iter().map(said).collect()
}

/// Every vector's requests to the server, and what it answers.
pub fn server(vectors: &[Vector], ask: impl Fn(String) -> Result<Vec<String>, String>) -> Result<Vec<Outcome>, String> {
    let each: Vec<(&Vector, Request)> = vectors
        .iter()
        .flat_map(|vector| {
            let targets = std::iter::once(&vector.request.target).chain(&vector.also);
            targets.map(move |target| (vector, Request { target: target.clone(), ..vector.request.clone() }))
        })
        .collect();
    let lines = each.iter().map(|(vector, request)| json!({"request": request, "answer": told(vector)})).collect();
    let mut outcomes = Vec::new();
    for ((vector, request), said) in each.iter().zip(asked(lines, ask)?) {
        let target = &request.target;
        let expected = normal::value(&vector.value);
        outcomes.push(Outcome::new(vector, &format!("{target} {expected}"), &format!("{target} {}", said.given())));
        if let Some(answer) = &vector.answer {
            let sent = received(&said.response, answer.response.octets.is_some());
            let found = sent.map_or_else(|error| error, |sent| normal::response(&sent, &answer.response).to_string());
            outcomes.push(Outcome::new(
                vector,
                &normal::response(&answer.response, &answer.response).to_string(),
                &found,
            ));
        }
    }
    Ok(outcomes)
}

/// Every vector's value given to the client: the request that arrives, what the server makes of it, and what the client
/// reads of the answer.
pub fn client(vectors: &[Vector], ask: impl Fn(String) -> Result<Vec<String>, String>) -> Result<Vec<Outcome>, String> {
    let line = |vector: &Vector| json!({"call": vector.operation, "value": vector.value, "answer": told(vector)});
    let mut outcomes = Vec::new();
    for (vector, said) in vectors.iter().zip(asked(vectors.iter().map(line).collect(), ask)?) {
        let found = match arrived(&said.request, vector) {
            Ok(request) => normal::request_like(&request, &vector.request),
            Err(error) => said.failed.clone().unwrap_or(error),
        };
        outcomes.push(Outcome::new(vector, &normal::request_like(&vector.request, &vector.request), &found));
        // What a caller reads is another matter: here only whether the handler was given what the caller gave.
        let given = Said { failed: said.failed.clone().filter(|_| said.given.is_null()), ..said };
        outcomes.push(Outcome::new(vector, &normal::value(&vector.value).to_string(), &given.given()));
        if let Some(answer) = &vector.answer {
            let found = said_failed(&given).unwrap_or_else(|| normal::answer(&given.read).to_string());
            outcomes.push(Outcome::new(vector, &normal::answer(&answer.value).to_string(), &found));
        }
    }
    Ok(outcomes)
}

fn said_failed(said: &Said) -> Option<String> {
    said.read.is_null().then(|| said.failed.clone().unwrap_or_else(|| "nothing read".to_owned()))
}

/// Requests that another client sent, to the server.
pub fn decoded(
    sent: &[(&Vector, Request)],
    ask: impl Fn(String) -> Result<Vec<String>, String>,
) -> Result<Vec<Outcome>, String> {
    let lines = sent.iter().map(|(_, request)| json!({"request": request})).collect();
    let said = asked(lines, ask)?;
    let outcome = |((vector, _), said): (&(&Vector, Request), Said)| {
        Outcome::new(vector, &normal::value(&vector.value).to_string(), &said.given())
    };
    Ok(sent.iter().zip(said).map(outcome).collect())
}

/// What the handler of a vector is told to answer. One without an answer is told nothing: what it was given is enough.
fn told(vector: &Vector) -> Value {
    vector.answer.as_ref().map_or_else(|| json!({"status": 204}), |answer| answer.value.clone())
}

/// A request as it arrived, its body in the form that the vector has it in.
fn arrived(said: &Value, vector: &Vector) -> Result<Request, String> {
    let Some(octets) = said["octets"].as_str() else { return Err("no request arrived".to_owned()) };
    let content = STANDARD.decode(octets).map_err(|error| error.to_string())?;
    let mut request: Request = serde_json::from_value(said.clone()).map_err(|error| error.to_string())?;
    request.octets = None;
    let boundary = request.headers.get("content-type").and_then(|text| multipart::boundary(text));
    if let Some(boundary) = boundary {
        request.parts = multipart::parts(&content, &boundary)?;
    } else if vector.request.octets.is_some() {
        request.octets = Some(octets.to_owned());
    } else if !content.is_empty() {
        request.body = Some(String::from_utf8(content).map_err(|error| error.to_string())?);
    }
    Ok(request)
}

fn received(said: &Value, as_octets: bool) -> Result<Response, String> {
    let mut response: Response = serde_json::from_value(said.clone()).map_err(|error| error.to_string())?;
    let content = STANDARD.decode(response.octets.take().unwrap_or_default()).map_err(|error| error.to_string())?;
    if as_octets {
        response.octets = Some(STANDARD.encode(content));
    } else if !content.is_empty() {
        response.body = Some(String::from_utf8(content).map_err(|error| error.to_string())?);
    }
    Ok(response)
}
