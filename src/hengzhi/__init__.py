"""Hengzhi runs a district's quality programme from the daily record to the national application."""
