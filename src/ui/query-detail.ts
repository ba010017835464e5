// What there is to say of one query below its line: what is wrong, why it counts nobody, who is counted.
import { element, setText, type Part } from './dom.js';
import { failureInWords } from './format.js';
import type { Copier } from './setup-copy.js';
import type { AgentLine, QueryLine } from './status.js';

/** Empty where there is nothing to say. */
export function queryDetail(copier: Copier): Part<QueryLine> {
  const wrong = element('p', { class: 'wrong' });
  const why = element('p');
  const agents = element('p');
  const command = commandLine(copier);
  const root = element('div', {}, wrong, why, command.root, agents);
  return {
    root,
    update(query) {
      setText(wrong, wrongWith(query));
      setText(why, query.nobody ? `Why 0? ${query.nobody.hint}` : '');
      command.update(query);
      setText(agents, agentsInWords(query));
      for (const part of [wrong, why, agents]) part.hidden = part.textContent === '';
    },
  };
}

function wrongWith({ failure }: QueryLine): string {
  if (!failure) return '';
  const how = failure.code === 'queue_not_found' ? ' “Set up a webhook” finds a queue’s id by its name.' : '';
  return failureInWords(failure) + how;
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
