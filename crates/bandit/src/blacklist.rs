//! The calls and imports that Bandit reports for their name alone.

use hognose_core::Severity;
use hognose_core::Severity::{High, Low, Medium};
use hognose_python::ast::{self, Alias, Expr};

use crate::literal::{Literal, plain_text};

/// One of Bandit's lists.
pub(crate) struct Entry {
    /// The code.
    pub(crate) id: &'static str,
    /// How bad Bandit finds it.
    pub(crate) severity: Severity,
    /// The dotted names: of calls as a whole, of imports as the beginning of the text.
    names: &'static [&'static str],
}

const fn entry(id: &'static str, severity: Severity, names: &'static [&'static str]) -> Entry {
    Entry { id, severity, names }
}

/// The calls, in the order in which the first match counts.
const CALLS: &[Entry] = &[
    entry(
        "B301",
        Medium,
        &[
            "pickle.loads",
            "pickle.load",
            "pickle.Unpickler",
            "dill.loads",
            "dill.load",
            "dill.Unpickler",
            "shelve.open",
            "shelve.DbfilenameShelf",
            "jsonpickle.decode",
            "jsonpickle.unpickler.decode",
            "jsonpickle.unpickler.Unpickler",
            "pandas.read_pickle",
        ],
    ),
    entry("B302", Medium, &["marshal.load", "marshal.loads"]),
    entry(
        "B303",
        Medium,
        &[
            "Crypto.Hash.MD2.new",
            "Crypto.Hash.MD4.new",
            "Crypto.Hash.MD5.new",
            "Crypto.Hash.SHA.new",
            "Cryptodome.Hash.MD2.new",
            "Cryptodome.Hash.MD4.new",
            "Cryptodome.Hash.MD5.new",
            "Cryptodome.Hash.SHA.new",
            "cryptography.hazmat.primitives.hashes.MD5",
            "cryptography.hazmat.primitives.hashes.SHA1",
        ],
    ),
    entry(
        "B304",
        High,
        &[
            "Crypto.Cipher.ARC2.new",
            "Crypto.Cipher.ARC4.new",
            "Crypto.Cipher.Blowfish.new",
            "Crypto.Cipher.DES.new",
            "Crypto.Cipher.XOR.new",
            "Cryptodome.Cipher.ARC2.new",
            "Cryptodome.Cipher.ARC4.new",
            "Cryptodome.Cipher.Blowfish.new",
            "Cryptodome.Cipher.DES.new",
            "Cryptodome.Cipher.XOR.new",
            "cryptography.hazmat.primitives.ciphers.algorithms.ARC4",
            "cryptography.hazmat.primitives.ciphers.algorithms.Blowfish",
            "cryptography.hazmat.primitives.ciphers.algorithms.CAST5",
            "cryptography.hazmat.primitives.ciphers.algorithms.IDEA",
            "cryptography.hazmat.primitives.ciphers.algorithms.SEED",
            "cryptography.hazmat.primitives.ciphers.algorithms.TripleDES",
        ],
    ),
    entry("B305", Medium, &["cryptography.hazmat.primitives.ciphers.modes.ECB"]),
    entry("B306", Medium, &["tempfile.mktemp"]),
    entry("B307", Medium, &["eval"]),
    entry("B308", Medium, &["django.utils.safestring.mark_safe"]),
    entry(
        "B310",
        Medium,
        &[
            "urllib.request.urlopen",
            "urllib.request.urlretrieve",
            "urllib.request.URLopener",
            "urllib.request.FancyURLopener",
            "six.moves.urllib.request.urlopen",
            "six.moves.urllib.request.urlretrieve",
            "six.moves.urllib.request.URLopener",
            "six.moves.urllib.request.FancyURLopener",
        ],
    ),
    entry(
        "B311",
        Low,
        &[
            "random.Random",
            "random.random",
            "random.randrange",
            "random.randint",
            "random.choice",
            "random.choices",
            "random.uniform",
            "random.triangular",
            "random.randbytes",
            "random.sample",
            "random.getrandbits",
        ],
    ),
    entry("B312", High, &["telnetlib.Telnet"]),
    entry(
        "B313",
        Medium,
        &[
            "xml.etree.cElementTree.parse",
            "xml.etree.cElementTree.iterparse",
            "xml.etree.cElementTree.fromstring",
            "xml.etree.cElementTree.XMLParser",
        ],
    ),
    entry(
        "B314",
        Medium,
        &[
            "xml.etree.ElementTree.parse",
            "xml.etree.ElementTree.iterparse",
            "xml.etree.ElementTree.fromstring",
            "xml.etree.ElementTree.XMLParser",
        ],
    ),
    entry("B315", Medium, &["xml.sax.expatreader.create_parser"]),
    entry("B316", Medium, &["xml.dom.expatbuilder.parse", "xml.dom.expatbuilder.parseString"]),
    entry("B317", Medium, &["xml.sax.parse", "xml.sax.parseString", "xml.sax.make_parser"]),
    entry("B318", Medium, &["xml.dom.minidom.parse", "xml.dom.minidom.parseString"]),
    entry("B319", Medium, &["xml.dom.pulldom.parse", "xml.dom.pulldom.parseString"]),
    entry("B321", High, &["ftplib.FTP"]),
    entry("B323", Medium, &["ssl._create_unverified_context"]),
];

/// The imports, in the order in which the first match counts.
const IMPORTS: &[Entry] = &[
    entry("B401", High, &["telnetlib"]),
    entry("B402", High, &["ftplib"]),
    entry("B403", Low, &["pickle", "cPickle", "dill", "shelve"]),
    entry("B404", Low, &["subprocess"]),
    entry("B405", Low, &["xml.etree.cElementTree", "xml.etree.ElementTree"]),
    entry("B406", Low, &["xml.sax"]),
    entry("B407", Low, &["xml.dom.expatbuilder"]),
    entry("B408", Low, &["xml.dom.minidom"]),
    entry("B409", Low, &["xml.dom.pulldom"]),
    entry("B411", High, &["xmlrpc"]),
    entry(
        "B412",
        High,
        &[
            "wsgiref.handlers.CGIHandler",
            "twisted.web.twcgi.CGIScript",
            "twisted.web.twcgi.CGIDirectory",
        ],
    ),
    entry(
        "B413",
        High,
        &[
            "Crypto.Cipher",
            "Crypto.Hash",
            "Crypto.IO",
            "Crypto.Protocol",
            "Crypto.PublicKey",
            "Crypto.Random",
            "Crypto.Signature",
            "Crypto.Util",
        ],
    ),
    entry("B415", High, &["pyghmi"]),
];

/// The list that a call is on. `name` is what the call calls.
///
/// Calls that import are judged by what they import, and by both lists.
pub(crate) fn call(
    call: &ast::ExprCall,
    name: &str,
    is_enabled: impl Fn(&str) -> bool,
) -> Option<&'static Entry> {
    let is_import =
        matches!(&*call.func, Expr::Name(function) if function.id.as_str() == "__import__");
    let imported;
    let name = if is_import {
        call.arguments.args.first().and_then(plain_text)?
    } else if matches!(name, "importlib.import_module" | "importlib.__import__") {
        imported = match call.arguments.args.first() {
            Some(_) => Literal::positional(call, 0),
            None => Literal::keyword(call, "name"),
        };
        imported.text()?
    } else {
        name
    };
    CALLS.iter().chain(IMPORTS).find(|entry| entry.names.contains(&name) && is_enabled(entry.id))
}

/// The list that an import is on. Bandit compares the beginnings of texts: `subprocess32` is on the
/// list of `subprocess`.
pub(crate) fn import(
    module: Option<&str>,
    names: &[Alias],
    is_enabled: impl Fn(&str) -> bool,
) -> Option<&'static Entry> {
    // Most modules are on no list.
    let paths: Vec<String> = names
        .iter()
        .map(|alias| match module {
            Some(module) => format!("{module}.{}", alias.name.as_str()),
            None => alias.name.as_str().to_owned(),
        })
        .collect();
    IMPORTS.iter().find(|entry| {
        let begins = |path: &String| entry.names.iter().any(|name| path.starts_with(name));
        paths.iter().any(begins) && is_enabled(entry.id)
    })
}
