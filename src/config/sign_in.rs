//! Whose tokens are accepted: the rules that hold between the sign-in settings.

use std::path::PathBuf;
use std::time::Duration;

use super::problems::Reader;
use super::secret::Secret;
use super::settings::Settings;
use super::{Issuer, KeySource, Profile, RsaAlgorithm, SignInConfig, values};

/// RFC 7518, 3.2: a key as long as the hash's output.
const SHORTEST_SECRET: usize = 32;

pub fn resolve(read: &mut Reader<'_>, settings: &Settings, profile: Profile) -> SignInConfig {
    SignInConfig {
        issuer: issuer(read, settings, profile),
        leeway: read.read(
            "leeway",
            settings.leeway.as_deref(),
            Duration::from_secs(30),
            |text| match values::duration(text) {
                Ok(leeway) if leeway > Duration::from_mins(5) => Err("is longer than 5m".to_owned()),
                other => other,
            },
            "Write a short duration, such as 30s.",
        ),
        roles_claim: text(settings.roles_claim.as_deref()).unwrap_or("roles").to_owned(),
        rsa_algorithm: read.read(
            "rsa_algorithm",
            settings.rsa_algorithm.as_deref(),
            RsaAlgorithm::Rs256,
            |text| match text {
                "RS256" => Ok(RsaAlgorithm::Rs256),
                "PS256" => Ok(RsaAlgorithm::Ps256),
                _ => Err("is not one of the two".to_owned()),
            },
            "Write RS256 or PS256.",
        ),
        refetch_interval: read.read(
            "jwks_refetch_interval",
            settings.jwks_refetch_interval.as_deref(),
            Duration::from_secs(10),
            values::positive_duration,
            "Write for instance 10s.",
        ),
    }
}

fn issuer(read: &mut Reader<'_>, settings: &Settings, profile: Profile) -> Issuer {
    let issuer = text(settings.issuer.as_deref());
    let keys = keys(read, settings, profile);
    let Some(issuer) = issuer else {
        match profile {
            Profile::Production => read.wrong(format!(
                "The production profile signs nobody in by itself and has no issuer. Set {}, {} and one of {}, {} or {}.",
                read.origins.both("issuer"),
                read.origins.both("audience"),
                read.origins.both("jwks_url"),
                read.origins.both("jwks_file"),
                read.origins.both("hs256_secret"),
            )),
            Profile::Development if keys.is_some() || text(settings.audience.as_deref()).is_some() => {
                read.wrong(format!(
                    "Keys or an audience are set, but not whose tokens they are for. Set {} as well.",
                    read.origins.both("issuer"),
                ));
            }
            Profile::Development => {}
        }
        return Issuer::Development;
    };
    let audiences = read.read(
        "audience",
        settings.audience.as_deref(),
        Vec::new(),
        |text| values::list(text, |audience| Ok(audience.to_owned())),
        "Write what the issuer puts into `aud`.",
    );
    if audiences.is_empty() {
        read.wrong(format!(
            "An issuer is set, but not the audience its tokens must be for. Set {}: the text the issuer puts into \
             `aud` for this service (Better Auth: its own base URL).",
            read.origins.both("audience"),
        ));
    }
    let Some(keys) = keys else {
        read.wrong(format!(
            "An issuer is set, but not its keys. Set one of {} (Better Auth: {}/api/auth/jwks), {} or {}.",
            read.origins.both("jwks_url"),
            issuer.trim_end_matches('/'),
            read.origins.both("jwks_file"),
            read.origins.both("hs256_secret"),
        ));
        return Issuer::Development;
    };
    Issuer::Configured { issuer: issuer.to_owned(), audiences, keys }
}

