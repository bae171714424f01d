//! What is known of libraries without reading them: second names, return types, constants.
//!
//! The tables are sorted by bytes and searched by bisection. A rule that needs one more entry adds
//! it here; what only one rule knows stays in that rule.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The one name under which rules know a thing that has several.
pub(crate) fn canonical(path: String) -> String {
    for (prefix, replacement) in PREFIXES {
        if let Some(rest) = path.strip_prefix(prefix)
            && (rest.is_empty() || rest.starts_with('.') || replacement.is_empty())
        {
            return format!("{replacement}{rest}");
        }
    }
    path
}

/// Modules that are the same as others. The first match counts.
const PREFIXES: &[(&str, &str)] = &[
    ("__builtins__.", ""),
    ("builtins.", ""),
    ("__builtin__.", ""),
    ("six.moves.builtins.", ""),
    ("six.moves.cPickle", "pickle"),
    ("six.moves.http_client", "http.client"),
    ("six.moves.input", "input"),
    ("six.moves.urllib", "urllib"),
    ("six.moves.xmlrpc_client", "xmlrpc.client"),
    ("cPickle", "pickle"),
    ("_pickle", "pickle"),
    ("Cryptodome", "Crypto"),
    ("urllib2", "urllib.request"),
    ("posix.system", "os.system"),
    ("nt.system", "os.system"),
];

/// Whether a table leads to something of a package from something that is not of it.
pub(crate) fn comes_unnamed(package: &str) -> bool {
    let is_of = |name: &str| name.split('.').next() == Some(package);
    let tables = [PREFIXES, RETURN_TYPES, ATTRIBUTE_TYPES];
    tables.into_iter().flatten().any(|(from, to)| is_of(to) && !is_of(from))
}

/// The class of what a function returns.
pub(crate) fn return_type(function: &str) -> Option<&'static str> {
    find(RETURN_TYPES, function)
}

/// The class of an attribute of an instance, by the attribute's dotted name.
pub(crate) fn attribute_type(attribute: &str) -> Option<&'static str> {
    find(ATTRIBUTE_TYPES, attribute)
}

/// The class that a class is derived from.
pub(crate) fn base_class(class: &str) -> Option<&'static str> {
    find(BASE_CLASSES, class)
}

/// The package that a module with this name was generated for: `users_pb2_grpc`.
pub(crate) fn generated_for(module: &str) -> Option<&'static str> {
    module.ends_with("_pb2_grpc").then_some("grpc")
}

/// The packages that have the base class of a class of another package, or the class of what one of
/// its functions returns.
pub(crate) fn related_packages(package: &str) -> &'static [&'static str] {
    static RELATED: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let mut related: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (from, to) in BASE_CLASSES.iter().chain(RETURN_TYPES) {
            // Built-ins are of no package.
            let (Some((from, _)), Some((to, _))) = (from.split_once('.'), to.split_once('.'))
            else {
                continue;
            };
            let of_package = related.entry(from).or_default();
            if from != to && !of_package.contains(&to) {
                of_package.push(to);
            }
        }
        related
    });
    RELATED.get(package).map_or(&[], Vec::as_slice)
}

/// The value of a constant of the standard library.
pub(crate) fn constant(name: &str) -> Option<i64> {
    CONSTANTS.binary_search_by(|(known, _)| known.cmp(&name)).ok().map(|at| CONSTANTS[at].1)
}

fn find(table: &'static [(&str, &'static str)], key: &str) -> Option<&'static str> {
    table.binary_search_by(|(known, _)| known.cmp(&key)).ok().map(|at| table[at].1)
}

