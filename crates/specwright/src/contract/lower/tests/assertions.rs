//! Which schemas are asserted, and what of them.

use super::super::super::{Additional, Contract, Direction, JsonType, Rule, Schema, Shape};
use super::{component, property_of, read, with_schemas};

/// A document of 3.1 with these component schemas.
fn schemas(components: &str) -> Contract {
    let (contract, found) = read(&with_schemas("3.1.0", components));
    let serious: Vec<_> = found.iter().filter(|line| !line.starts_with("note")).collect();
    assert!(serious.is_empty(), "{serious:#?}");
    contract.expect("a contract")
}

fn rules<'c>(contract: &'c Contract, schema: &Schema) -> &'c [Rule] {
    let id = schema.assertions.expect("it is asserted");
    &contract.assertions.get(id).expect("it is there").rules
}

#[test]
fn what_a_shape_says_is_not_asserted() {
    let contract = schemas(
        "
A: {type: object, required: [a], properties: {a: {type: string, minLength: 1}}, additionalProperties: false}
B: {type: array, items: {type: integer, minimum: 3, multipleOf: 2}, uniqueItems: true}
C: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, minProperties: 1}]}
D: {type: object, oneOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {b: {type: string}}}]}
E: {type: [string, 'null'], enum: [a, null]}
F: {type: [string, integer], maxLength: 3}
G: {type: object, additionalProperties: {type: number, maximum: 1.5}, maxProperties: 3}
H: true
I: false",
    );
    for name in ["A", "B", "C", "D", "E", "F", "G", "H", "I"] {
        assert!(component(&contract, name).assertions.is_none(), "{name}");
    }
    assert!(matches!(component(&contract, "I").shape, Shape::Never));
    assert!(matches!(component(&contract, "H").shape, Shape::Any));
}

#[test]
fn what_a_shape_does_not_say_is() {
    let contract = schemas(
        "
A: {type: object, not: {required: [a]}}
B: {type: string, allOf: [{pattern: a}, {pattern: b}]}
C: {type: integer, allOf: [{multipleOf: 2}, {multipleOf: 3}]}
D: {type: object, properties: {a: {}}, anyOf: [{required: [a]}, {required: [b]}]}
E: {maxLength: 3}
F: {type: object, properties: {a: {}}, minProperties: 1}
G: {type: array, contains: {type: string}}
H: {type: string, enum: [a, bb], pattern: b}
I: {type: integer, multipleOf: 1.5}
J: {type: object, oneOf: [{type: object}, {type: string}]}
L: {oneOf: [{type: string}, {type: integer}], anyOf: [{minimum: 3}, {minLength: 3}]}
M: {type: object, patternProperties: {a: {type: string}}}
N: {type: array, prefixItems: [{type: string}]}",
    );
    for name in ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "L", "M", "N"] {
        assert!(component(&contract, name).assertions.is_some(), "{name}");
    }
    assert_eq!(rules(&contract, component(&contract, "E")), [Rule::MaxLength(3)]);
    assert!(matches!(component(&contract, "E").shape, Shape::Any));
    let [Rule::Type(types), Rule::Contains { minimum: 1, maximum: None, .. }] =
        rules(&contract, component(&contract, "G"))
    else {
        panic!("{:?}", rules(&contract, component(&contract, "G")));
    };
    assert_eq!(types, &[JsonType::Array]);
}

#[test]
fn an_enumeration_of_another_type_is_passed_over_wherever_it_is_read() {
    let components = "
A: {type: object, properties: {a: {}}, minProperties: 1, enum: [1, x]}
B: {type: [object, 'null'], properties: {a: {}}, minProperties: 1, enum: [null, {a: 1}]}";
    let (contract, found) = read(&with_schemas("3.1.0", components));
    assert!(found.iter().any(|line| line.contains("enum-value-type")), "{found:#?}");
    let contract = contract.expect("a contract");
    let listed = |name: &str| {
        rules(&contract, component(&contract, name))
            .iter()
            .any(|rule| matches!(rule, Rule::Enum(values) if !values.is_empty()))
    };
    assert!(!listed("A"));
    assert!(listed("B"));
}

