//! What a document means in spite of a mistake: each of these is an error for its author, and a contract for everybody
//! else.

use super::super::super::{Filter, ParameterLocation, SecurityKind, Shape};
use super::super::{lower, lower_only};
use super::{component, property, read, with_paths, with_schemas};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

#[test]
fn a_path_parameter_that_nobody_describes_is_a_text() {
    let (contract, _) = read(&with_paths("/a/{id}: {get: {operationId: a, responses: {'200': {description: OK}}}}"));
    let contract = contract.expect("a contract");
    let [parameter] = contract.operations[0].parameters.as_slice() else { panic!("one parameter") };
    assert_eq!((parameter.name.as_str(), parameter.location), ("id", ParameterLocation::Path));
    assert!(parameter.required);
    let schema = contract.schemas.get(parameter.ty.schema).expect("a schema");
    assert!(matches!(schema.shape, Shape::String(_)), "{:?}", schema.shape);
}

#[test]
fn an_operation_of_which_a_part_is_missing_is_left_out_by_name() {
    let ok = "responses: {'200': {description: OK}}";
    for broken in [
        "requestBody: {$ref: '#/components/requestBodies/None'}, responses: {'200': {description: OK}}".to_owned(),
        format!("parameters: [{{$ref: '#/components/parameters/None'}}], {ok}"),
        format!("parameters: [{{in: query, schema: {{type: string}}}}], {ok}"),
        format!("parameters: [{{name: b, in: body, schema: {{type: string}}}}], {ok}"),
        "responses: {'200': {$ref: '#/components/responses/None'}}".to_owned(),
        format!("security: {{}}, {ok}"),
    ] {
        let (contract, found) = read(&with_paths(&format!(
            "/a: {{post: {{operationId: broken, {broken}}}, get: {{operationId: whole, {ok}}}}}\n/b: {{post: {{operationId: other, {broken}}}}}"
        )));
        let contract = contract.expect("a contract");
        let ids: Vec<_> = contract.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(ids, ["whole"], "{broken}");
        assert!(found.iter().any(|line| line.starts_with("warning operation-left-out 4:")), "{found:#?}");
        // The served document says the same.
        assert!(contract.document["paths"]["/a"]["post"].is_null());
        assert!(contract.document["paths"]["/a"]["get"].is_object());
        assert!(contract.document["paths"]["/b"].is_null());
    }
}

#[test]
fn a_scheme_that_nobody_describes_admits_nobody() {
    let (contract, _) = read(&with_paths(
        "/a: {get: {operationId: a, security: [{bearer: []}], responses: {'200': {description: OK}}}}",
    ));
    let contract = contract.expect("a contract");
    let [alternative] = contract.operations[0].security.as_slice() else { panic!("one alternative") };
    let scheme = &contract.security_schemes[alternative.requirements[0].scheme as usize];
    assert_eq!((scheme.name.as_str(), &scheme.kind), ("bearer", &SecurityKind::Undescribed));
}

#[test]
fn a_default_that_breaks_its_schema_is_not_there() {
    let (contract, _) = read(&with_schemas(
        "3.0.3",
        "A: {type: object, properties: {a: {type: integer, default: x}, b: {type: integer, default: 5}}}",
    ));
    let contract = contract.expect("a contract");
    assert_eq!(property(&contract, "A", "a").default, None);
    assert_eq!(property(&contract, "A", "b").default, Some(5.into()));
}

#[test]
fn an_enumeration_of_another_type_is_passed_over() {
    let (contract, found) = read(&with_schemas(
        "3.0.3",
        "A: {type: array, items: {type: string}, enum: [a, b]}\nB: {type: integer, enum: [1, b]}",
    ));
    let contract = contract.expect("a contract");
    assert!(matches!(component(&contract, "A").shape, Shape::Array(_)));
    let Shape::Enumeration(values) = &component(&contract, "B").shape else { panic!("an enumeration") };
    assert_eq!(values.values.len(), 1);
    assert_eq!(found.iter().filter(|line| line.starts_with("error enum-value-type")).count(), 3, "{found:#?}");
}

#[test]
fn unions_that_lead_into_each_other_are_a_circle() {
    let found = super::findings_in_schemas(
        "A: {oneOf: [{$ref: '#/components/schemas/B'}]}\nB: {oneOf: [{$ref: '#/components/schemas/A'}]}",
    );
    assert!(found.iter().any(|line| line.starts_with("error cyclic-all-of 6:")), "{found:#?}");
    // A parent with its one child is none.
    let found = super::findings_in_schemas(
        "P: {oneOf: [{$ref: '#/components/schemas/C'}]}\nC: {type: object, allOf: [{$ref: '#/components/schemas/P'}, {properties: {a: {type: string}}}]}",
    );
    assert!(!found.iter().any(|line| line.starts_with("error cyclic-all-of 7:")), "{found:#?}");
}

