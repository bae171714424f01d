//! What users and other programs see of a run.

mod formats;
mod hostile;
mod sample;
mod sarif;
mod traces;
