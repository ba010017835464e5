// What goes wrong in the drill, and which alerts must ring then.
import type { FaultRule } from '../../src/simulator/index.js';
import type { Replicas } from './replicas.js';

export interface Outage {
  readonly name: string;
  /** Alerts that must ring. */
  readonly wanted: readonly string[];
  /** Seconds, 14 unless said. */
  readonly lasts?: number;
  /** Variables with which the replicas are started anew before it. */
  readonly environment?: Readonly<Record<string, string>>;
  begin(): unknown;
  end(): unknown;
}

/** The outages, in the order in which they come. */
export function outagesOf(replicas: Replicas): Outage[] {
  const { simulator } = replicas;
  const fault = (name: string, rule: FaultRule, ...wanted: string[]): Outage => ({
    name,
    wanted,
    begin: () => simulator.fault(rule),
    end: () => simulator.clearFaults(),
  });
  const refused = (status: number) => ({ kind: 'status', status }) as const;
  return [
    fault('Genesys hangs', { on: 'members', do: 'hang' }, 'UnknownAnswers', 'NothingFetched'),
    fault('403 on every question', { on: 'members', do: refused(403) }, 'Errors', 'NothingFetched'),
    fault(
      '429 on every question',
      { on: 'members', do: { ...refused(429), retryAfter: 3 } },
      'BudgetGateClosed',
    ),
    {
      ...fault('a login that fails', { on: 'login', do: refused(503) }, 'TokenMissing', 'LoginsFailing'),
      lasts: 34,
    },
    {
      name: 'a platform with a wrong key',
      wanted: ['CallerKeysRefused'],
      begin: () => replicas.hasKnownKey(false),
      end: () => replicas.hasKnownKey(true),
    },
    {
      name: 'a reload that fails',
      wanted: ['ReloadFailed'],
      begin: () => replicas.hasGoodSettings(false),
      end: () => replicas.hasGoodSettings(true),
    },
    {
      name: 'one of two replicas dead',
      wanted: ['ReplicaDown'],
      begin: () => replicas.end(1),
      end: () => replicas.begin(1),
    },
    {
      name: 'nobody reads the log',
      wanted: ['LogLinesLost'],
      begin: () => {
        replicas.pace = 30;
        replicas.logIsRead(false);
      },
      end: () => {
        replicas.pace = 1;
        replicas.logIsRead(true);
      },
    },
    {
      name: 'no notification channel can be had',
      wanted: ['PushDown'],
      lasts: 26,
      environment: { PUSH: 'on' },
      begin: () => {
        simulator.fault({ on: 'channels', do: refused(503) });
        simulator.fault({ on: 'socket', do: 'reset' });
        simulator.notifications.removeChannels();
        simulator.notifications.dropConnections();
      },
      end: () => simulator.clearFaults(),
    },
    {
      name: 'the permission for looks is missing',
      wanted: ['ActivityForbidden'],
      lasts: 26,
      begin: async () => {
        simulator.fault({ on: 'activity', do: refused(403) });
        await replicas.restart({ ACTIVITY: 'on' });
      },
      // It is tried again every 10 minutes, or after a start.
      end: async () => {
        simulator.clearFaults();
        await replicas.restart({});
      },
    },
    {
      name: 'looks contradict the members endpoint',
      wanted: ['ActivityDistrusted'],
      lasts: 40,
      environment: { ACTIVITY: 'on' },
      begin: () => {
        replicas.pace = simulator.queues.length;
        simulator.activity.behave({ lieAbout: 'all' });
      },
      // Trust comes back after an hour, or after a start.
      end: async () => {
        replicas.pace = 1;
        simulator.activity.behave({});
        await replicas.restart({});
      },
    },
  ];
}
