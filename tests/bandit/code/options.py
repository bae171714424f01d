"""What Bandit's options are about, and its examples have too little of."""

import os
import subprocess

import OpenSSL.SSL
import ssl
from Crypto.PublicKey import DSA, RSA
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from markupsafe import Markup, escape
from shop import html, process


def start(command, name):
    os.execl("/bin/ls", "ls")
    os.execl("ls", "ls")
    os.popen("tar c *")
    os.spawnl(os.P_WAIT, "ls", "ls")
    os.startfile(command)
    os.system("ls")
    os.system(command)
    process.run("ls", shell=True)
    process.run("chown root *", shell=True)
    process.shell(command)
    process.shell("rsync * /srv")
    process.spawn("ls")
    subprocess.Popen(["ls", "-l"])
    subprocess.call("/bin/chmod 777 *", shell=True)
    subprocess.getoutput(f"ls {name}")
    subprocess.run(command, shell=True)
    subprocess.run()


def keys():
    DSA.generate(512)
    DSA.generate(bits=3072)
    RSA.generate(1024)
    RSA.generate(4096)
    dsa.generate_private_key(key_size=1024)
    dsa.generate_private_key(2048)
    ec.generate_private_key(ec.SECP192R1)
    ec.generate_private_key(ec.SECP384R1)
    ec.generate_private_key(curve=ec.SECT571K1)
    rsa.generate_private_key(public_exponent=3, key_size=2047)
    rsa.generate_private_key(3, 8192)


def protocols(method=OpenSSL.SSL.TLSv1_2_METHOD, version=ssl.PROTOCOL_TLSv1):
    OpenSSL.SSL.Context(method=OpenSSL.SSL.SSLv3_METHOD)
    OpenSSL.SSL.Context(method=OpenSSL.SSL.TLSv1_2_METHOD)
    ssl.wrap_socket(ssl_version=ssl.PROTOCOL_TLSv1_2)
    ssl.wrap_socket(ssl_version=ssl.PROTOCOL_SSLv2)
    version(ssl_version=ssl.PROTOCOL_TLSv1_2)


def pages(text):
    Markup(text)
    Markup("a")
    Markup(escape(text))
    Markup(html.clean(text))
    html.literal(text)
    html.literal(html.clean(text))
    return escape(f"<b>{text}</b>")


def files():
    for name in ("/tmp/a", "/var/tmp/a", "/scratch/a", "/dev/shm/a", "/", "tmp"):
        open(name)


def handlers():
    for attempt in range(3):
        try:
            assert attempt
        except (KeyError, ValueError):
            continue
        except ValueError:
            continue
        except BaseException:
            pass
        except Exception:
            pass
        except:
            continue


def hidden(command):
    assert command  # nosec
    assert command  # nosec B101
    assert command  # nosec B602
    subprocess.run("ls", shell=True)  # nosec: B602, B607
    subprocess.run(command, shell=True)  # nosec subprocess_popen_with_shell_equals_true
