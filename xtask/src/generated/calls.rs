//! What a caller of the generated Rust client has at hand, read from its code, so that the programs written here follow
//! every change of it.

use std::collections::{BTreeMap, BTreeSet};

use specwright::emit::GeneratedFile;
use syn::{Attribute, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, PathArguments, ReturnType, Type};

use super::traits::{tokens, variants};

/// The operations of a client, by method and path as the contract writes them: `GET /notes/{id}`.
pub struct Calls {
    modules: BTreeSet<String>,
    pub by_route: BTreeMap<String, Call>,
    /// The variants of the enums that answers come in: name, and type of what is in it.
    pub enums: BTreeMap<String, Vec<(String, Option<String>)>>,
    /// The members of the structs that headers come in.
    pub headers: BTreeMap<String, Vec<String>>,
}

pub struct Call {
    /// The client's method.
    pub method: String,
    pub builder: String,
    /// Name of a setter, and the type that it takes.
    pub setters: Vec<(String, String)>,
    /// What a success brings, and a failure.
    pub answer: String,
    pub error: String,
}

impl Calls {
    pub fn read<'f>(files: &'f [GeneratedFile]) -> Result<Self, String> {
        let mut calls = Self {
            modules: BTreeSet::new(),
            by_route: BTreeMap::new(),
            enums: BTreeMap::new(),
            headers: BTreeMap::new(),
        };
        let module_of = |path: &'f str| path.strip_prefix("client/src/")?.strip_suffix(".rs");
        for (file, module) in files.iter().filter_map(|file| Some((file, module_of(&file.path)?))) {
            let module = module.trim_end_matches("/mod");
            if !["lib", "client"].contains(&module) {
                calls.modules.insert(module.replace('/', "::"));
            }
            let parsed = syn::parse_file(&file.text).map_err(|error| format!("{}: {error}", file.path))?;
            let mut builders: BTreeMap<String, Call> = BTreeMap::new();
            let mut routes = BTreeMap::new();
            for item in &parsed.items {
                match item {
                    Item::Impl(item) if item.trait_.is_none() && tokens(&item.self_ty) == "Client" => {
                        methods(item).for_each(|method| started(method, &mut builders));
                    }
                    Item::Impl(item) if item.trait_.is_none() => {
                        methods(item).for_each(|method| built(&item.self_ty, method, &mut builders, &mut routes));
                    }
                    Item::Enum(item) => {
                        calls.enums.insert(item.ident.to_string(), variants(item));
                    }
                    Item::Struct(item) if item.ident.to_string().ends_with("Headers") => {
                        let names = item.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string()));
                        calls.headers.insert(item.ident.to_string(), names.collect());
                    }
                    _ => {}
                }
            }
            for (builder, route) in routes {
                if let Some(call) = builders.remove(&builder) {
                    calls.by_route.insert(route, call);
                }
            }
        }
        Ok(calls)
    }

    /// `use` of all that its types name.
    pub fn imports(&self, package: &str) -> String {
        let modules = self.modules.iter().map(|module| format!("use {package}::{module}::*;\n"));
        format!("use {package}::Client;\n{}", modules.collect::<String>())
    }
}

fn methods(item: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// A method of the client, which makes a builder.
fn started(method: &ImplItemFn, builders: &mut BTreeMap<String, Call>) {
    let ReturnType::Type(_, output) = &method.sig.output else { return };
    let Some(builder) = last_name(output) else { return };
    let call = Call {
        method: method.sig.ident.to_string(),
        builder: builder.clone(),
        setters: Vec::new(),
        answer: String::new(),
        error: String::new(),
    };
    builders.insert(builder, call);
}

/// A method of a builder: a setter, or the one that sends.
fn built(of: &Type, method: &ImplItemFn, builders: &mut BTreeMap<String, Call>, routes: &mut BTreeMap<String, String>) {
    let Some(name) = last_name(of) else { return };
    let Some(call) = builders.get_mut(&name) else { return };
    if method.sig.ident == "send" {
        let ReturnType::Type(_, output) = &method.sig.output else { return };
        let [Some(Type::Path(answer)), Some(Type::Path(error))] = [0, 1].map(|at| argument(output, at)) else { return };
        let inner = |path: &syn::TypePath| argument(&Type::Path(path.clone()), 0).map(tokens).unwrap_or_default();
        (call.answer, call.error) = (inner(answer), inner(error));
        routes.extend(route(&method.attrs).map(|route| (name, route)));
    } else if let [FnArg::Receiver(_), FnArg::Typed(value)] = method.sig.inputs.iter().collect::<Vec<_>>().as_slice() {
        let stated = match &*value.ty {
            // `impl TryInto<T>`
            Type::ImplTrait(bounds) => bounds.bounds.first().and_then(of_bound),
            // `V`, and `V: TryInto<T>`
            other => method.sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates).find_map(|each| {
                let syn::WherePredicate::Type(predicate) = each else { return None };
                (tokens(&predicate.bounded_ty) == tokens(other)).then(|| predicate.bounds.first().and_then(of_bound))?
            }),
        };
        call.setters.extend(stated.map(|ty| (method.sig.ident.to_string(), ty)));
    }
}

/// `T` of `TryInto<T>`.
fn of_bound(bound: &syn::TypeParamBound) -> Option<String> {
    let syn::TypeParamBound::Trait(bound) = bound else { return None };
    let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
    arguments.args.first().map(tokens)
}

fn last_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    Some(path.path.segments.last()?.ident.to_string())
}

fn argument(ty: &Type, at: usize) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let GenericArgument::Type(ty) = arguments.args.iter().nth(at)? else { return None };
    Some(ty)
}

/// "Sends a `GET` request to `/notes/{id}`"
fn route(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let syn::Expr::Lit(text) = &attribute.meta.require_name_value().ok()?.value else { return None };
        let syn::Lit::Str(text) = &text.lit else { return None };
        let text = text.value();
        let mut words = text.split('`');
        (words.next()?.trim() == "Sends a").then_some(())?;
        let method = words.next()?.to_owned();
        Some(format!("{method} {}", words.nth(1)?))
    })
}
