//! `oneOf`, `anyOf` and discriminators.

use super::super::super::{Origin, Shape, Union};
use super::{component, expect, findings_in_schemas, property_of, schemas};

fn union<'c>(contract: &'c super::Contract, name: &str) -> &'c Union {
    match &component(contract, name).shape {
        Shape::OneOf(union) | Shape::AnyOf(union) => union,
        other => panic!("{other:?}"),
    }
}

const CAT_AND_DOG: &str = "
Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}}}";

#[test]
fn a_mapping_names_the_variants_and_the_rest_have_their_components_names() {
    let contract = schemas(&format!(
        "
Pet:
  oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
  discriminator: {{propertyName: kind, mapping: {{cat: '#/components/schemas/Cat', feline: Cat}}}}{CAT_AND_DOG}"
    ));
    let pet = union(&contract, "Pet");
    assert_eq!(pet.discriminator.as_ref().map(|each| each.property.as_str()), Some("kind"));
    let tags: Vec<_> = pet.variants.iter().map(|variant| variant.tags.join(",")).collect();
    assert_eq!(tags, ["cat,feline", "Dog"]);
}

#[test]
fn without_a_mapping_the_members_own_values_choose() {
    let contract = schemas(
        "
Event: {oneOf: [{$ref: '#/components/schemas/Made'}, {$ref: '#/components/schemas/Gone'}], discriminator: {propertyName: type}}
Made: {type: object, required: [type], properties: {type: {type: string, enum: [made]}}}
Gone: {type: object, required: [type], properties: {type: {type: string, enum: [gone, lost]}}}",
    );
    let tags: Vec<_> = union(&contract, "Event").variants.iter().map(|variant| variant.tags.join(",")).collect();
    assert_eq!(tags, ["made", "gone,lost"]);
}

#[test]
fn what_stands_beside_a_union_holds_for_each_variant() {
    let contract = schemas(
        "
Shape:
  type: object
  required: [name]
  properties: {name: {type: string}}
  oneOf:
    - {type: object, required: [radius], properties: {radius: {type: number}}}
    - {type: object, required: [side], properties: {side: {type: number}}}",
    );
    for (variant, own) in union(&contract, "Shape").variants.iter().zip(["radius", "side"]) {
        let variant = &contract.schemas[variant.ty.schema];
        assert!(property_of(variant, "name").required);
        assert!(property_of(variant, own).required);
    }
}

#[test]
fn a_parent_that_lists_its_children_is_no_cycle() {
    let contract = schemas(
        "
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {barks: {type: boolean}}}]}",
    );
    assert!(property_of(component(&contract, "Cat"), "kind").required);
    assert_eq!(
        contract.schemas[union(&contract, "Pet").variants[0].ty.schema].origin,
        component(&contract, "Cat").origin
    );
}

#[test]
fn a_union_with_one_variant_is_that_variant() {
    let contract =
        schemas("A: {type: object, properties: {b: {anyOf: [{$ref: '#/components/schemas/B'}]}}}\nB: {type: string}");
    assert_eq!(property_of(component(&contract, "A"), "b").ty.schema, contract.schemas.iter().nth(1).expect("B").0);
}

#[test]
fn a_member_may_have_to_choose_the_only_variant() {
    let contract = schemas(
        "
Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}]
  discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}}}",
    );
    assert_eq!(union(&contract, "Pet").variants[0].tags, ["cat"]);
}

#[test]
fn a_union_of_null_alone_is_null() {
    let (contract, found) = super::read(&super::with_schemas(
        "3.1.0",
        "A: {anyOf: [{anyOf: [{type: 'null'}]}]}\nB: {oneOf: [{type: 'null'}]}\nC: {anyOf: [{type: 'null'}, {type: 'null'}]}",
    ));
    assert!(found.iter().all(|line| line.starts_with("note")), "{found:?}");
    let contract = contract.expect("a contract");
    for name in ["A", "B", "C"] {
        let schema = component(&contract, name);
        assert!(matches!(schema.shape, Shape::Enumeration(_)) && schema.nullable, "{name}: {:?}", schema.shape);
    }
}

#[test]
fn a_discriminator_that_chooses_nothing_says_nothing() {
    let (contract, found) = super::read(&super::with_schemas(
        "3.0.3",
        "
Fruit:
  oneOf:
    - {type: object, required: [kind, seeds], properties: {kind: {type: string}, seeds: {type: integer}}}
    - {type: object, required: [kind, length], properties: {kind: {type: string}, length: {type: integer}}}
  discriminator: {propertyName: kind}",
    ));
    assert_eq!(found.iter().filter(|line| line.starts_with("warning variant-without-tag")).count(), 2, "{found:?}");
    assert!(union(&contract.expect("a contract"), "Fruit").discriminator.is_none());
}

#[test]
fn a_discriminator_must_have_something_to_look_at() {
    let found = findings_in_schemas(&format!(
        "
Pet:
  oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Fish'}}]
  discriminator: {{propertyName: kind, mapping: {{bird: '#/components/schemas/Bird', d: Dog}}}}
Fish: {{type: object, properties: {{fins: {{type: integer}}}}}}{CAT_AND_DOG}"
    ));
    expect(
        &found,
        &[
            "error dangling-reference 8:59 `bird` maps to `#/components/schemas/Bird`, and there is no such schema",
            "warning mapping-without-variant 8:91 `d` maps to `Dog`, which is none of the union's variants",
            "error discriminator-without-property 9:11 this variant has no member `kind`, at which the discriminator looks",
        ],
    );
}

#[test]
fn a_value_that_chooses_two_variants_is_an_error() {
    let found = findings_in_schemas(&format!(
        "
Pet:
  oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
  discriminator: {{propertyName: kind, mapping: {{Dog: Cat}}}}{CAT_AND_DOG}"
    ));
    assert!(found.iter().any(|line| line.starts_with("error ambiguous-discriminator 8:")), "{found:?}");
}

#[test]
fn alternatives_are_called_by_their_title_or_by_what_tells_them_apart() {
    let alternative = |text: &str| format!("{{type: object, properties: {{n: {{}}, kind: {{enum: [{text}]}}}}}}");
    let (dog, cat) = (alternative("dog"), alternative("house cat"));
    let contract = schemas(&format!(
        "
Pet: {{oneOf: [{dog}, {cat}]}}
Titled: {{oneOf: [{dog}, {{title: Tiger, allOf: [{cat}]}}]}}
Same: {{oneOf: [{dog}, {dog}]}}
Other: {{anyOf: [{dog}, {{type: string}}]}}"
    ));
    let words = |name| {
        let schemas = union(&contract, name).variants.iter().map(|variant| contract.schemas.get(variant.ty.schema));
        let last = schemas.map(|schema| match &schema.expect("a schema").origin {
            Origin::Inline(words) => words.last().cloned().unwrap_or_default(),
            Origin::Component(name) => name.clone(),
        });
        last.collect::<Vec<_>>()
    };
    assert_eq!(words("Pet"), ["dog", "house cat"]);
    assert_eq!(words("Titled"), ["option 1", "Tiger"]);
    assert_eq!(words("Same"), ["option 1", "option 2"]);
    assert_eq!(words("Other"), ["option 1", "option 2"]);
}
