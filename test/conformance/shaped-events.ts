import type { CompiledQuery, Event } from '@eqlite/engine';

type Condition = CompiledQuery['plan']['stages'][number]['condition'];
type FieldLeaf = Extract<Condition, { readonly kind: 'FieldLeaf' }>;

/** A source of numbers from 0 to less than 1. */
export type RandomSource = () => number;

/** mulberry32: the same seed gives the same numbers everywhere. */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Invents events that come near to what the queries ask for: mostly the fields of one stage with values from its own
 * literals, now and then a part of another's too; in another case, in a list, in another spelling of the field.
 */
export function shapedEvents(queries: readonly CompiledQuery[], random: RandomSource): () => Event {
  const stages = queries.flatMap(({ plan }) => plan.stages.map(({ condition }) => condition));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const chance = (share: number) => random() < share;
  const hosts = ['h1', 'h2'];
  let timeMs = Date.UTC(2024, 0, 1);

  const inOtherCase = (text: string) => (chance(0.3) ? text.toUpperCase() : chance(0.3) ? text.toLowerCase() : text);
  const fromPattern = (pattern: string) =>
    pattern.replace(/[*?]/g, (sign) => (sign === '?' || chance(0.3) ? 'q' : chance(0.5) ? '' : 'x\\y z'));

  const wishOf = ({ test }: FieldLeaf): unknown => {
    switch (test.kind) {
      case 'equals': {
        const { value } = pick(test.literals);
        return typeof value === 'string' && test.foldCase ? inOtherCase(value) : value;
      }
      case 'order':
        return Number(test.literal.value) + pick([-1, 0, 1]);
      case 'text': {
        const text = fromPattern(pick([...test.texts, ...test.wildcards]));
        return test.foldCase ? inOtherCase(text) : text;
      }
      case 'regex':
        return pick(test.patterns).replace(/\.[*+]|\[[^\]]*\][+*]?|\\(?=.)|[()]/g, (part) =>
          part === '.+' ? 'x' : '',
        );
      case 'startsWith':
        return `${test.text}rest`;
      case 'endsWith':
        return `start${test.text}`;
      case 'stringContains':
        return `start ${inOtherCase(test.text)} rest`;
      case 'cidr':
        return pick(test.blocks).replace(/\/.*/, '');
      case 'exists':
        return 'some';
    }
  };
  const valueFor = (leaf: FieldLeaf): unknown => {
    const value = wishOf(leaf);
    if (chance(0.1)) return ['other', value];
    return chance(0.02) ? String(value) : value;
  };

  /** Makes the condition hold, or not hold, more or less. */
  const shape = (event: { [field: string]: unknown }, condition: Condition, wanted: boolean): void => {
    switch (condition.kind) {
      case 'All':
      case 'Some':
        if ((condition.kind === 'All') === wanted) for (const term of condition.terms) shape(event, term, wanted);
        else shape(event, pick(condition.terms), wanted);
        break;
      case 'None':
        shape(event, condition.term, !wanted);
        break;
      case 'FieldLeaf':
        if (wanted ? chance(0.99) : chance(0.01)) put(event, condition.path, valueFor(condition), chance(0.03));
        break;
      default:
    }
  };

  return () => {
    const event = {};
    if (chance(0.1)) shape(event, pick(stages), true);
    shape(event, pick(stages), true);
    timeMs += Math.floor(random() * 3000);
    for (const path of KEYS) put(event, path, pick(hosts), false);
    const late = chance(0.02) ? 5000 : 0;
    return chance(0.98) ? { ...event, '@timestamp': new Date(timeMs - late).toISOString() } : event;
  };
}

/** What rules join events by. */
const KEYS = ['host.id', 'user.id', 'process.entity_id', 'process.parent.entity_id'].map((name) => name.split('.'));

/** Sets a field, in objects or under its dotted name. */
function put(event: { [field: string]: unknown }, path: readonly string[], value: unknown, isDotted: boolean): void {
  if (isDotted) {
    event[path.join('.')] = value;
    return;
  }
  let object = event;
  for (const key of path.slice(0, -1)) {
    const inner = object[key];
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) object = inner as typeof event;
    else {
      const made = {};
      object[key] = made;
      object = made;
    }
  }
  object[path.at(-1)!] = value;
}
