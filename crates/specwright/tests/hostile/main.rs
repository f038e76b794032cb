//! Documents that mean harm. A document is input: whatever it holds, the command ends in bounded time and memory with a
//! finding at its place or with correct output, and nothing of the document ever becomes code.
//!
//! Each document goes through the command in a process of its own, which the system ends where it takes too much of
//! either: so a stack that overflows, or memory that runs out, is a failure of one test and not of all.

mod code;
mod command;
mod documents;
mod javascript;
mod structure;
