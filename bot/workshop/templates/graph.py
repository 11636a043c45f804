"""Templates as Meta's Graph API takes them: ``POST /<WhatsApp business account>/message_templates``."""

from __future__ import annotations

from typing import Any

from bot.templates.definition import Template


def graph_bodies(template: Template) -> list[dict[str, Any]]:
    """One request body for each language."""
    return [_body(template, language) for language in template.wordings]


def _body(template: Template, language: str) -> dict[str, Any]:
    wording = template.wordings[language]
    body: dict[str, Any] = {"type": "BODY", "text": wording.body}
    if template.example:
        body["example"] = {"body_text": [list(template.example)]}
    components = [body]
    if wording.footer:
        components.append({"type": "FOOTER", "text": wording.footer})
    if wording.buttons:
        buttons = [{"type": "QUICK_REPLY", "text": title} for title in wording.buttons]
        components.append({"type": "BUTTONS", "buttons": buttons})
    return {
        "name": template.name,
        "language": language,
        "category": template.category.upper(),
        "components": components,
    }
