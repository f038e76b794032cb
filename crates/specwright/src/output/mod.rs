//! What becomes of a run: files written or compared, findings shown. The only stage that touches the terminal and writes.