#[test]
fn an_alternative_that_leads_back_is_passed_over() {
    let (contract, found) = read(&with_schemas(
        "3.0.3",
        "A: {oneOf: [{type: string}, {$ref: '#/components/schemas/B'}]}\nB: {anyOf: [{$ref: '#/components/schemas/A'}, {type: number}, {$ref: '#/components/schemas/B'}, {type: array, items: {$ref: '#/components/schemas/B'}}]}",
    ));
    let contract = contract.expect("a contract");
    let alternatives = |name: &str| match &component(&contract, name).shape {
        Shape::OneOf(union) | Shape::AnyOf(union) => union.variants.len(),
        _ => 0,
    };
    assert_eq!((alternatives("A"), alternatives("B")), (2, 2));
    let circles: Vec<_> = found.iter().filter(|line| line.starts_with("error cyclic-union 7:")).collect();
    assert_eq!(circles.len(), 1, "{found:#?}");
}

#[test]
fn a_keyword_that_leads_back_is_passed_over() {
    for schema in [
        "{type: object, not: {$ref: '#/components/schemas/A'}}",
        "{type: object, dependentSchemas: {a: {$ref: '#/components/schemas/A'}}}",
        "{type: object, if: {required: [a]}, then: {$ref: '#/components/schemas/A'}}",
    ] {
        let (contract, found) = read(&with_schemas("3.1.0", &format!("A: {schema}")));
        assert!(contract.is_some());
        assert!(found.iter().any(|line| line.starts_with("error cyclic-schema 6:")), "{schema}: {found:#?}");
    }
    // With a member or an item between there is an end.
    let schema = "{type: object, not: {properties: {a: {$ref: '#/components/schemas/A'}}, required: [a]}}";
    let found = read(&with_schemas("3.1.0", &format!("A: {schema}"))).1;
    assert!(!found.iter().any(|line| line.contains("cyclic")), "{found:#?}");
}

#[test]
fn a_version_that_is_a_number_is_its_text() {
    let (contract, _) = read("openapi: 3.0.3\ninfo: {title: T, version: 2}\npaths: {}\n");
    assert_eq!(contract.expect("a contract").info.version, "2");
}

#[test]
fn many_operations_without_a_tag_are_grouped_by_resource() {
    let paths = |count: usize| {
        let paths: String = (0..count)
            .map(|i| {
                format!(
                    "/v1/{}/x{i}: {{get: {{responses: {{'200': {{description: OK}}}}}}}}\n",
                    ["cats", "dogs"][i % 2]
                )
            })
            .collect();
        read(&with_paths(&paths)).0.expect("a contract")
    };
    let names = |contract: &super::super::super::Contract| -> Vec<String> {
        contract.tags.iter().map(|tag| tag.name.clone()).collect()
    };
    assert_eq!(names(&paths(10)), ["default"]);
    assert_eq!(names(&paths(50)), ["cats", "dogs"]);
}

#[test]
fn a_filter_keeps_its_operations_and_what_they_reach() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
tags: [{name: cats}, {name: dogs}]
paths:
  /cats: {get: {operationId: cats, tags: [cats], security: [{a: []}], responses: {'200': {$ref: '#/components/responses/Cats'}}}}
  /dogs: {get: {operationId: dogs, tags: [pets, dogs], security: [{b: []}], responses: {'200': {description: OK}}}}
components:
  securitySchemes: {a: {type: http, scheme: bearer}, b: {type: http, scheme: basic}}
  responses: {Cats: {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
  schemas:
    Cat: {type: object, properties: {paw: {$ref: '#/components/schemas/Paw'}}}
    Paw: {type: string}
    Dog: {type: object, properties: {paw: {$ref: '#/components/schemas/Paw'}}}
";
    let filtered = |filter: &Filter| {
        let mut diagnostics = Diagnostics::default();
        let sources = Sources::from_text(std::path::Path::new("openapi.yaml"), text, &mut diagnostics);
        assert_eq!(lower(&sources, &mut diagnostics).expect("a contract").operations.len(), 2);
        let mut diagnostics = Diagnostics::default();
        (lower_only(&sources, filter, &mut diagnostics).expect("a contract"), super::findings(diagnostics))
    };
    let (contract, _) = filtered(&Filter { tags: vec!["cats".to_owned()], ..Filter::default() });
    assert_eq!(contract.operations.len(), 1);
    assert!(contract.schemas.iter().all(|(_, schema)| !format!("{:?}", schema.origin).contains("Dog")));
    let document = &contract.document;
    assert_eq!(document["paths"].as_object().expect("paths").keys().collect::<Vec<_>>(), ["/cats"]);
    assert_eq!(
        document["components"]["schemas"].as_object().expect("schemas").keys().collect::<Vec<_>>(),
        ["Cat", "Paw"]
    );
    assert_eq!(document["components"]["securitySchemes"].as_object().expect("schemes").len(), 1);
    assert_eq!(document["tags"].as_array().expect("tags").len(), 1);
    // A tag may stand anywhere among an operation's own.
    let (contract, _) = filtered(&Filter { tags: vec!["dogs".to_owned()], ..Filter::default() });
    assert_eq!(contract.operations[0].id, "dogs");
    assert!(contract.document["components"]["schemas"].is_null());
    let (_, found) = filtered(&Filter { operations: vec!["cow".to_owned()], ..Filter::default() });
    assert!(found.iter().any(|line| line.contains("filter-without-operation") && line.contains("`cow`")), "{found:#?}");
}
