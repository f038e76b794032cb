//! What is asked of every server, and the proof that all of them answer the same.

use std::io;

use serde_json::Value;
use uuid::Uuid;

use crate::load::{Answer, Load};
use crate::servers::Running;

pub struct Case {
    pub name: &'static str,
    pub status: u16,
    pub request: Vec<u8>,
}

/// About 300 bytes.
const TASK: &str = r#"{"title":"Write down what the \"release\" needs","description":"- ask who is affected\n- list the changes\n- say what has to be done before it","stage":"open","due_at":"2026-03-01T12:00:00.123456Z","estimate_minutes":90,"percent":10,"code":"REL-41","labels":["docs","release"],"assignee_id":"01932c70-5a3b-7c1d-8e2f-90a1b2c3d4e5"}"#;

/// Well typed, with five rules broken.
const FIVE_WRONG: &str = r#"{"title":"","description":"- ask who is affected\n- list the changes\n- say what has to be done before it","stage":"open","due_at":"2026-03-01T12:00:00.123456Z","estimate_minutes":0,"percent":101,"code":"release 41","labels":["a","b","c","d","e","f"],"assignee_id":"01932c70-5a3b-7c1d-8e2f-90a1b2c3d4e5"}"#;

pub fn all() -> [Case; 6] {
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n").into();
    let post = |body: &str| {
        let head = "POST /tasks HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n";
        let length = body.len();
        format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}").into()
    };
    [
        Case { name: "small object", status: 200, request: get("/status") },
        Case { name: "list of 50", status: 200, request: get("/tasks") },
        Case { name: "POST of 300 bytes, validated", status: 201, request: post(TASK) },
        Case { name: "404, no such task", status: 404, request: get("/tasks/01932c70-5a3b-7c1d-8e2f-90a1b2c3d4e5") },
        Case { name: "404, no such path", status: 404, request: get("/nothing/here") },
        Case { name: "400, five violations", status: 400, request: post(FIVE_WRONG) },
    ]
}

/// Asks every server every case; an answer that means something else than the first server's is an error.
pub fn compare(servers: &mut [(Running, Load)]) -> io::Result<()> {
    for case in all() {
        let mut expected = None;
        for (server, load) in &mut *servers {
            let answer = meaning(load.ask(&case.request)?)?;
            if answer.0 != case.status {
                return Err(io::Error::other(format!("{}, {}: {}", server.kind.name(), case.name, answer.0)));
            }
            let expected = expected.get_or_insert_with(|| answer.clone());
            if *expected != answer {
                let name = server.kind.name();
                return Err(io::Error::other(format!("{}, {name}:\n{answer:?}\nand not\n{expected:?}", case.name)));
            }
        }
    }
    Ok(())
}

/// Status, media type, `Location` and body; the request's id is the one thing that differs from answer to answer.
fn meaning(mut answer: Answer) -> io::Result<(u16, String, String, Value)> {
    if let Some(id) = answer.body.get_mut("request_id") {
        id.as_str()
            .and_then(|id| id.parse::<Uuid>().ok())
            .ok_or_else(|| io::Error::other("a request id that is none"))?;
        *id = Value::Null;
    }
    // JSON has no charset, and poem names one.
    let media_type = answer.content_type.split(';').next().unwrap_or_default().to_owned();
    Ok((answer.status, media_type, answer.location, answer.body))
}