/// Constructors whose names follow the convention for classes need no entry.
#[rustfmt::skip]
const RETURN_TYPES: &[(&str, &str)] = &[
    ("MySQLdb.Connection.cursor", "MySQLdb.Cursor"),
    ("MySQLdb.connect", "MySQLdb.Connection"),
    ("abs", "int"),
    ("aiohttp.ClientSession.get", "aiohttp.ClientResponse"),
    ("aiohttp.ClientSession.post", "aiohttp.ClientResponse"),
    ("aiohttp.ClientSession.request", "aiohttp.ClientResponse"),
    ("aiosqlite.connect", "aiosqlite.Connection"),
    ("all", "bool"),
    ("any", "bool"),
    ("argparse.ArgumentParser.parse_args", "argparse.Namespace"),
    ("array.array", "array.array"),
    ("ascii", "str"),
    ("ast.parse", "ast.Module"),
    ("asyncio.create_task", "asyncio.Task"),
    ("asyncio.current_task", "asyncio.Task"),
    ("asyncio.ensure_future", "asyncio.Task"),
    ("asyncio.get_event_loop", "asyncio.AbstractEventLoop"),
    ("asyncio.get_event_loop_policy", "asyncio.AbstractEventLoopPolicy"),
    ("asyncio.get_running_loop", "asyncio.AbstractEventLoop"),
    ("asyncio.new_event_loop", "asyncio.AbstractEventLoop"),
    ("asyncpg.connect", "asyncpg.Connection"),
    ("bin", "str"),
    ("bool", "bool"),
    ("bytearray", "bytearray"),
    ("bytes", "bytes"),
    ("bytes.decode", "str"),
    ("callable", "bool"),
    ("chr", "str"),
    ("click.prompt", "str"),
    ("codecs.open", "io.TextIOWrapper"),
    ("collections.OrderedDict", "dict"),
    ("collections.defaultdict", "dict"),
    ("collections.deque", "collections.deque"),
    ("collections.namedtuple", "type"),
    ("complex", "complex"),
    ("cx_Oracle.Connection.cursor", "cx_Oracle.Cursor"),
    ("cx_Oracle.connect", "cx_Oracle.Connection"),
    ("datetime.date", "datetime.date"),
    ("datetime.date.fromisoformat", "datetime.date"),
    ("datetime.date.today", "datetime.date"),
    ("datetime.datetime", "datetime.datetime"),
    ("datetime.datetime.date", "datetime.date"),
    ("datetime.datetime.fromisoformat", "datetime.datetime"),
    ("datetime.datetime.fromtimestamp", "datetime.datetime"),
    ("datetime.datetime.now", "datetime.datetime"),
    ("datetime.datetime.strptime", "datetime.datetime"),
    ("datetime.datetime.utcnow", "datetime.datetime"),
    ("dict", "dict"),
    ("email.message_from_bytes", "email.message.Message"),
    ("email.message_from_file", "email.message.Message"),
    ("email.message_from_string", "email.message.Message"),
    ("float", "float"),
    ("format", "str"),
    ("frozenset", "frozenset"),
    ("ftplib.FTP", "ftplib.FTP"),
    ("ftplib.FTP_TLS", "ftplib.FTP_TLS"),
    ("functools.partial", "functools.partial"),
    ("getpass.getpass", "str"),
    ("getpass.getuser", "str"),
    ("gettext.translation", "gettext.NullTranslations"),
    ("gzip.open", "gzip.GzipFile"),
    ("hasattr", "bool"),
    ("hash", "int"),
    ("hashlib.md5", "hashlib.HASH"),
    ("hashlib.new", "hashlib.HASH"),
    ("hashlib.sha1", "hashlib.HASH"),
    ("hashlib.sha256", "hashlib.HASH"),
    ("hex", "str"),
    ("hmac.HMAC", "hmac.HMAC"),
    ("hmac.new", "hmac.HMAC"),
    ("http.client.HTTPConnection.getresponse", "http.client.HTTPResponse"),
    ("http.client.HTTPSConnection.getresponse", "http.client.HTTPResponse"),
    ("httpx.AsyncClient.get", "httpx.Response"),
    ("httpx.AsyncClient.post", "httpx.Response"),
    ("httpx.Client.get", "httpx.Response"),
    ("httpx.Client.post", "httpx.Response"),
    ("httpx.get", "httpx.Response"),
    ("httpx.post", "httpx.Response"),
    ("httpx.request", "httpx.Response"),
    ("id", "int"),
    ("imaplib.IMAP4", "imaplib.IMAP4"),
    ("imaplib.IMAP4_SSL", "imaplib.IMAP4_SSL"),
    ("importlib.util.find_spec", "importlib.machinery.ModuleSpec"),
    ("importlib.util.spec_from_file_location", "importlib.machinery.ModuleSpec"),
    ("input", "str"),
    ("inspect.currentframe", "types.FrameType"),
    ("inspect.signature", "inspect.Signature"),
    ("int", "int"),
    ("io.open", "io.TextIOWrapper"),
    ("ipaddress.ip_network", "ipaddress.IPv4Network"),
    ("isinstance", "bool"),
    ("issubclass", "bool"),
    ("len", "int"),
    ("list", "list"),
    ("logging.Logger.getChild", "logging.Logger"),
    ("logging.getLogger", "logging.Logger"),
    ("multiprocessing.current_process", "multiprocessing.Process"),
    ("mysql.connector.Connection.cursor", "mysql.connector.Cursor"),
    ("mysql.connector.connect", "mysql.connector.Connection"),
    ("nntplib.NNTP", "nntplib.NNTP"),
    ("nntplib.NNTP_SSL", "nntplib.NNTP_SSL"),
    ("oct", "str"),
    ("open", "io.TextIOWrapper"),
    ("oracledb.Connection.cursor", "oracledb.Cursor"),
    ("oracledb.connect", "oracledb.Connection"),
    ("ord", "int"),
    ("os.fdopen", "io.TextIOWrapper"),
    ("os.getcwd", "str"),
    ("os.getpid", "int"),
    ("os.path.abspath", "str"),
    ("os.path.basename", "str"),
    ("os.path.dirname", "str"),
    ("os.path.exists", "bool"),
    ("os.path.getsize", "int"),
    ("os.path.isdir", "bool"),
    ("os.path.isfile", "bool"),
    ("os.path.join", "str"),
    ("os.path.realpath", "str"),
    ("os.popen", "os._wrap_close"),
    ("paramiko.client.SSHClient", "paramiko.SSHClient"),
    ("pathlib.Path", "pathlib.Path"),
    ("pathlib.Path.absolute", "pathlib.Path"),
    ("pathlib.Path.cwd", "pathlib.Path"),
    ("pathlib.Path.exists", "bool"),
    ("pathlib.Path.expanduser", "pathlib.Path"),
    ("pathlib.Path.home", "pathlib.Path"),
    ("pathlib.Path.joinpath", "pathlib.Path"),
    ("pathlib.Path.open", "io.TextIOWrapper"),
    ("pathlib.Path.read_bytes", "bytes"),
    ("pathlib.Path.read_text", "str"),
    ("pathlib.Path.rename", "pathlib.Path"),
    ("pathlib.Path.resolve", "pathlib.Path"),
    ("pathlib.Path.with_name", "pathlib.Path"),
    ("pathlib.Path.with_suffix", "pathlib.Path"),
    ("pathlib.PosixPath", "pathlib.Path"),
    ("pathlib.PurePath", "pathlib.Path"),
    ("poplib.POP3", "poplib.POP3"),
    ("poplib.POP3_SSL", "poplib.POP3_SSL"),
    ("psycopg.Connection.cursor", "psycopg.Cursor"),
    ("psycopg.connect", "psycopg.Connection"),
    ("psycopg2.Connection.cursor", "psycopg2.Cursor"),
    ("psycopg2.connect", "psycopg2.Connection"),
    ("pymysql.Connection.cursor", "pymysql.Cursor"),
    ("pymysql.connect", "pymysql.Connection"),
    ("pyodbc.Connection.cursor", "pyodbc.Cursor"),
    ("pyodbc.connect", "pyodbc.Connection"),
    ("random.Random", "random.Random"),
    ("random.getrandbits", "int"),
    ("random.randint", "int"),
    ("random.random", "float"),
    ("random.randrange", "int"),
    ("random.uniform", "float"),
    ("re.compile", "re.Pattern"),
    ("re.escape", "str"),
    ("re.match", "re.Match"),
    ("re.search", "re.Match"),
    ("re.sub", "str"),
    ("repr", "str"),
    ("requests.Session.get", "requests.Response"),
    ("requests.Session.post", "requests.Response"),
    ("requests.Session.request", "requests.Response"),
    ("requests.get", "requests.Response"),
    ("requests.patch", "requests.Response"),
    ("requests.post", "requests.Response"),
    ("requests.put", "requests.Response"),
    ("requests.request", "requests.Response"),
    ("requests.session", "requests.Session"),
    ("requests.sessions.Session", "requests.Session"),
    ("requests.sessions.session", "requests.Session"),
    ("round", "float"),
    ("secrets.SystemRandom", "random.SystemRandom"),
    ("secrets.token_bytes", "bytes"),
    ("secrets.token_hex", "str"),
    ("secrets.token_urlsafe", "str"),
    ("set", "set"),
    ("shelve.open", "shelve.Shelf"),
    ("shlex.join", "str"),
    ("shlex.quote", "str"),
    ("shlex.split", "list"),
    ("smtplib.LMTP", "smtplib.LMTP"),
    ("smtplib.SMTP", "smtplib.SMTP"),
    ("smtplib.SMTP_SSL", "smtplib.SMTP_SSL"),
    ("socket.create_connection", "socket.socket"),
    ("socket.socket", "socket.socket"),
    ("sorted", "list"),
    ("sqlalchemy.Engine.begin", "sqlalchemy.Connection"),
    ("sqlalchemy.Engine.connect", "sqlalchemy.Connection"),
    ("sqlalchemy.create_engine", "sqlalchemy.Engine"),
    ("sqlalchemy.engine.create_engine", "sqlalchemy.Engine"),
    ("sqlite3.Connection.cursor", "sqlite3.Cursor"),
    ("sqlite3.connect", "sqlite3.Connection"),
    ("ssl.SSLContext.wrap_socket", "ssl.SSLSocket"),
    ("ssl._create_default_https_context", "ssl.SSLContext"),
    ("ssl._create_stdlib_context", "ssl.SSLContext"),
    ("ssl._create_unverified_context", "ssl.SSLContext"),
    ("ssl.create_default_context", "ssl.SSLContext"),
    ("str", "str"),
    ("str.count", "int"),
    ("str.encode", "bytes"),
    ("str.endswith", "bool"),
    ("str.find", "int"),
    ("str.format", "str"),
    ("str.isdigit", "bool"),
    ("str.join", "str"),
    ("str.lower", "str"),
    ("str.lstrip", "str"),
    ("str.replace", "str"),
    ("str.rstrip", "str"),
    ("str.split", "list"),
    ("str.splitlines", "list"),
    ("str.startswith", "bool"),
    ("str.strip", "str"),
    ("str.title", "str"),
    ("str.upper", "str"),
    ("subprocess.check_output", "bytes"),
    ("sum", "int"),
    ("symtable.symtable", "symtable.SymbolTable"),
    ("sys._getframe", "types.FrameType"),
    ("tarfile.TarFile.bz2open", "tarfile.TarFile"),
    ("tarfile.TarFile.getmember", "tarfile.TarInfo"),
    ("tarfile.TarFile.gzopen", "tarfile.TarFile"),
    ("tarfile.TarFile.open", "tarfile.TarFile"),
    ("tarfile.TarFile.taropen", "tarfile.TarFile"),
    ("tarfile.TarFile.xzopen", "tarfile.TarFile"),
    ("tarfile.open", "tarfile.TarFile"),
    ("tempfile.NamedTemporaryFile", "io.TextIOWrapper"),
    ("tempfile.TemporaryDirectory", "str"),
    ("tempfile.TemporaryFile", "io.TextIOWrapper"),
    ("tempfile.gettempdir", "str"),
    ("tempfile.mkdtemp", "str"),
    ("tempfile.mktemp", "str"),
    ("threading.Condition", "threading.Condition"),
    ("threading.Event", "threading.Event"),
    ("threading.currentThread", "threading.Thread"),
    ("threading.current_thread", "threading.Thread"),
    ("threading.main_thread", "threading.Thread"),
    ("time.monotonic", "float"),
    ("time.strftime", "str"),
    ("time.time", "float"),
    ("traceback.TracebackException.from_exception", "traceback.TracebackException"),
    ("tuple", "tuple"),
    ("unittest.TestLoader", "unittest.TestLoader"),
    ("urllib.parse.quote", "str"),
    ("urllib.parse.urlencode", "str"),
    ("urllib.request.OpenerDirector.open", "http.client.HTTPResponse"),
    ("urllib.request.build_opener", "urllib.request.OpenerDirector"),
    ("urllib.request.urlopen", "http.client.HTTPResponse"),
    ("urllib.response.addinfourl", "urllib.response.addinfourl"),
    ("uuid.UUID", "uuid.UUID"),
    ("uuid.uuid1", "uuid.UUID"),
    ("uuid.uuid4", "uuid.UUID"),
    ("wave.open", "wave.Wave_read"),
    ("xml.etree.ElementTree.Element.find", "xml.etree.ElementTree.Element"),
    ("xml.etree.ElementTree.ElementTree.find", "xml.etree.ElementTree.Element"),
    ("xml.etree.ElementTree.ElementTree.getroot", "xml.etree.ElementTree.Element"),
    ("xml.etree.ElementTree.SubElement", "xml.etree.ElementTree.Element"),
    ("xml.etree.ElementTree.XML", "xml.etree.ElementTree.Element"),
    ("xml.etree.ElementTree.fromstring", "xml.etree.ElementTree.Element"),
    ("xml.etree.ElementTree.parse", "xml.etree.ElementTree.ElementTree"),
    ("xml.etree.cElementTree.fromstring", "xml.etree.ElementTree.Element"),
    ("xml.etree.cElementTree.parse", "xml.etree.ElementTree.ElementTree"),
    ("xml.sax.make_parser", "xml.sax.xmlreader.XMLReader"),
    ("zipimport.zipimporter", "zipimport.zipimporter"),
    ("zmq.Context.socket", "zmq.Socket"),
    ("zmq.asyncio.Context.socket", "zmq.Socket"),
];

