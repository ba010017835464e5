// Holds objects against Kubernetes' own types, so that a misspelt field is found without a cluster.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { KubeObject } from './objects.js';

/** Where the types of an API group are, seen from this folder. */
const MODULES: Readonly<Record<string, string>> = {
  v1: 'kubernetes-types/core/v1.js',
  'apps/v1': 'kubernetes-types/apps/v1.js',
  'policy/v1': 'kubernetes-types/policy/v1.js',
  'networking.k8s.io/v1': 'kubernetes-types/networking/v1.js',
  'monitoring.coreos.com/v1': './monitoring-types.js',
};
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  lib: ['lib.es5.d.ts'],
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
/** Exists only in the compiler's memory; here, so that it finds its imports. */
const FILE = fileURLToPath(new URL('rendered-objects.ts', import.meta.url));

/** What is wrong with each object, by its place in the list: one text for each fault. */
export function typeFaults(objects: readonly KubeObject[]): string[][] {
  const faults: string[][] = objects.map(() => []);
  // One line for each object: the line tells whose fault it is.
  const lines = objects.map((object, index) => {
    const module = MODULES[object.apiVersion];
    if (module !== undefined)
      return `export const o${index}: import('${module}').${object.kind} = ${JSON.stringify(object)};`;
    faults[index]?.push(`no types are known for ${object.apiVersion}`);
    return '';
  });
  const host = ts.createCompilerHost(OPTIONS);
  const text = ts.createSourceFile(FILE, lines.join('\n'), ts.ScriptTarget.ES2023);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => (name === FILE ? text : read(name, ...rest));
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === FILE || exists(name);
  const program = ts.createProgram([FILE], OPTIONS, host);
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(messageText, ' ').replaceAll('"', '');
    const line = file?.fileName === FILE ? file.getLineAndCharacterOfPosition(start ?? 0).line : 0;
    faults[line]?.push(message);
  }
  return faults;
}
