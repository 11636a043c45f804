"""An empty TensorFlow: enough for Rasa to import, nothing that computes.

Rasa 3.6 imports TensorFlow whatever the pipeline is, yet a pipeline without DIET, TED and ResponseSelector never
calls it. Every name below this package is an empty class: it can be subclassed, indexed, read and used as a decorator
while modules are being imported. Calling one from a running function means that something really wants TensorFlow:
that ends the program with ``TensorFlowMissing``, which says how to get it.
"""

import importlib.abc
import importlib.machinery
import inspect
import sys
import types

__version__ = "2.12.0"

HOW_TO_GET_IT = (
    "This installation has no TensorFlow, and '{name}' was used. The components DIETClassifier, TEDPolicy, "
    "UnexpecTEDIntentPolicy, ResponseSelector and the LanguageModelFeaturizer need it. "
    "Run 'make tensorflow' to install it (about 1.9 GB), or take the component out of config.yml."
)


class TensorFlowMissing(SystemExit):
    """TensorFlow was called and is not installed.

    A SystemExit, because Rasa wraps an ordinary exception of a component in one that does not tell its cause, and
    ``rasa run`` would go on serving without a model.
    """


def _only_while_importing(name):
    """Module and class bodies run without the OPTIMIZED flag; function bodies have it."""
    if sys._getframe(2).f_code.co_flags & inspect.CO_OPTIMIZED:
        raise TensorFlowMissing(HOW_TO_GET_IT.format(name=name))


class _Hollow(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _empty(f"{cls.__module__}.{cls.__qualname__}.{name}")

    def __getitem__(cls, _item):
        return cls

    def __call__(cls, *args, **kwargs):
        _only_while_importing(f"{cls.__module__}.{cls.__qualname__}")
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return lambda decorated: decorated


def _empty(path):
    module, _, name = path.rpartition(".")
    return _Hollow(name, (), {"__module__": module})


class _HollowModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = _empty(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds every submodule of the hollow packages, and finds it empty."""

    PACKAGES = ("tensorflow.", "keras.", "tensorflow_text.", "tensorflow_hub.")
    # spaCy's thinc asks for this one to learn whether TensorFlow is there, and would then count its graphics cards.
    ABSENT = ("tensorflow.experimental",)

    def find_spec(self, name, _path=None, _target=None):
        if name.startswith(self.PACKAGES) and not name.startswith(self.ABSENT):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return _HollowModule(spec.name)

    def exec_module(self, module):
        """Nothing to run."""


def hollow_out(name):
    """Make the imported package ``name`` hollow; what it defines itself stays."""
    sys.modules[name].__class__ = _HollowModule


sys.meta_path.append(_Finder())
hollow_out(__name__)
