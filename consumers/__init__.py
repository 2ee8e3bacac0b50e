"""Afnemers, leveranciers, applicaties, and the authorisation server that gives them tokens with a purpose."""
