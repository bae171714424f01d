//! Sources: where data comes in.

use std::rc::Rc;

use super::ops::const_hash;
use super::{Interp, OriginInfo};
use crate::api::ApiId;
use crate::state::State;
use crate::trace::Site;
use crate::value::{Alt, Const, Origin, Taint, Taints, Value};

impl Interp<'_> {
    pub(crate) fn origin(
        &mut self,
        model: u32,
        site: Site,
        what: &Rc<str>,
        kind: &Rc<str>,
    ) -> Origin {
        let next = Origin(u32::try_from(self.origins.len()).unwrap_or(u32::MAX));
        let key = (model, site, Rc::clone(what));
        let origin = *self.origin_numbers.entry(key).or_insert(next);
        if origin == next {
            self.origins.push(OriginInfo {
                what: Rc::clone(what),
                kind: Rc::clone(kind),
                site,
                model,
            });
        }
        origin
    }

    /// The data of the source at a path; none if there is no such source.
    pub(crate) fn source_at(&mut self, path: &str, site: Site) -> Taints {
        let Some(entry) = self.cat.path(path) else { return Taints::default() };
        let numbers = entry.sources.clone();
        let mut taints = Taints::default();
        for number in numbers {
            let source = &self.cat.models.source[number as usize];
            let except = self.cat.mask(&source.except);
            let found = self.new_source(&source.kind, &source.what, site, except, number);
            // What is received twice is not the same.
            let found = if path.ends_with("()") {
                self.part(&found, u64::from(site.span.start) | u64::from(site.file) << 32)
            } else {
                found
            };
            taints.join(&found);
        }
        taints
    }

    /// A value with the data that comes in through what it is.
    pub(crate) fn read_api(&mut self, value: Value, site: Site) -> Value {
        let Some(Alt::Api(id)) = value.single() else { return value };
        let path = self.apis.path(*id);
        let taints = self.source_at(&path, site);
        value.with(&taints)
    }

    /// An element of something of a library.
    pub(crate) fn api_element(
        &mut self,
        id: ApiId,
        key: Option<&Const>,
        taints: &Taints,
        site: Site,
    ) -> Value {
        let which = key.map_or(0x1d1, const_hash);
        let taints = self.part(taints, which);
        let taints = self.named_element(&taints, key, site);
        match self.apis.element(id, self.cat) {
            Some(element) => self.read_api(Value::of(Alt::Api(element)), site).with(&taints),
            None => Value::tainted(taints),
        }
    }

    /// The same data, called by the name of the element that is read: `the query parameter q`.
    pub(crate) fn named_element(
        &mut self,
        taints: &Taints,
        key: Option<&Const>,
        site: Site,
    ) -> Taints {
        let Some(name) = key.and_then(Const::as_str).cloned() else { return taints.clone() };
        taints.map(|taint| {
            let Some(info) = self.origins.get(taint.origin.0 as usize).cloned() else {
                return taint;
            };
            let Some(source) = self.cat.models.source.get(info.model as usize) else {
                return taint;
            };
            if source.element.is_empty() || *info.what != *source.what {
                return taint;
            }
            let what: Rc<str> = source.element.replace("{}", &format!("`{name}`")).into();
            let origin = self.origin(info.model, info.site, &what, &info.kind);
            let start = self.steps.add(crate::trace::Step::Start);
            let step = crate::trace::Step::Next { before: start, site, what };
            Taint { origin, step: self.steps.add(step), ..taint }
        })
    }

    /// The data that a call of something of a library brings.
    pub(crate) fn called_source(
        &mut self,
        state: &State,
        path: &str,
        args: &super::call::Args,
    ) -> Taints {
        let taints = self.source_at(path, args.site);
        if taints.is_empty() {
            return taints;
        }
        let _ = state;
        let key = args.position(0).and_then(Value::as_const).cloned();
        let taints = match &key {
            Some(key) => self.part(&taints, const_hash(key)),
            None => taints,
        };
        self.named_element(&taints, key.as_ref(), args.site)
    }
}
