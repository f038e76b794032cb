//! `format` of a text.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StringFormat {
    #[default]
    None,
    Uuid,
    DateTime,
    Date,
    Time,
    Duration,
    Email,
    Uri,
    UriReference,
    Hostname,
    IdnEmail,
    IdnHostname,
    Iri,
    IriReference,
    UriTemplate,
    JsonPointer,
    RelativeJsonPointer,
    Regex,
    Ipv4,
    Ipv6,
    /// `byte`: base64 text.
    Byte,
    /// `binary`: octets.
    Binary,
    Password,
    /// Carried, not enforced.
    Other(String),
}

impl StringFormat {
    /// As the document writes it.
    pub fn name(&self) -> Option<&str> {
        Some(match self {
            Self::None => return None,
            Self::Uuid => "uuid",
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Hostname => "hostname",
            Self::IdnEmail => "idn-email",
            Self::IdnHostname => "idn-hostname",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::UriTemplate => "uri-template",
            Self::JsonPointer => "json-pointer",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Regex => "regex",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Byte => "byte",
            Self::Binary => "binary",
            Self::Password => "password",
            Self::Other(name) => name,
        })
    }

    /// The format of this name, if it is known; others are carried.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "uuid" => Self::Uuid,
            "date-time" => Self::DateTime,
            "date" => Self::Date,
            "time" => Self::Time,
            "duration" => Self::Duration,
            "email" => Self::Email,
            "uri" => Self::Uri,
            "uri-reference" => Self::UriReference,
            "hostname" => Self::Hostname,
            "idn-email" => Self::IdnEmail,
            "idn-hostname" => Self::IdnHostname,
            "iri" => Self::Iri,
            "iri-reference" => Self::IriReference,
            "uri-template" => Self::UriTemplate,
            "json-pointer" => Self::JsonPointer,
            "relative-json-pointer" => Self::RelativeJsonPointer,
            "regex" => Self::Regex,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "byte" => Self::Byte,
            "binary" => Self::Binary,
            "password" => Self::Password,
            _ => return None,
        })
    }
}
