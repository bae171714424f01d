//! Whose data is followed.

use crate::problem::Complaint;
use crate::reader::{Item, Scope};
use crate::suggest::with_names;

/// Whose data is followed to where it does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// Whoever sends requests, messages or packets.
    Remote,
    /// A language model: its output, and what it calls tools with.
    Model,
    /// Who puts messages and tasks into a queue.
    Queue,
    /// What was stored earlier: databases, files, answers of other services.
    Stored,
    /// Who starts the program: arguments, environment, standard input.
    Local,
    /// Who calls the public functions of a library.
    Parameter,
}

impl SourceKind {
    /// Every kind, the least trusted first.
    pub const ALL: [Self; 6] =
        [Self::Remote, Self::Model, Self::Queue, Self::Stored, Self::Local, Self::Parameter];

    /// The name in configuration and on the command line, and of the models of libraries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remote => "remote",
            Self::Model => "model",
            Self::Queue => "queue",
            Self::Stored => "stored",
            Self::Local => "local",
            Self::Parameter => "parameter",
        }
    }
}

impl Item for SourceKind {
    const LIST: &'static str = "a list of kinds of sources";

    fn parse(text: &str, _: &Scope<'_>) -> Result<Self, Complaint> {
        let names = Self::ALL.map(Self::as_str);
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            with_names(
                Complaint::new(format!("there are no sources of kind `{text}`")),
                text,
                &names,
            )
        })
    }

    fn text(&self) -> &str {
        self.as_str()
    }
}
