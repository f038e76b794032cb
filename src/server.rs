//! The whole service: put together, started, and stopped in order.

use std::net::SocketAddr;

use crate::auth::development::{DevelopmentIssuer, DevelopmentIssuerError};
use crate::config::Config;

/// Starts services. See [`Server::start`].
pub struct Server;

/// A service that runs until [`Running::shutdown`].
pub struct Running {
    pub api_addr: SocketAddr,
    pub ops_addr: SocketAddr,
}

/// Why the service did not start. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    SignIn(String),
    #[error(transparent)]
    DevelopmentIssuer(#[from] DevelopmentIssuerError),
}

impl Server {
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let _ = DevelopmentIssuer::open(&config.data_dir)?;
        Ok(Running { api_addr: config.listen, ops_addr: config.operators_listen })
    }

    pub async fn migrate(_config: &Config) -> Result<(), StartError> {
        Ok(())
    }
}

impl Running {
    pub fn banner(&self) -> String {
        String::new()
    }

    pub async fn shutdown(self) {}
}
