//! Runs progenitor as a library. It panics on much of what it does not know; the projection avoids all of that, and what
//! should slip through ends here as a value.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};

use super::projection::{Projection, stub_name};

/// The client's code for a projection. The error says what stopped progenitor.
pub fn generate(projection: &Projection) -> Result<syn::File, String> {
    let mut settings = GenerationSettings::new();
    // `list_tasks().limit(20).send()`: with arguments by position a list with a dozen filters cannot be read.
    settings.with_interface(InterfaceStyle::Builder).with_hooks(HooksMode::Expected);
    for (index, ty) in projection.types.iter().enumerate() {
        settings.with_replacement(stub_name(index), ty, std::iter::empty());
    }
    let tokens = quietly(|| Generator::new(&settings).generate_tokens(&projection.document))?
        .map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| format!("what it wrote is not Rust: {error}"))
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
