//! The whole service: put together, started, and stopped in order.

mod housekeeping;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::BoxFuture;
use poem::{Endpoint, Request, Response};
use serde_json::Value;
use specwright_poem::server::listener::{ConnectionLimits, Listening};
use tokio::net::TcpListener;

use housekeeping::Housekeeping;

use crate::api::Taskboard;
use crate::attachments::{Attachments, Files};
use crate::auth::TokenAuthenticator;
use crate::auth::development::{DevelopmentIssuer, DevelopmentIssuerError, TokenRequest};
use crate::config::{Config, DatabaseLocation, Issuer};
use crate::http::rate_limit::InProcessRateLimiter;
use crate::operators::{self, Foundation, Stopping};
use crate::store::{Database, DatabaseOptions, IdempotencyRecords, OpenError, Store};
use crate::telemetry::metrics::{Metrics, PoolGauges};
use crate::{docs, http};

/// Starts services. See [`Server::start`].
pub struct Server;

/// A service that runs until [`Running::shutdown`].
pub struct Running {
    /// Where the API is; the port is known even when the configuration left it to the system.
    pub api_addr: SocketAddr,
    /// Where the operators' API is.
    pub ops_addr: SocketAddr,
    development: Option<DevelopmentIssuer>,
    stopping: Stopping,
    api: Listening,
    operators: Listening,
    database: Database,
    housekeeping: Housekeeping,
}

/// Why the service did not start. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the data folder {} cannot be made: {source}. Choose another with --data-dir (TASKBOARD_DATA_DIR).", folder.display())]
    DataFolder { folder: PathBuf, source: std::io::Error },
    #[error("{0}")]
    SignIn(String),
    #[error(transparent)]
    DevelopmentIssuer(#[from] DevelopmentIssuerError),
    #[error("{0}. Check --database-url (DATABASE_URL), and that the database runs.")]
    Database(#[from] OpenError),
    #[error("{address} cannot be listened on: {source}. Free it, or choose another with {flag}.")]
    Listen { address: SocketAddr, flag: &'static str, source: std::io::Error },
}

impl Server {
    /// Opens and migrates the database, then serves. Needs a Tokio runtime.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        make_private_folder(&config.data_dir)
            .map_err(|source| StartError::DataFolder { folder: config.data_dir.clone(), source })?;
        let development = match config.sign_in.issuer {
            Issuer::Development => Some(DevelopmentIssuer::open(&config.data_dir)?),
            Issuer::Configured { .. } => None,
        };
        let authenticator =
            TokenAuthenticator::start(&config.sign_in, development.as_ref()).await.map_err(StartError::SignIn)?;
        let limiter = if config.rate_limits { InProcessRateLimiter::new() } else { InProcessRateLimiter::off() };
        let database = open(&config).await?;
        let metrics = Metrics::new();
        let stopping = Stopping::default();
        let limits = ConnectionLimits {
            header_timeout: config.http.header_timeout,
            write_timeout: config.http.write_timeout,
            stop_timeout: config.http.stop_timeout,
        };

        let store = Store::new(database.clone());
        let files = Files::open_folder(&config.attachments.folder)
            .await
            .map_err(|source| StartError::DataFolder { folder: config.attachments.folder.clone(), source })?;
        let attachments = Attachments::new(store.clone(), files);
        let longest_request = config.http.request_timeout.max(config.http.upload_timeout);
        let records = IdempotencyRecords::new(store.clone(), longest_request);
        let housekeeping = Housekeeping::start(attachments.clone(), records.clone());

        let service = Taskboard::new(store, attachments);
        let api = taskboard_api::server::Server::new(service, authenticator, limiter, records).into_endpoint();
        let service = http::middleware(&config.http, &config.attachments, metrics.clone(), Site { api });
        let api = listen(config.listen, "--listen (TASKBOARD_LISTEN)", service, limits).await?;
        let operators =
            operators::endpoint(DatabaseFoundation(database.clone()), metrics, stopping.clone(), contract_version());
        let operators = listen(
            config.operators_listen,
            "--operators-listen (TASKBOARD_OPERATORS_LISTEN)",
            http::inner_middleware(operators),
            limits,
        )
        .await?;
        tracing::info!(
            api = %api.address,
            operators = %operators.address,
            database = database.kind(),
            version = env!("CARGO_PKG_VERSION"),
            "serving"
        );
        let (api_addr, ops_addr) = (api.address, operators.address);
        Ok(Running { api_addr, ops_addr, development, stopping, api, operators, database, housekeeping })
    }

    /// Brings the database up to date and does nothing else.
    pub async fn migrate(config: &Config) -> Result<(), StartError> {
        open(config).await?.close().await;
        Ok(())
    }
}

impl Running {
    /// What a person at the terminal wants to know. With the development issuer it holds a token.
    pub fn banner(&self) -> Result<String, StartError> {
        let mut text = format!(
            "Documentation  http://{api}/docs\nAPI            http://{api}/api/v1\nOperators      http://{ops}/ready\n",
            api = self.api_addr,
            ops = self.ops_addr,
        );
        if let Some(issuer) = &self.development {
            let request = TokenRequest {
                user: "developer".to_owned(),
                roles: vec!["admin".to_owned()],
                expires_in: Duration::from_hours(12),
            };
            let token = issuer.token(&request)?;
            // Writing to a text cannot fail.
            let _ = write!(
                text,
                "\nDevelopment only: this service made its own key and accepts its own tokens. This one is good for \
                 12 hours, for the\nuser `developer` with the role `admin`; paste it into \"Authorize\". Others: \
                 `taskboard token --user NAME`.\n\n{token}\n",
            );
        }
        Ok(text)
    }

    /// A token of the development issuer, for tests and tools; none when another issuer is configured.
    pub fn development_token(&self, request: &TokenRequest) -> Option<Result<String, DevelopmentIssuerError>> {
        self.development.as_ref().map(|issuer| issuer.token(request))
    }

    /// Requests under way finish, within the configured time; then the database is closed.
    pub async fn shutdown(self) {
        // Balancers hear of it while the last requests are answered.
        self.stopping.set();
        self.api.stop().await;
        self.operators.stop().await;
        drop(self.housekeeping);
        self.database.close().await;
        tracing::info!("stopped");
    }
}

/// The documentation's pages, and the API for everything else.
struct Site<E> {
    api: E,
}

impl<E: Endpoint<Output = Response>> Endpoint for Site<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        match docs::answer(&request) {
            Some(response) => Ok(response),
            None => self.api.call(request).await,
        }
    }
}

