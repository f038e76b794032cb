//! The program that derives: a module of definitions for each document, and for each the schemas that utoipa makes.

use std::fmt::Write as _;

use super::definitions::Definitions;

/// Without its default features utoipa stands on indexmap and serde alone.
pub const DEPENDENCIES: &str = r#"serde_json = { version = "1", features = ["preserve_order"] }
utoipa = { version = "6", default-features = false, features = ["macros", "repr", "uuid"] }
uuid = "1"
"#;

/// utoipa collects what a type refers to by recursion, which in Stripe's and GitHub's contracts goes deep. In bytes.
const STACK: usize = 1 << 30;

/// Answers every line with the schemas of all documents: by number, by type.
pub fn program(documents: &[&Definitions]) -> String {
    let mut main = PROGRAM.to_owned();
    let mut calls = String::new();
    for (number, Definitions { text, names, helpers }) in documents.iter().enumerate() {
        let schemas = names
            .iter()
            .chain(helpers)
            .map(|name| format!("        schemas.insert({name:?}.to_owned(), <{name} as PartialSchema>::schema());\n"));
        let schemas: String = schemas.collect();
        let _ = write!(
            main,
            "\nmod document{number} {{\n    use super::run_time::*;\n\n{text}\n    pub fn schemas() -> super::Schemas {{\n        \
             let mut schemas = super::run_time::schemas();\n{schemas}        schemas\n    }}\n}}\n"
        );
        let _ = write!(calls, "document{number}::schemas(), ");
    }
    let _ = write!(
        main,
        "\nfn main() {{\n    let thread = std::thread::Builder::new().stack_size({STACK});\n    \
         thread.spawn(answer).expect(\"a thread\").join().expect(\"answers\");\n}}\n\nfn answer() {{\n    \
         for _ in std::io::stdin().lines() {{\n        let documents = vec![{calls}];\n        \
         println!(\"{{}}\", serde_json::to_string(&documents).unwrap_or_default());\n    }}\n}}\n"
    );
    main
}

const PROGRAM: &str = r#"//! The types of generated packages, with what utoipa derives of them.

#![allow(dead_code, non_camel_case_types, unused_imports)]

use std::collections::BTreeMap;

use utoipa::openapi::{RefOr, Schema};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Types of the run time, as they are written.
mod run_time {
    pub use std::collections::BTreeMap;

    pub use serde_json::Value;
    pub use utoipa::{PartialSchema, ToSchema};
    pub use uuid::Uuid;

    #[derive(ToSchema)]
    #[schema(format = "byte")]
    pub struct Base64(pub String);

    #[derive(ToSchema)]
    #[schema(format = "date")]
    pub struct Date(pub String);

    #[derive(ToSchema)]
    #[schema(format = "date-time")]
    pub struct DateTime(pub String);

    /// No value is one.
    pub struct Never;

    impl ToSchema for Never {}

    impl PartialSchema for Never {
        fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
            let none: [String; 0] = [];
            let any = utoipa::openapi::schema::SchemaType::AnyValue;
            utoipa::openapi::ObjectBuilder::new().schema_type(any).enum_values(Some(none)).into()
        }
    }

    pub fn schemas() -> super::Schemas {
        let mut schemas = super::Schemas::new();
        schemas.insert("Base64".to_owned(), Base64::schema());
        schemas.insert("Date".to_owned(), Date::schema());
        schemas.insert("DateTime".to_owned(), DateTime::schema());
        schemas.insert("Never".to_owned(), Never::schema());
        schemas
    }
}
"#;
