//! What is wrong with the settings, all of it at once: where the value came from, what is wrong, how to mend it.

use std::collections::HashMap;
use std::fmt;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};

use super::settings::Settings;

/// One setting's names.
#[derive(Clone, Debug)]
struct Names {
    flag: String,
    variable: String,
    from_environment: bool,
}

/// The names of all settings, and which of them came from the environment. Made from the `clap` definition, so that a
/// message cannot name a flag that does not exist.
#[derive(Clone, Debug)]
pub struct Origins(HashMap<String, Names>);

impl Origins {
    /// `matches` are those of the command line; without them every value counts as a flag's.
    pub fn new(matches: Option<&ArgMatches>) -> Self {
        let command = Settings::augment_args(Command::new("settings"));
        let names = command.get_arguments().map(|argument| {
            let id = argument.get_id().as_str().to_owned();
            let source = matches.and_then(|matches| matches.value_source(&id));
            let names = Names {
                flag: argument.get_long().map(|long| format!("--{long}")).unwrap_or_default(),
                variable: argument.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
                from_environment: source == Some(ValueSource::EnvVariable),
            };
            (id, names)
        });
        Self(names.collect())
    }

    /// The name that the reader of a message will recognise: where the value stands now.
    fn place(&self, id: &str) -> String {
        match self.0.get(id) {
            Some(names) if names.from_environment => names.variable.clone(),
            Some(names) => names.flag.clone(),
            None => id.to_owned(),
        }
    }

    /// Both names, for a setting that is missing.
    pub fn both(&self, id: &str) -> String {
        self.0.get(id).map_or_else(|| id.to_owned(), |names| format!("{} ({})", names.flag, names.variable))
    }
}

/// Settings that cannot be used. Its text is for the terminal and never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(Vec<String>);

impl ConfigError {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(vec![sentence.into()])
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [only] => f.write_str(only),
            several => {
                write!(f, "{} settings cannot be used:", several.len())?;
                several.iter().try_for_each(|sentence| write!(f, "\n- {sentence}"))
            }
        }
    }
}

impl std::error::Error for ConfigError {}

/// Reads settings one by one and keeps what is wrong with them.
pub struct Reader<'a> {
    pub origins: &'a Origins,
    wrong: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(origins: &'a Origins) -> Self {
        Self { origins, wrong: Vec::new() }
    }

    /// The value, or the default where there is none. `mend` is a sentence that says what to write.
    pub fn read<T>(
        &mut self,
        id: &str,
        text: Option<&str>,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
        mend: &str,
    ) -> T {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return default };
        match parse(text) {
            Ok(value) => value,
            Err(what) => {
                self.wrong.push(format!("{} is `{}` and {what}. {mend}", self.origins.place(id), excerpt(text)));
                default
            }
        }
    }

    /// A mistake in a value that is not to be shown.
    pub fn wrong_secret(&mut self, id: &str, what: &str, mend: &str) {
        self.wrong.push(format!("{} {what}. {mend}", self.origins.place(id)));
    }

    /// A mistake of several settings together, as whole sentences.
    pub fn wrong(&mut self, sentences: impl Into<String>) {
        self.wrong.push(sentences.into());
    }

    pub fn finish<T>(self, value: T) -> Result<T, ConfigError> {
        if self.wrong.is_empty() { Ok(value) } else { Err(ConfigError(self.wrong)) }
    }
}

/// Enough of a value to recognise it, on one line.
fn excerpt(text: &str) -> String {
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect();
    if text.chars().count() > 80 {
        shown.push('…');
    }
    shown
}
