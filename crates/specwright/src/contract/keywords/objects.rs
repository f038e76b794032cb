//! The tables of every kind but the schema, which has a file of its own.

use super::Holds::{Many, Named, One, Patterned, Value};
use super::Treatment::{Carried, Enforced, Rejected};
use super::{Keyword, Kind, row, schema};

/// Every keyword of a kind.
pub fn keywords(kind: Kind) -> &'static [Keyword] {
    match kind {
        Kind::Document => DOCUMENT,
        Kind::Info => INFO,
        Kind::Contact => CONTACT,
        Kind::License => LICENSE,
        Kind::Server => SERVER,
        Kind::ServerVariable => SERVER_VARIABLE,
        Kind::PathItem => PATH_ITEM,
        Kind::Operation => OPERATION,
        Kind::ExternalDocs => EXTERNAL_DOCS,
        Kind::Parameter => PARAMETER,
        Kind::RequestBody => REQUEST_BODY,
        Kind::MediaType => MEDIA_TYPE,
        Kind::Encoding => ENCODING,
        Kind::Response => RESPONSE,
        Kind::Example => EXAMPLE,
        Kind::Link => LINK,
        Kind::Header => HEADER,
        Kind::Tag => TAG,
        Kind::Schema => schema::SCHEMA,
        Kind::Discriminator => schema::DISCRIMINATOR,
        Kind::Xml => schema::XML,
        Kind::SecurityScheme => SECURITY_SCHEME,
        Kind::OAuthFlows => OAUTH_FLOWS,
        Kind::OAuthFlow => OAUTH_FLOW,
        Kind::Components => COMPONENTS,
        Kind::Callback => &[],
    }
}

const POSITIONAL_PARTS: &str = "parts of multipart that have no name are octets";

const NESTED_PARTS: &str = "a part within a part is written in its media type";

const DOCUMENT: &[Keyword] = &[
    row("openapi", Enforced, Value),
    row("info", Enforced, One(Kind::Info)),
    row("servers", Enforced, Many(Kind::Server)),
    row("paths", Enforced, Patterned(Kind::PathItem)),
    row("components", Enforced, One(Kind::Components)),
    row("security", Enforced, Value),
    row("tags", Enforced, Many(Kind::Tag)),
    row("externalDocs", Carried, One(Kind::ExternalDocs)),
    row("webhooks", Enforced, Patterned(Kind::PathItem)).since_31(),
    row("jsonSchemaDialect", Enforced, Value).since_31(),
    row("$self", Carried, Value).since_32(),
];

const INFO: &[Keyword] = &[
    row("title", Enforced, Value),
    row("version", Enforced, Value),
    row("description", Carried, Value),
    row("summary", Carried, Value).since_31(),
    row("termsOfService", Carried, Value),
    row("contact", Carried, One(Kind::Contact)),
    row("license", Enforced, One(Kind::License)),
];

const CONTACT: &[Keyword] = &[row("name", Carried, Value), row("url", Carried, Value), row("email", Carried, Value)];

const LICENSE: &[Keyword] =
    &[row("name", Enforced, Value), row("url", Carried, Value), row("identifier", Enforced, Value).since_31()];

const SERVER: &[Keyword] = &[
    row("url", Enforced, Value),
    row("description", Carried, Value),
    row("variables", Enforced, Named(Kind::ServerVariable)),
    row("name", Carried, Value).since_32(),
];

const SERVER_VARIABLE: &[Keyword] =
    &[row("default", Enforced, Value), row("enum", Carried, Value), row("description", Carried, Value)];

const PATH_ITEM: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("summary", Carried, Value),
    row("description", Carried, Value),
    row("get", Enforced, One(Kind::Operation)),
    row("put", Enforced, One(Kind::Operation)),
    row("post", Enforced, One(Kind::Operation)),
    row("delete", Enforced, One(Kind::Operation)),
    row("options", Enforced, One(Kind::Operation)),
    row("head", Enforced, One(Kind::Operation)),
    row("patch", Enforced, One(Kind::Operation)),
    row("trace", Enforced, One(Kind::Operation)),
    row("query", Enforced, One(Kind::Operation)).since_32(),
    row("additionalOperations", Enforced, Named(Kind::Operation)).since_32(),
    row("servers", Enforced, Many(Kind::Server)),
    row("parameters", Enforced, Many(Kind::Parameter)),
];

const OPERATION: &[Keyword] = &[
    row("operationId", Enforced, Value),
    row("tags", Enforced, Value),
    row("summary", Carried, Value),
    row("description", Carried, Value),
    row("externalDocs", Carried, One(Kind::ExternalDocs)),
    row("parameters", Enforced, Many(Kind::Parameter)),
    row("requestBody", Enforced, One(Kind::RequestBody)),
    row("responses", Enforced, Patterned(Kind::Response)),
    row("callbacks", Enforced, Patterned(Kind::Callback)),
    row("deprecated", Enforced, Value),
    row("security", Enforced, Value),
    row("servers", Enforced, Many(Kind::Server)),
];

const EXTERNAL_DOCS: &[Keyword] = &[row("url", Carried, Value), row("description", Carried, Value)];

const PARAMETER: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("name", Enforced, Value),
    row("in", Enforced, Value),
    row("description", Carried, Value),
    row("required", Enforced, Value),
    row("deprecated", Enforced, Value),
    row("allowEmptyValue", Enforced, Value),
    row("style", Enforced, Value),
    row("explode", Enforced, Value),
    row("allowReserved", Enforced, Value),
    row("schema", Enforced, One(Kind::Schema)),
    row("content", Enforced, Named(Kind::MediaType)),
    row("example", Enforced, Value),
    row("examples", Enforced, Named(Kind::Example)),
];