#[rustfmt::skip]
const ATTRIBUTE_TYPES: &[(&str, &str)] = &[
    ("importlib.machinery.ModuleSpec.loader", "importlib.abc.Loader"),
    ("pathlib.Path.name", "str"),
    ("pathlib.Path.parent", "pathlib.Path"),
    ("pathlib.Path.stem", "str"),
    ("pathlib.Path.suffix", "str"),
    ("requests.Response.content", "bytes"),
    ("requests.Response.status_code", "int"),
    ("requests.Response.text", "str"),
    ("socketserver.BaseRequestHandler.request", "socket.socket"),
    ("socketserver.StreamRequestHandler.request", "socket.socket"),
    ("types.FrameType.f_code", "types.CodeType"),
];

/// Of several bases, the one whose methods people call.
#[rustfmt::skip]
const BASE_CLASSES: &[(&str, &str)] = &[
    ("aiohttp.test_utils.AioHTTPTestCase", "unittest.TestCase"),
    ("ast.NodeTransformer", "ast.NodeVisitor"),
    ("configparser.SafeConfigParser", "configparser.ConfigParser"),
    ("django.test.LiveServerTestCase", "unittest.TestCase"),
    ("django.test.SimpleTestCase", "unittest.TestCase"),
    ("django.test.TestCase", "unittest.TestCase"),
    ("django.test.TransactionTestCase", "unittest.TestCase"),
    ("email.message.EmailMessage", "email.message.Message"),
    ("ftplib.FTP_TLS", "ftplib.FTP"),
    ("gettext.GNUTranslations", "gettext.NullTranslations"),
    ("http.client.HTTPSConnection", "http.client.HTTPConnection"),
    ("http.cookies.SimpleCookie", "http.cookies.BaseCookie"),
    ("http.server.CGIHTTPRequestHandler", "http.server.SimpleHTTPRequestHandler"),
    ("http.server.HTTPServer", "socketserver.TCPServer"),
    ("http.server.SimpleHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    ("http.server.ThreadingHTTPServer", "http.server.HTTPServer"),
    ("imaplib.IMAP4_SSL", "imaplib.IMAP4"),
    ("importlib.machinery.SourceFileLoader", "importlib.abc.Loader"),
    ("importlib.util.LazyLoader", "importlib.abc.Loader"),
    ("multiprocessing.dummy.DummyProcess", "threading.Thread"),
    ("multiprocessing.dummy.Process", "multiprocessing.dummy.DummyProcess"),
    ("pathlib.Path", "pathlib.PurePath"),
    ("pathlib.PurePosixPath", "pathlib.PurePath"),
    ("pathlib.PureWindowsPath", "pathlib.PurePath"),
    ("pathlib.WindowsPath", "pathlib.Path"),
    ("poplib.POP3_SSL", "poplib.POP3"),
    ("rest_framework.test.APITestCase", "unittest.TestCase"),
    ("smtplib.LMTP", "smtplib.SMTP"),
    ("smtplib.SMTP_SSL", "smtplib.SMTP"),
    ("sqlalchemy.Connection", "sqlalchemy.engine.Connection"),
    ("sqlalchemy.Engine", "sqlalchemy.engine.Engine"),
    ("testtools.TestCase", "unittest.TestCase"),
    ("threading.Timer", "threading.Thread"),
    ("tkinter.BooleanVar", "tkinter.Variable"),
    ("tkinter.DoubleVar", "tkinter.Variable"),
    ("tkinter.IntVar", "tkinter.Variable"),
    ("tkinter.StringVar", "tkinter.Variable"),
    ("tornado.testing.AsyncTestCase", "unittest.TestCase"),
    ("tornado.testing.ExpectLog", "logging.Filter"),
    ("twisted.trial.unittest.TestCase", "unittest.TestCase"),
    ("unittest.FunctionTestCase", "unittest.TestCase"),
    ("unittest.IsolatedAsyncioTestCase", "unittest.TestCase"),
    ("unittest.case.TestCase", "unittest.TestCase"),
    ("unittest2.TestCase", "unittest.TestCase"),
    ("urllib.request.FancyURLopener", "urllib.request.URLopener"),
];

/// As on Linux.
#[rustfmt::skip]
const CONSTANTS: &[(&str, i64)] = &[
    ("Crypto.Cipher.AES.block_size", 16),
    ("Crypto.Cipher.Blowfish.block_size", 8),
    ("Crypto.Cipher.CAST.block_size", 8),
    ("Crypto.Cipher.DES.block_size", 8),
    ("Crypto.Cipher.DES3.block_size", 8),
    ("os.O_APPEND", 0o2000),
    ("os.O_CREAT", 0o100),
    ("os.O_EXCL", 0o200),
    ("os.O_RDONLY", 0o0),
    ("os.O_RDWR", 0o2),
    ("os.O_TRUNC", 0o1000),
    ("os.O_WRONLY", 0o1),
    ("stat.S_IEXEC", 0o100),
    ("stat.S_IFBLK", 0o60_000),
    ("stat.S_IFCHR", 0o20_000),
    ("stat.S_IFDIR", 0o40_000),
    ("stat.S_IFDOOR", 0o0),
    ("stat.S_IFIFO", 0o10_000),
    ("stat.S_IFLNK", 0o120_000),
    ("stat.S_IFPORT", 0o0),
    ("stat.S_IFREG", 0o100_000),
    ("stat.S_IFSOCK", 0o140_000),
    ("stat.S_IFWHT", 0o0),
    ("stat.S_IREAD", 0o400),
    ("stat.S_IRGRP", 0o40),
    ("stat.S_IROTH", 0o4),
    ("stat.S_IRUSR", 0o400),
    ("stat.S_IRWXG", 0o70),
    ("stat.S_IRWXO", 0o7),
    ("stat.S_IRWXU", 0o700),
    ("stat.S_ISGID", 0o2000),
    ("stat.S_ISUID", 0o4000),
    ("stat.S_ISVTX", 0o1000),
    ("stat.S_IWGRP", 0o20),
    ("stat.S_IWOTH", 0o2),
    ("stat.S_IWRITE", 0o200),
    ("stat.S_IWUSR", 0o200),
    ("stat.S_IXGRP", 0o10),
    ("stat.S_IXOTH", 0o1),
    ("stat.S_IXUSR", 0o100),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(RETURN_TYPES.is_sorted_by_key(|(name, _)| *name));
        assert!(BASE_CLASSES.is_sorted_by_key(|(name, _)| *name));
        assert!(ATTRIBUTE_TYPES.is_sorted_by_key(|(name, _)| *name));
        assert!(CONSTANTS.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn what_comes_unnamed_is_known() {
        for package in ["pickle", "os", "io", "str", "urllib"] {
            assert!(comes_unnamed(package), "{package}");
        }
        assert!(!comes_unnamed("subprocess") && !comes_unnamed("requests"));
    }

    #[test]
    fn second_names_become_first_ones() {
        for (name, expected) in [
            ("builtins.eval", "eval"),
            ("cPickle.loads", "pickle.loads"),
            ("cPickleX.loads", "cPickleX.loads"),
            ("Cryptodome.Hash.MD5.new", "Crypto.Hash.MD5.new"),
            ("six.moves.urllib.request.urlopen", "urllib.request.urlopen"),
        ] {
            assert_eq!(canonical(name.to_owned()), expected);
        }
    }
}
