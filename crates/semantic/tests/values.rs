//! What expressions denote: imports under all their names, assignments, classes and their instances,
//! annotations, what calls return.

mod snippet;

use snippet::check;

#[test]
fn imports_of_modules() {
    check(
        "
import os
import os.path
import xml.etree.ElementTree
import xml.etree.ElementTree as ET, subprocess as sp
values(os)  # => os
values(os.path.join)  # => os.path.join
values(xml)  # => xml
values(xml.etree.ElementTree.parse)  # => xml.etree.ElementTree.parse
values(ET.parse)  # => xml.etree.ElementTree.parse
values(sp.run)  # => subprocess.run

def f():
    import pickle as p
    values(p.loads)  # => pickle.loads
values(p.loads)  # => p.loads
",
    );
}

#[test]
fn imports_from_modules() {
    check(
        "
from os import path, system as run
from os.path import (
    join as j,
    exists,
)
values(path.join)  # => os.path.join
values(run)  # => os.system
values(j)  # => os.path.join
values(exists)  # => os.path.exists
",
    );
}

#[test]
fn relative_imports_keep_their_dots() {
    check(
        "
from . import a
from .. import b as c
from .d import e
from ...f.g import h
values(a.x)  # => .a.x
values(c.x)  # => ..b.x
values(e)  # => .d.e
values(h)  # => ...f.g.h
names(a.x)  # => .a.x
",
    );
}

#[test]
fn star_imports_may_bring_anything_that_is_not_bound() {
    check(
        "
from subprocess import *
from .local import *
import os
values(Popen)  # => Popen | subprocess.Popen | .local.Popen
values(os)  # => os
values(print)  # => print
def f(call):
    values(call)  # => ?
",
    );
    check(
        "
values(anything)  # => anything
values(pickle.loads)  # => pickle.loads
",
    );
}

#[test]
fn conditional_imports() {
    check(
        "
try:
    import cPickle as pickle
except ImportError:
    import pickle
values(pickle.loads)  # => cPickle.loads | pickle.loads
names(pickle.loads)  # => pickle.loads | pickle.loads

try:
    from shlex import quote
except ImportError:
    from pipes import quote
values(quote)  # => shlex.quote | pipes.quote

try:
    import yaml
except ImportError:
    yaml = None
values(yaml.load)  # => yaml.load | None.load

if six.PY2:
    from urllib import urlopen
elif x:
    from urllib2 import urlopen
else:
    from urllib.request import urlopen
names(urlopen)  # => urllib.urlopen | urllib.request.urlopen | urllib.request.urlopen

def f():
    try:
        import a
    except ImportError:
        raise
    values(a.b)  # => a.b
",
    );
}

#[test]
fn names_of_names() {
    check(
        "
import os, subprocess
run = os.system
values(run)  # => os.system
a = b = run
values(b)  # => os.system
c, (d, e) = os, (subprocess.call, run)
values(c.popen)  # => os.popen
values(d)  # => subprocess.call
values(e)  # => os.system
[g, *rest] = [run, 1, 2]
values(g)  # => ?
values(rest)  # => ?
h: object = os.system
values(h)  # => os.system
if (w := os.system) and values(w):  # => os.system
    values(w)  # => os.system
either = os.system if x else subprocess.call
values(either)  # => os.system | subprocess.call
values(x and os.system)  # => x | os.system
values(os.system or None)  # => os.system | None()
values((run))  # => os.system
values(run.x.y)  # => os.system.x.y
",
    );
}

#[test]
fn shadowed_names() {
    check(
        "
import os, requests
from os import system

def parameter(os, *requests, **system):
    values(os.system)  # => ?
    values(requests.get)  # => ?
    values(system)  # => ?

def local():
    values(os)  # => ?
    os = x()
    values(os.system)  # => ?

def loop():
    for os, requests in x:
        values(os.system)  # => ?
        values(requests.get)  # => ?

[values(os.system) for os in x]  # => ?
values(os.system)  # => os.system
{k: values(system) for system in x for k in system}  # => ?
(lambda os: values(os.system))  # => ?
lambda x=values(os.system): x  # => os.system

class C:
    system = 1
    def f(self):
        values(system)  # => os.system

def handler():
    try:
        pass
    except Exception as os:
        values(os.system)  # => Exception.system

def print(): pass
values(print)  # => def print
",
    );
}

