// Reads PromQL as far as names go: which metrics it asks for, with which labels.

export interface Selector {
  readonly metric: string;
  /** Label matchers as written, such as `le="2"`. */
  readonly matchers: ReadonlyArray<{
    readonly label: string;
    readonly operator: string;
    readonly value: string;
  }>;
}

const WORDS = [
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
];

/** Every metric in an expression, and in Grafana's `label_values(metric, label)`. */
export function selectorsIn(expression: string): Selector[] {
  const texts: string[] = [];
  const bare = expression
    .replace(/"[^"]*"/g, (text) => `"${texts.push(text.slice(1, -1)) - 1}"`)
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\blabel_values\(([^,()]+),[^()]*\)/g, '$1')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/([A-Za-z_:][\w:]*)\s*(\{[^}]*\})?(?!\s*\(|[\w:])/g)]
    .filter(([, metric = '']) => !WORDS.includes(metric))
    .filter((match) => !insideBraces(bare, match.index))
    .map(([, metric = '', matchers = '']) => ({
      metric,
      matchers: [...matchers.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"(\d+)"/g)].map(
        ([, label = '', operator = '', index]) => ({ label, operator, value: texts[Number(index)] ?? '' }),
      ),
    }));
}

function insideBraces(text: string, index: number): boolean {
  return text.lastIndexOf('{', index) > text.lastIndexOf('}', index - 1);
}
