// A directory of settings and secrets as Kubernetes mounts it: files are links through `..data`, a link that is
// swapped as a whole.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Mount {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mount-'));
  #version = 0;

  /** @param files contents by name */
  constructor(files: Record<string, string>) {
    this.publish(files);
    for (const name of Object.keys(files)) symlinkSync(join('..data', name), this.file(name));
  }

  /** The path of a file. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  /** Replaces all files at one moment. */
  publish(files: Record<string, string>): void {
    const version = `..version_${++this.#version}`;
    mkdirSync(this.file(version));
    for (const [name, content] of Object.entries(files))
      writeFileSync(this.file(join(version, name)), content);
    symlinkSync(version, this.file('..data_tmp'));
    renameSync(this.file('..data_tmp'), this.file('..data'));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
