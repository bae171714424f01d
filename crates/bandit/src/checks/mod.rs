//! Bandit's tests, by what they are about.
//!
//! Each takes what it looks at and returns what it finds. They are as exact and as wrong as Bandit's:
//! where one depends on an accident of Bandit's, a comment says so.

pub(crate) mod crypto;
pub(crate) mod data;
pub(crate) mod django;
pub(crate) mod handlers;
pub(crate) mod network;
pub(crate) mod passwords;
pub(crate) mod shell;
pub(crate) mod sql;
pub(crate) mod strings;
pub(crate) mod tls;
pub(crate) mod web;

use hognose_core::Confidence;
use hognose_python::ast::{self, Expr, Keyword};

use crate::blacklist;
use crate::issue::Issue;
use crate::literal::Literal;
use crate::names::last_part;
use crate::walk::Walk;

/// A call with its name.
pub(crate) struct Call<'w, 'a> {
    pub(crate) expr: &'a ast::ExprCall,
    /// The dotted name of what is called.
    pub(crate) name: &'w str,
    /// Its last part.
    pub(crate) last: &'w str,
}

impl<'a> Call<'_, 'a> {
    pub(crate) fn keyword(&self, keyword: &str) -> Literal<'a> {
        Literal::keyword(self.expr, keyword)
    }

    pub(crate) fn positional(&self, position: usize) -> Literal<'a> {
        Literal::positional(self.expr, position)
    }

    /// The positional arguments, starred ones included.
    pub(crate) fn arguments(&self) -> &'a [Expr] {
        &self.expr.arguments.args
    }

    pub(crate) fn keywords(&self) -> &'a [Keyword] {
        &self.expr.arguments.keywords
    }

    /// The value of a keyword.
    pub(crate) fn keyword_value(&self, keyword: &str) -> Option<&'a Expr> {
        self.expr.arguments.find_keyword(keyword).map(|keyword| &keyword.value)
    }

    pub(crate) fn has_keyword(&self, keyword: &str) -> bool {
        self.expr.arguments.find_keyword(keyword).is_some()
    }
}

/// What is found about a call.
pub(crate) fn call<'a>(walk: &Walk<'a>, expr: &'a ast::ExprCall) -> Vec<Issue> {
    let name = walk.names.of_call(expr);
    let call = Call { expr, name: &name, last: last_part(&name) };
    let mut issues = Vec::new();
    shell::check(&call, walk.options, &mut issues);
    issues.extend(django::extra(&call));
    issues.extend(django::mark_safe(&call, walk));
    issues.extend(django::raw_sql(&call, &walk.names));
    issues.extend(data::exec(&call));
    issues.extend(web::flask_debug(&call, &walk.names));
    issues.extend(passwords::argument(&call));
    issues.extend(crypto::hash(&call));
    issues.extend(data::hugging_face(&call, &walk.names));
    issues.extend(web::jinja2(&call));
    issues.extend(network::logging_listen(&call));
    issues.extend(web::markup(&call, walk));
    issues.extend(network::paramiko_command(&call, &walk.names));
    issues.extend(data::torch_load(&call, &walk.names));
    issues.extend(network::requests(&call));
    issues.extend(data::permissions(&call));
    issues.extend(network::snmp(&call));
    issues.extend(network::host_keys(&call, &walk.names));
    issues.extend(tls::bad_version(&call, walk.options));
    issues.extend(tls::no_version(&call));
    issues.extend(data::extract_all(&call, &walk.names));
    issues.extend(web::mako(&call));
    issues.extend(crypto::key_size(&call, walk.options));
    issues.extend(data::yaml_load(&call, &walk.names));
    let entry = blacklist::call(expr, &name, |test| walk.tests.contains(test));
    issues.extend(entry.map(|entry| {
        let message = "a function that Bandit lists as dangerous is called";
        Issue::new(entry.id, entry.severity, Confidence::High, message)
    }));
    issues
}
