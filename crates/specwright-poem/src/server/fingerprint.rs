//! What makes two requests with one `Idempotency-Key` the same: the operation, the address, and all of the body.
//!
//! A body that is read in one piece is hashed as it is. A body that the handler reads as it arrives is hashed on the
//! way, and what the handler left unread is read when the fingerprint is asked for: so a stream needs no second copy.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};

use super::octets::{Octets, ReadError};

/// A fingerprint that is being taken, shared by all that read the request.
#[derive(Clone)]
pub(super) struct Fingerprint(Arc<Mutex<State>>);

struct State {
    hash: Sha256,
    stream: Following,
}

/// The body's stream, of which a request has one at the most.
enum Following {
    None,
    /// Somebody is reading it.
    Read,
    /// Its reader is done with it, at its end or before.
    Left(Remainder),
}

struct Remainder {
    octets: Octets,
    hash: Sha256,
    /// A stream must not be asked again once it has ended.
    ended: bool,
    failure: Option<ReadError>,
}

impl Fingerprint {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { hash: Sha256::new(), stream: Following::None })))
    }

    /// Adds a piece that is there as a whole. Its length goes first, so that no two requests run into one text.
    pub(super) fn add(&self, piece: &[u8]) {
        self.with(|state| {
            state.hash.update((piece.len() as u64).to_be_bytes());
            state.hash.update(piece);
        });
    }

    /// Adds what comes, as it is read.
    pub(super) fn follow(&self, octets: Octets) -> Octets {
        self.with(|state| state.stream = Following::Read);
        let remainder = Remainder { octets, hash: Sha256::new(), ended: false, failure: None };
        Octets::new(Follower { remainder: Some(remainder), of: self.clone() })
    }

    /// The fingerprint, once all that reads the request is done or dropped.
    ///
    /// # Errors
    ///
    /// When the body cannot be read to its end.
    pub(super) async fn finish(self) -> Result<[u8; 32], ReadError> {
        let (mut hash, stream) =
            self.with(|state| (state.hash.clone(), std::mem::replace(&mut state.stream, Following::None)));
        match stream {
            Following::None => {}
            Following::Read => return Err(ReadError::Broken),
            Following::Left(mut remainder) => {
                if let Some(failure) = remainder.failure {
                    return Err(failure);
                }
                while !remainder.ended {
                    match remainder.octets.chunk().await? {
                        Some(chunk) => remainder.hash.update(&chunk),
                        None => remainder.ended = true,
                    }
                }
                hash.update(remainder.hash.finalize());
            }
        }
        Ok(hash.finalize().into())
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        // Whoever panicked while hashing has lost its own request; the state is whole between any two updates.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Octets on the way to their reader, who leaves what it does not read.
struct Follower {
    /// There until it is dropped.
    remainder: Option<Remainder>,
    of: Fingerprint,
}

impl Stream for Follower {
    type Item = Result<Bytes, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(remainder) = &mut self.remainder else { return Poll::Ready(None) };
        let item = ready!(remainder.octets.poll_next_unpin(context));
        match &item {
            Some(Ok(chunk)) => remainder.hash.update(chunk),
            Some(Err(failure)) => remainder.failure = Some(failure.clone()),
            None => remainder.ended = true,
        }
        Poll::Ready(item)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        if let Some(remainder) = self.remainder.take() {
            self.of.with(|state| state.stream = Following::Left(remainder));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn octets(chunks: &[&'static str]) -> Octets {
        // Panics where it is asked once more behind its end, as a stream may.
        let chunks = chunks.to_vec();
        Octets::new(stream::unfold(chunks.into_iter(), |mut chunks| async {
            chunks.next().map(|chunk| (Ok(Bytes::from(chunk)), chunks))
        }))
    }

    /// What a reader makes of it that reads so many chunks.
    async fn after_reading(count: usize, chunks: &[&'static str]) -> [u8; 32] {
        let fingerprint = Fingerprint::new();
        let mut followed = fingerprint.follow(octets(chunks));
        for _ in 0..count {
            followed.chunk().await.expect("readable");
        }
        drop(followed);
        fingerprint.finish().await.expect("whole")
    }

    #[tokio::test]
    async fn a_stream_counts_as_a_whole_however_much_of_it_was_read() {
        let whole = after_reading(4, &["ab", "c", "d"]).await;
        for count in 0..4 {
            assert_eq!(after_reading(count, &["ab", "c", "d"]).await, whole, "{count}");
            // Where it is cut into pieces is chance.
            assert_eq!(after_reading(count, &["a", "bcd"]).await, whole, "{count}");
            assert_ne!(after_reading(count, &["ab", "c", "x"]).await, whole, "{count}");
            assert_ne!(after_reading(count, &["ab", "c"]).await, whole, "{count}");
        }
    }

    #[tokio::test]
    async fn pieces_do_not_run_into_each_other() {
        let of = |pieces: &'static [&'static str]| async move {
            let fingerprint = Fingerprint::new();
            for piece in pieces {
                fingerprint.add(piece.as_bytes());
            }
            fingerprint.finish().await.expect("whole")
        };
        assert_eq!(of(&["ab", "c"]).await, of(&["ab", "c"]).await);
        assert_ne!(of(&["ab", "c"]).await, of(&["a", "bc"]).await);
        assert_ne!(of(&["abc"]).await, of(&["abc", ""]).await);
    }

    #[tokio::test]
    async fn a_stream_that_breaks_or_is_kept_has_no_fingerprint() {
        let broken = || {
            let chunks = [Ok(Bytes::from("a")), Err(ReadError::Broken)];
            Octets::new(stream::iter(chunks))
        };
        // Broken before its reader was done, and after.
        let fingerprint = Fingerprint::new();
        let mut followed = fingerprint.follow(broken());
        while let Ok(Some(_)) = followed.chunk().await {}
        drop(followed);
        assert_eq!(fingerprint.finish().await, Err(ReadError::Broken));
        let fingerprint = Fingerprint::new();
        drop(fingerprint.follow(broken()));
        assert_eq!(fingerprint.finish().await, Err(ReadError::Broken));

        let fingerprint = Fingerprint::new();
        let kept = fingerprint.follow(octets(&["a"]));
        assert_eq!(fingerprint.clone().finish().await, Err(ReadError::Broken));
        drop(kept);
    }
}
