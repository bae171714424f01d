//! Annotations: what they say about values.

use std::rc::Rc;

use hognose_ir::{BinOp, Expr, ExprKind, FuncId, Lit};

use super::{Frame, Interp};
use crate::state::State;
use crate::value::{Alt, Annotations, FuncValue, Taints, Value};

impl Interp<'_> {
    /// What the annotations of a function say. Those of functions of a module, and of classes there, are
    /// read when somebody asks: most functions are never run, and what they name is looked up in vain.
    pub(crate) fn annotations(&mut self, function: &FuncValue) -> Rc<Annotations> {
        if let Some(known) = &function.annotations {
            return Rc::clone(known);
        }
        let id = (function.file, function.function);
        if let Some(known) = self.annotations.get(&id) {
            return Rc::clone(known);
        }
        // Whoever asks while they are read gets none.
        self.annotations.insert(id, Rc::default());
        let Some((module, names)) = self.module(function.file) else { return Rc::default() };
        let mut state = State::new(0);
        state.vars = self.published(function.file);
        let mut frame = self.frame(function.file, module, names, FuncId(0));
        let annotations = self.read_annotations(&mut frame, &mut state, function.function);
        for (id, object) in state.heap.iter() {
            self.statics.insert(id, Rc::clone(object));
        }
        let annotations = Rc::new(annotations);
        self.annotations.insert(id, Rc::clone(&annotations));
        annotations
    }

    /// Reads the annotations of a function, where it is defined.
    pub(crate) fn read_annotations(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: FuncId,
    ) -> Annotations {
        let module = Rc::clone(&frame.module);
        let mut annotations = Annotations::default();
        for (place, param) in (0..).zip(&module.function(function).params) {
            if let Some(annotation) = &param.annotation
                && let Some(class) = self.annotation(frame, state, annotation)
            {
                let (class, more) = divided(class);
                annotations.add_class(place, class);
                let provider = more
                    .as_ref()
                    .and_then(|more| more.objects().find(|id| self.is_provider(state, *id)));
                if let Some(more) = &more {
                    annotations.add_declaration(place, more.clone());
                }
                if let Some(provider) = provider {
                    annotations.add_provider(place, Value::of(Alt::Obj(provider)));
                }
            }
        }
        annotations
    }

    /// What an annotation says that a value is; nothing if that is not known.
    pub(crate) fn annotation(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        annotation: &Expr,
    ) -> Option<Value> {
        match &annotation.kind {
            ExprKind::Var(_) | ExprKind::Attr(..) => {
                let value = self.eval(frame, state, annotation);
                value
                    .alts
                    .iter()
                    .any(|alt| matches!(alt, Alt::Api(_) | Alt::Class(_)))
                    .then(|| Value { taints: Taints::default(), ..value })
            }
            ExprKind::Lit(Lit::Str(name)) => {
                let name = self.names.intern(name);
                let value = self.global_if_started(frame.file, name);
                value.or_else(|| {
                    let text = self.text(name);
                    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
                    is_plain.then(|| Value::of(Alt::Api(self.apis.at(&text))))
                })
            }
            // `T | None`
            ExprKind::Bin(BinOp::Or, left, right) => {
                let none = |expr: &Expr| matches!(expr.kind, ExprKind::Lit(Lit::None));
                match (none(left), none(right)) {
                    (false, true) => self.annotation(frame, state, left),
                    (true, false) => self.annotation(frame, state, right),
                    _ => {
                        let left = self.annotation(frame, state, left)?;
                        let right = self.annotation(frame, state, right)?;
                        (self.is_no_text(&left) && self.is_no_text(&right)).then_some(left)
                    }
                }
            }
            ExprKind::Index(class, argument) => {
                let class = self.eval(frame, state, class);
                let Some(Alt::Api(id)) = class.single() else { return None };
                let path = self.apis.path(*id);
                let first = match &argument.kind {
                    ExprKind::Tuple(items) => items.first().unwrap_or(argument),
                    _ => argument,
                };
                match path.rsplit('.').next().unwrap_or_default() {
                    "Annotated" => {
                        let mut value = self.annotation(frame, state, first).unwrap_or_default();
                        // What else is said about a number is how large it may be.
                        let is_int = |alt: &Alt| matches!(alt, Alt::Api(id) if &*self.apis.path(*id) == "int");
                        if value.single().is_some_and(is_int) {
                            value = Value::of(Alt::Api(self.apis.at("pydantic.conint")));
                        }
                        if let ExprKind::Tuple(items) = &argument.kind {
                            for item in items.iter().skip(1) {
                                let more = self.eval(frame, state, item);
                                let says_more =
                                    |alt: &Alt| matches!(alt, Alt::Obj(_) | Alt::Regex(_));
                                more.alts
                                    .into_iter()
                                    .filter(says_more)
                                    .for_each(|alt| value.add(alt));
                            }
                        }
                        (!value.is_bottom()).then_some(value)
                    }
                    "Optional" | "Final" | "ClassVar" | "Required" => {
                        self.annotation(frame, state, first)
                    }
                    // Of numbers: no texts either.
                    "list" | "List" | "set" | "Set" | "frozenset" | "FrozenSet" | "Sequence"
                    | "Iterable" | "Collection" => {
                        let inner = self.annotation(frame, state, first)?;
                        self.is_no_text(&inner).then_some(inner)
                    }
                    "Literal" => Some(Value::of(Alt::Api(self.apis.at("typing.Literal")))),
                    "dict" | "Dict" | "Mapping" | "MutableMapping" => {
                        Some(Value::of(Alt::Api(self.apis.at("dict"))))
                    }
                    _ => None,
                }
            }
            // `conint(ge=1)`
            ExprKind::Call(callee, _) => {
                let mut value = self.eval(frame, state, callee);
                if !matches!(value.single(), Some(Alt::Api(_))) {
                    return None;
                }
                // `constr(pattern="^[a-z]+$")`
                let made = self.eval(frame, state, annotation);
                let pattern = made.alts.into_iter().find(|alt| matches!(alt, Alt::Regex(_)));
                if let Some(pattern) = pattern {
                    value.add(pattern);
                }
                Some(value)
            }
            _ => None,
        }
    }

    /// Whether instances of a class hold no text that somebody chose.
    pub(crate) fn is_no_text(&mut self, class: &Value) -> bool {
        match class.single() {
            Some(Alt::Api(id)) => matches!(
                &*self.apis.path(*id),
                "int"
                    | "float"
                    | "bool"
                    | "complex"
                    | "uuid.UUID"
                    | "decimal.Decimal"
                    | "datetime.datetime"
                    | "datetime.date"
                    | "datetime.time"
                    | "datetime.timedelta"
                    | "typing.Literal"
                    | "ipaddress.IPv4Address"
                    | "ipaddress.IPv6Address"
                    | "ipaddress.IPv4Network"
                    | "ipaddress.IPv6Network"
                    | "pydantic.IPvAnyAddress"
                    | "pydantic.IPvAnyNetwork"
                    | "bson.ObjectId"
                    | "bson.objectid.ObjectId"
                    | "pydantic.PositiveInt"
                    | "pydantic.NonNegativeInt"
                    | "pydantic.UUID4"
                    | "pydantic.NegativeInt"
                    | "pydantic.NonPositiveInt"
                    | "pydantic.PositiveFloat"
                    | "pydantic.NonNegativeFloat"
                    | "pydantic.StrictInt"
                    | "pydantic.StrictFloat"
                    | "pydantic.StrictBool"
                    | "pydantic.UUID1"
                    | "pydantic.UUID3"
                    | "pydantic.UUID5"
                    | "pydantic.AwareDatetime"
                    | "pydantic.NaiveDatetime"
                    | "pydantic.PastDate"
                    | "pydantic.FutureDate"
                    | "pydantic.conint"
                    | "pydantic.confloat"
                    | "pydantic.condecimal"
                    | "pydantic.condate"
            ),
            Some(Alt::Class(class)) => {
                let class = Rc::clone(class);
                self.class_apis(&class).iter().any(|path| {
                    matches!(
                        &**path,
                        "enum.Enum"
                            | "enum.StrEnum"
                            | "enum.IntEnum"
                            | "enum.Flag"
                            | "django.db.models.TextChoices"
                            | "django.db.models.IntegerChoices"
                    )
                })
            }
            _ => false,
        }
    }
}

/// An annotation without the objects and expressions that say more about it, and those.
pub(crate) fn divided(annotation: Value) -> (Value, Option<Value>) {
    let is_object = |alt: &Alt| matches!(alt, Alt::Obj(_) | Alt::Regex(_));
    let (objects, classes): (Vec<Alt>, Vec<Alt>) = annotation.alts.into_iter().partition(is_object);
    let value = |alts: Vec<Alt>| {
        let mut value = Value::default();
        for alt in alts {
            value.add(alt);
        }
        value
    };
    let more = (!objects.is_empty()).then(|| value(objects));
    (if classes.is_empty() { Value::any() } else { value(classes) }, more)
}
