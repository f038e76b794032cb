//! The command line: `taskboard serve`, `taskboard token`, `taskboard migrate`.
//!
//! Reads flags, environment and `.env`, starts what was asked for and turns its end into an exit code: 0 done, 1 it
//! failed, 2 wrong usage or settings.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::auth::development::{DevelopmentIssuer, TokenRequest};
use crate::config::{Config, ConfigError, Issuer, Origins, Profile, Settings, positive_duration};
use crate::{Server, telemetry};

const AFTER_HELP: &str = "\
Every setting can stand in the environment or in a file `.env` in the current folder; flags win over the environment,
and the environment over the file.

  taskboard                                     serve, with a database and a sign-in of its own in ./data
  taskboard token --user ada --role admin       print a token for it
  taskboard --profile production --database-url postgres://… --issuer https://id.example.com \\
            --audience tasks --jwks-url https://id.example.com/api/auth/jwks";

/// A task-tracking service whose routes, types and clients are generated from its contract.
#[derive(Parser)]
#[command(name = "taskboard", version, after_help = AFTER_HELP, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, its documentation and the operators' API (what happens without a command)
    Serve,
    /// Print a token of the development issuer
    Token {
        /// Who the token is for: its `sub`
        #[arg(long, value_name = "NAME")]
        user: String,
        /// A role; repeat it for several
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        /// How long it is good for
        #[arg(long, value_name = "DURATION", default_value = "12h", value_parser = positive_duration)]
        expires_in: Duration,
    },
    /// Bring the database's schema up to date and stop
    Migrate,
}

/// The whole program.
pub fn main() -> ExitCode {
    if let Err(error) = read_env_file() {
        eprintln!("taskboard: {error}");
        return ExitCode::from(2);
    }
    let matches = match Cli::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => error.exit(),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    // Global arguments are known to the innermost command that was used.
    let innermost = matches.subcommand().map_or(&matches, |(_, inner)| inner);
    let config = match Config::from_settings(&cli.settings, &Origins::new(Some(innermost))) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("taskboard: {error}");
            return ExitCode::from(2);
        }
    };
    let result = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => run(serve(config)),
        Command::Migrate => run(migrate(config)),
        Command::Token { user, roles, expires_in } => token(&config, &TokenRequest { user, roles, expires_in }),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("taskboard: {error}");
            ExitCode::FAILURE
        }
    }
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn run(task: impl Future<Output = Result<(), AnyError>>) -> Result<(), AnyError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(task)
}

async fn serve(config: Config) -> Result<(), AnyError> {
    telemetry::log::init(&config.log);
    telemetry::log::log_panics();
    // From the first moment on: a balancer may change its mind while the database is being migrated.
    let mut stop = StopSignals::new()?;
    let running = tokio::select! {
        running = Server::start(config) => running?,
        () = stop.received() => return Ok(()),
    };
    // Whoever started it may have stopped reading; that is no reason to stop serving.
    let _ = writeln!(std::io::stdout(), "{}", running.banner()?);
    stop.received().await;
    tracing::info!("stopping: requests under way finish first");
    tokio::select! {
        () = running.shutdown() => Ok(()),
        () = stop.received() => Err("stopped at once, by a second request to stop".into()),
    }
}

async fn migrate(config: Config) -> Result<(), AnyError> {
    telemetry::log::init(&config.log);
    Server::migrate(&config).await?;
    writeln!(std::io::stdout(), "The database is up to date.")?;
    Ok(())
}

fn token(config: &Config, request: &TokenRequest) -> Result<(), AnyError> {
    match (&config.sign_in.issuer, config.profile) {
        (Issuer::Development, Profile::Development) => {
            let token = DevelopmentIssuer::open(&config.data_dir)?.token(request)?;
            writeln!(std::io::stdout(), "{token}")?;
            Ok(())
        }
        (Issuer::Configured { issuer, .. }, _) => Err(format!(
            "tokens come from the configured issuer, {issuer}. Unset the sign-in settings to use the development issuer."
        )
        .into()),
        (Issuer::Development, Profile::Production) => Err("the production profile has no tokens of its own".into()),
    }
}

/// Requests of the terminal or the system to stop.
struct StopSignals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

impl StopSignals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(unix)]
    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn received(&mut self) {
        // An error means that there will be none.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// A missing `.env` is fine, one that cannot be read is not. Its lines are not repeated: they may hold secrets.
fn read_env_file() -> Result<(), ConfigError> {
    match dotenvy::from_path(".env") {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        Err(dotenvy::Error::LineParse(_, column)) => Err(ConfigError::new(format!(
            "the file .env has a line that cannot be read, at its character {}. A line is NAME=VALUE; a value with \
             blanks or # stands in quotes.",
            column + 1
        ))),
        Err(error) => Err(ConfigError::new(format!(
            "the file .env cannot be read ({error}). Give this process the right to read it, or remove it."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_stand_before_or_behind_the_command() {
        for line in [
            ["taskboard", "--listen", "127.0.0.1:1", "token", "--user", "ada"],
            ["taskboard", "token", "--user", "ada", "--listen", "127.0.0.1:1"],
        ] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert_eq!(cli.settings.listen.as_deref(), Some("127.0.0.1:1"));
        }
    }

    #[test]
    fn help_shows_every_setting_with_its_variable_and_no_value() {
        let help = Cli::command().render_help().to_string();
        for argument in Cli::command().get_arguments().filter(|argument| argument.get_env().is_some()) {
            let variable = argument.get_env().unwrap().to_string_lossy().into_owned();
            assert!(help.contains(&format!("[env: {variable}]")), "{variable} in {help}");
            assert!(argument.is_hide_env_values_set(), "{variable}");
        }
    }
}
