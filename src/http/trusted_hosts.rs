//! Answers only under names that are ours: a foreign page that points its own name at this machine (DNS rebinding) gets
//! nothing.

use poem::http::header;
use poem::{Endpoint, Request, Response};
use specwright_poem::server::Refusal;

use super::layer::Layer;
use super::problem;
use crate::config::TrustedHosts;

impl Layer for TrustedHosts {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        if self.trusts(&request) {
            return inside.get_response(request).await;
        }
        let detail = "This service does not answer under the name in `Host`. Its operator sets the names it has: \
                      --trusted-hosts (TASKBOARD_TRUSTED_HOSTS).";
        problem::response(Refusal::malformed_request, &problem::request_id(&request), detail)
    }
}

impl TrustedHosts {
    fn trusts(&self, request: &Request) -> bool {
        let Self::Only(hosts) = self else { return true };
        // RFC 9112, 3.2.2: an absolute target's own authority wins over the header.
        let target = request.uri().authority().map(poem::http::uri::Authority::as_str);
        let host = target.or_else(|| request.headers().get(header::HOST)?.to_str().ok());
        host.is_some_and(|host| {
            let name = without_port(host);
            hosts.iter().any(|trusted| trusted.eq_ignore_ascii_case(name))
        })
    }
}

/// The colons of a bracketed IPv6 address are not its port's.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusts(host: Option<&str>) -> bool {
        let hosts = TrustedHosts::Only(vec!["tasks.example".into(), "[::1]".into()]);
        let builder = Request::builder();
        hosts.trusts(&match host {
            Some(host) => builder.header("host", host).finish(),
            None => builder.finish(),
        })
    }

    #[test]
    fn names_are_compared_without_port_and_case() {
        for host in ["tasks.example", "TASKS.example:8080", "[::1]", "[::1]:8080"] {
            assert!(trusts(Some(host)), "{host}");
        }
        for host in ["evil.example", "tasks.example.evil", "tasks.example@evil", "", "[::2]:80", "::1", ":80"] {
            assert!(!trusts(Some(host)), "{host}");
        }
        assert!(!trusts(None));
    }
}
