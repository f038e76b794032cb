//! What the service is told from outside, read and checked before anything starts.
//!
//! `settings` says what can be told, `resolve` makes a [`Config`] of it, `problems` holds what is wrong with it. Whoever
//! has a `Config` need not check it again. Not here: what the service does with it.

mod problems;
mod resolve;
mod secret;
mod settings;
mod sign_in;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

pub use problems::{ConfigError, Origins};
pub use secret::Secret;
pub use settings::Settings;
pub use values::{duration, positive_duration};

/// What the contract takes: `AttachmentUpload`'s file.
pub const LARGEST_ATTACHMENT: u64 = 10 << 20;

/// How much the service does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Makes its own tokens when no issuer is configured.
    Development,
    /// Signs nobody in by itself, and says so to browsers (HSTS).
    Production,
}

#[derive(Clone, Debug)]
pub struct Config {
    pub profile: Profile,
    pub listen: SocketAddr,
    pub operators_listen: SocketAddr,
    pub data_dir: PathBuf,
    pub database: DatabaseConfig,
    pub sign_in: SignInConfig,
    pub attachments: AttachmentConfig,
    pub http: HttpConfig,
    pub rate_limits: bool,
    pub log: LogConfig,
}

#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    pub location: DatabaseLocation,
    /// Most connections to PostgreSQL, or readers of SQLite.
    pub connections: u32,
    pub acquire_timeout: Duration,
    pub statement_timeout: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseLocation {
    /// The file, or `:memory:`.
    Sqlite(PathBuf),
    /// The URL may hold a password.
    Postgres(Secret),
}

/// Whose word is taken for who is asking.
#[derive(Clone, Debug)]
pub struct SignInConfig {
    pub issuer: Issuer,
    pub leeway: Duration,
    pub roles_claim: String,
    /// What an RSA key is for that does not say it.
    pub rsa_algorithm: RsaAlgorithm,
    pub refetch_interval: Duration,
}

#[derive(Clone, Debug)]
pub enum Issuer {
    /// This service itself, with a key in the data folder.
    Development,
    Configured {
        issuer: String,
        audiences: Vec<String>,
        keys: KeySource,
    },
}

#[derive(Clone, Debug)]
pub enum KeySource {
    Url(reqwest::Url),
    File(PathBuf),
    Hs256(Secret),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaAlgorithm {
    Rs256,
    Ps256,
}

#[derive(Clone, Debug)]
pub struct AttachmentConfig {
    pub folder: PathBuf,
    /// What it may be, and how large at the most, is the contract's; this can only be less.
    pub max_bytes: u64,
}

#[derive(Clone, Debug)]
pub struct HttpConfig {
    pub cors_origins: Vec<String>,
    pub trusted_hosts: TrustedHosts,
    pub trusted_proxies: Vec<IpNet>,
    pub forwarded_header: ForwardedHeader,
    pub body_limit: u64,
    pub request_timeout: Duration,
    pub upload_timeout: Duration,
    pub header_timeout: Duration,
    pub write_timeout: Duration,
    pub stop_timeout: Duration,
    /// Tell browsers to come back by HTTPS only.
    pub strict_transport_security: bool,
}

/// Where proxies write whom they forward for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedHeader {
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustedHosts {
    Any,
    /// In lower case, without ports.
    Only(Vec<String>),
}

#[derive(Clone, Debug)]
pub struct LogConfig {
    pub format: LogFormat,
    /// As `tracing_subscriber::EnvFilter` reads it.
    pub filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}
