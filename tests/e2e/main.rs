//! The program as its users meet it: arguments in, bytes and an exit code out.
//!
//! Each test makes a project in a temporary folder and runs the built binary in it, with nothing of
//! the developer's environment around it. A test says what a user could say: which files there are,
//! which command is given, what is to be seen. How the program goes about it is for the tests of
//! the crates.

mod commands;
mod common;
mod paths;
mod selection;
