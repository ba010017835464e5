// Buttons that copy a text, also where the page was opened over plain http and the browser has no clipboard.
import { element } from './dom.js';
import { liveRegion } from './setup-dom.js';

const SHOWN_MS = 2_000;

/** Makes copy buttons; all tell in `region` what became of it. */
export interface Copier {
  readonly region: HTMLElement;
  /** @param what for those who hear the page: "Copy URL" */
  button(what: string, text: () => string): HTMLButtonElement;
}

/** One for the page. */
export function copier(): Copier {
  const region = liveRegion({ class: 'setup-unseen' });
  return {
    region,
    button(what, text) {
      const word = element('span', {}, 'Copy');
      const ofWhat = element('span', { class: 'setup-unseen' }, ` ${what}`);
      const button = element('button', { type: 'button', class: 'setup-copy' }, word, ofWhat);
      button.addEventListener('click', () => {
        void copy(text(), button).then((copied) => {
          word.textContent = copied ? 'Copied' : 'Press Ctrl+C';
          region.textContent = copied ? `${what} copied.` : `${what} is selected: press Control C.`;
          window.setTimeout(() => (word.textContent = 'Copy'), SHOWN_MS);
        });
      });
      return button;
    },
  };
}

/** Whether the text is in the clipboard now; otherwise it stands selected beside the button. */
async function copy(text: string, button: HTMLButtonElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Missing over plain http, or not permitted.
    return copySelected(text, button);
  }
}

function copySelected(text: string, button: HTMLButtonElement): boolean {
  const area = element('textarea', { readonly: true, class: 'setup-to-copy', 'aria-label': 'Text to copy' });
  area.value = text;
  button.after(area);
  area.select();
  // Old, and the only other way.
  const copied = document.execCommand('copy');
  if (copied) {
    area.remove();
    button.focus();
  } else {
    area.addEventListener('blur', () => area.remove());
  }
  return copied;
}
