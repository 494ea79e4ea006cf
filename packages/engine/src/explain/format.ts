import type { Event } from '../event.js';
import { dateText } from '../value/date.js';
import { duration } from './duration.js';
import type {
  EventExplanation,
  Happening,
  HappeningKind,
  InputExplanation,
  KeyCounts,
  KeyTimeline,
  NearMiss,
  StageRole,
  StageSummary,
  TermExplanation,
} from './explanation.js';
import { missesOf } from './nearest.js';
import { quote, visible } from './quote.js';

export interface FormatOptions {
  /** Colours for a terminal. Default none. */
  readonly paint?: (style: PaintStyle, text: string) => string;
  /** What to call an event: where it stands and what it is. Default its number in the input, from 1. */
  readonly label?: (event: Event, position: number, origin: unknown) => string;
}

export type PaintStyle = 'good' | 'bad' | 'dim' | 'strong';

/** An explanation as text, of `explain` or of `createExplainer`. Ends with a line break. */
export function formatExplanation(
  explanation: EventExplanation | InputExplanation,
  options: FormatOptions = {},
): string {
  const format = new Formatter(options);
  const lines = 'events' in explanation ? format.input(explanation) : format.event(explanation);
  // Parts keep their distance from both sides; one blank line is enough.
  return `${lines.filter((line, i) => line !== '' || lines[i - 1] !== '').join('\n')}\n`;
}

const ROLE_NAMES: { readonly [R in StageRole]: string } = {
  event: '',
  step: 'stage',
  missing: 'missing stage',
  until: 'until',
};

const MARKS: { readonly [K in HappeningKind]: string } = {
  starts: '┌',
  advances: '├',
  completes: '✓',
  spoilt: '✗',
  too_late: '✗',
  unused: '·',
  refused: '✗',
  until: '✗',
  unwanted: '!',
  open: '…',
};

/** Texts of terms are lined up to this column. */
const MAX_COLUMN = 56;
/** Longer terms (lists of patterns) are cut. */
const MAX_TERM = 160;
/** Happenings shown of a key. */
const MAX_SHOWN = 40;

interface Line {
  readonly indent: string;
  readonly mark: string;
  readonly text: string;
  readonly finding: string;
  readonly isGood: boolean;
  readonly decides: boolean;
}

class Formatter {
  private readonly paint: NonNullable<FormatOptions['paint']>;
  private readonly label: NonNullable<FormatOptions['label']>;

  constructor({ paint, label }: FormatOptions) {
    this.paint = paint ?? ((_, text) => text);
    this.label = label ?? ((_, position) => `event ${position + 1}`);
  }

  event({ kind, matches, stages }: EventExplanation): string[] {
    if (kind === 'event') return this.verdict(stages[0]!.condition);
    const head = matches ? this.paint('good', 'satisfies a stage') : this.paint('bad', 'satisfies no stage');
    return [
      head,
      ...stages.flatMap(({ role, condition }, index) => [
        '',
        `${this.stageName(role, index)}: ${this.verdict(condition).join('\n')}`,
      ]),
    ];
  }

  /** The verdict, and the condition below it. */
  private verdict(condition: TermExplanation): string[] {
    if (condition.verdict === true) return [this.paint('good', 'matches'), ...this.condition(condition)];
    const terms = leavesOf(condition);
    const misses = missesOf(condition);
    const decided = `decided by ${misses.length} of ${count(terms.length, 'term')}`;
    return [`${this.paint('bad', 'does not match')}, ${decided}`, ...this.condition(condition)];
  }

  private condition(condition: TermExplanation): string[] {
    const lines =
      condition.kind === 'and' ? condition.terms!.flatMap((term) => linesOf(term, '  ')) : linesOf(condition, '  ');
    const lengths = lines.map(({ indent, text }) => indent.length + 2 + text.length);
    const column = Math.max(0, ...lengths.filter((length) => length <= MAX_COLUMN));
    return lines.map(({ indent, mark, text, finding, isGood, decides }) => {
      const painted = this.paint(isGood ? 'good' : 'bad', mark);
      const shown = decides ? text : this.paint('dim', text);
      if (finding === '') return `${indent}${painted} ${shown}`;
      const length = indent.length + 2 + text.length;
      const gap = length <= column ? ' '.repeat(column - length + 2) : `\n${indent}    `;
      return `${indent}${painted} ${shown}${gap}${this.paint(decides && !isGood ? 'strong' : 'dim', finding)}`;
    });
  }

  input(explanation: InputExplanation): string[] {
    switch (explanation.kind) {
      case 'event': {
        const { events, matches, nearest } = explanation;
        return [
          `${count(events, 'event')}, ${count(matches, 'match', 'matches')}`,
          ...this.nearMisses(nearest, 'The nearest misses:'),
        ];
      }
      case 'sequence': {
        const { events, matches, untimed, stages, keys, keyCount, steps } = explanation;
        return [
          `${count(events, 'event')}, ${count(matches, 'sequence')} found`,
          ...(untimed === 0 ? [] : [`${count(untimed, 'event')} without a time, which no sequence takes`]),
          ...this.stages(stages),
          ...keys.flatMap((key) => this.timeline(key, steps)),
          ...more(keyCount - keys.length),
        ];
      }
      case 'sample': {
        const { events, matches, stages, keys, keyCount } = explanation;
        return [
          `${count(events, 'event')}, ${count(matches, 'sample')} found`,
          ...this.stages(stages),
          ...(keys.length === 0 ? [] : ['']),
          ...keys.map((key) => this.counts(key)),
          ...more(keyCount - keys.length),
        ];
      }
    }
  }

