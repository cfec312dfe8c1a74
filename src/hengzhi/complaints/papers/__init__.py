"""The ten official forms of order 121 (市场监督管理部门处理投诉举报文书式样), filled from a record.

Like everything on official paper their words are Chinese whatever the reader's language is.
"""
