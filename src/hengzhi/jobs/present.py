"""The time jobs go by: the machine's own."""

from hengzhi.core.present import present

__all__ = ["present"]
