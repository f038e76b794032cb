//! `rest-endpoints.md`: the endpoints as people agree on them, read with positions and held against the contract.
