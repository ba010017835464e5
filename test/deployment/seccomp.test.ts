// The unit's own filter of system calls, laid over Node: what the filter doesn't know kills the process.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const unit = readFileSync(
  new URL('../../systemd/genesys-availability-proxy.service', import.meta.url),
  'utf8',
);
const lines = [...unit.matchAll(/^SystemCallFilter=(.*)$/gm)].map(([, value = '']) => value);

/** Names of the calls in a group of systemd's; empty where systemd is not there to ask. */
function callsIn(group: string): string[] {
  const { status, stdout } = spawnSync('systemd-analyze', ['syscall-filter', group], { encoding: 'utf8' });
  if (status !== 0) return [];
  const names = stdout.split('\n').map((line) => line.trim());
  return names.flatMap((name) => {
    if (name.startsWith('@') && name !== group) return callsIn(name);
    return /^[a-z_0-9]+$/.test(name) ? [name] : [];
  });
}

/** What the lines allow, in their order: `~` takes away. */
function allowed(): Set<string> {
  const calls = new Set<string>();
  for (const line of lines) {
    const isTaken = line.startsWith('~');
    for (const group of line.replace(/^~/, '').split(' '))
      for (const call of group.startsWith('@') ? callsIn(group) : [group])
        if (isTaken) calls.delete(call);
        else calls.add(call);
  }
  return calls;
}

/** Kills for any call that is not listed, then becomes the program. Exit 99: that can't be done here. */
const UNDER_FILTER = `
import ctypes, os, sys
try:
    lib = ctypes.CDLL('libseccomp.so.2')
except OSError:
    sys.exit(99)
lib.seccomp_init.restype = ctypes.c_void_p
lib.seccomp_init.argtypes = [ctypes.c_uint32]
lib.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
lib.seccomp_load.argtypes = [ctypes.c_void_p]
KILL, ALLOW = 0x80000000, 0x7fff0000
context = lib.seccomp_init(KILL)
for name in sys.argv[1].split(','):
    number = lib.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:
        lib.seccomp_rule_add(context, ALLOW, number, 0)
if lib.seccomp_load(context) != 0:
    sys.exit(99)
os.execv(sys.argv[2], sys.argv[2:])
`;

const TRIAL = `
const server = require('node:http').createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1', () =>
  fetch('http://127.0.0.1:' + server.address().port).then((answer) => answer.text()).then((text) => {
    require('node:crypto').randomBytes(16);
    require('node:fs').promises.readFile(process.execPath.length ? '/proc/self/status' : '').then(() => {
      console.log(text, process.version);
      process.exit(0);
    });
  }));
`;

describe('the unit of systemd', function () {
  this.timeout(60_000);

  it(`lets Node ${process.version} run under its filter of system calls`, function () {
    const calls = [...allowed()];
    const isKnown = calls.includes('read') && calls.includes('epoll_wait');
    const run =
      isKnown &&
      spawnSync('python3', ['-c', UNDER_FILTER, calls.join(), process.execPath, '-e', TRIAL], {
        encoding: 'utf8',
      });
    if (!run || run.error || run.status === 99) {
      process.stderr.write('      no systemd-analyze, Python or libseccomp here: the filter is not tried\n');
      return this.skip();
    }
    expect([run.signal, run.status, run.stdout]).to.deep.equal([null, 0, `ok ${process.version}\n`]);
    const without = calls.filter((call) => call !== 'futex').join();
    const killed = spawnSync('python3', ['-c', UNDER_FILTER, without, process.execPath, '-e', TRIAL]);
    expect(killed.signal, 'a filter that lacks something').to.equal('SIGSYS');
  });

  it('allows protection keys, which V8 asks for', () => {
    expect(lines.join(' ').split(' ')).to.include('@pkey');
  });
});
