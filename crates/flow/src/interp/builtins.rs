//! Functions of Python and of its standard library that do more than to pass data on.

use std::rc::Rc;

use super::call::Args;
use super::{Frame, Interp, part, paths};
use crate::api::ApiId;
use crate::limits::{MAX_ALTS, OBJECT_DEPTH};
use crate::names::Name;
use crate::rules::ABSOLUTE;
use crate::state::{Facts, Kind, Object, State};
use crate::value::{Alt, Cond, Const, Piece, Taint, Taints, Type, Value};

/// The place in a dictionary for what makes the values that it has not.
pub(super) const MADE_BY: &str = "<factory>";

/// The place in a collection for the text whose characters it has.
pub(super) const CHARACTERS: &str = "<characters>";

impl Interp<'_> {
    /// A call of a function that is known here; none if it is not.
    #[expect(clippy::too_many_lines, reason = "one arm for each group of functions")]
    pub(crate) fn builtin(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        (callee, path): (ApiId, &str),
        receiver: Option<&Value>,
        taints: &Taints,
        args: &Args,
    ) -> Option<Value> {
        if self.apis.is_no_builtin(callee) {
            return self.runs_function(frame, state, last(path), args);
        }
        let first = args.position(0).cloned();
        Some(match path {
            "str" | "bytes" | "bytearray" | "memoryview" | "unicode" => {
                let value = first.unwrap_or_else(|| Value::text(""));
                let mut value = self.as_text(state, &value, &["__str__", "__repr__"], args.site);
                value.taints = value.taints.map(|it| Taint { flags: it.flags | Taint::TEXT, ..it });
                // A path that the program has chosen has no separator at its end.
                let is_path = |id| &*self.apis.path(id) == "pathlib.Path()";
                match value.single() {
                    Some(Alt::Api(id)) if value.taints.is_empty() && is_path(*id) => {
                        paths::of_program()
                    }
                    _ => Value::pieces(self.pieces_of(state, &value)),
                }
            }
            "repr" | "ascii" | "pprint.pformat" => {
                let value = first?;
                let value = self.as_text(state, &value, &["__repr__"], args.site);
                let pieces = self.pieces_of(state, &value);
                Value::pieces(self.as_repr(pieces))
            }
            "int"
            | "float"
            | "complex"
            | "decimal.Decimal"
            | "uuid.UUID"
            | "fractions.Fraction"
            | "ipaddress.ip_address"
            | "ipaddress.ip_network"
            | "ipaddress.ip_interface"
            | "ipaddress.IPv4Address"
            | "ipaddress.IPv4Network"
            | "ipaddress.IPv4Interface"
            | "ipaddress.IPv6Address"
            | "ipaddress.IPv6Network"
            | "ipaddress.IPv6Interface"
            | "datetime.datetime.fromisoformat"
            | "datetime.datetime.strptime"
            | "datetime.date.fromisoformat" => {
                let value = first.unwrap_or_else(Value::any);
                if let Some(Const::Str(text)) = value.as_const()
                    && path == "int"
                    && let Ok(number) = text.trim().parse()
                {
                    return Some(Value::constant(Const::Int(number)));
                }
                if let Some(Const::Int(_)) = value.as_const() {
                    return Some(value);
                }
                // It raises an exception if the text is no number, address, date. The scope of an address of
                // IPv6 is any text: `fe80::1%;reboot`.
                let may_have_scope =
                    path.starts_with("ipaddress.") && !path.starts_with("ipaddress.IPv4");
                let scope = if may_have_scope { self.cat.rules.scopes } else { 0 };
                let mask = self.cat.rules.texts & !scope;
                let before = self.taints_of(state, &[&value]);
                self.clear(state, &value, mask);
                let before = before.without(mask);
                // What else it is, nobody asks who gets a text out of it.
                let has_scope = before.iter().any(|it| self.live(state, it) & scope != 0);
                let kind = if has_scope { Type::Str } else { Type::Number };
                Value { taints: self.part(&before, part::NUMBER), ..Value::typed(kind) }
            }
            "bool" | "isinstance" | "issubclass" | "callable" | "hasattr" => {
                let value = first.unwrap_or_else(Value::any);
                if path == "bool" {
                    return Some(Value { cond: value.cond, ..Value::typed(Type::Bool) });
                }
                if path == "isinstance"
                    && let Some(class) = args.position(1)
                    && let Some(is_one) = self.is_one_of(state, &value, class)
                {
                    return Some(Value::bool(is_one));
                }
                if path == "isinstance"
                    && let Some(class) = args.position(1)
                    && let Some(mask) = self.excluded_by_class(state, class)
                {
                    return Some(self.guard(state, &value, mask, false));
                }
                if path == "isinstance"
                    && let Some(class) = args.position(1)
                    && self.are_nodes(state, class)
                {
                    // Python code that is made of some kinds of nodes only.
                    let mask = self.cat.rules.code;
                    return Some(self.guard(state, &value, mask, false));
                }
                Value::typed(Type::Bool)
            }
            // What is asked of each node is asked of the code.
            "ast.walk" => Value::tainted(self.taints_of(state, &[&first?])),
            "ast.NodeVisitor().visit" | "ast.NodeTransformer().visit" => {
                // What the class says about nodes of which it says nothing else holds for all.
                let node = first?;
                let (id, name) = (receiver?.objects().next()?, self.names.intern("generic_visit"));
                if self.leaves_out_nodes(state, id, &node, args.site) {
                    return None;
                }
                self.call_special(state, id, name, vec![node.clone()], args.site)?;
                self.settled(state, node)
            }
            "len" | "ord" | "hash" | "id" | "abs" | "round" | "divmod" => {
                let value = first.unwrap_or_else(Value::any);
                let mask = self.cat.rules.texts;
                let taints = self.taints_of(state, &[&value]).without(mask);
                if path == "len"
                    && let Some(Alt::Obj(id)) = value.single()
                    && let Some(object) = self.object(state, *id)
                    && object.kind == Kind::Tuple
                    && let Some(elements) = object.elements()
                    && let Ok(count) = i64::try_from(elements.len())
                {
                    return Some(Value::constant(Const::Int(count)));
                }
                if path == "len"
                    && let Some(text) = value.as_str()
                    && let Ok(count) = i64::try_from(text.chars().count())
                {
                    return Some(Value::constant(Const::Int(count)));
                }
                let taints = if path == "len" { Taints::default() } else { taints };
                Value { taints, ..Value::typed(Type::Number) }
            }
            "list"
            | "tuple"
            | "set"
            | "frozenset"
            | "sorted"
            | "reversed"
            | "iter"
            | "aiter"
            | "itertools.chain.from_iterable"
            | "itertools.islice" => self.sequence(state, path, first.as_ref()),
            "collections.deque" => {
                let queue = self.sequence(state, path, first.as_ref());
                self.limited(state, &queue, args);
                queue
            }
            "enumerate" => {
                let start = match args.position(1).map(Value::as_const) {
                    None => 0,
                    Some(Some(Const::Int(start))) => *start,
                    Some(_) => return None,
                };
                self.side_by_side(state, &[first?], Some(start))
            }
            "filter" => return self.filtered(frame, state, args),
            "map" => return self.mapped(frame, state, args),
            "functools.reduce" => return self.folded(frame, state, args),
            "zip" => {
                let lists: Vec<Value> = args.positions.iter().map(|it| it.0.clone()).collect();
                self.side_by_side(state, &lists, None)
            }
            "itertools.zip_longest" | "itertools.product" => {
                let elements: Vec<Value> = args
                    .positions
                    .iter()
                    .map(|it| it.0.clone())
                    .collect::<Vec<_>>()
                    .iter()
                    .map(|list| self.element(state, list))
                    .collect();
                let tuple = self.allocate(state, Object::list(Kind::Tuple, elements));
                let mut object = Object::new(Kind::List);
                object.rest = Some(tuple);
                self.allocate(state, object)
            }
            "itertools.chain" => {
                let mut object = Object::new(Kind::List);
                for (list, _) in args.positions.clone() {
                    let element = self.element(state, &list);
                    object.add(&element);
                }
                self.allocate(state, object)
            }
            "next" | "anext" | "min" | "max" | "random.choice" => {
                return self.one_of(state, path, args);
            }
            "heapq.heappush" | "heapq.heappop" | "heapq.heapify" | "heapq.heappushpop"
            | "heapq.heapreplace" | "heapq.nsmallest" | "heapq.nlargest" | "heapq.merge" => {
                return self.heap_function(state, last(path), args);
            }
            "sum" => {
                let list = first?;
                let element = self.element(state, &list);
                Value::tainted(self.taints_of(state, &[&element]))
            }
            "any" | "all" => self.asked_of_each(state, path == "all", &first?),
            "collections.Counter"
                if let Some(first) = &first
                    && !first.objects().any(|id| {
                        self.object(state, id).is_some_and(|it| it.kind == Kind::Dict)
                    }) =>
            {
                self.counted(state, first)
            }
            "dict"
            | "collections.OrderedDict"
            | "types.SimpleNamespace"
            | "collections.defaultdict"
            | "collections.Counter"
            | "collections.ChainMap" => self.dictionary(state, path, args),
            "shlex.split" => {
                let text = first?;
                let taints = self.taints_of(state, &[&text]);
                if taints.is_empty() {
                    return None;
                }
                let taints = self.part(&taints, part::PIECE);
                let mut list = super::methods::words_before(&text).unwrap_or_else(|| {
                    // The program that is run is no secret.
                    let first = Value::tainted_text(taints.without(self.cat.rules.secret));
                    Object::list(Kind::List, [first])
                });
                list.rest = Some(Value::tainted_text(taints));
                self.allocate(state, list)
            }
            "getattr" => {
                let object = first?;
                let name = args.position(1)?.as_str().cloned();
                let mut value = match name {
                    Some(name) => {
                        let name = self.names.intern(&name);
                        self.attribute(frame, state, &object, name, args.site)
                    }
                    None => match self.attributes_with_prefix(frame, state, &object, args) {
                        Some(value) => value,
                        // One of the things that the object has; what it is called is not in it.
                        None => {
                            self.unknown_call(state, taints, &Args::of(args.site, vec![object]))
                        }
                    },
                };
                if let Some(default) = args.position(2) {
                    value.join(default);
                }
                value
            }
            "importlib.import_module" | "__import__" => match first?.as_str() {
                Some(module) if !module.starts_with('.') => {
                    self.import(frame, module, path != "__import__")
                }
                _ => return None,
            },
            "setattr" => {
                let (object, value) = (first?, args.position(2)?.clone());
                let name = args.position(1)?;
                if let Some(name) = name.as_str().cloned() {
                    let name = self.names.intern(&name);
                    self.set_attribute(frame, state, &object, name, value);
                } else if self.settle(state, &name.taints).iter().any(|it| it.live != 0) {
                    self.set_any_attribute(frame, state, &object, &value);
                }
                Value::none()
            }
            "vars" => match first?.single() {
                Some(Alt::Class(class)) => self.class_as_dict(state, class),
                _ => self.as_dict(state, args.position(0)?, 1),
            },
            "dataclasses.asdict" => self.as_dict(state, &first?, OBJECT_DEPTH),
            "copy.copy" => self.copied(state, &first?, args),
            "dataclasses.replace" | "copy.replace" | "attr.evolve" | "attrs.evolve" => {
                self.replaced(frame, state, &first?, args)
            }
            "copy.deepcopy" => self.copied_deep(state, &first?, OBJECT_DEPTH),
            "type" => match first?.single() {
                Some(Alt::Obj(id)) => {
                    let class = self.object(state, *id)?.class.clone()?;
                    Value::of(Alt::Class(class))
                }
                _ => Value::any(),
            },
            "collections.namedtuple" => return self.named_tuple(state, args),
            "functools.partial" => {
                let function = first?;
                let values = args.positions.iter().skip(1).map(|it| it.0.clone()).collect();
                let named = args.keywords.iter().map(|(name, value, _)| (*name, value.clone()));
                Value::of(Alt::Partial(Rc::new((function, values, named.collect()))))
            }
            "operator.attrgetter" | "operator.itemgetter" | "operator.methodcaller" => {
                // A function that is given the object behind what is asked for.
                let getter = Value::of(Alt::Api(self.apis.call(callee)?));
                let asked = args.positions.iter().map(|it| it.0.clone()).collect();
                let named = args.keywords.iter().map(|(name, value, _)| (*name, value.clone()));
                Value::of(Alt::Partial(Rc::new((getter, asked, named.collect()))))
            }
            "operator.attrgetter()" | "operator.itemgetter()" | "operator.methodcaller()" => {
                return self.got(frame, state, path, args);
            }
            _ if let Some(name) = path.strip_prefix("operator.")
                && !name.contains('.') =>
            {
                return self.operator_function(frame, state, name, args);
            }
            "str.maketrans" => return self.translation_table(state, args),
            "fastapi.Path"
            | "fastapi.Query"
            | "fastapi.Form"
            | "fastapi.Header"
            | "fastapi.Cookie"
            | "fastapi.Body"
            | "pydantic.constr"
            | "pydantic.StringConstraints" => return self.declared_parameter(path, args),
            "pydantic.Field" => {
                let declared = self.declared_parameter(path, args);
                return declared.or_else(|| self.declared_default(state, callee, args));
            }
            "dataclasses.field" | "sqlmodel.Field" | "msgspec.field" | "attr.ib"
            | "attr.attrib" | "attr.field" | "attrs.field" => {
                return self.declared_default(state, callee, args);
            }
            "pydantic.BaseModel().model_dump" | "pydantic.BaseModel().dict" => {
                self.as_dict(state, receiver?, OBJECT_DEPTH)
            }
            "urllib.parse.unquote" | "urllib.parse.unquote_plus" | "html.unescape" => {
                let text = first?;
                let taints = self.decoded_again(state, &self.deep(state, &text));
                Value::tainted_text(taints)
            }
            "wtforms.validators.Regexp"
            | "wtforms.validators.regexp"
            | "wtforms.validators.AnyOf"
            | "wtforms.validators.any_of"
            | "marshmallow.validate.Regexp"
            | "marshmallow.validate.OneOf"
            | "django.core.validators.RegexValidator" => return self.validator(state, path, args),
            _ if is_field(path) => return self.validated_field(state, callee, args),
            "marshmallow.Schema().load" | "marshmallow.Schema().loads" => {
                return self.loaded(frame, state, receiver?, &first?, args.site);
            }
            "functools.wraps" | "functools.lru_cache" | "functools.cache" | "input" => return None,
            "chr" | "range" | "slice" | "object" => {
                let values: Vec<&Value> = args.all().collect();
                let mask = self.cat.rules.texts;
                let taints = self.taints_of(state, &values).without(mask);
                Value { taints, ..Value::typed(Type::Number) }
            }
            "re.compile" => match first?.as_const()? {
                Const::Str(pattern) | Const::Bytes(pattern) => {
                    let flags = self.first_given(args, "1|flags".split('|'));
                    let flags = match flags.and_then(Value::as_const) {
                        Some(Const::Int(flags)) => *flags,
                        _ => 0,
                    };
                    Value::of(Alt::Regex(super::slow::with_flags(pattern, flags)))
                }
                _ => return None,
            },
            "re.match" | "re.fullmatch" | "re.search" | "re.findall" | "re.finditer"
            | "re.split" | "re.sub" | "re.subn" => {
                let name = path.strip_prefix("re.").unwrap_or(path);
                let is_sub = name.starts_with("sub");
                let expression = first?;
                let is_known =
                    matches!(expression.single(), Some(Alt::Const(Const::Str(_)) | Alt::Regex(_)));
                let pattern = match expression.single() {
                    Some(Alt::Const(Const::Str(text)) | Alt::Regex(text)) => Rc::clone(text),
                    // Of an expression that is not known: it may match anything.
                    _ => "(?s).*".into(),
                };
                let text = args.position(if is_sub { 2 } else { 1 })?.clone();
                let replacement = if is_sub { args.position(1).cloned() } else { None };
                let mut found = self.regex_call(state, &pattern, name, &text, replacement.as_ref());
                if !is_known && name.ends_with("match") && expression.taints.is_empty() {
                    let facts = self.allowed_by_expression(state, &text);
                    let cond = Cond { if_true: Some(facts), if_false: Some(Facts::default()) };
                    found.taints = self.found_by_expression(&found.taints);
                    found.cond = Some(Rc::new(cond));
                }
                found
            }
            "os.path.join"
            | "posixpath.join"
            | "pathlib.Path"
            | "pathlib.PurePath"
            | "pathlib.PosixPath"
            | "pathlib.WindowsPath"
            | "pathlib.PurePosixPath"
            | "pathlib.PureWindowsPath"
            | "pathlib.Path().joinpath" => {
                let mut pieces = Vec::new();
                let receiver = receiver.filter(|_| path.ends_with("joinpath"));
                let parts = receiver.into_iter().chain(args.positions.iter().map(|it| &it.0));
                for (place, part) in parts.chain(&args.rest).enumerate() {
                    if place > 0 {
                        pieces.push(Piece::Text("/".into()));
                    }
                    pieces.append(&mut paths::joined(self.pieces_of(state, part)));
                }
                let mut value = self.built(pieces, args.site);
                if path.starts_with("pathlib") {
                    let id = self.apis.at("pathlib.Path()");
                    value.alts = smallvec::smallvec![Alt::Api(id)];
                }
                value
            }
            "hmac.new" | "hmac.HMAC" | "hmac.digest" => {
                return self.signed(state, path, args);
            }
            "traceback.print_exc" | "traceback.print_exception" | "traceback.print_stack" => {
                // Into an open answer it is what the answer says.
                let (file, write) = (self.names.intern("file"), self.names.intern("write"));
                let file = args.keyword(file)?.clone();
                let text = Value::tainted(self.source_at("traceback.format_exc()", args.site));
                self.call_method(frame, state, &file, write, Args::of(args.site, vec![text]));
                Value::none()
            }
            "hmac.compare_digest" | "secrets.compare_digest" => {
                self.compared_signatures(state, args)
            }
            "os.path.isabs"
            | "posixpath.isabs"
            | "ntpath.isabs"
            | "pathlib.Path().is_absolute"
            | "os.path.commonpath"
            | "os.path.commonprefix"
            | "pathlib.Path().is_relative_to"
            | "pathlib.Path().relative_to"
            | "os.path.split"
            | "os.path.splitext"
            | "posixpath.split"
            | "posixpath.splitext" => {
                return self.path_function(state, path, receiver, args);
            }
            "os.path.normpath"
            | "os.path.realpath"
            | "os.path.abspath"
            | "os.path.relpath"
            | "posixpath.normpath"
            | "pathlib.Path().resolve"
            | "pathlib.Path().absolute" => {
                // Of a function, it is the module.
                let receiver = receiver.filter(|_| path.contains("()"));
                let value = match receiver {
                    Some(receiver) => receiver.clone(),
                    None => first?,
                };
                // The same text, so that a check of it holds for what it was made of.
                let is_normal = !path.ends_with("absolute");
                // It begins with the root of the file system: no program takes it for an option.
                let is_absolute = !path.ends_with("normpath") && !path.ends_with("relpath");
                let is_relative = path.ends_with("relpath");
                let excluded = match (is_absolute, is_relative) {
                    (true, _) => self.cat.rules.argument_injection,
                    (_, true) => ABSOLUTE,
                    _ => 0,
                };
                let is_rooted = is_normal && !is_relative && self.is_rooted(state, &value);
                let flags = if is_normal { Taint::NORMALIZED } else { 0 }
                    | if is_rooted { Taint::ROOTED } else { 0 };
                let taints = self.taints_of(state, &[&value]).map(|taint| Taint {
                    flags: taint.flags | flags,
                    live: taint.live & !excluded,
                    ..taint
                });
                match receiver {
                    Some(receiver) => {
                        Value { alts: receiver.alts.clone(), ..Value::tainted(taints) }
                    }
                    // A path that the program has chosen, without a separator at its end.
                    None if taints.is_empty() && is_normal => paths::of_program(),
                    None => Value::tainted_text(taints),
                }
            }
            "urllib.parse.urljoin" => {
                let mut pieces = self.pieces_of(state, &first?);
                let second = args.position(1)?;
                // An absolute one takes the place of the first.
                if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
                    pieces.clear();
                }
                let mut taints = Taints::default();
                for piece in &pieces {
                    if let Piece::Hole(hole) = piece {
                        taints.join(hole);
                    }
                }
                taints.join(&self.deep(state, second));
                match (second.single(), taints.is_empty()) {
                    (Some(Alt::Text(second)), false) => {
                        let mut joined = Value::pieces(second.to_vec());
                        if !pieces.is_empty() {
                            pieces.extend(second.iter().cloned());
                            joined.join(&Value::pieces(pieces));
                        }
                        joined
                    }
                    _ => Value::tainted_text(taints),
                }
            }
            "base64.b64encode"
            | "base64.urlsafe_b64encode"
            | "base64.b32encode"
            | "base64.b16encode"
            | "base64.encodebytes"
            | "binascii.hexlify"
            | "binascii.b2a_base64"
            | "zlib.compress"
            | "gzip.compress" => {
                let taints = self.taints_of(state, &[&first?]);
                Value::tainted_text(self.encoded(&taints))
            }
            "base64.b64decode"
            | "base64.urlsafe_b64decode"
            | "base64.b32decode"
            | "base64.b16decode"
            | "base64.decodebytes"
            | "binascii.unhexlify"
            | "binascii.a2b_base64"
            | "bytes.fromhex"
            | "zlib.decompress"
            | "gzip.decompress" => {
                let taints = self.taints_of(state, &[&first?]);
                Value::tainted_text(Self::decoded(&taints))
            }
            "struct.unpack" | "struct.unpack_from" => return self.unpacked(state, args),
            "types.MappingProxyType"
            | "asyncio.run"
            | "asyncio.create_task"
            | "asyncio.ensure_future"
            | "asyncio.shield"
            | "asgiref.sync.async_to_sync"
            | "asgiref.sync.sync_to_async" => first?,
            "asyncio.wait_for" | "typing.cast" => {
                args.position(usize::from(path == "typing.cast"))?.clone()
            }
            "asyncio.gather" => {
                let values = args.positions.iter().map(|it| it.0.clone());
                let values = Object::list(Kind::List, values.collect::<Vec<_>>());
                self.allocate(state, values)
            }
            "threading.Thread" | "multiprocessing.Process" | "threading.Timer" => {
                return self.started(frame, state, path, args);
            }
            "contextlib.closing" | "contextlib.nullcontext" => first.unwrap_or_else(Value::any),
            "sys.exit"
            | "exit"
            | "quit"
            | "os._exit"
            | "os.abort"
            | "flask.abort"
            | "werkzeug.exceptions.abort"
            | "bottle.abort"
            | "quart.abort"
            | "grpc.ServicerContext().abort"
            | "grpc.ServicerContext().abort_with_status"
            | "django.http.Http404" => {
                if path == "django.http.Http404" {
                    return None;
                }
                self.raise(frame, state);
                Value::none()
            }
            "concurrent.futures.ThreadPoolExecutor().map"
            | "concurrent.futures.ProcessPoolExecutor().map"
            | "multiprocessing.Pool().map"
            | "multiprocessing.pool.Pool().map"
            | "multiprocessing.pool.ThreadPool().map" => {
                return self.runs_function(frame, state, "imap", args);
            }
            _ => {
                self.apis.note_no_builtin(callee);
                return self.runs_function(frame, state, last(path), args);
            }
        })
    }

    /// What `getattr(object, "do_" + name)` may be: the methods whose names begin so.
    fn attributes_with_prefix(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        args: &Args,
    ) -> Option<Value> {
        let Alt::Text(pieces) = args.position(1)?.single()? else { return None };
        let Piece::Text(prefix) = pieces.first()? else { return None };
        let class = match object.single()? {
            Alt::Obj(id) => self.object(state, *id)?.class.clone()?,
            Alt::Class(class) => Rc::clone(class),
            _ => return None,
        };
        let names: Vec<Name> = self
            .members_of(&class)
            .iter()
            .map(|member| member.0)
            .filter(|name| self.text(*name).starts_with(&**prefix))
            .take(MAX_ALTS)
            .collect();
        let mut found = Value::default();
        for name in names {
            let member = self.attribute(frame, state, object, name, args.site);
            found.join(&member);
        }
        (!found.is_bottom()).then_some(found)
    }
}

/// Whether something makes a field of a form or a schema, by its path.
fn is_field(path: &str) -> bool {
    let is_form = |root: &str| {
        matches!(root, "wtforms" | "flask_wtf" | "django" | "rest_framework" | "marshmallow")
    };
    match (path.split_once('.'), last(path)) {
        (Some((root, rest)), name) if is_form(root) => {
            name.ends_with("Field") || root == "marshmallow" && rest.starts_with("fields.")
        }
        _ => false,
    }
}

/// Whether a value is a text, and nothing else.
pub(super) fn is_text(value: &Value) -> bool {
    let is_one =
        |alt: &Alt| matches!(alt, Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str));
    !value.alts.is_empty() && value.alts.iter().all(is_one)
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
