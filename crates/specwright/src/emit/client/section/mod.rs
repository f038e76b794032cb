//! An operation in the client: its method, its builder, and the types of its own. Written as text, laid out as rustfmt
//! would; where progenitor has written the builder, that stands in the place of ours.

mod answer;
mod builder;
mod headers;
mod request;

pub use request::check_path;

use super::call::Call;
use crate::emit::rust::text::{Text, Uses};

/// The code of one operation, and what it imports.
pub struct Section {
    /// The method's name, which can name a file too.
    pub name: String,
    pub uses: Uses,
    pub text: String,
    /// Its lines are progenitor's, not rustfmt's.
    pub by_progenitor: bool,
}

/// What every section needs to know of the package.
pub struct Package {
    /// `::taskboard_api::types::`
    pub types: String,
}

impl Package {
    /// A type as a section names it: short where its file imports it, else from its crate on.
    pub fn ty(&self, uses: &mut Uses, path: &str) -> String {
        let mut short = path.to_owned();
        for (long, name) in [
            ("::std::string::String", "String"),
            ("::std::vec::Vec<", "Vec<"),
            ("::std::option::Option<", "Option<"),
            ("::std::boxed::Box<", "Box<"),
        ] {
            short = short.replace(long, name);
        }
        if short.contains(&self.types) {
            uses.name("crate::types");
            short = short.replace(&self.types, "types::");
        }
        let short = short.replace("<::", "<").replace(", ::", ", ").replace("(::", "(");
        short.strip_prefix("::").unwrap_or(&short).to_owned()
    }
}

/// `builder`: progenitor's code, where it has written the call.
pub fn section(package: &Package, call: &Call<'_>, builder: Option<String>) -> Section {
    let mut uses = Uses::default();
    uses.name("crate::Client");
    let mut text = Text::default();
    builder::method(&mut text, call);
    text.gap();
    let by_progenitor = builder.is_some();
    match builder {
        Some(code) => {
            import_progenitors(&mut uses, &code);
            text.line(code.trim_end());
        }
        None => builder::builder(&mut text, &mut uses, package, call),
    }
    headers::headers(&mut text, &mut uses, package, call);
    let text = format!("{}\n", text.finish().trim_end());
    Section { name: call.name.method.clone(), uses, text, by_progenitor }
}

/// What progenitor's code calls by a short name.
fn import_progenitors(uses: &mut Uses, code: &str) {
    for name in ["ByteStream", "Error", "ResponseValue"] {
        if super::polish::has_word(code, name) {
            uses.name(&format!("specwright_poem::client::{name}"));
        }
    }
    if code.contains("answer::json(") {
        uses.name("specwright_poem::client::answer");
    }
    for (name, method) in [("encode_path", "encode_path"), ("RequestBuilderExt", "form_urlencoded")] {
        if super::polish::has_word(code, method) {
            uses.name(&format!("progenitor_client::{name}"));
        }
    }
    // `Client::api_version` and the hooks are methods of traits.
    for name in ["ClientHooks", "ClientInfo", "OperationInfo"] {
        uses.name(&format!("progenitor_client::{name}"));
    }
}
