// All replicas that share through Redis, as each last told of itself.
import { duration } from './format.js';
import type { ReplicaLine, Status } from './status.js';
import { table, type Column } from './table.js';

/** What a replica does about push: it leads some organizations, or hears of changes from the one that does. */
export function roleInWords({ leads }: ReplicaLine, isPushed: boolean): string {
  if (leads.length > 0) return `leads push for ${leads.join(', ')}`;
  return isPushed ? 'hears of changes from the leader' : 'push is off';
}

/** @param section shown only while something is shared */
export function replicas(root: HTMLElement, section: HTMLElement): (status: Status) => void {
  type Row = ReplicaLine & { readonly role: string };
  const columns: ReadonlyArray<Column<Row>> = [
    { label: 'Replica', text: ({ name }) => name, note: ({ self }) => (self ? 'this one' : '') },
    { label: 'Version', text: ({ version }) => version },
    { label: 'Push', text: ({ role }) => role },
    { label: 'Last word', text: ({ self, ageMs }) => (self ? 'now' : `${duration(ageMs)} ago`) },
  ];
  const follow = table(root, {
    caption: 'Replicas that share through Redis',
    columns,
    keyOf: ({ name }) => name,
    empty: 'None is known.',
  });
  return ({ replicas: lines, organizations }) => {
    section.hidden = lines.length === 0;
    const isPushed = organizations.some(({ push }) => push.status !== 'off');
    follow(lines.map((line) => ({ ...line, role: roleInWords(line, isPushed) })));
  };
}
