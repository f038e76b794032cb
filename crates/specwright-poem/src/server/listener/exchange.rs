//! How far the exchange on a connection is, and its answer's body.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use futures_util::task::AtomicWaker;
use hyper::body::{Body, Frame, SizeHint};

/// HTTP/1.1 has one request at a time, and all of it happens in the connection's task.
#[derive(Debug)]
pub struct Exchange {
    /// From a request's head to the end of its answer's body.
    under_way: AtomicBool,
    /// Nothing is under way, and all that was answered is sent.
    quiet: AtomicBool,
    /// How many there were.
    requests: AtomicUsize,
    flushed: AtomicBool,
    /// Whoever waits for a flush.
    waiting: AtomicWaker,
}

impl Exchange {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            under_way: AtomicBool::new(false),
            quiet: AtomicBool::new(true),
            requests: AtomicUsize::new(0),
            flushed: AtomicBool::new(true),
            waiting: AtomicWaker::new(),
        })
    }

    /// A request has arrived.
    pub fn begin(&self) {
        self.quiet.store(false, Ordering::Relaxed);
        self.under_way.store(true, Ordering::Relaxed);
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// The body of its answer, which tells when it ends.
    pub fn answer<B: Body>(self: &Arc<Self>, body: B) -> Answer<B> {
        Answer { body, exchange: Arc::clone(self), failure: None }
    }

    /// All that was written has left.
    pub fn flushed(&self) {
        if !self.under_way.load(Ordering::Relaxed) {
            self.quiet.store(true, Ordering::Relaxed);
        }
        self.flushed.store(true, Ordering::Relaxed);
        self.waiting.wake();
    }

    pub fn is_quiet(&self) -> bool {
        self.quiet.load(Ordering::Relaxed)
    }

    /// Ready when what was written before the first call has left.
    fn poll_flushed(&self, context: &Context<'_>) -> Poll<()> {
        self.waiting.register(context.waker());
        if self.flushed.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// An answer's body on its way out.
pub struct Answer<B: Body> {
    body: B,
    exchange: Arc<Exchange>,
    /// Why it breaks off. hyper throws away what it has not yet sent when it hears of it, so that it hears of it later.
    failure: Option<B::Error>,
}

impl<B: Body + Unpin> Body for Answer<B>
where
    B::Error: Unpin,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.failure.is_none() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Err(failure)) => {
                    self.failure = Some(failure);
                    self.exchange.flushed.store(false, Ordering::Relaxed);
                }
                frame => return Poll::Ready(frame),
            }
        }
        ready!(self.exchange.poll_flushed(context));
        Poll::Ready(self.failure.take().map(Err))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B: Body> Drop for Answer<B> {
    fn drop(&mut self) {
        self.exchange.under_way.store(false, Ordering::Relaxed);
    }
}
