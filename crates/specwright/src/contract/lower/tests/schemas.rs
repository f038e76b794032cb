//! Shapes of single schemas, `allOf`, nullability, cycles and directions.

use super::super::super::{Additional, Direction, Origin, Shape, StringFormat};
use super::{component, expect, findings_in_schemas, property, read, schemas, with_schemas};

#[test]
fn every_constraint_of_an_object_is_read() {
    let contract = schemas(
        "
Task:
  type: object
  required: [id, title]
  additionalProperties: false
  minProperties: 1
  maxProperties: 9
  properties:
    id: {type: string, format: uuid, readOnly: true}
    title: {type: string, minLength: 1, maxLength: 200, pattern: '^[^ ]'}
    estimate: {type: integer, format: int32, minimum: 0, exclusiveMinimum: true, maximum: 10, nullable: true}
    ratio: {type: number, format: float, minimum: 0.5, multipleOf: 0.5}
    labels: {type: array, items: {type: string}, minItems: 1, maxItems: 3, uniqueItems: true}
    metadata: {type: object, additionalProperties: {type: string}}
    done: {type: boolean, default: false}",
    );
    let Shape::Object(object) = &component(&contract, "Task").shape else { panic!() };
    assert_eq!((object.min_properties, object.max_properties), (Some(1), Some(9)));
    assert_eq!(object.additional, Additional::Closed);
    let id = property(&contract, "Task", "id");
    assert!(id.required);
    assert_eq!(id.direction, Direction::ReadOnly);
    let shape = |name: &str| &contract.schemas[property(&contract, "Task", name).ty.schema].shape;
    let Shape::String(title) = shape("title") else { panic!() };
    assert_eq!((title.min_length, title.max_length, title.pattern.as_deref()), (Some(1), Some(200), Some("^[^ ]")));
    let Shape::Integer(estimate) = shape("estimate") else { panic!() };
    // The bound is excluded, so the least whole number is one more.
    assert_eq!((estimate.minimum, estimate.maximum), (Some(1), Some(10)));
    assert!(property(&contract, "Task", "estimate").ty.nullable);
    let Shape::Number(ratio) = shape("ratio") else { panic!() };
    assert!(ratio.single);
    assert_eq!(ratio.multiple_of, Some(0.5));
    let Shape::Array(labels) = shape("labels") else { panic!() };
    assert_eq!((labels.min_items, labels.max_items, labels.unique), (Some(1), Some(3), true));
    let Shape::Object(metadata) = shape("metadata") else { panic!() };
    assert!(matches!(metadata.additional, Additional::Schema(_)));
    assert_eq!(property(&contract, "Task", "done").default, Some(false.into()));
}

#[test]
fn inline_schemas_are_named_by_the_way_to_them() {
    let contract = schemas("Task: {type: object, properties: {tags: {type: array, items: {type: object}}}}");
    let words: Vec<_> = contract
        .schemas
        .iter()
        .filter_map(|(_, schema)| if let Origin::Inline(words) = &schema.origin { Some(words.join(".")) } else { None })
        .collect();
    assert_eq!(words, ["Task.tags", "Task.tags.item"]);
}

#[test]
fn a_wrapper_around_a_reference_is_a_use_of_it() {
    let contract = schemas(
        "
Status: {type: string, enum: [open, done], description: The state.}
Task:
  type: object
  properties:
    plain: {$ref: '#/components/schemas/Status'}
    wrapped:
      allOf: [{$ref: '#/components/schemas/Status'}]
      nullable: true
      readOnly: true
      description: Of this task.
      default: open",
    );
    let plain = property(&contract, "Task", "plain");
    let wrapped = property(&contract, "Task", "wrapped");
    assert_eq!(plain.ty.schema, wrapped.ty.schema);
    assert!(!plain.ty.nullable);
    assert!(wrapped.ty.nullable);
    assert_eq!(wrapped.direction, Direction::ReadOnly);
    assert_eq!(wrapped.docs.description.as_deref(), Some("Of this task."));
    assert_eq!(wrapped.default, Some("open".into()));
}

