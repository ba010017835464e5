// The commands with their options and help; each is a file of its own, loaded when it is asked for.
import { Command } from 'commander';
import { VERSION } from '../runtime/version.js';
import { DEFAULT_CLIENT } from '../simulator/defaults.js';
import type { CheckOptions } from './check.js';
import type { DoctorOptions } from './doctor.js';
import type { QueuesOptions } from './queues.js';
import type { SimulateOptions } from './simulate.js';

const NAME = 'genesys-availability-proxy';
const ORGANIZATION = ['--organization <name>', 'which organization of the settings; all without it'] as const;

const GENERAL_HELP = `
Settings come from the environment and from the YAML file that CONFIG_FILE names. For one organization:
  GENESYSCLOUD_REGION               such as us-east-1
  GENESYSCLOUD_OAUTHCLIENT_ID       OAuth client with the grant type Client Credentials
  GENESYSCLOUD_OAUTHCLIENT_SECRET   or GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE
  CALLER_KEYS                       name:key,name:key of the webhooks (serve only; see "key")

Examples:
  ${NAME} demo                             everything at once, without a Genesys account
  ${NAME} queues --name sales              the id of a queue
  ${NAME} doctor --queue sales             why does it not work?
  ${NAME} check-queue sales presence=Available --accept "total > 2"

"${NAME} <command> --help" has the options and examples of a command.`;

const DOCTOR_HELP = `
Checks in order: settings, callers; DNS, TCP and TLS to the login and API hosts; clock; login; token lifetime; permission;
queue, members, who has joined, who counts; many queues in one request; push: a notification channel, topics, WebSocket; rate limit; Redis.
With push on and --queue, a notification channel is made that Genesys drops after 24 hours; later runs use it again.
What the running service wants of the rate limit is asked of its admin listener on this machine (ADMIN_KEY, if it has one).
✓ well   ! worth a look   ✗ failed   - skipped, with the reason

Exit codes: 0 nothing failed (there may be warnings), 1 a check failed, 2 wrong usage or unreadable settings.

Examples:
  ${NAME} doctor                           without a queue: shows which there are
  ${NAME} doctor --queue sales --filters 'routingStatus=IDLE'
  ${NAME} doctor --try-regions             is it the secret or the region?
  ${NAME} doctor --settings-only           in CI, before a roll-out: like nginx -t
  ${NAME} doctor --queue sales --json | jq .ok`;

const CHECK_HELP = `
Prints the JSON that GET /v1/queues/{queueId}/availability answers, past all caches, and needs no caller key.
Filters are those of the routes, with the same defaults: presence=Available if neither presence nor routingStatus is
given, and joined=true. waiting=true, maxWaiting and minFree ask for waiting calls too, as the routes do.

Exit codes: 0 answered (with --accept: accepted), 1 not accepted, 2 wrong usage, unreadable settings or nothing known.

Examples:
  ${NAME} check-queue sales
  ${NAME} check-queue 3f2b8c1e-5a4d-4e6f-9b7a-1c2d3e4f5a6b routingStatus=IDLE skills=english
  ${NAME} check-queue sales 'presence=Available&joined=true' --accept "total > 2"
  ${NAME} check-queue sales maxWaiting=2 minFree=1
  ${NAME} check-queue sales --accept "free > 0"
  ${NAME} check-queue sales --accept "pageCount Greater Than 0"`;

const SIMULATE_HELP = `
While it runs it is told what to do at its own address, such as:
  curl http://127.0.0.1:8090/simulator/state             queues, rules, tokens issued
  curl http://127.0.0.1:8090/simulator/agents            everybody, and their skills
  curl -X POST http://127.0.0.1:8090/simulator/agents -d '{"queueId":"ID","agent":"NAME","skills":["billing"]}'
       also presence, routingStatus, joined, languages, profileSkills; without "agent" everybody in the queue
  curl -X POST http://127.0.0.1:8090/simulator/clients -d '{"secret":"another"}'
       another secret of the OAuth client; with "id" another client
  curl -X POST http://127.0.0.1:8090/simulator/faults -d '{"on":"members","do":"hang","times":1}'
docs/simulator.md has all of it.`;

