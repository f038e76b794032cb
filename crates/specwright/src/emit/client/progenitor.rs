//! Runs progenitor as a library. It panics on much of what it does not know; the projection avoids all of that, and what
//! should slip through ends here as a value.

use std::{
    cell::Cell,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use syn::{Item, Type};

use super::projection::{Projection, stub_name};

/// The builders of a projection's operations, each with its implementation, by name. The rest of what progenitor writes
/// (the client itself, the methods that begin a call) is the same for every contract, and ours. The error says what
/// stopped progenitor.
pub fn generate(projection: &Projection) -> Result<HashMap<String, Vec<Item>>, String> {
    let mut settings = GenerationSettings::new();
    // `list_tasks().limit(20).send()`: with arguments by position a list with a dozen filters cannot be read.
    settings.with_interface(InterfaceStyle::Builder).with_hooks(HooksMode::Expected);
    for (index, ty) in projection.types.iter().enumerate() {
        settings.with_replacement(stub_name(index), ty, std::iter::empty());
    }
    let tokens = quietly(|| Generator::new(&settings).generate_tokens(&projection.document))?
        .map_err(|error| error.to_string())?;
    let file: syn::File = syn::parse2(tokens).map_err(|error| format!("what it wrote is not Rust: {error}"))?;
    let module = file.items.into_iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content,
        _ => None,
    });
    let mut builders: HashMap<String, Vec<Item>> = HashMap::new();
    for item in module.map(|(_, items)| items).unwrap_or_default() {
        if let Some(name) = name_of(&item) {
            builders.entry(name).or_default().push(item);
        }
    }
    Ok(builders)
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Impl(item) => match item.self_ty.as_ref() {
            Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
            _ => None,
        },
        _ => None,
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls `work`, and makes of a panic its message. Nothing is printed for it, on this thread and during this call only.
fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let printing = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                printing(info);
            }
        }));
    });
    QUIET.set(true);
    // Nothing that `work` touches is used after a panic.
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result.map_err(|payload| match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => text.clone(),
        (None, None) => "it panicked".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value() {
        assert_eq!(quietly(|| panic!("no {}", "good")), Err::<(), _>("no good".to_owned()));
        assert_eq!(quietly(|| 1), Ok(1));
    }
}
