//! Where a value comes from, as far as that can be told from the code around it.
//!
//! A value is followed backwards through names with one assignment, through methods, attributes and
//! subscripts to the object that they belong to, and through texts to what is put into them. This is
//! no data-flow analysis: it follows one step after the other within a file, and gives up where there
//! is more than one way.

use hognose_python::ast::{self, Expr};
use hognose_registry::Context;
use hognose_semantic::{BindingKind, Piece, Place, Resolution, Value};

/// Something outside the program that gives it data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// What it is, for a message.
    pub(crate) what: &'static str,
    /// Who decides what the data is.
    pub(crate) kind: OriginKind,
}

impl Origin {
    /// The end of a message about a value that has it.
    pub(crate) fn phrase(self) -> String {
        format!(", and comes from {}", self.what)
    }
}

/// Who decides what data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OriginKind {
    /// Somebody on the network.
    Remote,
    /// Whoever wrote a file, a database, a document.
    Stored,
    /// Who runs the program.
    Local,
}

/// Functions whose result comes from outside.
#[rustfmt::skip]
const CALLS: &[(&str, &str, OriginKind)] = &[
    ("configparser.ConfigParser.get", "a configuration file", OriginKind::Stored),
    ("configparser.RawConfigParser.get", "a configuration file", OriginKind::Stored),
    ("httpx.get", "a response from the network", OriginKind::Remote),
    ("httpx.post", "a response from the network", OriginKind::Remote),
    ("input", "the standard input", OriginKind::Local),
    ("json.load", "a JSON document", OriginKind::Stored),
    ("json.loads", "a JSON document", OriginKind::Stored),
    ("os.getenv", "an environment variable", OriginKind::Local),
    ("raw_input", "the standard input", OriginKind::Local),
    ("tornado.web.RequestHandler.get_argument", "the request", OriginKind::Remote),
    ("tornado.web.RequestHandler.get_body_argument", "the request", OriginKind::Remote),
    ("tornado.web.RequestHandler.get_cookie", "the request", OriginKind::Remote),
    ("urllib.request.urlopen", "a response from the network", OriginKind::Remote),
    ("yaml.safe_load", "a YAML document", OriginKind::Stored),
];

/// Objects that hold what comes from outside.
#[rustfmt::skip]
const OBJECTS: &[(&str, &str, OriginKind)] = &[
    ("bottle.request", "the request", OriginKind::Remote),
    ("flask.request", "the request", OriginKind::Remote),
    ("http.server.BaseHTTPRequestHandler.rfile", "the request", OriginKind::Remote),
    ("os.environ", "an environment variable", OriginKind::Local),
    ("os.environb", "an environment variable", OriginKind::Local),
    ("quart.request", "the request", OriginKind::Remote),
    ("socketserver.StreamRequestHandler.rfile", "the network", OriginKind::Remote),
    ("sys.argv", "the command line", OriginKind::Local),
    ("sys.stdin", "the standard input", OriginKind::Local),
    ("tornado.web.RequestHandler.request", "the request", OriginKind::Remote),
];

/// Classes whose instances hold what comes from outside.
#[rustfmt::skip]
const CLASSES: &[(&str, &str, OriginKind)] = &[
    ("aiohttp.ClientResponse", "a response from the network", OriginKind::Remote),
    ("aiohttp.web.Request", "the request", OriginKind::Remote),
    ("argparse.Namespace", "the command line", OriginKind::Local),
    ("django.http.HttpRequest", "the request", OriginKind::Remote),
    ("fastapi.Request", "the request", OriginKind::Remote),
    ("fastapi.UploadFile", "the request", OriginKind::Remote),
    ("flask.Request", "the request", OriginKind::Remote),
    ("http.client.HTTPResponse", "a response from the network", OriginKind::Remote),
    ("httpx.Response", "a response from the network", OriginKind::Remote),
    ("io.TextIOWrapper", "a file", OriginKind::Stored),
    ("requests.Response", "a response from the network", OriginKind::Remote),
    ("socket.socket", "the network", OriginKind::Remote),
    ("starlette.requests.Request", "the request", OriginKind::Remote),
    ("zmq.Socket", "the network", OriginKind::Remote),
];

/// Attributes of a request that hold what its sender wrote, for parameters that are called `request`.
const REQUEST_ATTRIBUTES: &[&str] = &[
    "COOKIES",
    "FILES",
    "GET",
    "POST",
    "args",
    "body",
    "cookies",
    "data",
    "form",
    "get_data",
    "get_json",
    "headers",
    "json",
    "match_info",
    "params",
    "post",
    "query",
    "query_params",
    "text",
    "values",
    "view_args",
];

/// Functions that return their first argument in another form.
const CONVERSIONS: &[&str] = &[
    "ast.parse",
    "base64.b64decode",
    "base64.decodebytes",
    "base64.standard_b64decode",
    "base64.urlsafe_b64decode",
    "binascii.a2b_base64",
    "binascii.unhexlify",
    "bytearray",
    "bytes",
    "bytes.fromhex",
    "bz2.decompress",
    "codecs.decode",
    "compile",
    "gzip.decompress",
    "io.BytesIO",
    "io.StringIO",
    "list",
    "lzma.decompress",
    "memoryview",
    "next",
    "sorted",
    "str",
    "tuple",
    "urllib.parse.unquote",
    "urllib.parse.unquote_to_bytes",
    "zlib.decompress",
];

/// Steps backwards for one question.
const MAX_STEPS: u32 = 32;

