"""Certificates by czmq itself: saves one, or loads some, and says what is in them."""

import ctypes
import sys

try:
    czmq = ctypes.CDLL("libczmq.so.4")
except OSError as error:
    print(f"this machine lacks czmq; apt-get install libczmq4 ({error})")
    sys.exit()

for name, result in [("new", "p"), ("load", "p"), ("public_txt", "s"), ("secret_txt", "s"), ("meta", "s")]:
    getattr(czmq, "zcert_" + name).restype = ctypes.c_void_p if result == "p" else ctypes.c_char_p


def say(certificate):
    texts = [czmq.zcert_public_txt(certificate), czmq.zcert_secret_txt(certificate)]
    texts.append(czmq.zcert_meta(certificate, b"email") or b"none")
    print(*(text.decode() for text in texts))


match sys.argv[1:]:
    case ["save", path]:
        certificate = ctypes.c_void_p(czmq.zcert_new())
        czmq.zcert_set_meta(certificate, b"email", b"%s", b"me@example.org")
        assert czmq.zcert_save(certificate, path.encode()) == 0
        say(certificate)
    case ["load", *paths]:
        for path in paths:
            certificate = ctypes.c_void_p(czmq.zcert_load(path.encode()))
            assert certificate, path
            say(certificate)
