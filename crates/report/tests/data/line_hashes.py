"""Writes line_hashes.json: texts and the primaryLocationLineHash of each of their lines.

An oracle for `src/sarif/line_hash.rs`. It follows the description of the algorithm word by word: no
rolling hash, no ring, quadratic.

    python3 line_hashes.py > line_hashes.json
"""

import json
import random
import struct

BLOCK = 100
BASE = 37


def code_units(data: bytes) -> list[int]:
    encoded = data.decode("utf-8", "replace").encode("utf-16-le")
    return [unit for (unit,) in struct.iter_unpack("<H", encoded)]


def hashes(data: bytes) -> list[str]:
    counted = []
    previous = None
    for unit in code_units(data):
        if unit == 0x0D:
            counted.append(0x0A)
        elif unit in (0x20, 0x09) or (unit == 0x0A and previous == 0x0D):
            pass
        else:
            counted.append(unit)
        previous = unit
    counted.append(0xFFFF)

    starts = [0] + [at + 1 for at, unit in enumerate(counted) if unit == 0x0A]
    counted += [0] * BLOCK
    seen: dict[int, int] = {}
    result = []
    for start in starts:
        value = 0
        for unit in counted[start : start + BLOCK]:
            value = (value * BASE + unit) % 2**64
        seen[value] = seen.get(value, 0) + 1
        result.append(f"{value:x}:{seen[value]}")
    return result


def random_text(seed: int) -> bytes:
    source = random.Random(seed)
    alphabet = [b"a", b"b", b" ", b"\t", b"\n", b"\r", b"\r\n", b"\x0c", b"\xc3\xa9", b"\xf0\x9f\x90\x8d", b"\xff"]
    return b"".join(source.choice(alphabet) for _ in range(source.randrange(400)))


CASES = {
    "empty": b"",
    "one newline": b"\n",
    "no newline at the end": b"x = 1",
    "newline at the end": b"x = 1\n",
    "equal lines": b"x = 1\n" * 7,
    "many equal lines": b"pass\n" * 130,
    "equal short lines before different ones": b"a\n" * 60 + b"b\n" * 60,
    "blank lines": b"\n\n  \n\t\n\n",
    "blanks do not count": b"x=1\n x  =\t1 \ny\nx = 1\n",
    "CRLF": b"import os\r\nimport sys\r\n",
    "CR": b"import os\rimport sys\r",
    "CR, blank, LF": b"a\r \nb\r\t\nc",
    "CR CR LF LF": b"a\r\r\n\nb",
    "LF CR": b"a\n\rb",
    "mixed ends": b"a\nb\rc\r\nd\n\re",
    "byte order mark": b"\xef\xbb\xbfimport os\nimport os\n",
    "byte order mark inside": b"import os\n\xef\xbb\xbfimport os\n",
    "bad UTF-8": b"caf\xe9\n\xff\xfe\n\xf0\x9f\n\xc3(\n",
    "surrogates in UTF-8": b"\xed\xa0\x80\n\xed\xbf\xbf\n",
    "overlong UTF-8": b"\xc0\x80\n\xe0\x80\x80\n",
    "astral": "x = '🐍𝒳'\ny = '𐀀'\n".encode(),
    "noncharacters": "\uffff\n\ufffe\n".encode(),
    "NUL bytes": b"a\0b\n\0\n",
    "separators that end no line": "a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg\nh".encode(),
    "long line": b"x" * 1000 + b"\n" + b"x" * 1000,
    "line of 99": b"y" * 99 + b"\nz",
    "line of 100": b"y" * 100 + b"\nz",
    "line of 101": b"y" * 101 + b"\nz",
    "long blank line": b" " * 500 + b"x\n" + b"\t" * 500 + b"\nx\n",
    "high values": "\uffee".encode() * 250 + b"\n" + "\uffee".encode() * 250,
}
CASES |= {f"random {seed}": random_text(seed) for seed in range(20)}

if __name__ == "__main__":
    rows = [
        {"name": name, "bytes": list(data), "hashes": hashes(data)} for name, data in CASES.items()
    ]
    print("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]")
