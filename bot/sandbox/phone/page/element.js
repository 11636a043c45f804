const SVG = "http://www.w3.org/2000/svg";

/**
 * Builds one DOM node. Strings among the children become text nodes, so nothing a message says is ever read as HTML.
 * Attributes whose name begins with "on" are listeners; false, null and undefined leave the attribute out.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** An icon of the sprite in index.html; decoration only unless it is given a label. */
export function icon(name, label) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.classList.add("icon", `icon--${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  svg.append(use);
  return svg;
}

export function button(label, attributes, ...before) {
  return element("button", { type: "button", ...attributes }, ...before, label);
}
