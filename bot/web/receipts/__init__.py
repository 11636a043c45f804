"""Receipts as a page and as a PDF."""
