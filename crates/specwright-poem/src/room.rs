//! Room on the stack for types that contain themselves: as many levels of a large type as JSON is read to (127) can take
//! more than a thread has, and a stack that overflows ends the process.

/// What `step` takes before it asks for room itself, beside the value that it reads.
const BASE: usize = 64 * 1024;

/// How often a value stands in the frames of a build that is not optimised, until the next step asks for room: measured
/// at 18, in structs of 22 members.
const COPIES: usize = 64;

/// Runs one step of a recursion, on a further piece of stack where this one ends.
pub(crate) fn with_room<R>(step: impl FnOnce() -> R) -> R {
    with_room_for::<(), R>(step)
}

/// As [`with_room`], where a step may lead to itself.
pub(crate) fn with_room_if<R>(nests: bool, step: impl FnOnce() -> R) -> R {
    if nests { with_room(step) } else { step() }
}

/// As [`with_room`], of a step that makes a `T`.
pub(crate) fn with_room_for<T, R>(step: impl FnOnce() -> R) -> R {
    let needed = BASE.saturating_add(size_of::<T>().saturating_mul(COPIES));
    stacker::maybe_grow(needed, needed.saturating_mul(8), step)
}