#[test]
fn a_closed_part_of_a_whole_is_asserted() {
    let components =
        "A: {allOf: [{type: object, properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}}]}";
    let (contract, found) = read(&with_schemas("3.1.0", components));
    assert!(matches!(found.as_slice(), [only] if only.starts_with("warning closed-all-of")), "{found:?}");
    let contract = contract.expect("a contract");
    assert!(matches!(rules(&contract, component(&contract, "A")), [Rule::AllOf(parts)] if parts.len() == 2));
}

#[test]
fn members_by_pattern_are_kept_in_a_map() {
    let contract = schemas(
        "
One: {type: object, patternProperties: {^a: {type: string}}, additionalProperties: false}
Two: {type: object, patternProperties: {^a: {type: string}, ^b: {type: integer}}, additionalProperties: false}
Open: {type: object, properties: {a: {}}, patternProperties: {^a: {type: string}}}
Said: {type: object, properties: {a: {}}, additionalProperties: true}",
    );
    let kept = |name: &str| {
        let Shape::Object(object) = &component(&contract, name).shape else { panic!() };
        let Additional::Schema(ty) = object.additional else { panic!("{name}: {:?}", object.additional) };
        &contract.schemas[ty.schema].shape
    };
    assert!(matches!(kept("One"), Shape::String(_)));
    assert!(matches!(kept("Two"), Shape::Any));
    assert!(matches!(kept("Open"), Shape::Any));
    assert!(matches!(kept("Said"), Shape::Any));
}

#[test]
fn a_member_of_one_direction_is_required_in_it_alone() {
    let contract = schemas(
        "
A:
  type: object
  required: [id, name]
  not: {required: [x]}
  allOf: [{properties: {id: {type: integer, readOnly: true}}}]
  properties: {name: {type: string}}",
    );
    let all = rules(&contract, component(&contract, "A"));
    let required = all.iter().find_map(|rule| if let Rule::Required(members) = rule { Some(members) } else { None });
    let required: Vec<_> = required.expect("some").iter().map(|each| (each.name.as_str(), each.direction)).collect();
    assert_eq!(required, [("id", Direction::ReadOnly), ("name", Direction::Both)]);
}

#[test]
fn anchors_lead_to_their_schemas() {
    let contract = schemas(
        "
A: {$anchor: here, type: string}
B: {type: object, properties: {a: {$ref: '#here'}}}
C: {$dynamicAnchor: node, type: object, properties: {child: {$dynamicRef: '#node'}}}",
    );
    let Shape::Object(object) = &component(&contract, "C").shape else { panic!() };
    let child = object.properties.first().expect("a member");
    assert_eq!(contract.schemas[child.ty.schema].origin, component(&contract, "C").origin);
    let Shape::Object(object) = &component(&contract, "B").shape else { panic!() };
    let a = object.properties.first().expect("a member");
    assert_eq!(contract.schemas[a.ty.schema].origin, component(&contract, "A").origin);
}

#[test]
fn an_identifier_is_what_references_below_it_are_relative_to() {
    let contract = schemas(
        "
A:
  $id: http://example.com/schemas/a
  $defs:
    inner: {$id: inner, $anchor: here, type: string}
    other: {$anchor: here, type: integer}
  type: object
  properties:
    by_id: {$ref: inner}
    by_pointer: {$ref: '#/$defs/other'}
    by_anchor: {$ref: '#here'}
    by_both: {$ref: '/schemas/inner#here'}
B: {type: object, properties: {whole: {$ref: 'http://example.com/schemas/a'}}}",
    );
    let shape_of = |name: &str| &contract.schemas[property_of(component(&contract, "A"), name).ty.schema].shape;
    assert!(matches!(shape_of("by_id"), Shape::String(_)));
    assert!(matches!(shape_of("by_pointer"), Shape::Integer(_)));
    assert!(matches!(shape_of("by_anchor"), Shape::Integer(_)));
    assert!(matches!(shape_of("by_both"), Shape::String(_)));
    let whole = property_of(component(&contract, "B"), "whole").ty.schema;
    assert_eq!(contract.schemas[whole].origin, component(&contract, "A").origin);
    let text = contract.document.to_string();
    assert!(!text.contains("$id") && !text.contains("example.com"), "{text}");
}

