//! What a generated server wants of whoever runs it, beside the service itself: the same in every program written here.

/// `PROBE` in a program: nobody signs in.
pub const PROBE: &str = r#"struct Probe;

impl Authenticator for Probe {
    async fn authenticate(&self, _: &'static str, _: Credentials<'_>) -> Result<Principal, AuthenticationError> {
        Err(AuthenticationError::Invalid("nobody signs in here".to_owned()))
    }
}
"#;
