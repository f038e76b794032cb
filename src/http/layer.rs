//! What a piece of middleware is here: it gets the request and what is inside of it, and always has an answer.

use poem::{Endpoint, Request, Response, Result};

/// One piece of middleware.
pub trait Layer: Send + Sync + 'static {
    fn handle<E>(&self, request: Request, inside: &E) -> impl Future<Output = Response> + Send
    where
        E: Endpoint<Output = Response>;
}

/// A layer around an endpoint.
pub struct Layered<L, E> {
    layer: L,
    inside: E,
}

/// Puts `layer` around `inside`. Reads from the outside in: `layered(first, layered(second, handler))`.
pub fn layered<L: Layer, E: Endpoint<Output = Response>>(layer: L, inside: E) -> Layered<L, E> {
    Layered { layer, inside }
}

impl<L: Layer, E: Endpoint<Output = Response>> Endpoint for Layered<L, E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        Ok(self.layer.handle(request, &self.inside).await)
    }

    /// What layers call. Without another future around it: all layers are laid out as one, whose depth has a limit.
    fn get_response(&self, request: Request) -> impl Future<Output = Response> + Send {
        self.layer.handle(request, &self.inside)
    }
}
