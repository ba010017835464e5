// Small tools for the document: elements from text only, changed in place so that focus and scroll stay.

export type Child = Node | string;
/** True: present without a value; false: left out. */
export type Attributes = Readonly<Record<string, string | boolean>>;

/** An element with attributes and children; texts are texts, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** The element of the page with this id. @throws Error when the page has none */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Sets a text, unless it is there already: what does not change is not read out again. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Something on the page that follows a value. */
export interface Part<T> {
  readonly root: HTMLElement;
  update(value: T): void;
}

/**
 * Keeps one part for each item, in the items' order; parts of items that are gone are removed.
 * @param first how many children of the container stand before them and are none of them
 */
export function keyed<T>(
  container: HTMLElement,
  keyOf: (item: T) => string,
  make: () => Part<T>,
  first = 0,
): (items: readonly T[]) => void {
  const parts = new Map<string, Part<T>>();
  return (items) => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, { root }] of parts) {
      if (wanted.has(key)) continue;
      root.remove();
      parts.delete(key);
    }
    items.forEach((item, index) => {
      const key = keyOf(item);
      const part = parts.get(key) ?? make();
      parts.set(key, part);
      part.update(item);
      const there = container.children[first + index];
      if (there !== part.root) container.insertBefore(part.root, there ?? null);
    });
  };
}
