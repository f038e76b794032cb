//! What a generated server wants of whoever runs it, beside the service itself: the same in every program written here.

/// `PROBE` in a program: nobody signs in, nothing is limited, nothing is remembered.
pub const PROBE: &str = r#"struct Probe;

impl Authenticator for Probe {
    async fn authenticate(&self, _: &'static str, _: Credentials<'_>) -> Result<Principal, AuthenticationError> {
        Err(AuthenticationError::Invalid("nobody signs in here".to_owned()))
    }
}

impl RateLimiter for Probe {
    async fn admit(&self, _: &'static Quota, _: &str) -> Decision {
        Decision { admitted: true, remaining: 1, reset: Duration::ZERO }
    }
}

impl IdempotencyStore for Probe {
    type Error = Infallible;

    async fn reserve(&self, _: &IdempotencyKey, _: Duration) -> Result<Reservation, Infallible> {
        Ok(Reservation::New)
    }

    async fn complete(&self, _: &IdempotencyKey, _: &Answered) -> Result<(), Infallible> {
        Ok(())
    }

    async fn release(&self, _: &IdempotencyKey) -> Result<(), Infallible> {
        Ok(())
    }
}
"#;
