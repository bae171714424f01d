//! The physical limit: discovery, decoding and parsing, nothing else.

fn main() {}
