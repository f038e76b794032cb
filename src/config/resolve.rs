//! From [`Settings`], which are text, to a [`Config`] that can be relied on.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing_subscriber::EnvFilter;

use super::problems::{ConfigError, Origins, Reader};
use super::settings::Settings;
use super::{
    AttachmentConfig, Config, DatabaseConfig, DatabaseLocation, ForwardedHeader, HttpConfig, LARGEST_ATTACHMENT,
    LogConfig, LogFormat, Profile, TrustedHosts, sign_in, values,
};

const DURATION: &str = "Write for instance 30s, 500ms or 5m.";
const SIZE: &str = "Write for instance 64KiB or 10MiB.";
const ADDRESS: &str = "Write an address and a port, such as 127.0.0.1:8080 or [::1]:8080.";

impl Config {
    /// Reads every setting and reports all that is wrong.
    pub fn from_settings(settings: &Settings, origins: &Origins) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(origins);
        let read = &mut reader;
        let profile = read.read(
            "profile",
            settings.profile.as_deref(),
            Profile::Development,
            profile,
            "Write `development` or `production`.",
        );
        let data_dir = settings.data_dir.as_deref().filter(|text| !text.is_empty()).unwrap_or("data");
        let data_dir = PathBuf::from(data_dir);
        let listen = read.read(
            "listen",
            settings.listen.as_deref(),
            SocketAddr::from(([127, 0, 0, 1], 8080)),
            values::socket_address,
            ADDRESS,
        );
        let operators_listen = read.read(
            "operators_listen",
            settings.operators_listen.as_deref(),
            SocketAddr::from(([127, 0, 0, 1], 8081)),
            values::socket_address,
            ADDRESS,
        );
        if listen == operators_listen && listen.port() != 0 {
            read.wrong(format!(
                "{} and {} are the same address, {listen}. Give the operators' API one of its own.",
                origins.both("listen"),
                origins.both("operators_listen"),
            ));
        }
        let config = Self {
            profile,
            listen,
            operators_listen,
            database: database(read, settings, &data_dir),
            sign_in: sign_in::resolve(read, settings, profile),
            attachments: attachments(read, settings, &data_dir),
            http: http(read, settings, profile, listen),
            rate_limits: read.read(
                "rate_limits",
                settings.rate_limits.as_deref(),
                true,
                switch,
                "Write `on` or `off`.",
            ),
            log: log(read, settings),
            data_dir,
        };
        reader.finish(config)
    }
}

fn database(read: &mut Reader<'_>, settings: &Settings, data_dir: &Path) -> DatabaseConfig {
    let default = DatabaseLocation::Sqlite(data_dir.join("taskboard.db"));
    let location = match settings.database_url.as_ref().filter(|url| !url.is_empty()) {
        None => default,
        Some(url) => database_location(url.expose()).unwrap_or_else(|| {
            // The value may hold a password, so it is not repeated.
            read.wrong_secret(
                "database_url",
                "is not a database this service knows",
                "Write postgres://USER:PASSWORD@HOST/DATABASE, or sqlite:PATH.",
            );
            default
        }),
    };
    DatabaseConfig {
        location,
        connections: read.read(
            "database_connections",
            settings.database_connections.as_deref(),
            10,
            values::count,
            "Write a number of connections, such as 10.",
        ),
        acquire_timeout: read.read(
            "database_acquire_timeout",
            settings.database_acquire_timeout.as_deref(),
            Duration::from_secs(5),
            values::positive_duration,
            DURATION,
        ),
        statement_timeout: read.read(
            "database_statement_timeout",
            settings.database_statement_timeout.as_deref(),
            Duration::from_secs(10),
            values::positive_duration,
            DURATION,
        ),
    }
}

fn database_location(url: &str) -> Option<DatabaseLocation> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        return (!path.is_empty()).then(|| DatabaseLocation::Sqlite(PathBuf::from(path)));
    }
    let parsed = reqwest::Url::parse(url).ok()?;
    matches!(parsed.scheme(), "postgres" | "postgresql").then(|| DatabaseLocation::Postgres(url.into()))
}

fn attachments(read: &mut Reader<'_>, settings: &Settings, data_dir: &Path) -> AttachmentConfig {
    AttachmentConfig {
        folder: data_dir.join("attachments"),
        max_bytes: read.read(
            "attachment_limit",
            settings.attachment_limit.as_deref(),
            LARGEST_ATTACHMENT,
            |text| match values::size(text) {
                Ok(size) if size > LARGEST_ATTACHMENT => Err("is more than the contract takes".to_owned()),
                other => other,
            },
            "Write at most 10MiB, such as 512KiB.",
        ),
    }
}

