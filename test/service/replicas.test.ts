// What replicas share through Redis: what one has loaded, the others hold before they are asked.
import { expect } from 'chai';
import { areFactsPrepared } from '../../src/cache/snapshot-facts.js';
import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { Readiness } from '../../src/http/health/readiness.js';
import { Journal } from '../../src/telemetry/journal/journal.js';
import { systemClock } from '../../src/runtime/clock.js';
import { REPLICA } from '../../src/runtime/replica.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { loadSettings } from '../../src/settings/load.js';
import type { RedisSettings } from '../../src/settings/types.js';
import { notSharing, shareThroughRedis } from '../../src/service/replicas.js';
import { makeLink, newPrefix, started, withRedis } from '../support/redis-sides.js';
import { snapshotOf } from '../support/scripted-snapshots.js';
import { boundedStore, SCOPE } from '../support/snapshot-cache.js';
import { KEY } from '../support/service.js';
import { until } from '../support/until.js';

const PASSWORD = 'word-of-redis';
const MINUTE = 60_000;

/** A key that this process doesn't want to hold. */
const REFUSED = 'refused';
const digest = (clientId: string) => createHash('sha256').update(clientId).digest('hex').slice(0, 16);

/** What of all settings sharing looks at. */
const NO_SETTINGS = loadSettings({
  ...{ GENESYSCLOUD_REGION: 'us-east-1', GENESYSCLOUD_OAUTHCLIENT_ID: 'id' },
  ...{ GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret', CALLER_KEYS: `tester:${KEY}` },
});

describe('sharing through Redis', () => {
  const redis = withRedis('--requirepass', PASSWORD);
  const open: Array<() => unknown> = [];
  let keyPrefix: string;
  beforeEach(() => (keyPrefix = newPrefix()));
  afterEach(() => Promise.all(open.splice(0).map((close) => close())));

  function settings(password = PASSWORD): RedisSettings {
    const times = { connectTimeout: 4_000, commandTimeout: 4_000 };
    return { url: { value: redis().url }, password: { value: password }, keyPrefix, ...times };
  }

  function replica(given = settings(), scope = SCOPE) {
    const near = boundedStore(100);
    const log = new PassThrough();
    const metrics = createMetrics();
    const journal = new Journal(systemClock);
    const logger = createLogger('trace', log);
    const reporters = { logger, metrics, readiness: new Readiness(), journal };
    const sharing = shareThroughRedis(given, near, systemClock, reporters);
    const heard: Array<readonly string[]> = [];
    const parts = sharing.of(scope, MINUTE, (keys) => {
      heard.push(keys);
      return keys.filter((key) => key !== REFUSED);
    });
    sharing.start();
    open.push(
      () => sharing.stop(),
      () => void near.close(),
    );
    return { sharing, near, heard, metrics, ...parts, logged: () => String(log.read() ?? '') };
  }

  const healthy = (...replicas: Array<Pick<ReturnType<typeof replica>, 'sharing'>>) =>
    until(() => replicas.every(({ sharing }) => sharing.health().status === 'ok'), 'connections');

  it('tells of all replicas, this one first; one that shares nothing has none to tell of', async () => {
    const [one, other] = [replica(), replica()];
    await healthy(one, other);
    await until(() => other.sharing.replicas().length === 2, 'the other replica');
    const names = other.sharing.replicas().map(({ name, self, leads }) => [name, self, leads]);
    expect(names).to.deep.equal([
      [REPLICA, true, []],
      [REPLICA, false, []],
    ]);
    expect(REPLICA).to.match(/-[0-9a-f]{4}$/);
    expect(notSharing(boundedStore(1)).replicas()).to.deep.equal([]);
  });

  it('hands what one has loaded to the others, who hold it where they want it', async () => {
    const [one, other] = [replica(), replica()];
    await healthy(one, other);
    await one.store.set(['a', 'b', REFUSED], snapshotOf(3, systemClock.now()), MINUTE);
    await until(() => other.heard.length > 0, 'word');
    expect(other.heard).to.deep.equal([['a', 'b', REFUSED]]);
    expect(other.store.peek(REFUSED)).to.equal(undefined);
    expect(other.store.peek('b')?.members).to.deep.equal(snapshotOf(3).members);
    expect(one.heard).to.deep.equal([]);
    expect(await other.metrics.registry.metrics()).to.match(/shared_\w+\{result="snapshot"\} 1/);
  });

  it('counts what others have loaded in slices, before anybody asks for its facts', async () => {
    const [one, other] = [replica(), replica()];
    await healthy(one, other);
    await one.store.set(['a'], snapshotOf(3, systemClock.now()), MINUTE);
    await until(() => other.heard.length > 0, 'word');
    const { members } = other.store.peek('a')!;
    await until(() => areFactsPrepared(members), 'the facts');
  });

  it('has for who comes later what was loaded before', async () => {
    const one = replica();
    await healthy(one);
    await one.store.set(['a'], snapshotOf(3, systemClock.now()), MINUTE);
    const late = replica();
    await healthy(late);
    expect(late.store.peek('a')).to.equal(undefined);
    expect((await late.store.get('a'))?.members).to.have.length(3);
    expect(late.store.peek('a')?.members).to.have.length(3);
  });

  it('lets one wait for the fetch of another, and tells when that has ended', async () => {
    const [one, other] = [replica(), replica()];
    await healthy(one, other);
    const ours = await one.leases.claim('a', undefined);
    const theirs = await other.leases.claim('a', undefined);
    expect([ours.kind, theirs.kind]).to.deep.equal(['ours', 'theirs']);
    const waited = theirs.kind === 'theirs' && theirs.change(MINUTE);
    if (ours.kind === 'ours') ours.release();
    await waited;
    expect((await other.leases.claim('a', undefined)).kind).to.equal('ours');
    expect(await other.metrics.registry.metrics()).to.match(/shared_\w+\{result="ended"\} 1/);
  });

  it('tells nothing to another organization', async () => {
    const [one, other] = [replica(), replica(settings(), { ...SCOPE, organization: 'other' })];
    const last = replica();
    await healthy(one, other, last);
    await one.store.set(['a'], snapshotOf(3, systemClock.now()), MINUTE);
    await until(() => last.heard.length > 0, 'word');
    expect(other.heard).to.deep.equal([]);
  });

  it('shares nothing between tenants of one Redis, though organization, prefix and key are the same', async () => {
    const [one, other] = [replica(), replica(settings(), { ...SCOPE, clientId: 'of-another-tenant' })];
    const last = replica();
    await healthy(one, other, last);
    await one.store.set(['a'], snapshotOf(3, systemClock.now()), MINUTE);
    await until(() => last.heard.length > 0, 'word');
    const held = [await last.store.get('a'), await other.store.get('a')].map(
      (snapshot) => snapshot !== undefined,
    );
    expect([held, other.heard]).to.deep.equal([[true, false], []]);
    expect((await one.leases.claim('b', undefined)).kind).to.equal('ours');
    expect((await other.leases.claim('b', undefined)).kind).to.equal('ours');
    expect((await last.leases.claim('b', undefined)).kind).to.equal('theirs');
  });

  it('says why it is degraded, takes another password at the next connection, and tells neither', async () => {
    const one = replica(settings('wrong-word'));
    await until(() => JSON.stringify(one.sharing.health()).includes('WRONGPASS'), 'a refusal');
    expect(one.sharing.health().status).to.equal('degraded');
    expect((await one.leases.claim('a', undefined)).kind).to.equal('alone');
    one.sharing.apply({ ...NO_SETTINGS, redis: settings() }, true);
    await healthy(one);
    expect(one.logged()).to.match(/WRONGPASS[^]*connected(?![^]*wrong-word)(?![^]*word-of-redis)/);
  });

  it('lets one of several processes hear of changes, and tells its role and what it could not read', async () => {
    const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
    const join = () => {
      const side = replica();
      const told: string[] = [];
      const changes = side.sharing.changes(SCOPE, {
        wanted: () => [],
        listener: { changed: (ids) => void told.push(...ids), covered: () => undefined },
        onElected: () => void told.push('lead'),
        onDemoted: () => void told.push('rest'),
      });
      changes.start();
      return { ...side, changes, told };
    };
    const [one, other] = [join(), join()];
    const roles = () => [one.changes.role(), other.changes.role()].sort().join();
    await until(() => roles() === 'following,leading', 'one that leads');
    const [leader, follower] = one.changes.role() === 'leading' ? [one, other] : [other, one];
    leader.changes.listener.changed([QUEUE], 0);
    await until(() => follower.told.length > 0, 'a change');
    expect([leader.told, follower.told]).to.deep.equal([['lead', QUEUE], [QUEUE]]);
    const { apiUrl, organization } = SCOPE;
    const channel = `${keyPrefix}${digest(SCOPE.clientId)}:changes:${apiUrl} ${organization}`;
    const stranger = await started(
      makeLink(redis().url, { credentials: () => ({ url: redis().url, password: PASSWORD }) }),
    );
    await stranger.link.run(`return redis.call('PUBLISH', ARGV[1], 'garbage')`, [], [channel]);
    const unreadable = async () =>
      /shared_\w+\{result="unreadable"\} 1/.test(await follower.metrics.registry.metrics());
    await until(unreadable, 'a message that nobody can read');
    await Promise.all([one, other].map(({ changes }) => changes.stop()));
    expect(leader.logged()).to.match(/"role":"leading"[^]*"role":"seeking"/);
    expect(follower.logged()).to.match(/"role":"following"/);
  });

  it('remembers a notification channel for the OAuth client that made it, which leads for itself alone', async () => {
    const join = (clientId: string) => {
      const { sharing } = replica();
      const changes = sharing.changes(
        { ...SCOPE, clientId },
        {
          ...{ wanted: () => [], onElected: () => undefined, onDemoted: () => undefined },
          listener: { changed: () => undefined, covered: () => undefined },
        },
      );
      changes.start();
      return changes;
    };
    const first = join('first-client');
    await until(() => first.role() === 'leading', 'one that leads');
    await first.channelStore?.save('its channel');
    const [same, other] = [join('first-client'), join('second-client')];
    await until(() => same.role() === 'following', 'another that follows');
    await until(() => other.role() === 'leading', 'another client, which leads too');
    expect(await same.channelStore?.load()).to.equal('its channel');
    expect(await other.channelStore?.load()).to.equal(undefined);
    await Promise.all([first, same, other].map((changes) => changes.stop()));
    const link = await started(
      makeLink(redis().url, { credentials: () => ({ url: redis().url, password: PASSWORD }) }),
    );
    const keys = await link.link.run(`return redis.call('KEYS', '*')`, [], []);
    expect(JSON.stringify(keys))
      .to.match(/channel:/)
      .and.contain(`${keyPrefix}${digest('first-client')}:`)
      .and.not.contain('first-client');
  });

  it('lets a process without a Redis hear of changes itself', async () => {
    const near = boundedStore(1);
    open.push(() => void near.close());
    const told: string[] = [];
    const ours = {
      wanted: () => ['a'],
      listener: { changed: () => undefined, covered: () => undefined },
      onElected: () => void told.push('lead'),
      onDemoted: () => void told.push('rest'),
    };
    const changes = notSharing(near).changes(SCOPE, ours);
    expect([changes.role(), changes.wanted(), changes.channelStore]).to.deep.equal([
      'alone',
      ['a'],
      undefined,
    ]);
    expect(changes.listener).to.equal(ours.listener);
    changes.start();
    await changes.stop();
    expect(told).to.deep.equal(['lead']);
  });

  it('is off without a Redis', async () => {
    const near = boundedStore(1);
    open.push(() => void near.close());
    const sharing = notSharing(near);
    const { store, leases } = sharing.of(SCOPE, MINUTE, (keys) => keys);
    expect([sharing.health(), store]).to.deep.equal([{ status: 'off' }, near]);
    expect((await leases.claim('a', undefined)).kind).to.equal('alone');
  });
});
