//! The generated types as utoipa is shown them: the same structs and enums, with its derive in place of all others.
//!
//! Types, and what serde is told of them, stay as they are written: utoipa reads serde's attributes itself. What it cannot
//! read there it is told in words of its own, and each is taken from the generated code, never from the contract:
//!
//! | generated | utoipa is told |
//! |---|---|
//! | `rename = "..."` | `schema(rename = "...")`: of serde's it takes the escapes for letters |
//! | `deserialize_with = "...::required"` | `required = true`: it takes any `Option` for a member that may be absent |
//! | `deserialize_with = "...::present"` | `nullable = false`: it takes any `Option` for one that may be null |
//! | `Patch<T>` | `Option<T>`: absent by `skip_serializing_if`, or null, or a value |
//! | `type A = T;` | `struct A(T);`: it goes by names, and an alias has none |
//! | an enumeration's `as_str()` | `schema(rename = "...")` |
//! | an enumeration's `value()` | `repr(i64)`, with its numbers |
//! | `BTreeMap<String, Option<A>>` | a name for `Option<A>`: of a map's values it takes no nullable reference |
//! | the arms that `deserialize` chooses by a tag | `discriminator(...)` |

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, Fields, GenericArgument, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Lit, LitStr, Meta, Pat,
    PathArguments, Stmt, Token, Type, Variant,
};

/// Types that are not the document's own. Those of the run time stand in `program`, and `Uuid` and `Value` utoipa knows.
const KNOWN: [&str; 17] = [
    "BTreeMap", "Base64", "Box", "Date", "DateTime", "Never", "Option", "String", "Uuid", "Value", "Vec", "bool",
    "f32", "f64", "i32", "i64", "u64",
];

/// A document's types.
pub struct Definitions {
    pub text: String,
    /// As they are called there.
    pub names: Vec<String>,
    /// Names for what has none in the generated code.
    pub helpers: Vec<String>,
}

/// What a type is called where utoipa sees it: never as one of those that it knows by name, such as `Map` or `Object`.
pub fn shown(name: &str) -> String {
    format!("{name}_")
}

/// What the helpers' names begin with: null or one of these.
pub const NULL_OR: &str = "NullOr_";

/// Of the files below `types/`.
pub fn definitions<'t>(files: impl IntoIterator<Item = &'t str>) -> Result<Definitions, String> {
    let mut items = Vec::new();
    for text in files {
        items.extend(syn::parse_file(text).map_err(|error| error.to_string())?.items);
    }
    let names = items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    });
    let types = Types { names: names.collect(), items: &items, nullable: RefCell::default() };
    let mut text = String::new();
    for item in &items {
        let (name, written) = match item {
            Item::Struct(item) => (&item.ident, types.structure(item)),
            Item::Enum(item) => (&item.ident, types.enumeration(item)),
            Item::Type(item) => {
                let newtype =
                    |ty| format!("#[derive(ToSchema)]\npub struct {}(pub {ty});\n", shown(&item.ident.to_string()));
                (&item.ident, types.ty(&item.ty).map(newtype))
            }
            _ => continue,
        };
        text += &written.map_err(|error| format!("{name}: {error}"))?;
    }
    let helper = |ty: &String| format!("{NULL_OR}{ty}");
    for ty in types.nullable.borrow().iter() {
        let _ = writeln!(text, "#[derive(ToSchema)]\npub struct {}(pub Option<{ty}>);", helper(ty));
    }
    let helpers = types.nullable.borrow().iter().map(helper).collect();
    Ok(Definitions { text, names: types.names.iter().map(|name| shown(name)).collect(), helpers })
}

struct Types<'i> {
    names: BTreeSet<String>,
    items: &'i [Item],
    /// Types for which there must be a helper.
    nullable: RefCell<BTreeSet<String>>,
}

