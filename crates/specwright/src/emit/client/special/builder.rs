//! The builder of a special call: its fields, a setter for each, and `send`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{answer::Answers, ident, request, ty};
use crate::{
    contract::ParameterLocation,
    emit::client::{
        call::{BodyKind, Call, PartKind, one_line},
        fit,
        polish::doc_lines,
    },
};

/// Something that a caller sets.
pub struct Field {
    pub name: String,
    pub ty: String,
    pub required: bool,
    pub docs: Option<String>,
}

/// Arguments in the contract's order, then the body or its parts.
pub fn fields(call: &Call<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = call
        .arguments
        .iter()
        .map(|argument| Field {
            name: argument.setter.clone(),
            ty: argument.ty.clone(),
            required: argument.parameter.required || argument.parameter.location == ParameterLocation::Path,
            docs: argument.docs(),
        })
        .collect();
    let Some(body) = &call.body else { return fields };
    let whole = |ty: &str| Field {
        name: "body".to_owned(),
        ty: ty.to_owned(),
        required: body.required,
        docs: body.description.map(one_line),
    };
    match &body.kind {
        BodyKind::Json { ty } | BodyKind::Form { ty, .. } => fields.push(whole(ty)),
        BodyKind::Octets => fields.push(whole("::reqwest::Body")),
        BodyKind::Multipart { parts } => fields.extend(parts.iter().map(|part| {
            let item = match &part.kind {
                PartKind::File => "Part",
                PartKind::Text(ty) | PartKind::Json(ty) => ty,
            };
            Field {
                name: part.setter.clone(),
                ty: if part.list { format!("::std::vec::Vec<{item}>") } else { item.to_owned() },
                required: part.required,
                docs: part.description.map(one_line),
            }
        })),
    }
    fields
}

/// The method on the client that begins the call.
pub fn method(call: &Call<'_>) -> TokenStream {
    let operation = call.operation;
    let fields = fields(call);
    let mut lines = vec![
        call.docs(),
        String::new(),
        format!("Sends a `{}` request to `{}`", operation.method.as_str(), operation.path),
        String::new(),
    ];
    if !fields.is_empty() {
        lines.push("Arguments:".to_owned());
    }
    lines.extend(fields.iter().map(|field| match &field.docs {
        Some(docs) => format!("- `{}`: {docs}", field.name),
        None => format!("- `{}`", field.name),
    }));
    lines.push(format!("```ignore\nlet response = client.{}()", call.name.method));
    lines.extend(fields.iter().map(|field| format!("    .{0}({0})", field.name)));
    lines.push("    .send()\n    .await;\n```".to_owned());
    let docs = doc_lines(&lines.join("\n"));
    let deprecated = operation.docs.deprecated.then(|| quote! { #[deprecated] });
    let (method, builder) = (ident(&call.name.method), ident(&call.name.builder));
    quote! {
        #(#docs)*
        #deprecated
        pub fn #method(&self) -> #builder<'_> {
            #builder::new(self)
        }
    }
}

pub fn builder(call: &Call<'_>) -> TokenStream {
    let builder = ident(&call.name.builder);
    let because = fit::why_not(call).map(|reason| format!(", apart because {reason}")).unwrap_or_default();
    let docs = doc_lines(&format!("Builder for [`Client::{}`]{because}.", call.name.method));
    let fields = fields(call);
    let members = fields.iter().map(|field| {
        let (name, ty) = (ident(&field.name), ty(&field.ty));
        if field.required {
            quote! { #name: Result<#ty, String> }
        } else {
            quote! { #name: Result<Option<#ty>, String> }
        }
    });
    let initial = fields.iter().map(|field| {
        let name = ident(&field.name);
        let missing = format!("{} was not initialized", field.name);
        if field.required {
            quote! { #name: Err(#missing.to_string()) }
        } else {
            quote! { #name: Ok(None) }
        }
    });
    let setters = fields.iter().map(setter);
    let answers = Answers::of(call);
    let (success, failure) = (answers.success_type(), answers.failure_type());
    let types = answers.types();
    let request = request::request(call);
    let outcome = answers.outcome();
    let send_docs = format!(" Sends a `{}` request to `{}`.", call.operation.method.as_str(), call.operation.path);
    quote! {
        #(#docs)*
        #[derive(Debug)]
        pub struct #builder<'a> {
            client: &'a Client,
            #(#members,)*
        }

        impl<'a> #builder<'a> {
            fn new(client: &'a Client) -> Self {
                Self { client, #(#initial,)* }
            }

            #(#setters)*

            #[doc = #send_docs]
            pub async fn send(self) -> Result<ResponseValue<#success>, Error<#failure>> {
                #request
                let response = request.send().await?;
                #outcome
            }
        }

        #types
    }
}

fn setter(field: &Field) -> TokenStream {
    let (name, ty) = (ident(&field.name), ty(&field.ty));
    let docs = field.docs.iter().flat_map(|docs| doc_lines(docs));
    let short = field.ty.replace("<::", "<");
    let failed = format!("conversion to `{}` for {} failed", short.trim_start_matches("::"), field.name);
    let some = (!field.required).then(|| quote! { .map(Some) });
    quote! {
        #(#docs)*
        pub fn #name<V>(mut self, value: V) -> Self
        where
            V: TryInto<#ty>,
        {
            self.#name = value.try_into()#some.map_err(|_| #failed.to_string());
            self
        }
    }
}