#[test]
fn null_is_admitted_beside_a_reference_where_what_stands_there_counts() {
    let components = "
A:
  type: object
  properties:
    plain: {$ref: '#/components/schemas/B'}
    beside: {$ref: '#/components/schemas/B', nullable: true, description: Or none.}
    through: {$ref: '#/components/schemas/C'}
B: {type: object}
C: {$ref: '#/components/schemas/B', nullable: true}";
    for (version, expected) in [("3.0.3", [false, false, false]), ("3.1.0", [false, true, true])] {
        let (contract, _) = read(&with_schemas(version, components));
        let contract = contract.expect("a contract");
        let nullable = ["plain", "beside", "through"].map(|name| property(&contract, "A", name).ty.nullable);
        assert_eq!(nullable, expected, "{version}");
    }
}

#[test]
fn one_part_that_says_it_is_enough_for_a_direction() {
    let contract = schemas(
        "
Person: {type: object, properties: {name: {type: string}}}
Stamp: {type: object, readOnly: true, properties: {at: {type: string}}}
Task:
  type: object
  properties:
    author: {allOf: [{$ref: '#/components/schemas/Person'}, {type: object, description: Who wrote it., readOnly: true}]}
    created: {allOf: [{$ref: '#/components/schemas/Stamp'}, {properties: {by: {type: string}}}]}
    secret: {allOf: [{allOf: [{type: string}, {writeOnly: true}]}]}
    plain: {allOf: [{$ref: '#/components/schemas/Person'}, {description: Anybody.}]}",
    );
    let directions = ["author", "created", "secret", "plain"].map(|name| property(&contract, "Task", name).direction);
    assert_eq!(directions, [Direction::ReadOnly, Direction::ReadOnly, Direction::WriteOnly, Direction::Both]);
}

#[test]
fn all_of_is_merged() {
    let contract = schemas(
        "
Base: {type: object, required: [id], properties: {id: {type: string, maxLength: 50}, name: {type: string}}}
Task:
  allOf:
    - $ref: '#/components/schemas/Base'
    - type: object
      required: [name]
      properties:
        id: {type: string, maxLength: 20, minLength: 2}
        extra: {type: boolean}",
    );
    let id = property(&contract, "Task", "id");
    assert!(id.required && property(&contract, "Task", "name").required);
    assert!(!property(&contract, "Base", "name").required);
    assert!(!property(&contract, "Task", "extra").required);
    let Shape::String(text) = &contract.schemas[id.ty.schema].shape else { panic!() };
    assert_eq!((text.min_length, text.max_length), (Some(2), Some(20)));
    // What only one part describes is that part's own schema.
    assert_eq!(property(&contract, "Task", "name").ty.schema, property(&contract, "Base", "name").ty.schema);
}

#[test]
fn parts_that_exclude_each_other_are_an_error() {
    let found = findings_in_schemas(
        "
Task:
  allOf:
    - {type: object, properties: {a: {type: string}}}
    - {type: object, properties: {a: {type: integer}}}",
    );
    expect(&found, &["error impossible-schema 8:49 no value is both integer and string"]);
}

#[test]
fn a_cycle_is_boxed_once_and_only_where_it_is_direct() {
    let contract = schemas(
        "
Node:
  type: object
  properties:
    next: {$ref: '#/components/schemas/Node'}
    children: {type: array, items: {$ref: '#/components/schemas/Node'}}
    by_name: {type: object, additionalProperties: {$ref: '#/components/schemas/Node'}}
A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}
B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}",
    );
    assert!(property(&contract, "Node", "next").ty.boxed);
    let Shape::Array(children) = &contract.schemas[property(&contract, "Node", "children").ty.schema].shape else {
        panic!()
    };
    assert!(!children.items.boxed);
    assert!(!property(&contract, "A", "b").ty.boxed);
    assert!(property(&contract, "B", "a").ty.boxed);
}

