//! What generated clients stand on: parameters in every style of OpenAPI, bodies, credentials, and answers with their
//! headers, streams and failures. Calls and answers are progenitor's: [`Error`], [`ResponseValue`], [`ByteStream`].
//!
//! A generated method makes a [`Request`], gives it what its builder holds, has the client send it, and reads the answer
//! with one of the functions of [`answer`].

pub mod answer;
mod credentials;
mod events;
mod form;
mod given;
mod headers;
mod items;
mod request;
mod style;

pub use credentials::{Credentials, Place};
pub use events::{Event, EventStream};
pub use form::{Encoding, Form, Part, Parts};
pub use given::{Given, Invalid, given, missing};
pub use headers::{Headers, Text};
pub use items::{Framing, ItemStream, StreamError};
pub use progenitor_client::{ByteStream, Error, ResponseValue};
pub use request::{Request, resolve};
pub use reqwest::{Body, Method};
pub use style::Style;
