//! The table of parameters against the operation's.

use super::super::model::{Endpoint, Located, ParameterRow, Stated};
use super::super::notation::{TypeName, location_text, value_text};
use super::finding::Findings;
use crate::contract::{Contract, Operation, Parameter, ParameterLocation};
use crate::source::Position;

pub fn compare(endpoint: &Endpoint, operation: &Operation, contract: &Contract, findings: &mut Findings<'_>) {
    let section = &endpoint.parameters;
    let pairs: Vec<_> = section.rows.iter().map(|row| (row, find(row, operation, &section.rows))).collect();
    for (row, parameter) in &pairs {
        if let Some(parameter) = parameter {
            Compared { operation, contract, row, parameter, findings }.all();
            continue;
        }
        let location = row.location.get().map_or("query", |located| location_text(located.value));
        let subject = format!("the parameter `{}` of `{}`", row.name.value, operation.id);
        let write = format!("`{{name: {}, in: {location}, …}}` under `parameters`", row.name.value);
        findings.only_here(&subject, row.name.at, Some(operation.at), &write);
    }
    if section.damaged {
        return;
    }
    let described = |parameter: &Parameter| pairs.iter().any(|(_, p)| p.is_some_and(|p| std::ptr::eq(p, parameter)));
    for parameter in operation.parameters.iter().filter(|parameter| !described(parameter)) {
        let subject = format!("the parameter `{}` of `{}`", parameter.name, operation.id);
        let write = format!("{} under `#### Parameters`", row(parameter, contract));
        findings.only_there(&subject, section.at.unwrap_or(endpoint.id.at), parameter.at, &write);
    }
}

/// The parameter that a row means: of its name and place, else of its name alone where no other row claims that.
fn find<'o>(row: &ParameterRow, operation: &'o Operation, rows: &[ParameterRow]) -> Option<&'o Parameter> {
    let named = |parameter: &&Parameter| match parameter.location {
        ParameterLocation::Header => parameter.name.eq_ignore_ascii_case(&row.name.value),
        _ => parameter.name == row.name.value,
    };
    let placed = |row: &ParameterRow, parameter: &Parameter| {
        row.location.get().is_some_and(|located| located.value == parameter.location)
    };
    operation.parameters.iter().filter(named).find(|parameter| placed(row, parameter)).or_else(|| {
        let claimed = |parameter: &Parameter| {
            rows.iter().any(|other| other.name.value == row.name.value && placed(other, parameter))
        };
        operation.parameters.iter().filter(named).find(|parameter| !claimed(parameter))
    })
}

struct Compared<'a, 'd> {
    operation: &'a Operation,
    contract: &'a Contract,
    row: &'a ParameterRow,
    parameter: &'a Parameter,
    findings: &'a mut Findings<'d>,
}

impl Compared<'_, '_> {
    fn all(mut self) {
        let (row, parameter) = (self.row, self.parameter);
        let in_words = |value: &ParameterLocation| format!("`{}`", location_text(*value));
        let there = (parameter.at, &parameter.location);
        self.one("place", &row.location, there, in_words, |value| format!("`in: {}`", location_text(*value)));
        let ty = TypeName::of(self.contract, parameter.ty);
        let at = self.contract.schemas.get(parameter.ty.schema).map_or(parameter.at, |schema| schema.at);
        self.one("type", &row.ty, (at, &ty), |ty| format!("`{ty}`"), |ty| format!("a schema that is `{ty}`"));
        let requirement = |value: &bool| if *value { "required" } else { "optional" }.to_owned();
        let required = row.required.get();
        if let Some(stated) = required.filter(|stated| stated.value != parameter.required) {
            let (here, there) = (requirement(&stated.value), requirement(&parameter.required));
            let mend_here = if parameter.required { "`yes`" } else { "`no`" };
            let mend = format!("`required: {}`", stated.value);
            self.findings.contradiction(
                &format!("the parameter {}", self.name()),
                (stated.at, &here),
                (parameter.at, &there),
                mend_here,
                &mend,
            );
        }
        self.default();
    }

    fn name(&self) -> String {
        format!("`{}` of `{}`", self.parameter.name, self.operation.id)
    }

    fn one<T: PartialEq>(
        &mut self,
        what: &str,
        stated: &Stated<T>,
        there: (Position, &T),
        in_words: impl Fn(&T) -> String,
        mend: impl Fn(&T) -> String,
    ) {
        let Some(Located { value, at }) = stated.get() else { return };
        if value != there.1 {
            let subject = format!("the {what} of the parameter {}", self.name());
            let words = in_words(there.1);
            let here = (*at, in_words(value));
            self.findings.contradiction(&subject, (here.0, &here.1), (there.0, &words), &words, &mend(value));
        }
    }

    fn default(&mut self) {
        let parameter = self.parameter;
        let there_at = parameter.default_at.unwrap_or(parameter.at);
        let subject = format!("the default of the parameter {}", self.name());
        match (self.row.default.get(), &parameter.default) {
            (None, None) => {}
            (Some(stated), Some(value)) => {
                let same = stated.value == value_text(value)
                    || serde_json::from_str(&stated.value).is_ok_and(|read: serde_json::Value| read == *value);
                if !same {
                    let (here, there) = (format!("`{}`", stated.value), format!("`{}`", value_text(value)));
                    let mend = format!("`default: {}`", stated.value);
                    self.findings.contradiction(&subject, (stated.at, &here), (there_at, &there), &there, &mend);
                }
            }
            (Some(stated), None) => {
                let write = format!("`default: {}` into its schema", stated.value);
                self.findings.only_here(&subject, stated.at, Some(there_at), &write);
            }
            (None, Some(value)) => {
                let write = format!("`{}` into the cell `Default`", value_text(value));
                self.findings.only_there(&subject, self.row.default_at, there_at, &write);
            }
        }
    }
}

/// The row that a parameter would have.
fn row(parameter: &Parameter, contract: &Contract) -> String {
    let required = if parameter.required { "yes" } else { "no" };
    let default = parameter.default.as_ref().map(value_text).unwrap_or_default();
    let ty = TypeName::of(contract, parameter.ty);
    format!("`| {} | {} | {ty} | {required} | {default} | … |`", parameter.name, location_text(parameter.location))
}
