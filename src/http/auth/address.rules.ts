// Where a request came from: its address as it is written, and the network that is counted as one sender.

/** An address that a request came from. */
interface SenderAddress {
  /** Short and of known characters, whatever a header held. */
  readonly text: string;
  /** An IPv4 address, or the /64 of an IPv6 address: whoever has one of these has all of it. */
  readonly network: string;
}

/** What a header held instead of an address. */
const UNREADABLE: SenderAddress = { text: 'unreadable', network: 'unreadable' };

/**
 * Reads what a socket or `X-Forwarded-For` says. Proxies write a port behind it, or an IPv4 address as IPv6
 * (::ffff:0:0/96; RFC 6052's 64:ff9b::/96). The texts are made anew: a part of a header would keep all of it in memory.
 */
export function senderAddress(given: string | undefined): SenderAddress {
  const text = (given ?? '').trim();
  if (text.length > LONGEST) return UNREADABLE;
  const four = ipv4(/^([\d.]+)(:\d+)?$/.exec(text)?.[1] ?? '');
  if (four) return ofIpv4(four);
  const six = ipv6(/^\[?([\da-f:.]+)(%[\w.-]+)?(\](:\d+)?)?$/i.exec(text)?.[1] ?? '');
  if (!six) return UNREADABLE;
  const embedded = EMBEDDING.includes(six.slice(0, 6).map(hex).join(':'));
  if (embedded) return ofIpv4(six.slice(6).flatMap((group) => [group >> 8, group & 255]));
  return { text: shortened(six), network: `${shortened([...six.slice(0, 4), 0, 0, 0, 0])}/64` };
}

/** An IPv6 address with an IPv4 tail, brackets, zone and port. */
const LONGEST = 80;
const EMBEDDING = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'];

const hex = (group: number) => group.toString(16);
const shortened = (groups: readonly number[]) =>
  groups
    .map(hex)
    .join(':')
    .replace(/(^|:)0(:0)+(:|$)/, '::');

function ofIpv4(bytes: readonly number[]): SenderAddress {
  const text = bytes.join('.');
  return { text, network: text };
}

function ipv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** The eight groups of an IPv6 address (RFC 4291 section 2.2). */
function ipv6(text: string): number[] | undefined {
  const [head, tail, ...more] = text.split('::').map(groupsOf);
  if (!head || more.length > 0) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  return groups.some(Number.isNaN) ? undefined : groups;
}

function groupsOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    const [a = 0, b = 0, c = 0, d = 0] = ipv4(group) ?? [];
    if (group.includes('.')) return ipv4(group) ? [a * 256 + b, c * 256 + d] : [NaN];
    return [/^[\da-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : NaN];
  });
}