#[test]
fn builtins_and_other_second_names() {
    check(
        "
import builtins, six
from six.moves import cPickle, urllib, builtins as b
from six.moves import input as read
import six.moves.cPickle as p
import _pickle, urllib2, Cryptodome.Cipher.AES
names(eval)  # => eval
names(builtins.eval)  # => eval
names(b.exec)  # => exec
names(__builtins__.eval)  # => eval
names(six.moves.builtins.open)  # => open
names(cPickle.loads)  # => pickle.loads
names(p.loads)  # => pickle.loads
names(six.moves.cPickle.loads)  # => pickle.loads
names(_pickle.loads)  # => pickle.loads
names(urllib.request.urlopen)  # => urllib.request.urlopen
names(urllib2.urlopen)  # => urllib.request.urlopen
names(read)  # => input
names(Cryptodome.Cipher.AES.new)  # => Crypto.Cipher.AES.new
names(cPickled.loads)  # => cPickled.loads
values(p.Unpickler(x))  # => pickle.Unpickler()
names(p.Unpickler(x).load)  # => pickle.Unpickler.load
",
    );
}

#[test]
fn dynamic_access() {
    check(
        "
import importlib, os
from importlib import import_module
NAME = 'sys' + 'tem'
values(getattr(os, 'system'))  # => os.system
values(getattr(os, NAME, None))  # => os.system
values(getattr(os, x))  # => ?
values(getattr(x(), 'system'))  # => ?
values(__import__('os').system)  # => os.system
values(__import__('os.path').system)  # => os.system
values(__import__(name='os'))  # => os
values(importlib.import_module('os.path').join)  # => os.path.join
values(import_module('.x', 'y').z)  # => .x.z
values(import_module(x).z)  # => ?
values(import_module('').z)  # => ?
os2 = __import__('os')
values(os2.system)  # => os.system
",
    );
}

#[test]
fn literals_and_displays() {
    check(
        "
values('a')  # => str()
values(f'{x}')  # => str()
values(b'a')  # => bytes()
values(1)  # => int()
values(1.5)  # => float()
values(1j)  # => complex()
values(True)  # => bool()
values(None)  # => None()
values([1])  # => list()
values([a for a in x])  # => list()
values({})  # => dict()
values({1})  # => set()
values((1,))  # => tuple()
values(x < 1)  # => bool()
values(...)  # => ?
values(x[0])  # => ?
values(lambda: 1)  # => ?
values(-1)  # => ?
values('a'.upper)  # => str.upper
values('a'.upper())  # => str()
values(''.join(x).encode())  # => bytes()
",
    );
}

#[test]
fn instances_of_imported_classes() {
    check(
        "
import requests, tarfile, hashlib, sqlite3, ssl, socket
from requests import Session
from pathlib import Path
session = requests.Session()
values(session)  # => requests.Session()
values(session.get)  # => requests.Session.get
values(session.get(x))  # => requests.Response()
values(session.get(x).text)  # => str()
values(Session().get(x).json)  # => requests.Response.json
values(requests.session().get)  # => requests.Session.get
values(requests.sessions.Session().get)  # => requests.Session.get
values(tarfile.open(x).extractall)  # => tarfile.TarFile.extractall
values(tarfile.TarFile.open(x))  # => tarfile.TarFile()
values(hashlib.md5(x).hexdigest)  # => hashlib.HASH.hexdigest
values(sqlite3.connect(x).cursor().execute)  # => sqlite3.Cursor.execute
values(Path('a') / 'b')  # => pathlib.Path()
values((Path('a') / x).parent.read_text())  # => str()
values(Path('a').open())  # => io.TextIOWrapper()
values(x / 'b')  # => ?
values(unknown.make())  # => ?
values(unknown.Thing())  # => unknown.Thing()
values(unknown.CONSTANT())  # => ?
values(unknown._Thing().run)  # => unknown._Thing.run
values(int(x))  # => int()
values(ValueError())  # => ?

async def f():
    import aiohttp
    async with aiohttp.ClientSession() as s:
        values(await s.get(x))  # => aiohttp.ClientResponse()
        async with s.get(x) as r:
            values(r.text)  # => aiohttp.ClientResponse.text
",
    );
}

#[test]
fn with_statements() {
    check(
        "
import tarfile, requests
class Own: pass
with open(x) as f, tarfile.open(f) as t:
    values(f)  # => io.TextIOWrapper()
    values(t.extractall)  # => tarfile.TarFile.extractall
values(t)  # => tarfile.TarFile()
with (requests.Session() as s):
    values(s.get)  # => requests.Session.get
with Own() as own:
    values(own)  # => Own()
with x as (a, b):
    values(a)  # => ?
",
    );
}