#[test]
fn what_is_large_is_kept_elsewhere() {
    let members: String = (0..30).map(|number| format!("m{number}: {{type: string}}, ")).collect();
    let contract = schemas(&format!(
        "
Large: {{type: object, properties: {{{members}}}}}
Small: {{type: object, properties: {{a: {{type: string}}}}}}
Holder: {{type: object, properties: {{large: {{$ref: '#/components/schemas/Large'}}, small: {{$ref: '#/components/schemas/Small'}}}}}}
Outer: {{type: object, properties: {{holder: {{$ref: '#/components/schemas/Holder'}}}}}}
Either: {{oneOf: [{{$ref: '#/components/schemas/Large'}}, {{type: string}}]}}",
    ));
    assert!(property(&contract, "Holder", "large").ty.boxed);
    assert!(!property(&contract, "Holder", "small").ty.boxed);
    assert!(!property(&contract, "Outer", "holder").ty.boxed, "it holds an address and a small struct");
    let Shape::OneOf(union) = &component(&contract, "Either").shape else { panic!("a union") };
    assert_eq!(union.variants.iter().map(|variant| variant.ty.boxed).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_schema_without_an_end_is_an_error() {
    let found =
        findings_in_schemas("A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}");
    expect(
        &found,
        &["error endless-schema 6:8 every value of this schema would contain another one of it, without an end"],
    );
    for components in [
        "A: {allOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {allOf: [{$ref: '#/components/schemas/B'}]}\nB: {allOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {anyOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}\nB: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}",
        "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}",
    ] {
        let found = findings_in_schemas(components);
        assert!(found.iter().any(|line| line.starts_with("error")), "{components}: {found:?}");
    }
}

#[test]
fn directions_are_followed_through_what_contains_them() {
    let (contract, found) = read(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /tags:
    post:
      operationId: createTag
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Tags'}}}}
      responses:
        '200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}
components:
  schemas:
    Tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}
    Tag: {type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}, owner: {allOf: [{$ref: '#/components/schemas/Owner'}, {readOnly: true}]}, key: {allOf: [{$ref: '#/components/schemas/Key'}, {writeOnly: true}]}}}
    Owner: {type: object, properties: {name: {type: string}}}
    Key: {type: object, properties: {text: {type: string}}}
    Answer: {type: object, properties: {tag: {$ref: '#/components/schemas/Tag'}, at: {$ref: '#/components/schemas/Time'}}}
    Time: {type: string, format: date-time}
    Unused: {type: string}",
    );
    assert!(found.is_empty(), "{found:?}");
    let contract = contract.expect("a contract");
    let usage = |name: &str| {
        let usage = component(&contract, name).usage;
        (usage.request, usage.response, usage.directional)
    };
    assert_eq!(usage("Tags"), (true, false, true));
    assert_eq!(usage("Tag"), (true, true, true));
    assert_eq!(usage("Answer"), (false, true, true));
    assert_eq!(usage("Time"), (false, true, false));
    assert_eq!(usage("Owner"), (false, true, false), "only responses have it");
    assert_eq!(usage("Key"), (true, false, false), "only requests have it");
    assert_eq!(usage("Unused"), (false, false, false));
}

