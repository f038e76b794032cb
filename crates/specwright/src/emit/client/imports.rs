//! Imports of a generated file: only what it uses.

use std::collections::HashMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// Leaves out of the file's imports each of `names` that the file does not use. With a trait comes the method that it is
/// imported for.
pub fn prune(tokens: TokenStream, names: &[(&str, Option<&str>)]) -> TokenStream {
    let mut words = HashMap::new();
    count(tokens.clone(), &mut words);
    let times = |word: &str| words.get(word).copied().unwrap_or(0);
    let gone: Vec<&str> = names
        .iter()
        .filter(|(name, method)| match method {
            Some(method) => times(method) == 0,
            // Once in the import itself.
            None => times(name) < 2,
        })
        .map(|(name, _)| *name)
        .collect();
    let Ok(mut file) = syn::parse2::<syn::File>(tokens.clone()) else { return tokens };
    for item in &mut file.items {
        if let syn::Item::Use(import) = item {
            drop_names(&mut import.tree, &gone);
        }
    }
    quote! { #file }
}

fn count(tokens: TokenStream, words: &mut HashMap<String, usize>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => *words.entry(word.to_string()).or_default() += 1,
            TokenTree::Group(group) => count(group.stream(), words),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn drop_names(tree: &mut syn::UseTree, gone: &[&str]) {
    match tree {
        syn::UseTree::Path(path) => drop_names(&mut path.tree, gone),
        syn::UseTree::Group(group) => {
            let kept = std::mem::take(&mut group.items).into_iter().filter(
                |tree| !matches!(tree, syn::UseTree::Name(name) if gone.contains(&name.ident.to_string().as_str())),
            );
            group.items = kept.collect();
        }
        _ => {}
    }
}
