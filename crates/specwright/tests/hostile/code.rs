//! Generated Rust: that it parses, and that nothing of the document is code in it.

use proc_macro2::{TokenStream, TokenTree};

/// The name that hostile texts try to call. It may stand in literals and comments alone.
pub const MARK: &str = "pwned";

/// What is wrong with a file, if something is.
pub fn faults(text: &str) -> Option<String> {
    match syn::parse_file(text) {
        Err(error) => Some(error.to_string()),
        // Through the text once more: `parse_file` keeps no tokens.
        Ok(_) => match text.parse::<TokenStream>() {
            Ok(tokens) => called(tokens),
            Err(error) => Some(error.to_string()),
        },
    }
}

fn called(tokens: TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => called(group.stream()),
        TokenTree::Ident(name) if name == MARK => Some(format!("`{name}` is code")),
        _ => None,
    })
}
