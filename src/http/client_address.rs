//! Who sent the request, for limits per address. A proxy's word counts only when the proxy is one of ours.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;
use poem::http::HeaderMap;
use poem::{Addr, Endpoint, Request, Response};
use specwright_poem::server::ClientAddress;

use super::layer::Layer;
use crate::config::ForwardedHeader;

pub struct ClientAddresses {
    pub proxies: Vec<IpNet>,
    /// The one header our proxies write. The other one would be whatever the client wrote.
    pub header: ForwardedHeader,
}

impl Layer for ClientAddresses {
    async fn handle<E>(&self, mut request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let peer = match &request.remote_addr().0 {
            Addr::SocketAddr(address) => Some(address.ip()),
            _ => None,
        };
        if let Some(peer) = peer {
            request.set_data(ClientAddress(network(self.client(peer, request.headers()))));
        }
        inside.get_response(request).await
    }
}

impl ClientAddresses {
    /// From the nearest hop outwards: the first address that is not a proxy of ours. Everything beyond it is hearsay.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.is_proxy(client) {
            return client;
        }
        let name = match self.header {
            ForwardedHeader::XForwardedFor => "x-forwarded-for",
            ForwardedHeader::Forwarded => "forwarded",
        };
        let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        for hop in values.iter().rev().flat_map(|value| value.rsplit(',')) {
            let address = match self.header {
                ForwardedHeader::XForwardedFor => address(hop),
                ForwardedHeader::Forwarded => forwarded_for(hop).and_then(address),
            };
            let Some(address) = address else { break };
            client = address.to_canonical();
            if !self.is_proxy(client) {
                break;
            }
        }
        client
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(&address))
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]:4711`, `2001:db8::1`, in quotes or not.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    text.parse()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse())
        .ok()
}

/// The `for` parameter of one element of `Forwarded` (RFC 7239, 4).
fn forwarded_for(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value)
    })
}

/// A site has a /64 of IPv6 addresses at least: they count as one client.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn client(peer: &str, header: ForwardedHeader, lines: &[(&'static str, &'static str)]) -> String {
        let layer = ClientAddresses { proxies: vec!["10.0.0.0/8".parse().unwrap()], header };
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        layer.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        let spoofed = [("x-forwarded-for", "192.0.2.9"), ("forwarded", "for=192.0.2.9")];
        assert_eq!(client("198.51.100.7", ForwardedHeader::XForwardedFor, &spoofed), "198.51.100.7");
    }

    #[test]
    fn only_what_our_proxies_added_counts() {
        let lines = [("x-forwarded-for", "192.0.2.9, 198.51.100.7, 10.0.0.2")];
        assert_eq!(client("10.0.0.1", ForwardedHeader::XForwardedFor, &lines), "198.51.100.7");
        let lines = [("x-forwarded-for", "192.0.2.9"), ("x-forwarded-for", "198.51.100.7:4711")];
        assert_eq!(client("10.0.0.1", ForwardedHeader::XForwardedFor, &lines), "198.51.100.7");
        let lines = [("x-forwarded-for", "198.51.100.7, nonsense")];
        assert_eq!(client("10.0.0.1", ForwardedHeader::XForwardedFor, &lines), "10.0.0.1");
        assert_eq!(client("10.0.0.1", ForwardedHeader::XForwardedFor, &[("forwarded", "for=192.0.2.9")]), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_understood() {
        let lines = [("forwarded", "for=192.0.2.9;proto=https, For=\"[2001:db8::1]:4711\";by=10.0.0.2")];
        assert_eq!(client("10.0.0.1", ForwardedHeader::Forwarded, &lines), "2001:db8::1");
        assert_eq!(client("10.0.0.1", ForwardedHeader::Forwarded, &[("forwarded", "for=unknown")]), "10.0.0.1");
    }

    #[test]
    fn a_site_is_one_client() {
        assert_eq!(network("2001:db8::1:2:3:4".parse().unwrap()), network("2001:db8::".parse::<IpAddr>().unwrap()));
        assert_eq!(network("192.0.2.9".parse().unwrap()).to_string(), "192.0.2.9");
    }
}
