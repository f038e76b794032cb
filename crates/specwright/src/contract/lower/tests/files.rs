//! Contracts over several files.

use std::path::PathBuf;

use super::super::lower;
use super::{component, expect, findings, property};
use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn read(name: &str, files: &[(&str, &str)]) -> (Option<Contract>, Vec<String>) {
    let folder = Folder(std::env::temp_dir().join(format!("specwright-{}-{name}", std::process::id())));
    for (path, text) in files {
        let path = folder.0.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(&folder.0.join("openapi.yaml"), &mut diagnostics);
    let contract = lower(&sources, &mut diagnostics);
    (contract, findings(diagnostics))
}

const ENTRY: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /tasks: {$ref: paths/tasks.yaml}
components:
  schemas:
    Task: {$ref: schemas/task.yaml}
";

const TASKS: &str = "
get:
  operationId: listTasks
  responses:
    '200':
      description: OK
      content: {application/json: {schema: {type: array, items: {$ref: ../schemas/task.yaml}}}}
    '404': {$ref: '../shared.yaml#/responses/Missing'}
";

const TASK: &str = "
type: object
properties:
  owner: {$ref: 'people/user.yaml'}
  parent: {$ref: task.yaml}
  color: {$ref: '../shared.yaml#/schemas/Color'}
";

const SHARED: &str = "
responses: {Missing: {description: No, content: {application/json: {schema: {$ref: '#/schemas/Color'}}}}}
schemas: {Color: {type: string}}
";

#[test]
fn a_schema_that_several_files_name_is_one() {
    let (contract, found) = read(
        "one",
        &[
            ("openapi.yaml", ENTRY),
            ("paths/tasks.yaml", TASKS),
            ("schemas/task.yaml", TASK),
            ("schemas/people/user.yaml", "type: object\n"),
            ("shared.yaml", SHARED),
        ],
    );
    expect(&found, &[]);
    let contract = contract.expect("a contract");
    // Named by the entry document, by the file's stem, and by the last step of the pointer.
    let names: Vec<_> = ["Task", "user", "Color"].into_iter().map(|name| component(&contract, name).at.line).collect();
    assert_eq!(names.len(), 3);
    assert!(property(&contract, "Task", "parent").ty.boxed);
    let text = contract.document.to_string();
    assert!(!text.contains(".yaml"), "{text}");
    assert_eq!(
        contract.document["components"]["schemas"]["Task"]["properties"]["owner"]["$ref"],
        "#/components/schemas/user"
    );
    assert_eq!(
        contract.document["paths"]["/tasks"]["get"]["responses"]["404"]["$ref"],
        "#/components/responses/Missing"
    );
    assert_eq!(
        contract.document["components"]["responses"]["Missing"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Color"
    );
}

#[test]
fn two_files_of_one_name_stay_two() {
    let (contract, _) = read(
        "two",
        &[
            (
                "openapi.yaml",
                "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {Both: {type: object, properties: {a: {$ref: a/item.yaml}, b: {$ref: b/item.yaml}}}}}\n",
            ),
            ("a/item.yaml", "type: string\n"),
            ("b/item.yaml", "type: integer\n"),
        ],
    );
    let contract = contract.expect("a contract");
    assert_ne!(property(&contract, "Both", "a").ty.schema, property(&contract, "Both", "b").ty.schema);
    component(&contract, "item");
    component(&contract, "item2");
}
