// The import law: floors import downward only, rooms on one floor don't import each other,
// and each vendor library stands behind one file or folder.

/** Floors from the roof down; folders in one entry are neighbours and don't import each other. */
const floors = [
  [
    'src/main\\.ts',
    'src/healthcheck\\.ts',
    'src/cli/',
    'src/serve\\.ts',
    'src/compose\\.ts',
    'src/reports\\.ts',
    'src/sharing\\.ts',
    'src/pipeline\\.ts',
    'src/signals\\.ts',
    'src/start-fault\\.ts',
  ],
  ['src/http/', 'src/ui/'],
  ['src/snapshots/'],
  ['src/genesys/'],
  ['src/tokens/'],
  ['src/store/', 'src/settings/', 'src/journal/', 'src/outbound/'],
  ['src/runtime/'],
  ['src/rules/', 'src/model\\.ts', 'src/errors\\.ts', 'src/error-codes\\.ts', 'src/package-root\\.ts'],
];

const upward = floors.slice(1).map((rooms, index) => ({
  name: `no-way-up-from-floor-${floors.length - index - 2}`,
  comment: 'Imports go downward only.',
  severity: 'error',
  from: { path: `^(${rooms.join('|')})` },
  to: {
    path: `^(${floors
      .slice(0, index + 1)
      .flat()
      .join('|')})`,
  },
}));

const neighbours = floors.slice(1, -1).flatMap((rooms) =>
  rooms.length < 2
    ? []
    : [
        {
          name: `no-door-between-${rooms.map((room) => room.split('/')[1]).join('-')}`,
          comment: 'Rooms on one floor do not import each other.',
          severity: 'error',
          from: { path: `^(${rooms.join('|')})` },
          to: { path: `^(${rooms.join('|')})`, pathNot: '^$1' },
        },
      ],
);

const behind = (vendor, home) => ({
  name: `${vendor.replace(/[^a-z0-9-]/g, '')}-stands-behind-${home.replace(/[^a-z]/g, '-')}`,
  comment: `Only ${home} may import ${vendor}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^${home}` },
  to: { path: `^node_modules/${vendor}/` },
});

export default {
  forbidden: [
    ...upward,
    ...neighbours,
    {
      name: 'rules-are-pure',
      comment: 'Rules decide from their inputs and `now`: no I/O, no clock. node:crypto is arithmetic.',
      severity: 'error',
      from: { path: '^src/rules/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
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
    behind('express', 'src/http/'),
    behind('uplot', 'src/ui/sparkline\\.ts'),
    behind('helmet', 'src/http/'),
    behind('simple-oauth2', 'src/tokens/client-credentials\\.ts'),
    behind('node-cache', 'src/store/memory\\.ts'),
    behind('@redis/client', 'src/store/redis-link\\.ts'),
    behind('undici', 'src/genesys/transport\\.ts'),
    behind('ws', 'src/(genesys/notifications/socket|simulator/notifications/sockets)\\.ts'),
    behind('rate-limiter-flexible', 'src/http/limits\\.ts'),
    behind('prom-client', 'src/runtime/metric-factory\\.ts'),
    behind('pino', 'src/runtime/logger\\.ts'),
    behind('commander', 'src/cli/'),
    behind('yaml', 'src/settings/'),
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
      name: 'no-dev-library-in-the-service',
      severity: 'error',
      // The page is bundled: what it uses is in its bundle.
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
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
