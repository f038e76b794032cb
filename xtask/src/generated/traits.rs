//! What a service has to implement, read from the generated traits, so that the programs written here follow every
//! change of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use quote::ToTokens;
use specwright::emit::GeneratedFile;
use syn::{Attribute, FnArg, GenericArgument, Item, PathArguments, ReturnType, TraitItem, Type, TypeParamBound};

/// The generated server, as the one who implements it sees it.
pub struct Signatures {
    pub traits: BTreeMap<String, Vec<Method>>,
    /// The members of the structs in `operations`: name on the wire, name in Rust, type.
    pub structs: BTreeMap<String, Vec<Member>>,
    /// The variants of the enums there: name, and type of what is in it.
    pub enums: BTreeMap<String, Vec<(String, Option<String>)>>,
    modules: BTreeSet<String>,
}

pub struct Method {
    pub name: String,
    /// Name and type, the receiver aside.
    pub arguments: Vec<(String, String)>,
    pub answer: String,
    pub error: String,
}

pub struct Member {
    pub wire: String,
    pub rust: String,
    pub ty: String,
}

impl Signatures {
    pub fn read(files: &[GeneratedFile]) -> Result<Self, String> {
        let mut signatures = Self {
            traits: BTreeMap::new(),
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
            modules: BTreeSet::new(),
        };
        for file in files {
            let inside = |folder: &str| {
                file.path.strip_prefix(folder).and_then(|name| name.strip_suffix(".rs")).filter(|name| *name != "mod")
            };
            let parse = || syn::parse_file(&file.text).map_err(|error| format!("{}: {error}", file.path));
            if inside("api/src/server/").is_some() {
                signatures.read_traits(&parse()?)?;
            } else if let Some(module) = inside("api/src/operations/") {
                // A tag's folder shows what is in its files as its own.
                signatures.modules.extend(module.split('/').next().map(str::to_owned));
                signatures.read_types(&parse()?);
            }
        }
        Ok(signatures)
    }

    /// `use` of all that the signatures name.
    pub fn imports(&self, package: &str) -> String {
        let mut imports = format!("use {package}::types;\n");
        for module in &self.modules {
            let _ = writeln!(imports, "use {package}::operations::{module}::*;");
        }
        imports
    }

    fn read_traits(&mut self, file: &syn::File) -> Result<(), String> {
        for item in &file.items {
            let Item::Trait(item) = item else { continue };
            let methods = self.traits.entry(item.ident.to_string()).or_default();
            for member in &item.items {
                let TraitItem::Fn(method) = member else { continue };
                let name = method.sig.ident.to_string();
                let typed = method.sig.inputs.iter().filter_map(|argument| match argument {
                    FnArg::Typed(argument) => Some((tokens(&argument.pat), tokens(&argument.ty))),
                    FnArg::Receiver(_) => None,
                });
                let (answer, error) = result(&method.sig.output)
                    .ok_or_else(|| format!("the method `{name}` is not of the form that is known here"))?;
                methods.push(Method { name, arguments: typed.collect(), answer, error });
            }
        }
        Ok(())
    }

    fn read_types(&mut self, file: &syn::File) {
        for item in &file.items {
            match item {
                Item::Struct(item) => {
                    let members = item.fields.iter().filter_map(|field| {
                        let rust = field.ident.as_ref()?.to_string();
                        let wire = renamed(&field.attrs).unwrap_or_else(|| rust.trim_start_matches("r#").to_owned());
                        Some(Member { wire, rust, ty: tokens(&field.ty) })
                    });
                    self.structs.insert(item.ident.to_string(), members.collect());
                }
                Item::Enum(item) => {
                    self.enums.insert(item.ident.to_string(), variants(item));
                }
                _ => {}
            }
        }
    }
}

/// The variants of an enum: name, and type of what is in it.
pub(super) fn variants(item: &syn::ItemEnum) -> Vec<(String, Option<String>)> {
    let variant = |variant: &syn::Variant| {
        (variant.ident.to_string(), variant.fields.iter().next().map(|field| tokens(&field.ty)))
    };
    item.variants.iter().map(variant).collect()
}

/// `#[serde(rename = "...")]`
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                found = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if let Ok(value) = meta.value() {
                value.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    found
}

/// `R` and `E` of `-> impl Future<Output = Result<R, E>> + Send`.
fn result(output: &ReturnType) -> Option<(String, String)> {
    let ReturnType::Type(_, output) = output else { return None };
    let Type::ImplTrait(output) = &**output else { return None };
    let future = output.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().filter(|segment| segment.ident == "Future"),
        _ => None,
    })?;
    let PathArguments::AngleBracketed(arguments) = &future.arguments else { return None };
    let result = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(argument) => Some(&argument.ty),
        _ => None,
    })?;
    let Type::Path(result) = result else { return None };
    let PathArguments::AngleBracketed(arguments) = &result.path.segments.last()?.arguments else { return None };
    let mut types = arguments.args.iter().map(tokens);
    Some((types.next()?, types.next()?))
}

pub(super) fn tokens(part: &impl ToTokens) -> String {
    part.to_token_stream().to_string()
}
