//! Makes of progenitor's builders what a person likes to read: doc comments by line, the contract's words on every
//! setter, short paths.

use syn::{
    Attribute, ImplItem, Item, ItemImpl,
    visit_mut::{self, VisitMut},
};

use super::call::{Call, one_line};
use crate::emit::layout;

/// The code of one builder.
pub fn polish(mut items: Vec<Item>, call: &Call<'_>) -> String {
    for item in &mut items {
        match item {
            Item::Struct(builder) => {
                builder.attrs.retain(|attribute| text_of(attribute).is_none());
                builder.attrs.insert(0, doc(&format!("Builder for [`Client::{}`].", call.name.method)));
            }
            Item::Impl(builder) => setters(builder, call),
            _ => {}
        }
    }
    let mut file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items };
    Tidy.visit_file_mut(&mut file);
    layout::rust(&file)
}

fn setters(builder: &mut ItemImpl, call: &Call<'_>) {
    for item in &mut builder.items {
        let ImplItem::Fn(function) = item else { continue };
        let name = function.sig.ident.to_string();
        if let Some(argument) = call.arguments.iter().find(|argument| argument.setter == name) {
            function.attrs.extend(argument.docs().iter().map(|docs| doc(docs)));
        } else if name == "body"
            && let Some(description) = call.body.as_ref().and_then(|body| body.description)
        {
            function.attrs.push(doc(&one_line(description)));
        }
    }
}

/// One line of a doc comment.
fn doc(line: &str) -> Attribute {
    let text = if line.is_empty() { String::new() } else { format!(" {line}") };
    syn::parse_quote!(#[doc = #text])
}

/// The lines of a doc comment. A carriage return may not stand in one.
fn doc_lines(text: &str) -> Vec<Attribute> {
    text.trim().lines().map(|line| doc(line.replace('\r', " ").trim_end())).collect()
}

struct Tidy;

impl VisitMut for Tidy {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let lines = std::mem::take(attributes).into_iter().flat_map(|attribute| match text_of(&attribute) {
            Some(text) if text.contains(['\n', '\r']) || !text.is_empty() && !text.starts_with(' ') => doc_lines(&text),
            _ => vec![attribute],
        });
        attributes.extend(lines);
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        // progenitor prints the type's tokens with a space between any two.
        let text = literal.value();
        if let Some((ty, rest)) = text.strip_prefix("conversion to `").and_then(|rest| rest.split_once('`')) {
            let ty = ty.replace(' ', "");
            let ty = ty.strip_prefix("::").unwrap_or(&ty).replace("<::", "<");
            *literal = syn::LitStr::new(&format!("conversion to `{ty}`{rest}"), literal.span());
        }
        visit_mut::visit_lit_str_mut(self, literal);
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        // Ours reads as the server reads; progenitor's takes no `1.0` for an integer.
        if path.segments.len() == 2 && path.segments.last().is_some_and(|segment| segment.ident == "from_response") {
            *path = syn::parse_quote!(answer::json);
        }
        // progenitor's builders are in a module below the client's; here the file imports it.
        let named = |at: usize, name: &str| path.segments.get(at).is_some_and(|segment| segment.ident == name);
        if named(0, "super") && named(1, "Client") {
            path.segments = std::mem::take(&mut path.segments).into_iter().skip(1).collect();
        }
        visit_mut::visit_path_mut(self, path);
    }
}

/// The text of `#[doc = "…"]`.
fn text_of(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    if !pair.path.is_ident("doc") {
        return None;
    }
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Whether `code` has `word` as a word of its own, outside comments.
pub fn has_word(code: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    code.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices(word).any(|(at, _)| {
            let before = line.get(..at).and_then(|before| before.chars().next_back());
            let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
            !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
        })
    })
}