#[test]
fn a_reference_that_all_of_joins_with_nullable_admits_null() {
    let text = with_schemas(
        "3.0.3",
        "
Base: {type: object, properties: {a: {type: string}}}
Words: {allOf: [{$ref: '#/components/schemas/Base'}, {nullable: true, description: Or none.}]}
Typed: {allOf: [{$ref: '#/components/schemas/Base'}, {nullable: true, type: object}]}
Beside: {type: object, allOf: [{$ref: '#/components/schemas/Base'}, {nullable: true}]}
Holder:
  type: object
  properties:
    words: {allOf: [{$ref: '#/components/schemas/Base'}, {nullable: true}]}
    typed: {allOf: [{$ref: '#/components/schemas/Base'}, {nullable: true, type: object}]}
    beside: {type: object, allOf: [{$ref: '#/components/schemas/Base'}, {nullable: true}]}",
    );
    let (contract, found) = read(&text);
    let vain = |line: &String| line.starts_with("warning nullable-without-effect");
    assert!(found.len() == 4 && found.iter().all(vain), "what is refused is said: {found:#?}");
    let contract = contract.expect("a contract");
    let admits = ["Base", "Words", "Typed", "Beside"].map(|name| component(&contract, name).nullable);
    assert_eq!(admits, [false, true, false, false]);
    let Shape::Object(holder) = &component(&contract, "Holder").shape else { panic!() };
    let admits: Vec<_> = holder.properties.iter().map(|property| property.ty.nullable).collect();
    assert_eq!(admits, [true, false, false], "words, typed, beside");
}

#[test]
fn enumerations_know_null_and_their_values_meanings() {
    let contract = schemas(
        "
Status:
  type: string
  nullable: true
  enum: [open, done, null]
  x-enum-descriptions: {open: To do., done: Over.}",
    );
    let status = component(&contract, "Status");
    assert!(status.nullable);
    let Shape::Enumeration(enumeration) = &status.shape else { panic!() };
    let values: Vec<_> =
        enumeration.values.iter().map(|each| (each.value.clone(), each.description.as_deref())).collect();
    assert_eq!(values, [("open".into(), Some("To do.")), ("done".into(), Some("Over."))]);
}

#[test]
fn of_two_enumerations_what_stands_in_both_is_left() {
    let contract = schemas(
        "
All: {type: string, enum: [a, b, c]}
Some: {allOf: [{$ref: '#/components/schemas/All'}, {type: string, enum: [c, d, b]}]}",
    );
    let Shape::Enumeration(enumeration) = &component(&contract, "Some").shape else { panic!() };
    assert_eq!(enumeration.values.iter().map(|each| each.value.clone()).collect::<Vec<_>>(), ["c", "b"]);
    let found = findings_in_schemas(
        "A: {allOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}\nB: {type: string, maxLength: 1, enum: [a, bb]}",
    );
    expect(
        &found,
        &[
            "error impossible-schema 6:65 no value stands in both enumerations",
            "warning enum-value-refused 7:47 \"bb\" is listed, but `maxLength` refuses it",
        ],
    );
}

#[test]
fn the_dialect_of_3_1_is_read() {
    let (contract, found) = read(&with_schemas(
        "3.1.0",
        "
A:
  type: object
  $defs: {Local: {type: string}}
  properties:
    text: {type: [string, 'null']}
    either: {type: [string, integer], maxLength: 3}
    fixed: {const: yes}
    bounded: {type: integer, exclusiveMinimum: 1, exclusiveMaximum: 5}
    local: {$ref: '#/components/schemas/A/$defs/Local', description: Beside.}
    maybe: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}
    octets: {type: string, contentMediaType: application/octet-stream}
    anything: true
B: {type: string, examples: [b]}",
    ));
    assert!(found.is_empty(), "{found:?}");
    let contract = contract.expect("a contract");
    let of = |name: &str| {
        let property = property(&contract, "A", name);
        (property.ty.nullable, &contract.schemas[property.ty.schema].shape)
    };
    assert!(matches!(of("text"), (true, Shape::String(_))));
    assert!(matches!(of("either"), (false, Shape::AnyOf(union)) if union.variants.len() == 2));
    assert!(matches!(of("fixed"), (false, Shape::Enumeration(each)) if each.values.len() == 1));
    assert!(
        matches!(of("bounded"), (false, Shape::Integer(shape)) if (shape.minimum, shape.maximum) == (Some(2), Some(4)))
    );
    assert!(matches!(of("local"), (false, Shape::String(_))));
    assert!(matches!(of("maybe"), (true, Shape::String(_))));
    assert!(matches!(of("octets"), (false, Shape::String(shape)) if shape.format == StringFormat::Binary));
    assert!(matches!(of("anything"), (false, Shape::Any)));
    assert_eq!(property(&contract, "A", "local").docs.description.as_deref(), Some("Beside."));
}