impl Types<'_> {
    fn structure(&self, item: &ItemStruct) -> Result<String, String> {
        let told = Told::of(&item.attrs)?;
        let mut text = format!("#[derive(ToSchema)]\n{}pub struct {}", told.text(), shown(&item.ident.to_string()));
        match &item.fields {
            Fields::Named(fields) => {
                text += " {\n";
                for field in &fields.named {
                    let told = Told::of(&field.attrs)?;
                    let name = field.ident.to_token_stream();
                    let _ = writeln!(text, "{}pub {name}: {},", told.text(), self.ty(&field.ty)?);
                }
                text += "}\n";
            }
            Fields::Unnamed(fields) => {
                let fields: Vec<_> = fields.unnamed.iter().map(|field| self.ty(&field.ty)).collect::<Result<_, _>>()?;
                let _ = writeln!(text, "(pub {});", fields.join(", pub "));
            }
            Fields::Unit => text += ";\n",
        }
        Ok(text)
    }

    fn enumeration(&self, item: &ItemEnum) -> Result<String, String> {
        let name = item.ident.to_string();
        let mut told = Told::of(&item.attrs)?;
        let (texts, numbers) = (self.values(&name, "as_str"), self.values(&name, "value"));
        told.schema.extend(self.discriminator(item)?);
        let repr = if numbers.is_empty() { "" } else { "#[repr(i64)]\n" };
        let mut text = format!("#[derive(ToSchema)]\n{repr}{}pub enum {} {{\n", told.text(), shown(&name));
        for variant in &item.variants {
            let mut told = Told::of(&variant.attrs)?;
            if let Some(value) = texts.get(&variant.ident.to_string()) {
                told.tell(&format!("rename = {value}"));
            }
            let _ = write!(text, "{}{}", told.text(), variant.ident);
            if let Some(ty) = content(variant)? {
                let _ = write!(text, "({})", self.ty(ty)?);
            }
            if let Some(number) = numbers.get(&variant.ident.to_string()) {
                let _ = write!(text, " = {number}");
            }
            text += ",\n";
        }
        Ok(text + "}\n")
    }

    fn ty(&self, ty: &Type) -> Result<String, String> {
        let unknown = || format!("`{}` is no type that is known here", ty.to_token_stream());
        match ty {
            Type::Tuple(tuple) => {
                let types: Vec<_> = tuple.elems.iter().map(|ty| self.ty(ty)).collect::<Result<_, _>>()?;
                Ok(format!("({})", types.join(", ")))
            }
            Type::Path(path) => {
                let last = path.path.segments.last().ok_or_else(unknown)?;
                let name = last.ident.to_string();
                let name = match name.as_str() {
                    own if self.names.contains(own) => shown(own),
                    "Patch" => "Option".to_owned(),
                    known if KNOWN.contains(&known) => name,
                    _ => return Err(unknown()),
                };
                let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Ok(name) };
                let types = arguments.args.iter().map(|argument| match argument {
                    GenericArgument::Type(ty) => self.ty(ty),
                    _ => Err(unknown()),
                });
                let mut types = types.collect::<Result<Vec<_>, _>>()?;
                if name == "BTreeMap"
                    && let Some(value) = types.last_mut()
                    && let Some(inner) = value.strip_prefix("Option<").and_then(|inner| inner.strip_suffix('>'))
                {
                    let inner = unboxed(inner);
                    if inner.ends_with('_') || ["Base64", "Date", "DateTime", "Never"].contains(&inner) {
                        self.nullable.borrow_mut().insert(inner.to_owned());
                        *value = format!("{NULL_OR}{inner}");
                    }
                }
                Ok(format!("{name}<{}>", types.join(", ")))
            }
            _ => Err(unknown()),
        }
    }

    fn impls(&self, name: &str) -> impl Iterator<Item = &ItemImpl> {
        self.items.iter().filter_map(move |item| match item {
            Item::Impl(item) if item.self_ty.to_token_stream().to_string() == name => Some(item),
            _ => None,
        })
    }

    /// What the variants are written as, by the method that says so; nothing where there is no such method.
    fn values(&self, name: &str, method: &str) -> BTreeMap<String, String> {
        let value = |(pattern, body): (&Pat, &Expr)| {
            let Pat::Path(path) = pattern else { return None };
            Some((path.path.segments.last()?.ident.to_string(), body.to_token_stream().to_string()))
        };
        let arms = self.impls(name).find_map(|item| arms(item, method));
        arms.into_iter().flat_map(|(_, arms)| arms).filter_map(value).collect()
    }

    /// The tags that a union's reader looks for. One that tries each alternative in turn has none.
    fn discriminator(&self, item: &ItemEnum) -> Result<Option<String>, String> {
        let reads = |item: &&ItemImpl| {
            let name = item.trait_.as_ref().and_then(|(path, ..)| path.segments.last());
            name.is_some_and(|name| name.ident == "Deserialize")
        };
        let name = item.ident.to_string();
        let Some(reader) = self.impls(&name).find(reads) else { return Ok(None) };
        let Some((Expr::Call(tag), arms)) = arms(reader, "deserialize") else { return Ok(None) };
        if !tag.func.to_token_stream().to_string().ends_with("tag") {
            return Ok(None);
        }
        let property = tag.args.last().ok_or("its tag has no name")?.to_token_stream();
        let mut mapping = Vec::new();
        for (pattern, body) in arms {
            let Pat::TupleStruct(some) = pattern else { continue };
            let Expr::MethodCall(made) = body else { return Err("a tag chooses nothing".to_owned()) };
            let variant = made.args.to_token_stream().to_string();
            let variant = item.variants.iter().find(|known| variant.ends_with(&format!(":: {}", known.ident)));
            let ty = content(variant.ok_or("a tag chooses none of the variants")?)?.ok_or("a variant is empty")?;
            let target = format!("#/components/schemas/{}", unboxed(&self.ty(ty)?));
            for pattern in &some.elems {
                let tags = match pattern {
                    Pat::Or(several) => several.cases.iter().collect(),
                    single => vec![single],
                };
                mapping.extend(tags.iter().map(|tag| format!("({} = {target:?})", tag.to_token_stream())));
            }
        }
        Ok(Some(format!("discriminator(property_name = {property}, mapping({}))", mapping.join(", "))))
    }
}

