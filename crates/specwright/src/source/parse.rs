//! Text to nodes.