const REQUEST_BODY: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("description", Carried, Value),
    row("content", Enforced, Named(Kind::MediaType)),
    row("required", Enforced, Value),
];

const MEDIA_TYPE: &[Keyword] = &[
    row("$ref", Enforced, Value).since_32(),
    row("schema", Enforced, One(Kind::Schema)),
    row("example", Enforced, Value),
    row("examples", Enforced, Named(Kind::Example)),
    row("encoding", Enforced, Named(Kind::Encoding)),
    row("itemSchema", Enforced, One(Kind::Schema)).since_32(),
    row("itemEncoding", Rejected(POSITIONAL_PARTS), One(Kind::Encoding)).since_32(),
    row("prefixEncoding", Rejected(POSITIONAL_PARTS), Many(Kind::Encoding)).since_32(),
];

const ENCODING: &[Keyword] = &[
    row("contentType", Enforced, Value),
    row("headers", Enforced, Named(Kind::Header)),
    row("style", Enforced, Value),
    row("explode", Enforced, Value),
    row("allowReserved", Enforced, Value),
    row("encoding", Rejected(NESTED_PARTS), Named(Kind::Encoding)).since_32(),
    row("prefixEncoding", Rejected(NESTED_PARTS), Many(Kind::Encoding)).since_32(),
    row("itemEncoding", Rejected(NESTED_PARTS), One(Kind::Encoding)).since_32(),
];

const RESPONSE: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("description", Enforced, Value),
    row("summary", Carried, Value).since_32(),
    row("headers", Enforced, Named(Kind::Header)),
    row("content", Enforced, Named(Kind::MediaType)),
    row("links", Carried, Named(Kind::Link)),
];

const EXAMPLE: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("summary", Carried, Value),
    row("description", Carried, Value),
    row("value", Enforced, Value),
    row("externalValue", Carried, Value),
    row("dataValue", Enforced, Value).since_32(),
    row("serializedValue", Carried, Value).since_32(),
];

const LINK: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("operationId", Carried, Value),
    row("operationRef", Carried, Value),
    row("parameters", Carried, Value),
    row("requestBody", Carried, Value),
    row("description", Carried, Value),
    row("server", Carried, One(Kind::Server)),
];

const HEADER: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("description", Carried, Value),
    row("required", Enforced, Value),
    row("deprecated", Enforced, Value),
    row("allowEmptyValue", Carried, Value),
    row("style", Carried, Value),
    row("explode", Enforced, Value),
    row("allowReserved", Carried, Value),
    row("schema", Enforced, One(Kind::Schema)),
    row("content", Enforced, Named(Kind::MediaType)),
    row("example", Enforced, Value),
    row("examples", Enforced, Named(Kind::Example)),
];

const TAG: &[Keyword] = &[
    row("name", Enforced, Value),
    row("description", Carried, Value),
    row("externalDocs", Carried, One(Kind::ExternalDocs)),
    row("summary", Carried, Value).since_32(),
    row("parent", Carried, Value).since_32(),
    row("kind", Carried, Value).since_32(),
];

const SECURITY_SCHEME: &[Keyword] = &[
    row("$ref", Enforced, Value),
    row("type", Enforced, Value),
    row("description", Carried, Value),
    row("name", Enforced, Value),
    row("in", Enforced, Value),
    row("scheme", Enforced, Value),
    row("bearerFormat", Carried, Value),
    row("flows", Enforced, One(Kind::OAuthFlows)),
    row("openIdConnectUrl", Enforced, Value),
    row("oauth2MetadataUrl", Carried, Value).since_32(),
    row("deprecated", Carried, Value).since_32(),
];

const OAUTH_FLOWS: &[Keyword] = &[
    row("implicit", Enforced, One(Kind::OAuthFlow)),
    row("password", Enforced, One(Kind::OAuthFlow)),
    row("clientCredentials", Enforced, One(Kind::OAuthFlow)),
    row("authorizationCode", Enforced, One(Kind::OAuthFlow)),
    row("deviceAuthorization", Enforced, One(Kind::OAuthFlow)).since_32(),
];

const OAUTH_FLOW: &[Keyword] = &[
    row("authorizationUrl", Enforced, Value),
    row("deviceAuthorizationUrl", Enforced, Value).since_32(),
    row("tokenUrl", Enforced, Value),
    row("refreshUrl", Enforced, Value),
    row("scopes", Enforced, Value),
];

const COMPONENTS: &[Keyword] = &[
    row("schemas", Enforced, Named(Kind::Schema)),
    row("responses", Enforced, Named(Kind::Response)),
    row("parameters", Enforced, Named(Kind::Parameter)),
    row("examples", Enforced, Named(Kind::Example)),
    row("requestBodies", Enforced, Named(Kind::RequestBody)),
    row("headers", Enforced, Named(Kind::Header)),
    row("securitySchemes", Enforced, Named(Kind::SecurityScheme)),
    row("links", Carried, Named(Kind::Link)),
    row("callbacks", Enforced, Named(Kind::Callback)),
    row("pathItems", Enforced, Named(Kind::PathItem)).since_31(),
    row("mediaTypes", Enforced, Named(Kind::MediaType)).since_32(),
];