/// What is in a variant, if anything.
fn content(variant: &Variant) -> Result<Option<&Type>, String> {
    match &variant.fields {
        Fields::Unit => Ok(None),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(fields.unnamed.first().map(|field| &field.ty)),
        _ => Err(format!("the variant `{}` is not of the form that is known here", variant.ident)),
    }
}

fn unboxed(ty: &str) -> &str {
    ty.strip_prefix("Box<").and_then(|inner| inner.strip_suffix('>')).unwrap_or(ty)
}

/// What the `match` at the end of a method is of, and its arms.
fn arms<'i>(item: &'i ItemImpl, method: &str) -> Option<(&'i Expr, Vec<(&'i Pat, &'i Expr)>)> {
    let method = item.items.iter().find_map(|member| match member {
        ImplItem::Fn(function) if function.sig.ident == method => Some(function),
        _ => None,
    })?;
    let Stmt::Expr(Expr::Match(choice), _) = method.block.stmts.last()? else { return None };
    Some((&choice.expr, choice.arms.iter().map(|arm| (&arm.pat, &*arm.body)).collect()))
}

/// What utoipa is told beside the type.
#[derive(Default)]
struct Told {
    serde: Vec<String>,
    schema: Vec<String>,
}

impl Told {
    fn of(attributes: &[Attribute]) -> Result<Self, String> {
        let mut told = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            let parsed = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            for meta in parsed.map_err(|error| error.to_string())? {
                told.add(&meta)?;
            }
        }
        Ok(told)
    }

    fn add(&mut self, meta: &Meta) -> Result<(), String> {
        let unknown = || format!("`{}` is not known here", meta.to_token_stream());
        let name = meta.path().get_ident().ok_or_else(unknown)?.to_string();
        let value = text(meta);
        match (name.as_str(), value.as_ref().map(LitStr::value).as_deref()) {
            ("rename", Some(_)) => self.tell(&format!("rename = {}", value.to_token_stream())),
            ("deserialize_with", Some("specwright_poem::json::required")) => self.tell("required = true"),
            ("deserialize_with", Some("specwright_poem::json::present")) => self.tell("nullable = false"),
            ("deserialize_with", Some("specwright_poem::json::rest")) | ("transparent", None) => {}
            // A path would be taken for a value.
            ("default", _) => self.serde.push("default".to_owned()),
            ("skip_serializing_if", Some(_)) | ("flatten" | "deny_unknown_fields" | "untagged", None) => {
                self.serde.push(meta.to_token_stream().to_string());
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    fn tell(&mut self, what: &str) {
        self.schema.push(what.to_owned());
    }

    fn text(&self) -> String {
        let line = |name: &str, told: &[String]| match told {
            [] => String::new(),
            _ => format!("#[{name}({})]\n", told.join(", ")),
        };
        line("serde", &self.serde) + &line("schema", &self.schema)
    }
}

fn text(meta: &Meta) -> Option<LitStr> {
    let Meta::NameValue(pair) = meta else { return None };
    let Expr::Lit(literal) = &pair.value else { return None };
    let Lit::Str(text) = &literal.lit else { return None };
    Some(text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let text = definitions([text]).unwrap().text;
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn members_are_what_serde_reads() {
        let text = of(r#"
            #[derive(Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct Task {
                #[serde(rename = "type", deserialize_with = "specwright_poem::json::required")]
                pub type_: Option<Uuid>,
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "specwright_poem::json::present")]
                pub tags: Option<Vec<Tag>>,
                #[serde(default, skip_serializing_if = "Patch::is_absent")]
                pub due: Patch<DateTime>,
                #[serde(default = "Task::default_size")]
                pub size: i32,
                #[serde(flatten, deserialize_with = "specwright_poem::json::rest")]
                pub additional: BTreeMap<String, Option<Box<Tag>>>,
            }
            pub type Tag = String;
        "#);
        assert_eq!(
            text,
            "#[derive(ToSchema)] #[serde(deny_unknown_fields)] pub struct Task_ { \
             #[schema(rename = \"type\", required = true)] pub type_: Option<Uuid>, \
             #[serde(default, skip_serializing_if = \"Option::is_none\")] #[schema(nullable = false)] \
             pub tags: Option<Vec<Tag_>>, \
             #[serde(default, skip_serializing_if = \"Patch::is_absent\")] pub due: Option<DateTime>, \
             #[serde(default)] pub size: i32, \
             #[serde(flatten)] pub additional: BTreeMap<String, NullOr_Tag_>, } \
             #[derive(ToSchema)] pub struct Tag_(pub String); \
             #[derive(ToSchema)] pub struct NullOr_Tag_(pub Option<Tag_>);"
        );
    }

    #[test]
    fn values_and_tags_are_those_of_the_code() {
        let text = of(r#"
            pub enum Color { Red }
            impl Color { pub fn as_str(self) -> &'static str { match self { Self::Red => "dark-red" } } }
            pub enum Size { Small, Large }
            impl Size { pub fn value(self) -> i64 { match self { Self::Small => 1, Self::Large => -2 } } }
            #[serde(untagged)]
            pub enum Shape { Circle(Circle), Box(Box<Square>) }
            impl<'de> Deserialize<'de> for Shape {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let value = Value::deserialize(deserializer)?;
                    match json::tag(&value, "kind") {
                        Some("circle") => json::from_value(value).map(Self::Circle),
                        Some("box" | "square") => json::from_value(value).map(Self::Box),
                        _ => Err(D::Error::custom("none of the kinds that are known here")),
                    }
                }
            }
            pub struct Circle {}
            pub struct Square {}
        "#);
        assert_eq!(
            text,
            "#[derive(ToSchema)] pub enum Color_ { #[schema(rename = \"dark-red\")] Red, } \
             #[derive(ToSchema)] #[repr(i64)] pub enum Size_ { Small = 1, Large = - 2, } \
             #[derive(ToSchema)] #[serde(untagged)] #[schema(discriminator(property_name = \"kind\", mapping(\
             (\"circle\" = \"#/components/schemas/Circle_\"), (\"box\" = \"#/components/schemas/Square_\"), \
             (\"square\" = \"#/components/schemas/Square_\"))))] \
             pub enum Shape_ { Circle(Circle_), Box(Box<Square_>), } \
             #[derive(ToSchema)] pub struct Circle_ { } #[derive(ToSchema)] pub struct Square_ { }"
        );
    }

    #[test]
    fn what_is_not_known_is_said() {
        let of = |text| definitions([text]).err().unwrap();
        assert_eq!(
            of("pub type A = HashMap<String, String>;"),
            "A: `HashMap < String , String >` is no type that is known here"
        );
        assert!(of("#[serde(rename_all = \"camelCase\")] pub struct A {}").starts_with("A: `rename_all"));
    }
}
