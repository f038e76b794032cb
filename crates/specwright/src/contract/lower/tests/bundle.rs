//! The one document that is served.

use super::{read, schemas};

#[test]
fn a_single_file_is_bundled_as_it_is() {
    let contract = schemas(
        "B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\nA: {type: object, example: {$ref: data}}",
    );
    let text = contract.document.to_string();
    assert_eq!(
        text,
        r##"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{"B":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}},"A":{"type":"object","example":{"$ref":"data"}}}}}"##
            .to_owned()
    );
}

#[test]
fn extensions_and_what_is_not_expressed_are_served() {
    let (contract, _) = read(
        "openapi: 3.0.3\ninfo: {title: T, version: '1', x-a: 1}\npaths: {x-b: {}}\ncomponents: {schemas: {A: {not: {type: string}}}}\n",
    );
    let document = contract.expect("a contract").document;
    assert_eq!(document["info"]["x-a"], 1);
    assert!(document["paths"]["x-b"].is_object());
    assert_eq!(document["components"]["schemas"]["A"]["not"]["type"], "string");
}