#[test]
fn classes_and_functions_of_the_file() {
    check(
        "
import requests
def make() -> requests.Session: pass
def own() -> 'Own': pass
def untyped(): pass
async def later() -> requests.Session: pass
class Own:
    def method(self) -> requests.Session: pass
    def __enter__(self): return self
values(make)  # => def make
values(make())  # => requests.Session()
values(make().get)  # => requests.Session.get
values(own())  # => Own()
values(own().method().get)  # => requests.Session.get
values(untyped())  # => ?
values(Own)  # => class Own
values(Own())  # => Own()
values(Own().method)  # => def method
values(Own.method)  # => def method
values(Own().missing)  # => ?
values(Own()())  # => ?
values(own.attribute)  # => ?
async def f():
    values(await later())  # => requests.Session()
",
    );
}

#[test]
fn attributes_of_classes_and_instances() {
    check(
        "
import os, requests, ssl
class A:
    run = os.system
    typed: requests.Session
    also: requests.Session = None
    late = None
    from subprocess import call

    def __init__(self, session: requests.Session, unknown):
        self.session = session
        self.made = requests.Session()
        self.none = None
        self.hidden = None
        self.unknown = unknown
        self.typed_here: ssl.SSLContext = unknown
        self.a, self.b = os.popen, unknown
        with open('x') as self.file:
            pass
        for self.item in unknown:
            pass

    def setup(self):
        self.hidden = requests.Session()
        self.late = requests.Session()

    def use(this, other):
        values(this)  # => A()
        values(this.run)  # => os.system
        values(this.typed.get)  # => requests.Session.get
        values(this.also.get)  # => requests.Session.get
        values(this.late.get)  # => requests.Session.get
        values(this.call)  # => subprocess.call
        values(this.session.get)  # => requests.Session.get
        values(this.made.get)  # => requests.Session.get
        values(this.none)  # => ?
        values(this.hidden.get)  # => requests.Session.get
        values(this.unknown)  # => ?
        values(this.typed_here)  # => ssl.SSLContext()
        values(this.a)  # => os.popen
        values(this.b)  # => ?
        values(this.file)  # => io.TextIOWrapper()
        values(this.item)  # => ?
        values(this.use)  # => def use
        values(other.run)  # => ?
        def inner():
            values(this.run)  # => os.system

    @classmethod
    def make(cls):
        values(cls)  # => class A
        values(cls().session.get)  # => requests.Session.get
        return cls()

    @staticmethod
    def plain(self):
        values(self.run)  # => ?

values(A.run)  # => os.system
values(A(x).session.get)  # => requests.Session.get
instance = A(x)
values(instance.made.get)  # => requests.Session.get
",
    );
}

#[test]
fn attributes_with_many_values_are_partly_unknown() {
    check(
        "
import os
class A:
    def f(self):
        self.x = os.a
        self.x = os.b
        self.x = os.c
        self.x = os.d
        self.x = os.e
        values(self.x)  # => os.a | os.b | os.c | os.d | ?
    y = os.a
    y = os.b
    y = os.c
    y = os.d
    y = os.e
values(A.y)  # => os.e | os.d | os.c | os.b | ?
values(os.a or os.b or os.c or os.d or os.e)  # => os.a | os.b | os.c | os.d | ?
",
    );
}

#[test]
fn inheritance() {
    check(
        "
import requests, http.server, threading
from requests.sessions import Session
class Base:
    timeout = 5
    def connect(self) -> requests.Session: pass
class Child(Base):
    def f(self):
        values(self.connect)  # => def connect
        values(self.connect().get)  # => requests.Session.get
        values(super().connect)  # => def connect
        values(super(Child, self).connect)  # => def connect
        values(self.timeout)  # => int()
class Own(requests.Session):
    def get(self, url):
        values(super().get)  # => requests.Session.get
        values(self.post)  # => requests.Session.post
        values(self.get)  # => def get
class Deep(Own): pass
class Second(Session): pass
class Mixed(Base, threading.Thread): pass
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        values(self.rfile.read)  # => http.server.BaseHTTPRequestHandler.rfile.read
class Loop(Loop): pass
class A1(B1): pass
class B1(A1): pass
values(Own().post(x))  # => requests.Response()
values(Deep().post)  # => requests.Session.post
values(Deep().get)  # => def get
values(Second().post)  # => requests.Session.post
values(Mixed().connect)  # => def connect
values(Mixed().start)  # => threading.Thread.start
values(Loop().x)  # => ?
values(B1().x)  # => ?
",
    );
}

