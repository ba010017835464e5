import { expect } from 'chai';
import { activityInWords } from '../../src/ui/activity.js';
import type { ActivityLine } from '../../src/ui/status.js';

const line = (status: ActivityLine['status'], more: Partial<ActivityLine> = {}): ActivityLine => ({
  status,
  intervalMs: 1_000,
  requestsPerMinute: 60,
  queues: { trusted: 98, distrusted: 1, truncated: 1 },
  lastLookAgoMs: 400,
  advice: '',
  missingPermission: null,
  ...more,
});

describe('looks in words', () => {
  it('are nothing while nobody needs them', () => {
    expect([...activityInWords(line('off')), ...activityInWords(line('resting'))]).to.eql([]);
  });

  it('are calm while they work, and say which queues are polled', () => {
    expect(activityInWords(line('looking'))).to.eql([
      {
        tone: 'calm',
        text: 'Many queues in one request: every 1 s, last 0.4 s ago, 60 requests a minute; 98 queues are trusted. Polled: 1 that differ, 1 too large.',
      },
    ]);
  });

  it('name the permission that is missing', () => {
    const [words] = activityInWords(
      line('forbidden', { missingPermission: 'analytics:queueObservation:view' }),
    );
    expect(words?.tone).to.equal('warn');
    expect(words?.text).to.contain('lacks analytics:queueObservation:view');
  });

  for (const status of ['unavailable', 'distrusted'] as const)
    it(`warn, and say that answers are right, while they are ${status}`, () => {
      const [words] = activityInWords(line(status));
      expect([words?.tone, words?.text.includes('answers are right')]).to.eql(['warn', true]);
    });
});