const QUEUES_HELP = `
Exit codes: 0 listed, 2 wrong usage, unreadable settings or no answer of an organization.

Examples:
  ${NAME} queues
  ${NAME} queues --name sales --json`;

/** @param exit takes the exit code of a command that has one */
export function program(exit: (code: number) => void): Command {
  const cli = new Command(NAME)
    .description(
      'Answers "can this queue take a call right now?" from Genesys Cloud, without handing out a token.',
    )
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError(`Run "${NAME} --help" for all commands, or a command with --help for its options.`)
    .addHelpText('after', GENERAL_HELP);
  running(cli);
  options(cli, exit);
  return cli;
}

/** Commands that run until a signal, and the key they need. */
function running(cli: Command): void {
  cli
    .command('serve')
    .description('run the service with the settings of the environment and CONFIG_FILE')
    .action(async () => void (await import('../main.js')));
  cli
    .command('demo')
    .description('run the service in front of the built-in simulator: no Genesys account needed')
    .option('--quiet', 'leave asking to me: the demo makes no calls of its own')
    .action(async (options: { quiet?: boolean }) => (await import('./demo.js')).demo(options));
  cli
    .command('simulate')
    .description('run the Genesys Cloud simulator alone')
    .option('--port <port>', 'port of login and API', '8090')
    .option('--seed <seed>', 'seed of the simulated people', '1')
    .option('--token-lifetime <seconds>', 'lifetime of tokens', '86400')
    .option('--rate-limit <per-minute>', 'requests a minute for each token; 0 for no limit', '300')
    .option('--client-id <id>', 'id of the OAuth client', DEFAULT_CLIENT.id)
    .option('--client-secret <secret>', 'its secret', DEFAULT_CLIENT.secret)
    .addHelpText('after', SIMULATE_HELP)
    .action(async (options: SimulateOptions) => (await import('./simulate.js')).simulate(options));
  cli
    .command('key')
    .description('make a caller key and its digest')
    .argument('<name>', 'name of the caller')
    .action(async (name: string) => (await import('./key.js')).key(name));
}

/** Commands that ask Genesys Cloud and end. */
function options(cli: Command, exit: (code: number) => void): void {
  cli
    .command('doctor')
    .description(
      'find out why it does not work: settings, hosts, login, permission, queue, rate limit, Redis',
    )
    .option('--queue <id or name>', 'a queue to look into; may be repeated', collect)
    .option(
      '--filters <query>',
      'what the webhook asks for, counted exactly',
      'presence=Available&joined=true',
    )
    .option(...ORGANIZATION)
    .option('--try-regions', 'where the login rejects the client, try it in all other regions')
    .option('--settings-only', 'check settings and secrets alone; nothing is sent')
    .option('--json', 'one JSON document {ok, checks} and nothing else')
    .addHelpText('after', DOCTOR_HELP)
    .action(async (options: DoctorOptions) => exit(await (await import('./doctor.js')).doctor(options)));
  cli
    .command('queues')
    .description('find the id of a queue')
    .option('--name <part>', 'a part of its name, in any case')
    .option(...ORGANIZATION)
    .option('--json', 'as JSON')
    .addHelpText('after', QUEUES_HELP)
    .action(async (options: QueuesOptions) => exit(await (await import('./queues.js')).queues(options)));
  cli
    .command('check-queue')
    .alias('check')
    .description('ask a queue as a webhook would')
    .argument('<queue>', 'id or whole name')
    .argument('[filters...]', 'name=value words or a query string')
    .option('--accept <criterion>', 'tell whether a call is accepted, such as "total > 2"')
    .option(ORGANIZATION[0], 'which organization of the settings; needed where there are several')
    .addHelpText('after', CHECK_HELP)
    .action(async (queue: string, filters: string[], options: CheckOptions) =>
      exit(await (await import('./check.js')).check(queue, filters, options)),
    );
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