  private nearMisses(nearest: readonly NearMiss[], title: string): string[] {
    if (nearest.length === 0) return [];
    return [
      '',
      title,
      ...nearest.flatMap(({ event, position, origin, condition, alike }) => [
        '',
        `${this.label(event, position, origin)}${alike === 0 ? '' : this.paint('dim', ` and ${alike} more like it`)}`,
        ...this.verdict(condition),
      ]),
    ];
  }

  private stages(stages: readonly StageSummary[]): string[] {
    return [
      '',
      ...stages.flatMap(({ role, text, events, withoutKey, keyless, keys, nearest }, index) => {
        const outside = withoutKey === 0 ? '' : `, ${withoutKey} without ${keys.join(' or ')}: no part of any sequence`;
        const number = this.paint(events === 0 && role === 'step' ? 'bad' : 'strong', count(events, 'event'));
        const misses = nearest === undefined ? [] : this.nearMisses(nearest, `Nearest to stage ${index + 1}:`);
        const line = `${this.stageName(role, index)}: ${number}${outside}  ${this.paint('dim', cut(text))}`;
        const lacking = keyless.map(
          (one) =>
            `    ${this.label(one.event, one.position, one.origin)}: ${one.absent.join(', ') || 'a key'} is absent`,
        );
        return [line, ...lacking, ...(misses.length === 0 ? [] : [...misses, ''])];
      }),
    ];
  }

  private stageName(role: StageRole, index: number): string {
    return role === 'until' ? 'until' : `${ROLE_NAMES[role]} ${index + 1}`;
  }

  private timeline({ key, sameButForCase, reached, found, timeline, omitted }: KeyTimeline, steps: number): string[] {
    const outcome =
      found > 0
        ? this.paint('good', `${count(found, 'sequence')} found`)
        : this.paint('bad', `came to ${reached} of ${count(steps, 'event')}`);
    const shown = timeline.slice(-MAX_SHOWN);
    const hidden = timeline.length - shown.length;
    const first = shown[0]?.timeMs ?? 0;
    return [
      '',
      `${keyText(key)}: ${outcome}${caseText(sameButForCase)}`,
      ...(hidden === 0 ? [] : [this.paint('dim', `  ${count(hidden, 'happening')} before`)]),
      ...shown.flatMap((one) => this.happening(one, first)),
      ...(omitted === 0 ? [] : [this.paint('dim', `  ${count(omitted, 'happening')} after`)]),
    ];
  }

  private happening(happening: Happening, firstMs: number): string[] {
    const { kind, text, event, position, origin, timeMs, stage, condition } = happening;
    const isBad = MARKS[kind] === '✗' || kind === 'open';
    const time = timeMs === firstMs ? dateText(timeMs) : `+${duration(timeMs - firstMs)}`;
    const mark = this.paint(kind === 'completes' ? 'good' : isBad ? 'bad' : 'dim', MARKS[kind]);
    const what = kind === 'until' ? text : `stage ${stage + 1}: ${text}`;
    const said = isBad ? this.paint('strong', what) : what;
    const who = this.paint('dim', this.label(event, position, origin));
    const told = kind === 'open' ? `  ${mark} ${said}` : `  ${mark} ${time.padEnd(24)} ${said}  ${who}`;
    return [told, ...(condition === undefined ? [] : this.condition(condition).map((line) => `      ${line}`))];
  }

  private counts({ key, sameButForCase, events, found }: KeyCounts): string {
    const outcome = found > 0 ? this.paint('good', 'found') : this.paint('bad', 'not found');
    const stages = events.map((number, index) =>
      number === 0 ? this.paint('strong', `stage ${index + 1}: none`) : `stage ${index + 1}: ${number}`,
    );
    return `${keyText(key)}: ${outcome}, ${stages.join(', ')}${caseText(sameButForCase)}`;
  }
}

function linesOf(term: TermExplanation, indent: string): Line[] {
  const isGood = term.verdict === true;
  const common = { indent, mark: isGood ? '✓' : '✗', isGood, decides: term.decides };
  if (term.finding !== undefined) {
    return [{ ...common, text: cut(visible(term.text)), finding: term.finding.text }];
  }
  const [only] = term.terms!;
  if (term.kind === 'not' && only!.finding !== undefined) {
    return [{ ...common, text: cut(visible(term.text)), finding: only!.finding.text }];
  }
  const text = term.kind === 'not' ? 'not' : term.kind === 'and' ? 'all of' : 'one of';
  return [{ ...common, text, finding: '' }, ...term.terms!.flatMap((inner) => linesOf(inner, `${indent}  `))];
}

function leavesOf(term: TermExplanation): readonly TermExplanation[] {
  return term.terms === undefined ? [term] : term.terms.flatMap(leavesOf);
}

const cut = (text: string): string => (text.length <= MAX_TERM ? text : `${text.slice(0, MAX_TERM - 1)}…`);

const keyText = (key: readonly unknown[]): string => (key.length === 0 ? 'all events' : key.map(quote).join(', '));

const caseText = (other: readonly unknown[] | undefined): string =>
  other === undefined ? '' : `; the key ${keyText(other)} differs only in case`;

const more = (keys: number): string[] => (keys === 0 ? [] : ['', `and ${count(keys, 'more key', 'more keys')}`]);

const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
