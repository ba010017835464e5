// Reads what tests need of a Dockerfile: its stages and their instructions.

export interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** The rest, continuation lines joined. */
  readonly text: string;
}

export interface Stage {
  /** As written behind FROM, with the arguments' defaults put in. */
  readonly base: string;
  readonly alias: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** One COPY: sources (of the context, or of the stage `from`) and where they go. */
export interface Copy {
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

/** The stages of a Dockerfile from the first to the last. */
export function stagesOf(text: string): Stage[] {
  const defaults = new Map<string, string>();
  const stages: Array<Stage & { instructions: Instruction[] }> = [];
  for (const instruction of instructionsOf(text)) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM') {
      const [image = '', , alias] = instruction.text.split(/\s+/).filter((word) => !word.startsWith('--'));
      const base = image.replace(/\$\{(\w+)\}/g, (_, name: string) => defaults.get(name) ?? '');
      stages.push({ base, alias, instructions: [] });
    } else if (stage) stage.instructions.push(instruction);
    else {
      const [name = '', value = ''] = instruction.text.split('=');
      if (instruction.name === 'ARG') defaults.set(name, value);
    }
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  return text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => /^(\w+)\s+(.*)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map(([, name = '', rest = '']) => ({ name: name.toUpperCase(), text: rest }));
}

/** The texts of all instructions called `name`. */
export function textsOf({ instructions }: Stage, name: string): string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

export function copiesOf(stage: Stage): Copy[] {
  return textsOf(stage, 'COPY').map((text) => {
    const words = text.split(/\s+/);
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
    const paths = words.filter((word) => !word.startsWith('--'));
    return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
  });
}

/** The program and arguments of CMD or HEALTHCHECK in exec form. */
export function commandOf(stage: Stage, name: 'CMD' | 'HEALTHCHECK'): string[] {
  const list = /\[.*\]$/.exec(textsOf(stage, name).at(-1) ?? '')?.[0];
  if (list === undefined) throw new Error(`${name} has no exec form, and the image has no shell`);
  return JSON.parse(list) as string[];
}

/** ENV as variables. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = textsOf(stage, 'ENV').flatMap((text) => text.split(/\s+/));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