/// Exactly one source: two of them would mean that a token may be signed in two ways.
fn keys(read: &mut Reader<'_>, settings: &Settings, profile: Profile) -> Option<KeySource> {
    let mut found: Vec<KeySource> = Vec::new();
    if text(settings.jwks_url.as_deref()).is_some() {
        let url = read.read(
            "jwks_url",
            settings.jwks_url.as_deref(),
            None,
            |text| key_set_url(text, profile).map(Some),
            "Write the whole URL, such as https://issuer.example/.well-known/jwks.json.",
        );
        found.extend(url.map(KeySource::Url));
    }
    if let Some(path) = text(settings.jwks_file.as_deref()) {
        found.push(KeySource::File(PathBuf::from(path)));
    }
    if let Some(secret) = settings.hs256_secret.as_ref().filter(|secret| !secret.is_empty()) {
        found.push(hs256(read, "hs256_secret", secret.clone()));
    }
    if let Some(path) = text(settings.hs256_secret_file.as_deref()) {
        match std::fs::read_to_string(path) {
            Ok(content) => {
                let secret = content.strip_suffix('\n').unwrap_or(&content);
                let secret = secret.strip_suffix('\r').unwrap_or(secret);
                found.push(hs256(read, "hs256_secret_file", Secret::new(secret)));
            }
            Err(error) => read.wrong_secret(
                "hs256_secret_file",
                &format!("names a file that cannot be read ({error})"),
                "Give a file that this process may read.",
            ),
        }
    }
    if found.len() > 1 {
        read.wrong(format!(
            "Several sources of keys are set. Keep one of {}, {}, {} and {}.",
            read.origins.both("jwks_url"),
            read.origins.both("jwks_file"),
            read.origins.both("hs256_secret"),
            read.origins.both("hs256_secret_file"),
        ));
    }
    found.pop()
}

fn key_set_url(text: &str, profile: Profile) -> Result<reqwest::Url, String> {
    let url = reqwest::Url::parse(text).map_err(|_| "is not a URL".to_owned())?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if local || profile == Profile::Development => Ok(url),
        "http" => Err("would fetch keys unencrypted, which anybody on the way could replace".to_owned()),
        _ => Err("is neither https nor http".to_owned()),
    }
}

fn hs256(read: &mut Reader<'_>, id: &str, secret: Secret) -> KeySource {
    if secret.expose().len() < SHORTEST_SECRET {
        read.wrong_secret(
            id,
            &format!("is shorter than {SHORTEST_SECRET} bytes, and could be guessed from one token"),
            "Make one with `openssl rand -base64 48`.",
        );
    }
    KeySource::Hs256(secret)
}

fn text(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Origins};

    fn message(settings: &Settings) -> String {
        Config::from_settings(settings, &Origins::new(None)).unwrap_err().to_string()
    }

    fn with_issuer() -> Settings {
        Settings {
            issuer: Some("https://issuer.example".into()),
            audience: Some("taskboard".into()),
            jwks_url: Some("https://issuer.example/api/auth/jwks".into()),
            ..Settings::default()
        }
    }

    #[test]
    fn production_without_issuer_says_what_to_set() {
        let text = message(&Settings { profile: Some("production".into()), ..Settings::default() });
        for part in
            ["has no issuer", "--issuer (TASKBOARD_ISSUER)", "TASKBOARD_AUDIENCE", "--jwks-url (TASKBOARD_JWKS_URL)"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn production_with_issuer_starts() {
        let settings = Settings { profile: Some("production".into()), ..with_issuer() };
        let config = Config::from_settings(&settings, &Origins::new(None)).unwrap();
        assert!(matches!(config.sign_in.issuer, Issuer::Configured { keys: KeySource::Url(_), .. }));
        assert!(config.http.strict_transport_security);
    }

    #[test]
    fn half_an_issuer_is_refused() {
        assert!(message(&Settings { audience: None, ..with_issuer() }).contains("not the audience"));
        assert!(message(&Settings { jwks_url: None, ..with_issuer() }).contains("not its keys"));
        assert!(message(&Settings { issuer: None, ..with_issuer() }).contains("not whose tokens"));
        assert!(
            message(&Settings { jwks_file: Some("keys.json".into()), ..with_issuer() }).contains("Several sources")
        );
    }

    #[test]
    fn short_secrets_are_refused_and_not_shown() {
        let settings = Settings { jwks_url: None, hs256_secret: Some(Secret::new("hunter2")), ..with_issuer() };
        let text = message(&settings);
        assert!(text.contains("shorter than 32 bytes") && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn keys_are_not_fetched_unencrypted_in_production() {
        let settings =
            |url: &str| Settings { profile: Some("production".into()), jwks_url: Some(url.into()), ..with_issuer() };
        assert!(message(&settings("http://issuer.example/jwks")).contains("unencrypted"));
        assert!(Config::from_settings(&settings("http://127.0.0.1:9/jwks"), &Origins::new(None)).is_ok());
    }
}
