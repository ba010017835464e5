// The form of the set-up page: what a person chooses, read as one value.
import type { FailurePolicy } from '../domain/acceptance.rules.js';
import type { SetupChoices } from '../domain/platforms/choices.rules.js';
import { PLATFORMS, type Platform, type Style } from '../domain/platforms/platforms.js';
import { element } from './dom.js';
import { choice, group, labelled, select, tick, type Choice } from './setup-dom.js';
import { restoreForm } from './setup-keep.js';
import { queuePicker } from './setup-queues.js';
import { whoPicker } from './setup-who.js';

/** The form. */
interface SetupForm {
  readonly boxes: readonly HTMLElement[];
  choices(): SetupChoices;
  /** Fills it as it was before a reload. */
  restore(): void;
  /** Fills an address in where there is none and nobody has typed; says whether it did. */
  offerAddress(publicUrl: string): boolean;
  /** Whether the caller key may be seen. */
  keyShown(): boolean;
}

const STYLES: ReadonlyArray<readonly [Style, string, string]> = [
  [
    'members',
    "Genesys's own path, with a count",
    'The URL of the common template with another host. The answer has total: the platform compares it.',
  ],
  [
    'availability',
    'A yes or no',
    'The filters are in the URL, the answer has accept. Several queues and answers by status code are possible.',
  ],
  [
    'webhook',
    'A named webhook of the settings',
    'The platform has only a name and a key; queues, filters, number and failure policy are in the settings file.',
  ],
];
const DECIDES: ReadonlyArray<readonly [SetupChoices['decidesBy'], string, string]> = [
  ['field', 'At a field of the JSON answer', 'Most platforms can.'],
  ['status', 'At the status code alone', '200 accepts, 409 does not.'],
];
const POLICIES: ReadonlyArray<readonly [FailurePolicy, string]> = [
  ['closed', "closed: don't accept the call"],
  ['open', 'open: accept the call, if Genesys is unavailable'],
  ['error', 'error: answer with an error (503)'],
];
const POLICY_HINT =
  'What to do when nobody can be counted. This is part of no URL: a named webhook has it in the settings, the other /v1 routes follow availability.failurePolicy of the settings, and Genesys’s own path always answers an error.';

/** @param onChange hears of every change */
export function setupForm(organizations: () => readonly string[], onChange: () => void): SetupForm {
  const style = choice(STYLES);
  const target = platformBox(style);
  const queue = queuePicker(organizations, onChange);
  const who = whoPicker(() => {
    const [first] = queue.queues();
    return first && { queueId: first.id, organization: queue.organization() };
  });
  const answer = answerBox(style);
  const boxes = [target.box, queue.box, who.box, answer.box];
  for (const box of boxes) {
    box.addEventListener('input', onChange);
    box.addEventListener('change', onChange);
  }
  return {
    boxes,
    keyShown: target.keyShown,
    offerAddress: target.offerAddress,
    restore: () => restoreForm(boxes).forEach((one) => queue.choose(one)),
    choices: () => {
      const organization = queue.organization();
      return {
        ...target.read(),
        ...(organization !== undefined && { organization }),
        queues: queue.queues(),
        ...who.who(),
        ...answer.read(),
      };
    },
  };
}

function platformBox(style: Choice<Style>) {
  const names = Object.entries(PLATFORMS).map(
    ([value, { name }]) => [value as Platform, value === 'generic' ? 'Another platform' : name] as const,
  );
  const platform = select(names);
  const suit = () => style.choose(PLATFORMS[platform.value as Platform].usualStyle);
  platform.addEventListener('change', suit);
  suit();
  const publicUrl = element('input', {
    type: 'url',
    autocomplete: 'off',
    placeholder: 'https://YOUR_HOST',
  });
  publicUrl.value = likelyAddress();
  let isTouched = publicUrl.value !== '';
  publicUrl.addEventListener('input', () => (isTouched = true));
  const offerAddress = (offered: string) => {
    if (isTouched || publicUrl.value !== '') return false;
    [isTouched, publicUrl.value] = [true, offered];
    return true;
  };
  const key = element('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' });
  const show = tick({ type: 'checkbox' }, 'Show the key');
  show.input.addEventListener('change', () => (key.type = show.input.checked ? 'text' : 'password'));
  const box = group(
    'Platform',
    labelled('Platform', platform),
    labelled('Address of this service', publicUrl, 'Where the platform reaches the public listener.'),
    labelled(
      'Caller key',
      key,
      'Only digests of keys are kept, so paste it here. It stays in this tab, and goes to the admin server only when you run the webhook.',
    ),
    show.row,
  );
  const read = () => ({
    platform: platform.value as Platform,
    publicUrl: publicUrl.value,
    callerKey: key.value,
  });
  return { box, read, offerAddress, keyShown: () => show.input.checked };
}

/** A platform reaches this service under the name of its machine, not under one that means "here". */
function likelyAddress(): string {
  const { hostname } = window.location;
  const here = /^(localhost|127\.|\[::1\]|0\.)/.test(hostname) || hostname === '';
  return here ? '' : `https://${hostname}`;
}

function answerBox(style: Choice<Style>) {
  const minimum = element('input', { type: 'number', min: '1', step: '1', value: '1', inputmode: 'numeric' });
  const anyOf = tick(
    { type: 'checkbox' },
    'One of the queues alone has to have that many',
    'Of several queues. Otherwise their agents are counted together, and one who is in two of them counts once.',
  );
  const maxWaiting = element('input', { type: 'number', min: '0', step: '1', inputmode: 'numeric' });
  const decides = choice(DECIDES);
  const policy = select(POLICIES);
  const webhookName = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  webhookName.value = 'sales-line';
  const box = group(
    'When the call is accepted',
    labelled('Agents needed', minimum, 'The call is accepted when at least this many agents match.'),
    anyOf.row,
    labelled(
      'No more than so many callers waiting',
      maxWaiting,
      'Leave it empty if it does not matter how many calls wait in the queue.',
    ),
    group('Where the platform looks', ...decides.rows),
    group('Which URL it asks', ...style.rows),
    labelled('Name of the webhook', webhookName, 'For the YAML, and the URL of a named webhook.'),
    labelled('Failure policy', policy, POLICY_HINT),
  );
  const read = () => ({
    style: style.value(),
    decidesBy: decides.value(),
    minimum: minimum.valueAsNumber,
    anyOf: anyOf.input.checked,
    ...(maxWaiting.value.trim() !== '' && { maxWaiting: maxWaiting.valueAsNumber }),
    failurePolicy: policy.value as FailurePolicy,
    webhookName: webhookName.value,
  });
  return { box, read };
}
