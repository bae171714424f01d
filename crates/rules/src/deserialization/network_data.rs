//! Data that visibly comes from another machine, within the function that uses it.
//!
//! Looks along one line of calls, attributes and assignments back to where a value comes from. What
//! goes through containers, parameters or several assignments is the business of data flow.

use hognose_python::ast::{Expr, ExprCall};
use hognose_semantic::{Place, SemanticModel, Value};

/// Steps back from a value to its origin.
const MAX_STEPS: usize = 16;

/// Where a value comes from, if that is another machine: as the end of a sentence.
pub(super) fn origin<'a>(
    value: &'a Expr,
    place: Place,
    model: &SemanticModel<'a>,
) -> Option<&'static str> {
    let mut current = (value, place);
    for _ in 0..MAX_STEPS {
        let (value, place) = model.follow(current.0, current.1);
        if let Some(origin) = known_origin(value, place, model) {
            return Some(origin);
        }
        let before = match value {
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Subscript(subscript) => &subscript.value,
            Expr::Await(awaited) => &awaited.value,
            Expr::Named(named) => &named.value,
            Expr::Call(call) => passed_on(call, place, model)?,
            _ => return None,
        };
        current = (before, place);
    }
    None
}

/// What a call takes its result from: the object whose method it is, or what it decodes.
fn passed_on<'a>(call: &'a ExprCall, place: Place, model: &SemanticModel<'a>) -> Option<&'a Expr> {
    if model.is_any_of(&call.func, place, DECODERS) {
        return call.arguments.args.first();
    }
    match &*call.func {
        Expr::Attribute(method) if METHODS.contains(&method.attr.as_str()) => Some(&method.value),
        _ => None,
    }
}

fn known_origin<'a>(
    value: &'a Expr,
    place: Place,
    model: &SemanticModel<'a>,
) -> Option<&'static str> {
    let by_type = model.values(value, place).iter().find_map(|value| match value {
        Value::Instance(class) => find(CLASSES, class),
        Value::Path(path) => find(PATHS, path),
        _ => None,
    });
    by_type.or_else(|| match value {
        Expr::Attribute(part) if REQUEST_PARTS.contains(&part.attr.as_str()) => {
            is_request(&part.value).then_some(REQUEST)
        }
        Expr::Call(call) if model.imports_package("socket") && receives(call) => Some(SOCKET),
        Expr::StringLiteral(url) => {
            let url = url.value.to_str();
            (url.starts_with("http://") || url.starts_with("https://")).then_some(RESPONSE)
        }
        _ => None,
    })
}

/// `request` and `self.request`, by the convention of all web frameworks.
fn is_request(owner: &Expr) -> bool {
    match owner {
        Expr::Name(name) => name.id == "request",
        Expr::Attribute(attribute) => {
            attribute.attr.as_str() == "request"
                && matches!(&*attribute.value, Expr::Name(receiver) if receiver.id == "self")
        }
        _ => false,
    }
}

/// `connection.recv(4096)`
fn receives(call: &ExprCall) -> bool {
    matches!(&*call.func, Expr::Attribute(method) if method.attr.as_str() == "recv")
        && matches!(&call.arguments.args[..], [Expr::NumberLiteral(_)])
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, origin)| *origin)
}

const REQUEST: &str = "an HTTP request";
const RESPONSE: &str = "another server";
const SOCKET: &str = "a network connection";

/// Classes whose instances hand out what others have sent.
const CLASSES: &[(&str, &str)] = &[
    ("aiohttp.ClientResponse", RESPONSE),
    ("fastapi.Request", REQUEST),
    ("fastapi.UploadFile", REQUEST),
    ("flask.Request", REQUEST),
    ("http.client.HTTPResponse", RESPONSE),
    ("httpx.Response", RESPONSE),
    ("requests.Response", RESPONSE),
    ("socket.socket", SOCKET),
    ("starlette.requests.Request", REQUEST),
    ("zmq.Socket", SOCKET),
];

/// Importable objects, and attributes of library classes, that hold what others have sent.
const PATHS: &[(&str, &str)] = &[
    ("bottle.request", REQUEST),
    ("flask.request", REQUEST),
    ("http.server.BaseHTTPRequestHandler.rfile", REQUEST),
    ("quart.request", REQUEST),
    ("socketserver.StreamRequestHandler.rfile", SOCKET),
    ("tornado.web.RequestHandler.get_argument", REQUEST),
    ("tornado.web.RequestHandler.get_cookie", REQUEST),
    ("tornado.web.RequestHandler.request", REQUEST),
];

/// The parts of a request that its sender writes.
const REQUEST_PARTS: &[&str] = &[
    "COOKIES", "FILES", "GET", "POST", "args", "body", "body_arguments", "content", "cookies",
    "data", "files", "form", "get_data", "headers", "query_params", "rfile", "stream",
];

/// Methods whose result is the object's data in another shape, or a part of it.
const METHODS: &[&str] = &[
    "body", "decode", "encode", "get", "get_data", "getvalue", "json", "pop", "read", "readline",
    "recv", "recv_into", "recv_multipart", "recvfrom", "strip",
];

/// Functions whose result is their first argument's data in another shape.
const DECODERS: &[&str] = &[
    "base64.b64decode", "base64.decodebytes", "base64.standard_b64decode",
    "base64.urlsafe_b64decode", "binascii.a2b_base64", "binascii.unhexlify", "bytearray", "bytes",
    "bytes.fromhex", "bz2.decompress", "codecs.decode", "gzip.decompress", "io.BytesIO",
    "io.StringIO", "lzma.decompress", "memoryview", "str", "urllib.parse.unquote",
    "urllib.parse.unquote_to_bytes", "zlib.decompress",
];
