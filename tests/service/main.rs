//! The service as its callers see it: every operation, through the generated client, on both databases. The acceptance
//! criteria of `specs/api/rest-endpoints.md` name these tests.

// A failure of the generated client holds the whole answer.
#![allow(clippy::result_large_err)]

mod attachments;
mod better_auth;
mod comments;
mod conditional;
mod harness;
mod hostile;
mod idempotency;
mod info;
mod me;
mod operators;
mod ownership;
mod problems;
mod projects;
mod rate_limits;
mod tags;
mod task_events;
mod task_lists;
mod tasks;
mod users;