/// Where a value comes from, if it is from outside the program.
pub(crate) fn origin<'a>(expression: &'a Expr, place: Place, cx: &Context<'a>) -> Option<Origin> {
    Tracer { cx, steps: MAX_STEPS }.origin(expression, place)
}

struct Tracer<'c, 'a> {
    cx: &'c Context<'a>,
    steps: u32,
}

impl<'a> Tracer<'_, 'a> {
    fn origin(&mut self, expression: &'a Expr, place: Place) -> Option<Origin> {
        let (mut current, mut place) = (expression, place);
        while let Some(steps) = self.steps.checked_sub(1) {
            self.steps = steps;
            if let Some(origin) = self.of_value(current, place) {
                return Some(origin);
            }
            (current, place) = match current {
                Expr::Name(_) => {
                    let (followed, there) = self.cx.model.follow(current, place);
                    if std::ptr::eq(followed, current) {
                        return None;
                    }
                    (followed, there)
                }
                Expr::Attribute(attribute) => {
                    if self.is_of_request(attribute, place) {
                        return Some(Origin { what: "the request", kind: OriginKind::Remote });
                    }
                    (&*attribute.value, place)
                }
                Expr::Subscript(subscript) => (&*subscript.value, place),
                Expr::Await(ast::ExprAwait { value, .. })
                | Expr::Starred(ast::ExprStarred { value, .. })
                | Expr::Named(ast::ExprNamed { value, .. }) => (&**value, place),
                Expr::If(conditional) => {
                    let other = self.origin(&conditional.orelse, place);
                    if other.is_some() {
                        return other;
                    }
                    (&*conditional.body, place)
                }
                Expr::Call(call) => match self.through_call(call, place) {
                    Some(next) => (next, place),
                    None => return self.of_parts(current, place),
                },
                Expr::BinOp(_) | Expr::FString(_) => return self.of_parts(current, place),
                _ => return None,
            };
        }
        None
    }

    /// What the value of an expression is known to hold, whatever it was made from.
    fn of_value(&self, expression: &'a Expr, place: Place) -> Option<Origin> {
        let model = self.cx.model;
        match expression {
            Expr::Call(call) => model
                .qualified_names(&call.func, place)
                .find_map(|name| find(CALLS, &name))
                .or_else(|| self.of_class(expression, place))
                .or_else(|| of_connection(call)),
            Expr::Name(_) | Expr::Attribute(_) => model
                .qualified_names(expression, place)
                .find_map(|name| find(OBJECTS, &name))
                .or_else(|| self.of_class(expression, place)),
            _ => None,
        }
    }

    fn of_class(&self, expression: &'a Expr, place: Place) -> Option<Origin> {
        let values = self.cx.model.values(expression, place);
        values.iter().find_map(|value| match value {
            Value::Instance(class) => find(CLASSES, class),
            _ => None,
        })
    }

    /// Whether this is an attribute of a parameter called `request`, as views of every web framework
    /// have one.
    fn is_of_request(&self, attribute: &ast::ExprAttribute, place: Place) -> bool {
        let model = self.cx.model;
        let Expr::Name(object) = &*attribute.value else { return false };
        if object.id != "request" || !REQUEST_ATTRIBUTES.contains(&attribute.attr.as_str()) {
            return false;
        }
        let Resolution::Bound(_, symbol) = model.lookup(object.id.as_str(), place.scope) else {
            return false;
        };
        model
            .bindings_of(symbol)
            .first()
            .is_some_and(|id| matches!(model.binding(*id).kind, BindingKind::Parameter { .. }))
    }

    /// What the result of a call is made from: the object whose method it is, or an argument.
    fn through_call(&self, call: &'a ast::ExprCall, place: Place) -> Option<&'a Expr> {
        let is_conversion = self
            .cx
            .model
            .qualified_names(&call.func, place)
            .any(|name| CONVERSIONS.contains(&name.as_str()));
        match &*call.func {
            _ if is_conversion => call.arguments.find_positional(0),
            Expr::Attribute(method) if !matches!(method.attr.as_str(), "format" | "join") => {
                Some(&call.func)
            }
            _ => None,
        }
    }

    /// The origin of anything that is put into a text.
    fn of_parts(&mut self, text: &'a Expr, place: Place) -> Option<Origin> {
        const MAX_PARTS: usize = 8;
        let template = self.cx.model.template(text, place)?;
        let holes = template.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole { expression, place } => Some((*expression, *place)),
            Piece::Text(_) => None,
        });
        holes.take(MAX_PARTS).find_map(|(hole, place)| {
            // The text itself is not made from itself.
            if std::ptr::eq(hole, text) { None } else { self.origin(hole, place) }
        })
    }
}

/// `connection.recv(4096)`: a connection that was accepted has no type that can be seen. Pipes
/// between processes take no number.
fn of_connection(call: &ast::ExprCall) -> Option<Origin> {
    let is_recv = matches!(&*call.func, Expr::Attribute(method) if method.attr.as_str() == "recv");
    let takes_number = matches!(&call.arguments.args[..], [Expr::NumberLiteral(_)]);
    (is_recv && takes_number).then_some(Origin { what: "the network", kind: OriginKind::Remote })
}

fn find(table: &[(&str, &'static str, OriginKind)], name: &str) -> Option<Origin> {
    let (_, what, kind) = table.iter().find(|(known, ..)| *known == name)?;
    Some(Origin { what, kind: *kind })
}
