// What there is to say of one question below its card: what is wrong, why it counts nobody, who is counted. Opens on demand.
import { element, setText, type Part } from './dom.js';
import { failureInWords, sentence } from './format.js';
import type { Copier } from './setup-copy.js';
import type { AgentLine, QueryLine } from './status.js';

/** Empty where there is nothing to say. */
export function queryDetail(copier: Copier): Part<QueryLine> {
  const parts = [wrongPart(), nobodyPart(copier), agentsPart()];
  return {
    root: element('div', { class: 'detail' }, ...parts.map(({ root }) => root)),
    update: (query) => parts.forEach((part) => part.update(query)),
  };
}

/** A line that opens; as the reader has it from then on. */
function folded(kind: string, ...content: HTMLElement[]) {
  const first = element('span');
  const root = element('details', { class: kind, hidden: true }, element('summary', {}, first), ...content);
  return {
    root,
    show: (text: string) => {
      root.hidden = text === '';
      setText(first, text);
    },
  };
}

function wrongPart(): Part<QueryLine> {
  const others = element('p');
  const { root, show } = folded('wrong', others);
  return {
    root,
    update({ failure }) {
      show(failure ? sentence(failure.title) : '');
      setText(others, failure ? wrongWith(failure) : '');
    },
  };
}

function wrongWith(failure: NonNullable<QueryLine['failure']>): string {
  const how = failure.code === 'queue_not_found' ? ' “Set up a webhook” finds a queue’s id by its name.' : '';
  return failureInWords(failure) + how;
}

/** Why it counts nobody: the first sentence, and on opening the others with the line to paste. */
function nobodyPart(copier: Copier): Part<QueryLine> {
  const others = element('p');
  const command = commandLine(copier);
  const { root, show } = folded('reason', others, command.root);
  return {
    root,
    update(query) {
      const { nobody } = query;
      const [, head = '', rest = ''] = /^(.*?[.])(?: (.*))?$/.exec(nobody?.hint ?? '') ?? [];
      show(nobody ? `Why 0? ${head}` : '');
      setText(others, rest);
      command.update(query);
    },
  };
}

/** The line to paste, with a button; it has no text while there is nothing to find out. */
function commandLine(copier: Copier): Part<QueryLine> {
  const code = element('code');
  const copy = copier.button('the command', () => code.textContent ?? '');
  const lead = element('span', {}, 'To see everybody in the queue, where the service runs: ');
  const root = element('p', { class: 'command' });
  return {
    root,
    update({ nobody }) {
      root.hidden = nobody === null;
      if (nobody === null) return root.replaceChildren();
      setText(code, nobody.command);
      if (root.childElementCount === 0) root.append(lead, code, copy);
    },
  };
}

function agentsPart(): Part<QueryLine> {
  const names = element('p');
  const { root, show } = folded('agents', names);
  return {
    root,
    update(query) {
      const text = agentsInWords(query);
      show(text === '' ? '' : 'Who is counted');
      setText(names, text);
    },
  };
}

function agentsInWords({ agents, agentsAvailable }: QueryLine): string {
  if (agents === null || !agentsAvailable) return '';
  if (agents.length === 0) return 'Counted without names.';
  const more = agentsAvailable - agents.length;
  const rest = more > 0 ? `, and ${more} more` : '';
  return `Counted: ${agents.map(agentInWords).join(', ')}${rest}.`;
}

function agentInWords({ name, presence, routingStatus }: AgentLine): string {
  const states = [presence, routingStatus].filter((state) => state !== null);
  return states.length === 0 ? name : `${name} (${states.join(', ')})`;
}
