"""Real pickles, one a line: `dump PROTOCOL VALUE` writes one in hex, `load HEX` its value, or `refused`.

A value is JSON: null, true, false, or a letter for its type with its content.
"""

import io
import json
import pickle
import struct
import sys

ALLOWED = {"set": set, "frozenset": frozenset, "bytes": bytes, "bytearray": bytearray}


class Unpickler(pickle._Unpickler):
    """In Python: the C one makes its memo as large as a pickle says."""

    def find_class(self, module, name):
        if (module, name) == ("_codecs", "encode"):
            return pickle.codecs.encode
        if module in ("builtins", "__builtin__") and name in ALLOWED:
            return ALLOWED[name]
        raise pickle.UnpicklingError(name)


def from_json(value):
    if not isinstance(value, list):
        return value
    kind, content = value
    if kind == "i":
        return int(content)
    if kind == "d":
        return struct.unpack(">d", bytes.fromhex(content))[0]
    if kind == "s":
        return bytes.fromhex(content).decode()
    if kind == "b":
        return bytes.fromhex(content)
    if kind == "m":
        return {from_json(key): from_json(item) for key, item in content}
    items = [from_json(item) for item in content]
    return tuple(items) if kind == "t" else items


def to_json(value):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return ["i", str(value)]
    if isinstance(value, float):
        return ["d", struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["s", value.encode("utf-8", "surrogatepass").hex()]
    if isinstance(value, (bytes, bytearray)):
        return ["b", bytes(value).hex()]
    if isinstance(value, (list, tuple)):
        return ["l", [to_json(item) for item in value]]
    if isinstance(value, dict):
        return ["m", [[to_json(key), to_json(item)] for key, item in value.items()]]
    raise TypeError(type(value))


def load(pickled):
    stream = io.BytesIO(pickled)
    value = to_json(Unpickler(stream).load())
    return value if stream.read() == b"" else None


for line in sys.stdin:
    command, *arguments = line.split()
    if command == "dump":
        protocol, value = arguments
        print(pickle.dumps(from_json(json.loads(value)), int(protocol)).hex())
    else:
        try:
            print(json.dumps(load(bytes.fromhex("".join(arguments))), separators=(",", ":")))
        except Exception:
            print("refused")
