type Child = Node | string | undefined;

/** An element. Strings become text, never markup: most of what is shown was written by strangers. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  return filled(made, attributes, children);
}

export function svg(
  name: 'circle' | 'g' | 'line' | 'path' | 'rect' | 'svg' | 'text',
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): SVGElement {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function filled<Made extends Element>(
  made: Made,
  attributes: Readonly<Record<string, string>>,
  children: readonly Child[],
): Made {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Text of a stranger: its direction of writing stays its own (UAX #9, isolates). */
export function foreign(value: string): HTMLElement {
  return element('bdi', {}, value);
}

/** Replaces all that the page shows. */
export function show(...children: readonly Child[]): void {
  const main = document.querySelector('main');
  main?.replaceChildren(...children.filter((child) => child !== undefined));
}

/** A page with nothing but a sentence, which screen readers are told. */
export function showMessage(sentence: string, detail?: string): void {
  show(
    element('p', { class: 'message', role: 'status' }, sentence),
    detail === undefined ? undefined : element('pre', {}, foreign(detail)),
  );
}