#[test]
fn content_beside_a_reference_holds_wherever_it_is_referred_to() {
    let contract = schemas(
        "
A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}
B: {$ref: '#/components/schemas/C', minProperties: 2}
C: {type: object, properties: {x: {type: string}}}",
    );
    let b = property_of(component(&contract, "A"), "b").ty.schema;
    assert_eq!(contract.schemas[b].origin, component(&contract, "B").origin);
}

#[test]
fn an_anchor_of_several_schemas_is_reported() {
    let components = "
A: {$dynamicAnchor: t, type: string}
B: {$dynamicAnchor: t, type: integer}
C: {type: array, items: {$dynamicRef: '#t'}}";
    let (contract, found) = read(&with_schemas("3.1.0", components));
    assert!(found.iter().any(|line| line.starts_with("warning keyword-not-expressed 8:43")), "{found:?}");
    let contract = contract.expect("a contract");
    let Shape::Array(array) = &component(&contract, "C").shape else { panic!() };
    assert!(matches!(contract.schemas[array.items.schema].shape, Shape::Any));
}

#[test]
fn a_dynamic_anchor_of_several_identified_schemas_is_reported() {
    let components = "
A: {$id: 'urn:a', $dynamicAnchor: t, type: object, properties: {t: {$dynamicRef: '#t'}}}
B: {$id: 'urn:b', $dynamicAnchor: t, type: integer}
C: {$id: 'urn:c', $dynamicAnchor: u, type: object, properties: {u: {$dynamicRef: '#u'}}}";
    let (contract, found) = read(&with_schemas("3.1.0", components));
    assert!(found.iter().any(|line| line.starts_with("warning keyword-not-expressed 6:")), "{found:?}");
    assert!(!found.iter().any(|line| line.contains(" 8:")), "{found:?}");
    let contract = contract.expect("a contract");
    let t = property_of(component(&contract, "A"), "t").ty.schema;
    assert!(matches!(contract.schemas[t].shape, Shape::Any));
    let u = property_of(component(&contract, "C"), "u").ty.schema;
    assert_eq!(contract.schemas[u].origin, component(&contract, "C").origin);
}

#[test]
fn null_fits_an_enumeration_of_3_1_where_it_is_listed() {
    let contract = schemas("A: {type: [string, 'null'], enum: [a]}\nB: {type: [string, 'null'], enum: [a, null]}");
    assert!(!component(&contract, "A").nullable);
    assert!(component(&contract, "B").nullable);
}

#[test]
fn a_child_that_extends_the_parent_that_lists_it_comes_to_an_end() {
    let contract = schemas(
        "
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, not: {required: [x]}, properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [bark], properties: {bark: {type: string}}}]}",
    );
    // From any assertion, a way through what holds for the same value comes to an end.
    for (id, _) in contract.assertions.iter() {
        let mut way = vec![(id, 0)];
        while let Some((id, depth)) = way.pop() {
            assert!(depth < 20, "{id:?}");
            for rule in &contract.assertions.get(id).expect("it is there").rules {
                if let Rule::AllOf(parts) | Rule::AnyOf(parts) | Rule::OneOf(parts) = rule {
                    way.extend(parts.iter().map(|part| (*part, depth + 1)));
                }
            }
        }
    }
    assert!(component(&contract, "Cat").assertions.is_some());
}