#[test]
fn deep_and_wide_documents_end() {
    // Each step doubles the ways through `allOf`; each node is read once all the same.
    let mut components = String::from("S0: {type: object, properties: {a: {type: string}}}\n");
    for i in 1..40 {
        components += &format!(
            "S{i}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{$ref: '#/components/schemas/S{}'}}]}}\n",
            i - 1,
            i - 1
        );
    }
    let contract = schemas(&components);
    assert_eq!(property(&contract, "S39", "a").name, "a");
    let chain: String = (0..500)
        .map(|i| format!("C{i}: {{allOf: [{{$ref: '#/components/schemas/C{}'}}, {{type: object}}]}}\n", i + 1))
        .collect();
    let found = findings_in_schemas(&format!("{chain}C500: {{type: object}}\n"));
    assert!(found.iter().any(|line| line.starts_with("error nested-too-deep")), "{}", found.len());
}

#[test]
fn annotated_constants_are_an_enumeration() {
    let (contract, findings) = read(&with_schemas(
        "3.1.0",
        "
Level:
  type: integer
  format: int32
  oneOf: [{title: Low, const: 1}, {title: High, description: Now., const: 2}]
Colour: {anyOf: [{type: string, const: red}, {enum: [green], x-note: 1}]}
OrNull: {oneOf: [{oneOf: [{const: a}, {const: b}]}, {type: 'null'}]}
Twice: {oneOf: [{const: 1}, {const: 1.0}]}
Open: {anyOf: [{const: a}, {type: string}]}
Limited: {oneOf: [{const: a, maxLength: 3}, {const: b}]}
Deep: {oneOf: [{const: {a: 1}}, {const: [2]}]}",
    ));
    assert_eq!(findings, [""; 0]);
    let contract = contract.expect("a contract");
    let values = |name| {
        let Shape::Enumeration(enumeration) = &component(&contract, name).shape else { return None };
        let each = enumeration.values.iter();
        Some(each.map(|each| (each.value.to_string(), each.title.as_deref(), each.description.as_deref())).collect())
    };
    let plain = |value: &str| (value.to_owned(), None, None);
    let level = vec![("1".to_owned(), Some("Low"), None), ("2".to_owned(), Some("High"), Some("Now."))];
    assert_eq!(values("Level"), Some(level));
    assert_eq!(values("Colour"), Some(vec![plain("\"red\""), plain("\"green\"")]));
    assert_eq!(values("OrNull"), Some(vec![plain("\"a\""), plain("\"b\"")]));
    assert!(component(&contract, "OrNull").nullable);
    assert!(component(&contract, "Level").assertions.is_none());
    for union in ["Twice", "Open", "Limited", "Deep"] {
        assert_eq!(values(union), None, "{union}");
    }
    // In 3.0 `nullable` beside the union admits null without a word; within it, it is more than a constant.
    let beside = schemas("Beside: {type: string, nullable: true, oneOf: [{enum: [a]}, {enum: [b]}]}");
    assert!(component(&beside, "Beside").nullable);
    assert!(matches!(component(&beside, "Beside").shape, Shape::Enumeration(_)));
    let within = "Within: {oneOf: [{type: string, enum: [a], nullable: true}, {enum: [b]}]}";
    let within = read(&with_schemas("3.0.3", within)).0.expect("a contract");
    assert!(matches!(component(&within, "Within").shape, Shape::OneOf(_)));
}
