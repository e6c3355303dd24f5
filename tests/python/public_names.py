"""Prints every public name of pyzmq that a script may use, one a line: `constant ENUM NAME`, or `name QUALIFIED`."""

import importlib
import inspect
import pkgutil
import warnings

import zmq
from zmq import devices
from zmq.auth import Authenticator

warnings.simplefilter("ignore")

# How pyzmq is made inside, its own tests, and what says the same again.
INNER = ("zmq.backend", "zmq.sugar", "zmq.tests", "zmq._", "zmq.constants", "zmq.error", "zmq.utils.garbage", "zmq.auth.base",
         "zmq.auth.certs", "zmq.devices.", "zmq.log.__main__", "zmq.ssh.forward")


# Classes whose members are not said again of those that inherit them.
LISTED = (zmq.Context, zmq.Socket, zmq.Poller, zmq.ZMQError, Authenticator, devices.Device, devices.ThreadDevice, devices.ProcessDevice,
          devices.Proxy, devices.MonitoredQueue, devices.ProxySteerable)


def public(thing):
    return [name for name in dir(thing) if not name.startswith("_")]


def is_ours(value):
    """Whether it is a class or a function of pyzmq's, and not one that it imports."""
    return getattr(value, "__module__", "").startswith("zmq") and not inspect.ismodule(value)


def members(prefix, thing):
    """The methods and properties that a class adds to what other classes of this list, and Python's own, have."""
    said = {base for other in LISTED if other is not thing and issubclass(thing, other) for base in other.__mro__}
    for base in thing.__mro__:
        if base.__module__.startswith("zmq") and base not in said:
            yield from (f"{prefix}.{name}" for name in vars(base) if not name.startswith("_"))


def of_module(module):
    prefix = module.__name__.removeprefix("zmq").removeprefix(".") + "."
    for name in getattr(module, "__all__", public(module)):
        value = getattr(module, name)
        if is_ours(value) or name in getattr(module, "__all__", ()) or name in ("TOPIC_DELIM", "CURVE_ALLOW_ANY"):
            yield prefix + name
            if inspect.isclass(value):
                yield from members(prefix + name, value)


def constants():
    seen = set()
    for name in zmq.constants.__all__:
        value = getattr(zmq.constants, name)
        if inspect.isclass(value):
            continue
        kind = type(value).__name__ if is_ours(type(value)) else ""
        seen.add((kind, name))
    return seen


def names():
    yield from (name for name in zmq.__all__ if name not in zmq.constants.__all__ and not name.startswith("_"))
    yield "__version__"
    yield from (name for name in public(zmq) if is_ours(getattr(zmq, name)))
    for kind in (zmq.Context, zmq.Socket, zmq.Frame, zmq.Poller, zmq.MessageTracker, zmq.ZMQError):
        yield from members(kind.__name__, kind)
    for found in pkgutil.walk_packages(zmq.__path__, "zmq."):
        if found.name.startswith(INNER):
            continue
        yield found.name.removeprefix("zmq.")
        try:
            module = importlib.import_module(found.name)
        except ImportError:
            # It needs tornado or gevent: its name stands for all of it.
            continue
        yield from of_module(module)


for kind, name in sorted(constants()):
    print("constant", kind or "-", name)
for name in sorted(set(names()) - {name for _, name in constants()}):
    print("name", name)