fn http(read: &mut Reader<'_>, settings: &Settings, profile: Profile, listen: SocketAddr) -> HttpConfig {
    let hosts = match profile {
        // Against DNS rebinding: a page that points a name of its own at this machine is refused.
        Profile::Development => {
            let local = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
            let own = match listen {
                SocketAddr::V4(address) => address.ip().to_string(),
                SocketAddr::V6(address) => format!("[{}]", address.ip()),
            };
            TrustedHosts::Only(local.into_iter().chain(Some(own)).collect())
        }
        Profile::Production => TrustedHosts::Any,
    };
    let mut timeout = |id: &str, text: &Option<String>, seconds: u64| {
        read.read(id, text.as_deref(), Duration::from_secs(seconds), values::positive_duration, DURATION)
    };
    let request_timeout = timeout("request_timeout", &settings.request_timeout, 30);
    let upload_timeout = timeout("upload_timeout", &settings.upload_timeout, 300);
    let header_timeout = timeout("header_timeout", &settings.header_timeout, 30);
    let write_timeout = timeout("write_timeout", &settings.write_timeout, 30);
    let stop_timeout = timeout("stop_timeout", &settings.stop_timeout, 20);
    HttpConfig {
        cors_origins: read.read(
            "cors_origins",
            settings.cors_origins.as_deref(),
            Vec::new(),
            |text| values::list(text, values::origin),
            "Write origins with commas between them, such as https://app.example.com,http://localhost:3000.",
        ),
        trusted_hosts: read.read(
            "trusted_hosts",
            settings.trusted_hosts.as_deref(),
            hosts,
            |text| match text {
                "*" => Ok(TrustedHosts::Any),
                _ => values::list(text, values::host).map(TrustedHosts::Only),
            },
            "Write names with commas between them, such as tasks.example.com,localhost, or * for any.",
        ),
        trusted_proxies: read.read(
            "trusted_proxies",
            settings.trusted_proxies.as_deref(),
            Vec::new(),
            |text| values::list(text, values::network),
            "Write addresses or networks with commas between them, such as 10.0.0.0/8,192.168.1.4.",
        ),
        forwarded_header: read.read(
            "forwarded_header",
            settings.forwarded_header.as_deref(),
            ForwardedHeader::XForwardedFor,
            |text| match text {
                "x-forwarded-for" => Ok(ForwardedHeader::XForwardedFor),
                "forwarded" => Ok(ForwardedHeader::Forwarded),
                _ => Err("is not a header that proxies write".to_owned()),
            },
            "Write `x-forwarded-for` or `forwarded`.",
        ),
        body_limit: read.read("body_limit", settings.body_limit.as_deref(), 1 << 20, values::size, SIZE),
        request_timeout,
        upload_timeout,
        header_timeout,
        write_timeout,
        stop_timeout,
        strict_transport_security: profile == Profile::Production,
    }
}

fn log(read: &mut Reader<'_>, settings: &Settings) -> LogConfig {
    LogConfig {
        format: read.read(
            "log_format",
            settings.log_format.as_deref(),
            LogFormat::Text,
            |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("is not a format".to_owned()),
            },
            "Write `text` or `json`.",
        ),
        filter: read.read(
            "log",
            settings.log.as_deref(),
            "info".to_owned(),
            |text| match EnvFilter::try_new(text) {
                Ok(_) => Ok(text.to_owned()),
                Err(_) => Err("is not a filter".to_owned()),
            },
            "Write a level (error, warn, info, debug, trace), also per target: info,sqlx=warn.",
        ),
    }
}

fn profile(text: &str) -> Result<Profile, String> {
    match text {
        "development" => Ok(Profile::Development),
        "production" => Ok(Profile::Production),
        _ => Err("is not a profile".to_owned()),
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("is neither on nor off".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Issuer, Secret};

    fn resolve(settings: &Settings) -> Result<Config, String> {
        Config::from_settings(settings, &Origins::new(None)).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_set_is_a_development_service_on_loopback() {
        let config = resolve(&Settings::default()).unwrap();
        assert_eq!(config.profile, Profile::Development);
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.operators_listen.to_string(), "127.0.0.1:8081");
        assert_eq!(config.database.location, DatabaseLocation::Sqlite("data/taskboard.db".into()));
        assert!(matches!(config.sign_in.issuer, Issuer::Development));
        assert_eq!(config.attachments.max_bytes, 10 << 20);
    }

    #[test]
    fn every_mistake_is_reported_with_its_mend() {
        let settings = Settings {
            listen: Some("8080".into()),
            leeway: Some("soon".into()),
            log_format: Some("xml".into()),
            cors_origins: Some("*".into()),
            ..Settings::default()
        };
        let message = resolve(&settings).unwrap_err();
        assert!(message.starts_with("4 settings cannot be used:"), "{message}");
        for part in [
            "--listen is `8080` and is not an IP address with a port. Write",
            "--leeway",
            "--log-format",
            "--cors-origins",
        ] {
            assert!(message.contains(part), "{part} in {message}");
        }
    }

    #[test]
    fn a_bad_database_url_is_not_repeated() {
        let settings = Settings { database_url: Some(Secret::new("mysql://root:hunter2@db/x")), ..Settings::default() };
        let message = resolve(&settings).unwrap_err();
        assert!(message.starts_with("--database-url is not a database this service knows. Write"), "{message}");
        assert!(!message.contains("hunter2"));
    }

    #[test]
    fn a_configuration_can_be_logged() {
        let settings = Settings {
            database_url: Some(Secret::new("postgres://app:hunter2@db/x")),
            hs256_secret: Some(Secret::new("correct horse battery staple, and more of it")),
            issuer: Some("https://issuer.example".into()),
            audience: Some("taskboard".into()),
            ..Settings::default()
        };
        let shown = format!("{settings:?} {:?}", resolve(&settings).unwrap());
        assert!(!shown.contains("hunter2") && !shown.contains("horse"), "{shown}");
    }

    #[test]
    fn sqlite_paths() {
        for (url, path) in
            [("sqlite:a.db", "a.db"), ("sqlite:///var/a.db?mode=rwc", "/var/a.db"), ("sqlite::memory:", ":memory:")]
        {
            assert_eq!(database_location(url), Some(DatabaseLocation::Sqlite(path.into())), "{url}");
        }
        assert_eq!(database_location("sqlite:"), None);
    }
}
