//! Checks of URLs: what is said about the host of a parsed one holds for the text that was parsed.

use super::{Interp, part};
use crate::state::{Facts, State};
use crate::value::{Const, Mask, Taints, Value, Vid, hash};

/// The functions that take a URL apart.
const PARSERS: [&str; 14] = [
    "urllib.parse.urlparse",
    "urllib.parse.urlsplit",
    "urlparse.urlparse",
    "urlparse.urlsplit",
    "yarl.URL",
    "httpx.URL",
    "furl.furl",
    "urllib3.util.parse_url",
    "pydantic.HttpUrl",
    "pydantic.AnyHttpUrl",
    "pydantic.AnyUrl",
    "pydantic.networks.HttpUrl",
    "pydantic.networks.AnyHttpUrl",
    "pydantic.networks.AnyUrl",
];

/// Whether something of a library is a URL that was taken apart, by its path.
pub(super) fn is_url(path: &str) -> bool {
    path.strip_suffix("()").is_some_and(|it| PARSERS.contains(&it))
}

impl Interp<'_> {
    /// The data in an attribute of something of a library: the host of a URL is told apart. A password
    /// stands before the host or in the query.
    pub(crate) fn url_part(&mut self, path: &str, taints: &Taints) -> Taints {
        let Some((parsed, name)) = path.rsplit_once('.') else { return taints.clone() };
        if !is_url(parsed) {
            return taints.clone();
        }
        let taints = match name {
            "scheme" | "hostname" | "host" | "port" | "path" => {
                taints.without(self.cat.rules.secret)
            }
            _ => taints.clone(),
        };
        let is_host = matches!(name, "netloc" | "hostname" | "host" | "authority" | "raw_host");
        match name {
            _ if is_host => self.part(&taints, part::HOST),
            "scheme" => self.part(&taints, part::SCHEME),
            // What is found out about one of these holds for none of the others.
            "path" | "query" | "fragment" | "params" | "port" | "username" | "user"
            | "password" => {
                let name = self.names.intern(name);
                self.part(&taints, part::attribute(name))
            }
            _ => taints,
        }
    }

    /// An element of a URL that was taken apart, `urlsplit(url)[1]`: the same as an attribute.
    pub(crate) fn url_element(
        &mut self,
        path: &str,
        key: Option<&Const>,
        taints: &Taints,
    ) -> Option<Value> {
        let Some(Const::Int(place)) = key else { return None };
        let names: &[&str] = match path.rsplit('.').next()? {
            "urlsplit()" => &["scheme", "netloc", "path", "query", "fragment"],
            "urlparse()" => &["scheme", "netloc", "path", "params", "query", "fragment"],
            _ => return None,
        };
        let name = names.get(usize::try_from(*place).ok()?)?;
        Some(Value::tainted_text(self.url_part(&format!("{path}.{name}"), taints)))
    }

    /// The texts of which a value is the host or the scheme; see [`url_of`](Self::url_of).
    fn urls_of(&self, state: &State, value: &Value) -> Vec<(Vid, Mask)> {
        self.deep(state, value).iter().filter_map(|taint| self.url_of(taint.vid)).collect()
    }

    /// The text of which another one is the host or the scheme, and the harm that it cannot do if that
    /// one is right.
    pub(crate) fn url_of(&self, mut vid: Vid) -> Option<(Vid, Mask)> {
        let mut harm = 0;
        for _ in 0..6 {
            let (parent, which) = self.vids.parent(vid)?;
            harm |= match which {
                part::HOST => self.cat.rules.hosts,
                part::SCHEME => self.cat.rules.script_url,
                _ => 0,
            };
            vid = parent;
            if harm != 0 {
                // The text that was parsed, or what somebody else has parsed.
                let parsed = self
                    .vids
                    .parent(vid)
                    .filter(|(_, which)| PARSERS.iter().any(|parser| hash(parser) == *which));
                return Some((parsed.map_or(vid, |it| it.0), harm));
            }
        }
        None
    }

    /// Notes that the host or the scheme of a URL, if a value is one, was found to be right.
    pub(crate) fn clear_url(&self, state: &mut State, value: &Value) {
        for (vid, harm) in self.urls_of(state, value) {
            state.facts.add(vid, harm);
        }
    }

    /// The same where the host is that of another text: what that cannot do, the URL cannot do, either.
    /// `urlparse(target).netloc == request.host`: the browser is already there.
    pub(crate) fn clear_same_host(&self, state: &mut State, value: &Value, other: &Taints) {
        let live = other.iter().fold(0, |live, taint| live | self.live(state, taint));
        let same = self.cat.rules.hosts & !live;
        if same == 0 {
            return;
        }
        for (vid, harm) in self.urls_of(state, value) {
            state.facts.add(vid, harm & same);
        }
    }

    /// Notes that a URL, if a value is its host or its scheme, has none: it leads to the same site, or is
    /// no script.
    pub(crate) fn clear_relative(&self, state: &mut State, value: &Value) {
        let rules = &self.cat.rules;
        for (vid, harm) in self.urls_of(state, value) {
            let excluded = if harm == rules.hosts { rules.open_redirect } else { harm };
            state.facts.add(vid, excluded);
        }
    }

    /// What is known of URLs if their host, which a value is, ends as it should.
    pub(crate) fn host_facts(&self, state: &State, value: &Value) -> Facts {
        let mut facts = Facts::default();
        for (vid, harm) in self.urls_of(state, value) {
            facts.add(vid, harm);
        }
        facts
    }
}
