// The notification channel that the doctor tries push with: its own, made only if Genesys's limit leaves room.
import { channelSchema, type Channel, type Channels } from '../../notifications/channels.js';
import type { ChannelStore } from '../../notifications/dependencies.js';
import type { Finding } from '../../domain/finding.js';
import { hasRoom } from '../../notifications/channel.rules.js';
import { diagnoseChannel, mayTry } from './push-diagnosis.rules.js';

/** The finding about channels, and the channel to try with; absent: nothing more can be tried. */
export interface Trial {
  readonly finding: Finding;
  readonly channel?: Channel;
}

/** What the doctor remembers of an earlier run. */
export interface TrialMemory extends ChannelStore {
  /** A code that says why nothing could be saved. */
  readonly trouble: () => string | undefined;
}

/**
 * Counts channels, and creates or reuses one of the doctor's own. Only a subscription tells whether a topic is allowed, so
 * without a channel nothing can be said of that. The service's is not touched: a second connection to a channel
 * closes the first, and another subscription would replace its topics. As there is no call that deletes a channel,
 * the doctor remembers its own and uses it again; the last place is never taken, as a service that starts
 * next would find no room for a day.
 * @param tries whether there is a queue to try it with; else channels are counted only
 * @param serviceListens whether the running service has one of the channels
 * @throws ServiceError `genesys_…` or `login_…`
 */
export async function trialChannel(
  channels: Channels,
  memory: TrialMemory,
  { tries, serviceListens }: { readonly tries: boolean; readonly serviceListens: boolean },
): Promise<Trial> {
  const { count } = await channels.list();
  if (!hasRoom(count)) return { finding: diagnoseChannel({ how: 'none', channels: count, serviceListens }) };
  if (!tries) return { finding: diagnoseChannel({ how: 'unwanted', channels: count }) };
  const own = await remembered(memory);
  if (own && (await channels.exists(own.id)))
    return { finding: diagnoseChannel({ how: 'reused', channels: count }), channel: own };
  if (!mayTry(count)) return { finding: diagnoseChannel({ how: 'none', channels: count }) };
  const channel = await channels.create();
  const { id, connectUri } = channel;
  await memory.save(JSON.stringify({ id, connectUri }));
  const forgotten = memory.trouble();
  const found = { how: 'made', channels: count + 1, ...(forgotten !== undefined && { forgotten }) } as const;
  return { finding: diagnoseChannel(found), channel };
}

async function remembered(memory: ChannelStore): Promise<Channel | undefined> {
  try {
    return channelSchema.parse(JSON.parse((await memory.load()) ?? ''));
  } catch {
    // Nothing, or written by somebody else.
    return undefined;
  }
}
