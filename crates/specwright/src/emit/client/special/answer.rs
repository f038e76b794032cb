//! What a special call brings: one type, or an enum with a variant for each status where they differ.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, ty};
use crate::{
    contract::Status,
    emit::client::{
        call::{Answer, AnswerKind, Call},
        fit,
        polish::doc_lines,
    },
    names::status::status_variant,
};

pub struct Answers<'c> {
    method: &'c str,
    builder: &'c str,
    successes: Vec<&'c Answer>,
    failures: Vec<&'c Answer>,
}

impl<'c> Answers<'c> {
    pub fn of(call: &'c Call<'_>) -> Self {
        Self {
            method: &call.name.method,
            builder: &call.name.builder,
            successes: call.successes.iter().collect(),
            failures: fit::typed_failures(call),
        }
    }

    pub fn success_type(&self) -> TokenStream {
        self.type_of(&self.successes, "Success")
    }

    pub fn failure_type(&self) -> TokenStream {
        self.type_of(&self.failures, "Failure")
    }

    fn type_of(&self, answers: &[&Answer], suffix: &str) -> TokenStream {
        match answers {
            [] => quote! { () },
            [first, ..] if !differ(answers) => payload(&first.kind).unwrap_or_else(|| quote! { () }),
            _ => {
                let name = ident(&format!("{}{suffix}", self.builder));
                quote! { #name }
            }
        }
    }

    /// The enums, where there are any.
    pub fn types(&self) -> TokenStream {
        let mut types = TokenStream::new();
        for (answers, suffix, what) in
            [(&self.successes, "Success", "brings"), (&self.failures, "Failure", "fails with")]
        {
            if !differ(answers) {
                continue;
            }
            let name = ident(&format!("{}{suffix}", self.builder));
            let docs = doc_lines(&format!("What [`Client::{}`] {what}, by status.", self.method));
            let variants = answers.iter().map(|answer| {
                let variant = ident(&status_variant(answer.status));
                let docs = doc_lines(&status_text(answer.status));
                let payload = payload(&answer.kind).map(|ty| quote! { (#ty) });
                quote! { #(#docs)* #variant #payload }
            });
            // A stream of octets has no `Debug`.
            let debug = answers.iter().all(|answer| answer.kind != AnswerKind::Octets);
            let debug = debug.then(|| quote! { #[derive(Debug)] });
            types.extend(quote! { #(#docs)* #debug pub enum #name { #(#variants),* } });
        }
        types
    }

    /// The expression that makes of `response` what `send` returns.
    pub fn outcome(&self) -> TokenStream {
        let success_type = self.success_type();
        let successes = self.successes.iter().map(|answer| {
            let value = decoded(answer);
            let value = if differ(&self.successes) { in_variant(answer, &value, &success_type) } else { value };
            (answer.status, quote! { Ok(#value) })
        });
        let failure_type = self.failure_type();
        let failures = self.failures.iter().map(|answer| {
            let value = decoded(answer);
            let value = if differ(&self.failures) { in_variant(answer, &value, &failure_type) } else { value };
            (answer.status, quote! { Err(Error::ErrorResponse(#value)) })
        });
        // Exact statuses before the ranges around them.
        let mut arms: Vec<(Status, TokenStream)> = successes.chain(failures).collect();
        arms.sort_by_key(|(status, _)| *status);
        let arms = arms.iter().filter_map(|(status, value)| {
            let pattern = match *status {
                Status::Code(code) => {
                    let code = proc_macro2::Literal::u16_unsuffixed(code);
                    quote! { #code }
                }
                Status::Range(class) => {
                    let low = proc_macro2::Literal::u16_unsuffixed(u16::from(class) * 100);
                    let high = proc_macro2::Literal::u16_unsuffixed(u16::from(class) * 100 + 99);
                    quote! { #low..=#high }
                }
                Status::Default => return None,
            };
            Some(quote! { #pattern => #value, })
        });
        quote! {
            match response.status().as_u16() {
                #(#arms)*
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}

fn differ(answers: &[&Answer]) -> bool {
    answers.windows(2).any(|pair| matches!(pair, [a, b] if a.kind != b.kind))
}

fn payload(kind: &AnswerKind) -> Option<TokenStream> {
    match kind {
        AnswerKind::Json(name) => Some(ty(name)),
        AnswerKind::Empty => None,
        AnswerKind::Octets => Some(quote! { ByteStream }),
    }
}

/// A `ResponseValue` of what the answer brings.
fn decoded(answer: &Answer) -> TokenStream {
    match answer.kind {
        AnswerKind::Json(_) => quote! { ResponseValue::from_response(response).await? },
        AnswerKind::Empty => quote! { ResponseValue::empty(response) },
        AnswerKind::Octets => quote! { ResponseValue::stream(response) },
    }
}

fn in_variant(answer: &Answer, value: &TokenStream, name: &TokenStream) -> TokenStream {
    let variant = ident(&status_variant(answer.status));
    match answer.kind {
        AnswerKind::Empty => quote! { wire::map(#value, |()| #name::#variant) },
        AnswerKind::Json(_) | AnswerKind::Octets => quote! { wire::map(#value, #name::#variant) },
    }
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}00 to {class}99, where no other variant says otherwise."),
        Status::Default => "Everything else.".to_owned(),
    }
}
