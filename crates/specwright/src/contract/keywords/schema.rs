//! The tables of the Schema Object: OpenAPI 3.0's dialect, and JSON Schema 2020-12, which 3.1 uses.

use super::Holds::{Many, Named, One, Value};
use super::Treatment::{Carried, Enforced, Rejected};
use super::{Keyword, Kind, row};

pub(super) const SCHEMA: &[Keyword] = &[
    row("$ref", Enforced, Value),
    // Annotations.
    row("title", Carried, Value),
    row("description", Carried, Value),
    row("deprecated", Enforced, Value),
    row("example", Enforced, Value),
    row("examples", Enforced, Value).since_31(),
    row("default", Enforced, Value),
    row("readOnly", Enforced, Value),
    row("writeOnly", Enforced, Value),
    row("externalDocs", Carried, One(Kind::ExternalDocs)),
    row("xml", Carried, One(Kind::Xml)),
    // Any type.
    row("type", Enforced, Value),
    row("nullable", Enforced, Value).until_30(),
    row("enum", Enforced, Value),
    row("const", Enforced, Value).since_31(),
    row("format", Enforced, Value),
    // Numbers.
    row("multipleOf", Enforced, Value),
    row("minimum", Enforced, Value),
    row("maximum", Enforced, Value),
    row("exclusiveMinimum", Enforced, Value),
    row("exclusiveMaximum", Enforced, Value),
    // Strings.
    row("minLength", Enforced, Value),
    row("maxLength", Enforced, Value),
    row("pattern", Enforced, Value),
    row("contentEncoding", Enforced, Value).since_31(),
    row("contentMediaType", Enforced, Value).since_31(),
    row("contentSchema", Carried, One(Kind::Schema)).since_31(),
    // Arrays.
    row("items", Enforced, One(Kind::Schema)),
    row("minItems", Enforced, Value),
    row("maxItems", Enforced, Value),
    row("uniqueItems", Enforced, Value),
    row("prefixItems", Enforced, Many(Kind::Schema)).since_31(),
    row("contains", Enforced, One(Kind::Schema)).since_31(),
    row("minContains", Enforced, Value).since_31(),
    row("maxContains", Enforced, Value).since_31(),
    row("unevaluatedItems", Enforced, One(Kind::Schema)).since_31(),
    // Objects.
    row("properties", Enforced, Named(Kind::Schema)),
    row("required", Enforced, Value),
    row("additionalProperties", Enforced, One(Kind::Schema)),
    row("minProperties", Enforced, Value),
    row("maxProperties", Enforced, Value),
    row("patternProperties", Enforced, Named(Kind::Schema)).since_31(),
    row("propertyNames", Enforced, One(Kind::Schema)).since_31(),
    row("dependentRequired", Enforced, Value).since_31(),
    row("dependentSchemas", Enforced, Named(Kind::Schema)).since_31(),
    row("unevaluatedProperties", Enforced, One(Kind::Schema)).since_31(),
    // Several schemas in one.
    row("allOf", Enforced, Many(Kind::Schema)),
    row("oneOf", Enforced, Many(Kind::Schema)),
    row("anyOf", Enforced, Many(Kind::Schema)),
    row("discriminator", Enforced, One(Kind::Discriminator)),
    row("not", Enforced, One(Kind::Schema)),
    row("if", Enforced, One(Kind::Schema)).since_31(),
    row("then", Enforced, One(Kind::Schema)).since_31(),
    row("else", Enforced, One(Kind::Schema)).since_31(),
    // JSON Schema's own machinery.
    row("$defs", Enforced, Named(Kind::Schema)).since_31(),
    row("$comment", Carried, Value).since_31(),
    row("$schema", Rejected("schemas are read in OpenAPI's own dialect"), Value).since_31(),
    row("$id", Enforced, Value).since_31(),
    row("$anchor", Enforced, Value).since_31(),
    row("$dynamicRef", Enforced, Value).since_31(),
    row("$dynamicAnchor", Enforced, Value).since_31(),
    row("$vocabulary", Rejected("schemas are read in OpenAPI's own dialect"), Value).since_31(),
];

pub(super) const DISCRIMINATOR: &[Keyword] = &[
    row("propertyName", Enforced, Value),
    row("mapping", Enforced, Value),
    row("defaultMapping", Enforced, Value).since_32(),
];

pub(super) const XML: &[Keyword] = &[
    row("name", Carried, Value),
    row("namespace", Carried, Value),
    row("prefix", Carried, Value),
    row("attribute", Carried, Value),
    row("wrapped", Carried, Value),
    row("nodeType", Carried, Value).since_32(),
];
