// A query in the status report: its type and its description come from here.
import { z } from 'zod';
import { count, lazily, moment, number, text, troubleCode, type Written } from '../../domain/fields.js';
import { standingSchema } from './query-words.rules.js';
import { countedSchema } from './status-words.js';

const failureSchema = lazily(() =>
  z
    .strictObject({
      code: troubleCode(),
      title: text('What.'),
      detail: text('What happened this time.'),
      hint: text('What to do.'),
    })
    .describe('What went wrong.'),
);

const agentSchema = lazily(() =>
  z
    .strictObject({
      name: text('As in Genesys Cloud.'),
      presence: text('Null: not told.').nullable(),
      routingStatus: text('Null: not told.').nullable(),
    })
    .describe('An agent.'),
);

const needSchema = lazily(() =>
  z
    .strictObject({
      caller: text('Its name.'),
      needs: count('From how many agents on its answer is a yes.'),
    })
    .describe('A caller and a number.'),
);

/** One query. */
export const querySchema = lazily(() =>
  z
    .strictObject({
      id: text('Its name here.'),
      organization: text('The organization that is asked.'),
      queueId: text('The queue.'),
      queueName: text('Its name in Genesys Cloud, once it is known.').nullable(),
      filters: text('As in a URL.'),
      words: text('The same in words.'),
      expand: z.array(z.string()).describe('As asked for.'),
      asks: z
        .enum(['count', 'members'])
        .describe('Whether the members themselves are asked for, or how many they are.'),
      needs: count(
        'From how many agents on the last question was a yes; null: it asks for something else.',
      ).nullable(),
      needsByCaller: z
        .array(needSchema())
        .describe('What callers of the last half hour want, the last one first; at most 8.'),
      agentsAvailable: count('Null: never counted.').nullable(),
      asOf: moment('When it was counted.').nullable(),
      ageMs: number('Milliseconds since.').nullable(),
      state: standingSchema(),
      failure: failureSchema().nullable(),
      refusedAt: moment('When Genesys Cloud refused it, where that is what it said last.').nullable(),
      nobody: z
        .strictObject({
          hint: text('What may be the reason, with what else is held of the queue.'),
          command: text('The line for a shell that looks at everybody in the queue.'),
        })
        .describe('When it counts 0.')
        .nullable(),
      agents: z.array(agentSchema()).describe('At most 50; null unless `ui.showAgents` is set.').nullable(),
      ...countedSchema().shape,
      countedAt: moment('When an answer last said how many.').nullable(),
      history: z
        .array(count('Agents.').nullable())
        .describe(
          'Agents available, a number for every 10 s, oldest first, at most 180; null: not known then.',
        ),
    })
    .describe('A question that was asked.'),
);

export type QueryLine = Written<typeof querySchema>;