#[test]
fn properties() {
    check(
        "
import functools, requests
class A:
    @property
    def session(self) -> requests.Session: pass
    @functools.cached_property
    def other(self) -> 'requests.Session': pass
    @property
    def untyped(self): pass
    @untyped.setter
    def untyped(self, value): pass
values(A().session)  # => requests.Session()
values(A().session.get)  # => requests.Session.get
values(A().other.get)  # => requests.Session.get
values(A().untyped)  # => ?
",
    );
}

#[test]
fn annotations() {
    check(
        "
import typing as t, requests, pathlib
from typing import Optional, Annotated, Union, Any, Final
from requests import Session as S
class Own: pass
annotated(S)  # => requests.Session()
annotated(requests.sessions.Session)  # => requests.Session()
annotated('requests.Session')  # => requests.Session()
annotated('S')  # => requests.Session()
annotated(Own)  # => Own()
annotated('Own')  # => Own()
annotated(Optional[S])  # => requests.Session()
annotated(t.Optional['S'])  # => requests.Session()
annotated(S | None)  # => requests.Session()
annotated(None | S)  # => requests.Session()
annotated(S | pathlib.Path)  # => requests.Session() | pathlib.Path()
annotated(Union[None, S, pathlib.Path])  # => requests.Session() | pathlib.Path()
annotated(Union[S])  # => requests.Session()
annotated(Annotated[S, 'x'])  # => requests.Session()
annotated(Final[S])  # => requests.Session()
annotated(list[S])  # => list()
annotated(t.Any)  # => ?
annotated(Any)  # => ?
annotated(object)  # => ?
annotated(int)  # => int()
annotated('a b')  # => ?
annotated('')  # => ?
annotated('.')  # => ?
annotated(5)  # => ?
annotated(pathlib.PosixPath)  # => pathlib.Path()
values(t.cast(S, x).get)  # => requests.Session.get
values(t.cast('S', x).get)  # => requests.Session.get
",
    );
}

#[test]
fn annotated_parameters_and_variables() {
    check(
        "
import requests
from requests import Session

def f(s: Session, o: 'Later', n: Session = None, *args: Session, k: Session, **kw: Session):
    values(s.get)  # => requests.Session.get
    values(o)  # => Later()
    values(n.get)  # => requests.Session.get
    values(args)  # => ?
    values(k.get)  # => requests.Session.get
    values(kw)  # => ?
    local: Session = x()
    values(local.get)  # => requests.Session.get
    declared: Session
    values(declared.get)  # => requests.Session.get
    none: Session | None = None
    values(none.get)  # => requests.Session.get
    wins: Session = requests.get(x)
    values(wins)  # => requests.Response()

class Later:
    def same(self, other: 'Later', also: Later):
        values(other)  # => Later()
        values(also)  # => Later()

def shadowed(requests, s: requests.Session):
    values(s.get)  # => requests.Session.get

class Generic[T]:
    def f[U](self, x: T, y: U, s: Session):
        values(x)  # => ?
        values(s.get)  # => requests.Session.get
        values(self)  # => Generic()
",
    );
}

#[test]
fn exceptions() {
    check(
        "
import requests
class Own(Exception): pass
try:
    pass
except requests.RequestException as e:
    values(e)  # => requests.RequestException()
    values(e.response)  # => requests.RequestException.response
except Own as e:
    values(e)  # => Own()
except (KeyError, ValueError) as e:
    values(e)  # => ?
except OSError as e:
    values(e)  # => OSError()
",
    );
}

#[test]
fn walrus_in_comprehensions() {
    check(
        "
import os
def f(xs):
    found = [values(y) for x in xs if (y := os.path.join(x))]  # => str()
    values(y)  # => str()
    [z for os in xs if (z := os)]
    values(z)  # => ?
    values(os)  # => os
",
    );
}

#[test]
fn chains_and_circles_end() {
    check(
        "
a = b
b = a
values(a)  # => ?
def f():
    while x:
        c = d
        d = c
        values(c)  # => ?
class A:
    def f(self):
        self.x = self.y
        self.y = self.x
        values(self.x)  # => ?
        self.z = self.z.z
        values(self.z)  # => ?
g = g.g
values(g)  # => ?
",
    );
    let chain = ".a".repeat(100);
    check(&format!("import os\nvalues(os{chain})  # => ?\n"));
    let long = "n".repeat(10_000);
    check(&format!("import {long} as m\nvalues(m.x)  # => ?\n"));
}
