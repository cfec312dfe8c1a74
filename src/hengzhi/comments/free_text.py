"""Where remarks may name somebody."""

from hengzhi.comments.models import Comment
from hengzhi.register.vault.free_text import FreeText

FREE_TEXT = (FreeText(Comment, ("text",)),)
