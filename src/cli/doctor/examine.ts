// All checks of the doctor, in order: settings, callers, each organization, Redis.
import { inspectSettings, type Inspection } from '../../settings/load.js';
import { unknownOrganization } from '../usage.js';
import type { Examination, DoctorTools } from './examination.js';
import { notesFor, skipped, type Notes } from './notes.js';
import { examineOrganization } from './organization.js';
import { checkRedis } from './redis.js';
import { askService } from './running-service.js';
import { checkExcluded, checkSettings } from './settings.js';

/**
 * Makes all checks. Never throws for what it finds.
 * @returns whether the settings have an organization that could be looked at
 * @throws UsageError for an organization that nobody defined
 */
export async function examine(examination: Examination, tools: DoctorTools): Promise<boolean> {
  const { environment, organization, settingsOnly } = examination;
  const notes = notesFor(tools.emit);
  const inspection = inspectSettings(environment);
  const { organizations, basics } = inspection;
  notes.add('settings', 'Settings', checkSettings(inspection));
  if (organizations.length > 0) notes.add('callers', 'Callers and webhooks', checkExcluded(inspection));
  const wanted = organizations.filter(({ name }) => organization === undefined || name === organization);
  if (organization !== undefined && wanted.length === 0 && organizations.length > 0)
    throw unknownOrganization(organization, organizations);
  if (settingsOnly) return true;
  if (!basics || wanted.length === 0) return false;
  tools.progress('asking the running service');
  const service = await askService(inspection.admin, tools.clock);
  for (const one of wanted) {
    await examineOrganization(
      one,
      { ...basics, service },
      examination,
      tools,
      notes.of({ organization: one.name }),
    );
  }
  await examineRedis(inspection, tools, notes);
  return true;
}

async function examineRedis({ redis, faults }: Inspection, { clock, progress }: DoctorTools, notes: Notes) {
  const faulty = faults.some(({ key }) => key.startsWith('redis'));
  if (redis) {
    progress('asking Redis');
    notes.add('redis', 'Redis', await checkRedis(redis, clock));
  } else {
    const why = faulty ? 'Its settings have faults.' : 'REDIS_URL is not set: each process is on its own.';
    notes.add('redis', 'Redis', skipped(why));
  }
}