struct DatabaseFoundation(Database);

impl Foundation for DatabaseFoundation {
    fn check(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async { self.0.ping().await.map_err(|error| format!("The database does not answer: {error}")) })
    }

    fn pool(&self) -> PoolGauges {
        let state = self.0.pool_state();
        let connections = i64::from(state.connections);
        let idle = i64::try_from(state.idle).unwrap_or(connections);
        PoolGauges { idle, used: connections - idle }
    }

    fn kind(&self) -> &'static str {
        self.0.kind()
    }
}

async fn listen(
    address: SocketAddr,
    flag: &'static str,
    endpoint: impl Endpoint<Output = Response> + 'static,
    limits: ConnectionLimits,
) -> Result<Listening, StartError> {
    let failed = |source| StartError::Listen { address, flag, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    Listening::start(listener, endpoint, limits, http::unreadable::answer).map_err(failed)
}

async fn open(config: &Config) -> Result<Database, OpenError> {
    let options = DatabaseOptions {
        max_connections: config.database.connections,
        acquire_timeout: config.database.acquire_timeout,
        statement_timeout: config.database.statement_timeout,
    };
    match &config.database.location {
        DatabaseLocation::Sqlite(path) => Database::open_file(path, &options).await,
        DatabaseLocation::Postgres(url) => Database::open(url.expose(), &options).await,
    }
}

/// What is in it is its owner's alone. A folder that was there keeps the rights it has.
fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// `info.version` of the document that is served.
fn contract_version() -> String {
    let document: Value = serde_json::from_str(docs::OPENAPI).unwrap_or_default();
    document.pointer("/info/version").and_then(Value::as_str).unwrap_or("unknown").to_owned()
}
