//! Makes of progenitor's code what a person likes to read: doc comments by line, the contract's words on every setter,
//! deprecations marked, the `api` package's types in place of an empty module.

use std::collections::HashMap;

use syn::{
    Attribute, File, ImplItem, Item, ItemImpl, ItemMod, Type, UseTree,
    visit_mut::{self, VisitMut},
};

use super::{
    call::{Call, one_line},
    package,
};
use crate::{contract::Contract, emit::Options};

pub fn polish(file: &mut File, calls: &[Call<'_>], options: &Options, contract: &Contract) {
    let by_method: HashMap<&str, &Call<'_>> = calls.iter().map(|call| (call.name.method.as_str(), call)).collect();
    let by_builder: HashMap<&str, &Call<'_>> = calls.iter().map(|call| (call.name.builder.as_str(), call)).collect();
    let api = package::api_module(options, contract);
    for item in &mut file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                // progenitor's own types: none, since every schema stands for one of ours.
                if let Ok(reexport) = syn::parse_str(&format!("pub use ::{api}::types;")) {
                    *item = Item::Use(reexport);
                }
            }
            Item::Mod(module) if module.ident == "builder" => builders(module, &by_builder),
            Item::Impl(client) if client.trait_.is_none() => methods(client, &by_method),
            _ => {}
        }
    }
    Tidy.visit_file_mut(file);
}

fn builders(module: &mut ItemMod, calls: &HashMap<&str, &Call<'_>>) {
    let Some((_, items)) = &mut module.content else { return };
    items.retain(|item| !matches!(item, Item::Use(import) if is_types(&import.tree)));
    for item in items {
        if let Item::Impl(builder) = item
            && let Type::Path(path) = builder.self_ty.as_ref()
            && let Some(segment) = path.path.segments.last()
            && let Some(call) = calls.get(segment.ident.to_string().as_str())
        {
            setters(builder, call);
        }
    }
}

/// `super::types`, which no builder uses once its types are named by their absolute paths.
fn is_types(tree: &UseTree) -> bool {
    matches!(tree, UseTree::Path(path) if matches!(path.tree.as_ref(), UseTree::Name(name) if name.ident == "types"))
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

fn methods(client: &mut ItemImpl, calls: &HashMap<&str, &Call<'_>>) {
    for item in &mut client.items {
        if let ImplItem::Fn(function) = item
            && calls.get(function.sig.ident.to_string().as_str()).is_some_and(|call| call.operation.docs.deprecated)
        {
            function.attrs.push(syn::parse_quote!(#[deprecated]));
        }
    }
}

/// One line of a doc comment.
fn doc(line: &str) -> Attribute {
    let text = if line.is_empty() { String::new() } else { format!(" {line}") };
    syn::parse_quote!(#[doc = #text])
}

/// The lines of a doc comment. A carriage return may not stand in one.
pub fn doc_lines(text: &str) -> Vec<Attribute> {
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
