//! `client.rs`: where the service is, how a caller signs in, and what holds for every request.

mod credentials;
mod hooks;
mod security;

use super::call::{Call, one_line};
use crate::{
    contract::Contract,
    diagnostic::Diagnostics,
    emit::rust::text::{Text, Uses, literal},
};

const RUNTIME: &str = "specwright_poem::client";

/// The file's text.
pub fn root(
    contract: &Contract,
    calls: &[Call<'_>],
    by_progenitor: &[&Call<'_>],
    diagnostics: &mut Diagnostics,
) -> String {
    let schemes = credentials::schemes(contract, diagnostics);
    let mut uses = Uses::default();
    let mut body = Text::default();
    let servers = calls.iter().any(|call| !call.operation.servers.is_empty());
    let members = Members { signs: !schemes.is_empty(), servers, sends: by_progenitor.len() < calls.len() };
    client(&mut body, &mut uses, contract, members);
    credentials::credentials(&mut body, &mut uses, &schemes);
    hooks::hooks(&mut body, &mut uses, contract, by_progenitor, !schemes.is_empty());
    security::security(&mut body, contract, calls, &schemes);
    let mut text = Text::default();
    text.line("//! The client: where the service is, how a caller signs in, and what holds for every request.");
    uses.write(&mut text);
    text.gap();
    text.push(&body);
    text.finish()
}

/// What a contract's client needs besides what every client has.
#[derive(Clone, Copy)]
struct Members {
    /// Somebody may sign in.
    signs: bool,
    /// Some operation has a server of its own.
    servers: bool,
    /// Some builder is ours, and has its request sent: progenitor's send theirs themselves.
    sends: bool,
}

/// The struct, and how it is made.
fn client(text: &mut Text, uses: &mut Uses, contract: &Contract, members: Members) {
    let Members { signs, servers, sends } = members;
    uses.name(&format!("{RUNTIME}::Error"));
    for path in ["std::time::Duration", "progenitor_client::ClientInfo", "progenitor_client::ClientHooks"] {
        uses.name(path);
    }
    uses.name("progenitor_client::OperationInfo");
    let info = &contract.info;
    text.comment(0, &format!("The client of {}.", one_line(&info.title)));
    if let Some(description) = &info.description {
        text.line("///");
        text.comment(0, description);
    }
    text.line("///");
    text.comment(0, &format!("Version {}.", one_line(&info.version)));
    text.line("#[derive(Clone, Debug)]\npub struct Client {");
    text.line(
        "    pub(crate) baseurl: String,\n    pub(crate) client: reqwest::Client,\n    timeout: Option<Duration>,",
    );
    if signs {
        let credentials = uses.name(&format!("{RUNTIME}::Credentials"));
        text.line(format!("    credentials: {credentials},"));
    }
    if servers {
        text.line("    servers: Vec<(String, String)>,");
    }
    text.line("}\n\nimpl Client {");
    let absolute = contract.servers.first().filter(|server| server.url.contains("://") && !server.url.contains('{'));
    if let Some(server) = absolute {
        text.comment(
            4,
            &format!(
                "Where the contract says that the service is: {}",
                server.description.as_deref().map_or("its first server.", str::trim)
            ),
        );
        text.line(format!("    pub const BASE_URL: &str = {};", literal(server.url.trim_end_matches('/'))));
        text.gap();
    }
    text.line(NEW);
    if signs {
        text.line("            credentials: Credentials::default(),");
    }
    if servers {
        text.line("            servers: Vec::new(),");
    }
    text.line("        }\n    }");
    if servers {
        text.gap();
        text.line(SERVERS);
    }
    text.gap();
    text.line(TIMEOUT);
    if sends {
        uses.name(&format!("{RUNTIME}::Request"));
        text.gap();
        text.line(CALL);
    }
    text.line("}");
    text.gap();
    text.line("impl ClientInfo<()> for Client {\n    fn api_version() -> &'static str {");
    let version: String = info.version.chars().map(|c| if c.is_ascii_graphic() { c } else { '-' }).collect();
    text.line(format!("        {}", literal(&version)));
    text.line(INFO);
}

const NEW: &str =
    "    /// A client of the service at `baseurl`: scheme, host, and the path that the operations stand below.
    ///
    /// It gives up on a server that does not answer, or falls silent, for half a minute.
    ///
    /// # Errors
    ///
    /// When the HTTP client cannot be made, because there is no TLS to be had.
    pub fn new(baseurl: &str) -> Result<Self, Error<()>> {
        let silence = Duration::from_secs(30);
        let client = reqwest::Client::builder().connect_timeout(silence).read_timeout(silence).build()?;
        Ok(Self::new_with_client(baseurl, client))
    }

    /// A client on an HTTP client of the caller's own, with its proxies, certificates and timeouts.
    pub fn new_with_client(baseurl: &str, client: reqwest::Client) -> Self {
        Self {
            baseurl: baseurl.trim_end_matches('/').to_owned(),
            client,
            timeout: None,";

const SERVERS: &str = "    /// The same client, which finds at `url` what the contract says is at `server`: some operations are elsewhere than the
    /// rest.
    pub fn with_server(mut self, server: &str, url: &str) -> Self {
        self.servers.push((server.trim_end_matches('/').to_owned(), url.to_owned()));
        self
    }

    /// Where an operation with a server of its own is.
    pub(crate) fn server(&self, server: &str) -> String {
        let other = self.servers.iter().rev().find(|(said, _)| said == server);
        other.map_or_else(|| specwright_poem::client::resolve(&self.baseurl, server), |(_, url)| url.clone())
    }";

const TIMEOUT: &str =
    "    /// The same client, whose every request has to be over within this time, its answer's body included.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }";

const CALL: &str = "    /// Sends a request that a builder made.
    pub(crate) async fn call<E>(
        &self,
        operation_id: &'static str,
        request: Request,
    ) -> Result<reqwest::Response, Error<E>> {
        let mut request = request.finish(&self.client)?;
        let info = OperationInfo { operation_id };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        Ok(result?)
    }";

const INFO: &str = "    }

    fn baseurl(&self) -> &str {
        &self.baseurl
    }

    fn client(&self) -> &reqwest::Client {
        &self.client
    }

    fn inner(&self) -> &() {
        &()
    }
}";
