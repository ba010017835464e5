// The import law: a room of src/ imports only from rooms to its left, neighbours don't know each other, and each vendor
// library stands behind one file or folder. A room that is not named here is refused.

/** The rooms of src/ from the left; those in one entry are neighbours. */
const rooms = [
  ['runtime', 'domain'],
  ['network', 'telemetry'],
  ['settings', 'oauth'],
  ['genesys'],
  ['cache', 'notifications'],
  ['replicas'],
  ['http'],
  ['service'],
  ['main\\.ts', 'healthcheck\\.ts', 'cli'],
];
/** Rooms beside the line: the page of a browser, and the simulated Genesys Cloud. */
const aside = ['ui', 'simulator'];

const path = (room) => (room.includes('.') ? `^src/${room}$` : `^src/${room}/`);
const paths = (some) => some.map(path).join('|');

const toTheRight = rooms.slice(0, -1).map((here, index) => ({
  name: `${here.join('-')}-import-from-the-left-only`,
  comment: 'A room imports only from rooms to its left.',
  severity: 'error',
  from: { path: paths(here) },
  to: { path: paths(rooms.slice(index + 1).flat()) },
}));

// runtime and domain are the base of all rooms and may know each other; main.ts is a command's entry too.
const neighbours = rooms.slice(1, -1).flatMap((here) =>
  here.map((room) => ({
    name: `${room}-does-not-know-its-neighbour`,
    comment: 'Neighbours do not import each other.',
    severity: 'error',
    from: { path: path(room) },
    to: { path: paths(here.filter((other) => other !== room)) || '^$' },
  })),
);

/** Each library that the service uses, and the only place that may import it. */
const homes = {
  express: 'src/http/',
  uplot: 'src/ui/plot\\.ts',
  helmet: 'src/http/',
  'simple-oauth2': 'src/oauth/client-credentials\\.ts',
  'node-cache': 'src/cache/memory-store\\.ts',
  'lru-cache': 'src/runtime/memory\\.ts',
  '@redis/client': 'src/replicas/connection\\.ts',
  undici: 'src/genesys/(transport|connection-pools)\\.ts',
  ws: 'src/(notifications/socket|simulator/notifications/sockets)\\.ts',
  'prom-client': 'src/telemetry/metric-factory\\.ts',
  pino: 'src/telemetry/logger\\.ts',
  commander: 'src/cli/',
  yaml: 'src/settings/',
  // What may be said in settings, answers and messages is declared where it is read.
  zod: 'src/',
};

const behind = (vendor, home) => ({
  name: `${vendor.replace(/[^a-z0-9-]/g, '')}-stands-behind-${home.replace(/[^a-z]/g, '-')}`,
  comment: `Only ${home} may import ${vendor}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^${home}` },
  to: { path: `^node_modules/${vendor}/` },
});

export default {
  forbidden: [
    ...toTheRight,
    ...neighbours,
    {
      name: 'a-room-has-a-name',
      comment: 'A file or folder of src/ that the law does not name would stand outside of it.',
      severity: 'error',
      from: { path: '^(src|test|bench|docs)/' },
      to: { path: '^src/', pathNot: paths([...rooms.flat(), ...aside]) },
    },
    {
      name: 'a-room-has-a-name-from-inside',
      severity: 'error',
      from: { path: '^src/', pathNot: paths([...rooms.flat(), ...aside]) },
      to: {},
    },
    {
      name: 'the-page-knows-the-domain-alone',
      comment: 'The page runs in a browser.',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/', pathNot: '^src/(ui|domain)/' },
    },
    {
      name: 'nobody-imports-the-page',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { path: '^src/ui/' },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Rules decide from their inputs and `now`: no I/O, no clock. node:crypto and isIP are arithmetic.',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|net)$' },
    },
    {
      name: 'rules-ask-rules',
      comment: 'Rules import other rules, the domain, and types.',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { path: '^src/', pathNot: '\\.rules\\.ts$|^src/domain/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-simulator-stands-aside',
      comment: 'Only the command line, tests and the benchmark import the simulator.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(simulator|cli)/' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'the-simulator-shares-nothing-with-the-service',
      comment: 'A simulator built from the code under test would repeat its mistakes.',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/(simulator/|runtime/clock\\.ts)' },
    },
    ...Object.entries(homes).map(([vendor, home]) => behind(vendor, home)),
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A file that nobody imports is dead, unless it is an entry.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/(main\\.ts|healthcheck\\.ts|cli/index\\.ts|ui/app\\.ts)',
      },
      to: {},
    },
    {
      name: 'a-library-has-a-home',
      comment: 'What the service imports goes into its bundles: a library that is not named here is a tool.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '^node_modules/',
        pathNot: `^node_modules/(${Object.keys(homes).join('|')})/`,
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
