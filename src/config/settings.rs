//! Every setting once: its flag, its environment variable and its line in `--help`.
//!
//! Values stay text here. `resolve` reads them, so that all mistakes are reported at once and each one names the place
//! it came from. Nothing has a default here either: the help says it, `resolve` knows it, and a test compares the two.

use clap::Args;

use super::secret::Secret;

/// What flags and environment say. An empty value counts as absent.
#[derive(Args, Clone, Debug, Default)]
pub struct Settings {
    /// `development` signs callers in by itself; `production` needs an issuer [default: development]
    #[arg(long, global = true, env = "TASKBOARD_PROFILE", value_name = "NAME", hide_env_values = true)]
    pub profile: Option<String>,
    /// Where the API and its documentation are served [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "TASKBOARD_LISTEN", value_name = "ADDRESS", hide_env_values = true)]
    pub listen: Option<String>,
    /// Where health, build information and metrics are served [default: 127.0.0.1:8081]
    #[arg(long, global = true, env = "TASKBOARD_OPERATORS_LISTEN", value_name = "ADDRESS", hide_env_values = true)]
    pub operators_listen: Option<String>,
    /// The folder of the SQLite database, attachments and the development key; made when missing [default: data]
    #[arg(long, global = true, env = "TASKBOARD_DATA_DIR", value_name = "FOLDER", hide_env_values = true)]
    pub data_dir: Option<String>,

    /// `postgres://…` or `sqlite:PATH` [default: sqlite, in the data folder]
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        help_heading = "Database"
    )]
    pub database_url: Option<Secret>,
    /// Most connections to PostgreSQL, or readers of SQLite [default: 10]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        hide_env_values = true,
        help_heading = "Database"
    )]
    pub database_connections: Option<String>,
    /// How long a request waits for a free connection [default: 5s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_DATABASE_ACQUIRE_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "Database"
    )]
    pub database_acquire_timeout: Option<String>,
    /// After which a statement is given up [default: 10s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_DATABASE_STATEMENT_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "Database"
    )]
    pub database_statement_timeout: Option<String>,

    /// Whose tokens are accepted: the exact text of their `iss` claim
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_ISSUER",
        value_name = "ISSUER",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub issuer: Option<String>,
    /// What a token's `aud` claim must name; several by commas, of which one is enough
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_AUDIENCE",
        value_name = "AUDIENCE",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub audience: Option<String>,
    /// Where the issuer publishes its keys (Better Auth: ISSUER/api/auth/jwks)
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_JWKS_URL",
        value_name = "URL",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub jwks_url: Option<String>,
    /// The issuer's keys as a file
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_JWKS_FILE",
        value_name = "FILE",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub jwks_file: Option<String>,
    /// Accept HS256 with this secret, at least 32 bytes, and nothing else; better as a file or from the environment
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_HS256_SECRET",
        value_name = "SECRET",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub hs256_secret: Option<Secret>,
    /// A file with the HS256 secret; one line break at its end does not count
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_HS256_SECRET_FILE",
        value_name = "FILE",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub hs256_secret_file: Option<String>,
    /// What an RSA key without `alg` is for: RS256 or PS256 [default: RS256]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_RSA_ALGORITHM",
        value_name = "NAME",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub rsa_algorithm: Option<String>,
    /// How far the issuer's clock and ours may differ [default: 30s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_LEEWAY",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub leeway: Option<String>,
    /// The claim with the caller's roles: an array or a text; `a.b` looks into objects [default: roles]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_ROLES_CLAIM",
        value_name = "CLAIM",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub roles_claim: Option<String>,
    /// The shortest time between two fetches of the keys because of an unknown one [default: 10s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_JWKS_REFETCH_INTERVAL",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "Sign-in"
    )]
    pub jwks_refetch_interval: Option<String>,

    /// Pages of which origins may call the API from a browser; several by commas [default: none]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_CORS_ORIGINS",
        value_name = "ORIGINS",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub cors_origins: Option<String>,
    /// The names under which this service is called (`Host`), without port; several by commas, `*` for any
    /// [default: development: localhost and the listening address; production: any]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_TRUSTED_HOSTS",
        value_name = "HOSTS",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub trusted_hosts: Option<String>,
    /// Proxies whose word on the caller's address is believed: addresses or networks [default: none]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub trusted_proxies: Option<String>,
    /// Which header those proxies write: `x-forwarded-for` or `forwarded` [default: x-forwarded-for]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_FORWARDED_HEADER",
        value_name = "NAME",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub forwarded_header: Option<String>,
    /// The largest request body, attachments apart [default: 1MiB]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_BODY_LIMIT",
        value_name = "SIZE",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub body_limit: Option<String>,
    /// After which an unanswered request is given up [default: 30s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_REQUEST_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub request_timeout: Option<String>,
    /// The same for uploads [default: 5m]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_UPLOAD_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub upload_timeout: Option<String>,
    /// How long a connection may take to send a request's head, or be silent between two [default: 30s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_HEADER_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub header_timeout: Option<String>,
    /// How long a connection may take nothing of an answer that waits for it [default: 30s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_WRITE_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub write_timeout: Option<String>,
    /// How long requests under way may take to finish at a stop [default: 20s]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_STOP_TIMEOUT",
        value_name = "DURATION",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub stop_timeout: Option<String>,
    /// `on` keeps the contract's rate limits, `off` is for load tests [default: on]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_RATE_LIMITS",
        value_name = "ON|OFF",
        hide_env_values = true,
        help_heading = "HTTP"
    )]
    pub rate_limits: Option<String>,

    /// The largest upload; at most, and by default, what the contract takes: 10MiB
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_ATTACHMENT_LIMIT",
        value_name = "SIZE",
        hide_env_values = true,
        help_heading = "Attachments"
    )]
    pub attachment_limit: Option<String>,

    /// `text` for people or `json` for machines [default: text]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_LOG_FORMAT",
        value_name = "FORMAT",
        hide_env_values = true,
        help_heading = "Logging"
    )]
    pub log_format: Option<String>,
    /// What is logged: off, error, warn, info, debug or trace, also per target (`info,sqlx=warn`) [default: info]
    #[arg(
        long,
        global = true,
        env = "TASKBOARD_LOG",
        value_name = "FILTER",
        hide_env_values = true,
        help_heading = "Logging"
    )]
    pub log: Option<String>,
}
