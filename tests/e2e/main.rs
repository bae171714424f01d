//! The program as its users meet it: arguments in, bytes and an exit code out.
//!
//! Each test makes a project in a temporary folder and runs the built binary in it, with nothing of
//! the developer's environment around it. A test says what a user could say: which files there are,
//! which command is given, what is to be seen. How the program goes about it is for the tests of
//! the crates.
//!
//! | modules | what they are about |
//! |---|---|
//! | `commands`, `paths`, `selection`, `configuration` | every command and option, every exit code |
//! | `reports`, `output_file`, `streams`, `sarif`, `views` | what is written, where, and how it looks |
//! | `project_files` | settings of projects that rules look at, and what they say about versions |
//! | `suppressions`, `baseline` | comments and files that hide findings |
//! | `bandit` | what comes from Bandit: configuration, preset, comments |
//! | `packs`, `models`, `dataflow_guide` | rules that users bring along, what they say about data flow, and their tests |
//! | `encodings` | from bytes to lines and columns |
//! | `nesting`, `large`, `broken`, `filesystem`, `names` | hostile input, by the rules of `survival` |
//! | `timings` | where the time goes, and which limits were met |
//! | `flow` | findings of data flow among the others, and programs that are much work |
//! | `invariance` | threads, order and spelling change nothing |

mod bandit;
mod baseline;
mod broken;
mod commands;
mod common;
mod configuration;
mod dataflow_guide;
mod encodings;
mod filesystem;
mod flow;
mod harvest;
mod invariance;
mod large;
mod models;
mod names;
mod nesting;
mod output_file;
mod packs;
mod packs_guide;
mod paths;
mod project_files;
mod reports;
mod sarif;
mod selection;
mod streams;
mod suppressions;
mod survival;
mod timings;
mod views;
