"""Telling people what happened: in the app, by e-mail, to group robots and other programs.

What is to be told stands in the audit trail, in the table of jobs or in a call of `services.tell`, all of them written
with the change itself; `sweep` turns it into notices, `post` into messages, once it is committed.
"""
