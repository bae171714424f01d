//! Packages that bring a module of the standard library back that newer releases have no more.

/// A package that brings a module back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Provider {
    /// The module of the standard library.
    of: &'static str,
    /// The package, by its name in normal form.
    pub(crate) package: &'static str,
    /// The module of the package after whose import the old one is there, if it has another name.
    pub(crate) module: Option<&'static str>,
}

const fn provider(of: &'static str, package: &'static str) -> Provider {
    Provider { of, package, module: None }
}

const PROVIDERS: &[Provider] = &[
    Provider { of: "distutils", package: "setuptools", module: Some("setuptools") },
    provider("aifc", "standard-aifc"),
    provider("asynchat", "pyasynchat"),
    provider("asynchat", "standard-asynchat"),
    provider("asyncore", "pyasyncore"),
    provider("asyncore", "standard-asyncore"),
    provider("audioop", "audioop-lts"),
    provider("cgi", "legacy-cgi"),
    provider("cgi", "standard-cgi"),
    provider("cgitb", "legacy-cgi"),
    provider("cgitb", "standard-cgitb"),
    provider("chunk", "standard-chunk"),
    provider("crypt", "crypt-r"),
    provider("crypt", "legacycrypt"),
    provider("crypt", "standard-crypt"),
    provider("imghdr", "standard-imghdr"),
    provider("imp", "standard-imp"),
    provider("imp", "zombie-imp"),
    provider("mailcap", "standard-mailcap"),
    provider("nntplib", "standard-nntplib"),
    provider("pipes", "standard-pipes"),
    provider("smtpd", "standard-smtpd"),
    provider("sndhdr", "standard-sndhdr"),
    provider("sunau", "standard-sunau"),
    provider("telnetlib", "standard-telnetlib"),
    provider("telnetlib", "telnetlib-313-and-up"),
    provider("uu", "standard-uu"),
    provider("xdrlib", "standard-xdrlib"),
];

/// The packages that bring a module back.
pub(crate) fn of(module: &str) -> impl Iterator<Item = &'static Provider> + use<'_> {
    PROVIDERS.iter().filter(move |provider| provider.of == module)
}
