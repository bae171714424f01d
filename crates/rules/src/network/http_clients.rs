//! The functions and methods of HTTP clients that send a request.

/// `requests` and its sessions.
pub(super) const REQUESTS: &[&str] = &[
    "requests.Session.delete",
    "requests.Session.get",
    "requests.Session.head",
    "requests.Session.options",
    "requests.Session.patch",
    "requests.Session.post",
    "requests.Session.put",
    "requests.Session.request",
    "requests.Session.send",
    "requests.api.delete",
    "requests.api.get",
    "requests.api.head",
    "requests.api.options",
    "requests.api.patch",
    "requests.api.post",
    "requests.api.put",
    "requests.api.request",
    "requests.delete",
    "requests.get",
    "requests.head",
    "requests.options",
    "requests.patch",
    "requests.post",
    "requests.put",
    "requests.request",
];

/// `httpx` without a client, and its clients.
pub(super) const HTTPX: &[&str] = &[
    "httpx.AsyncClient",
    "httpx.Client",
    "httpx.delete",
    "httpx.get",
    "httpx.head",
    "httpx.options",
    "httpx.patch",
    "httpx.post",
    "httpx.put",
    "httpx.request",
    "httpx.stream",
];

/// The methods of `httpx` clients.
pub(super) const HTTPX_METHODS: &[&str] = &[
    "httpx.AsyncClient.delete",
    "httpx.AsyncClient.get",
    "httpx.AsyncClient.head",
    "httpx.AsyncClient.options",
    "httpx.AsyncClient.patch",
    "httpx.AsyncClient.post",
    "httpx.AsyncClient.put",
    "httpx.AsyncClient.request",
    "httpx.AsyncClient.stream",
    "httpx.Client.delete",
    "httpx.Client.get",
    "httpx.Client.head",
    "httpx.Client.options",
    "httpx.Client.patch",
    "httpx.Client.post",
    "httpx.Client.put",
    "httpx.Client.request",
    "httpx.Client.stream",
];

/// Functions of more clients, and of what clients are made of, with a switch for verification.
pub(super) const OTHERS: &[&str] = &[
    "aiohttp.ClientSession.delete",
    "aiohttp.ClientSession.get",
    "aiohttp.ClientSession.head",
    "aiohttp.ClientSession.options",
    "aiohttp.ClientSession.patch",
    "aiohttp.ClientSession.post",
    "aiohttp.ClientSession.put",
    "aiohttp.ClientSession.request",
    "aiohttp.ClientSession.ws_connect",
    "aiohttp.TCPConnector",
    "aiohttp.request",
    "boto3.Session.client",
    "boto3.Session.resource",
    "boto3.client",
    "boto3.resource",
    "boto3.session.Session.client",
    "boto3.session.Session.resource",
    "httplib2.Http",
    "httpx.AsyncHTTPTransport",
    "httpx.HTTPTransport",
    "hvac.Client",
    "tornado.httpclient.AsyncHTTPClient.fetch",
    "tornado.httpclient.HTTPClient.fetch",
    "tornado.httpclient.HTTPRequest",
];

/// `urllib3`.
pub(super) const URLLIB3: &[&str] = &[
    "urllib3.HTTPSConnectionPool",
    "urllib3.PoolManager",
    "urllib3.ProxyManager",
    "urllib3.connection_from_url",
    "urllib3.connectionpool.HTTPSConnectionPool",
    "urllib3.poolmanager.PoolManager",
    "urllib3.poolmanager.ProxyManager",
];
