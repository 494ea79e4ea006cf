import type { MaxSpanNode, SequenceNode } from '@eqlite/syntax';
import type { Rule } from '../rule/rule.js';
import { compileDateMath } from '../schedule/date-math.js';
import { parseIntervalMs } from '../schedule/schedule.js';
import type { Lint } from './lint.js';

export const lookBack: Lint = {
  code: 'look_back_too_short',
  title: 'Runs that look back too little',
  doc: `A rule runs every \`interval\`, over the events from \`from\` to \`to\`. For an event query that look-back has to be at least
\`interval\`, or some events are seen by no run. For a sequence it has to be at least \`interval\` + \`maxspan\`: a sequence that
ends just after a run began \`maxspan\` earlier, and only a run that sees both ends finds it. Time for events that arrive late
comes on top.

Silence it where losing the matches that take longest is accepted.`,
  examples: {
    bad: `# interval = "5m", from = "now-9m"
sequence by host.id with maxspan=10m
  [process where process.name : "a.exe"]
  [process where process.name : "b.exe"]`,
    good: `# interval = "5m", from = "now-16m"
sequence by host.id with maxspan=10m
  [process where process.name : "a.exe"]
  [process where process.name : "b.exe"]`,
  },
  *find({ query: { query }, rule }) {
    const lookBackMs = rule && lookBackOf(rule);
    if (rule === undefined || lookBackMs === undefined) return;
    const maxSpan = query.kind === 'Sequence' && eventsOf(query) > 1 ? query.maxSpan : null;
    const needed = parseIntervalMs(rule.interval) + (maxSpan ? msOf(maxSpan) : 0);
    if (lookBackMs >= needed) return;
    const { start } = query.span;
    yield {
      span: maxSpan?.span ?? {
        start,
        end: start + (query.kind === 'EventQuery' ? (query.category ?? 'any').length : query.kind.length),
      },
      message: maxSpan
        ? `runs every ${rule.interval} that look back ${printMs(lookBackMs)} can miss sequences of up to ${maxSpan.amount}${maxSpan.unit}: those longer than ${printMs(Math.max(lookBackMs - parseIntervalMs(rule.interval), 0))}, when a run falls inside them`
        : `runs every ${rule.interval} that look back ${printMs(lookBackMs)} leave gaps between them`,
      hint: `look back at least ${printMs(needed)}: \`from = "${fromFor(rule, needed)}"\``,
    };
  },
};

/** How many events a match has: what is missing takes no time. */
const eventsOf = ({ stages }: SequenceNode): number =>
  stages.reduce((sum, { isMissing, runs }) => sum + (isMissing ? 0 : runs), 0);

/** What one run looks at, in milliseconds; `undefined` where it is not always as long. */
function lookBackOf({ from, to }: Rule): number | undefined {
  const [start, end] = [compileDateMath(from, 'start'), compileDateMath(to, 'end')];
  const [first, ...others] = SAMPLES.map((nowMs) => end(nowMs) - start(nowMs));
  return others.every((lengthMs) => lengthMs === first) ? first : undefined;
}

/** Moments that rounding, months and fixed dates tell apart. */
const SAMPLES = ['2024-01-31T12:34:56.789Z', '2024-03-01T00:00:00Z', '2025-07-15T23:59:59Z'].map((time) =>
  Date.parse(time),
);

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const msOf = ({ amount, unit }: MaxSpanNode): number => amount * UNITS_MS[unit];

function printMs(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((one) => ms % UNITS_MS[one] === 0 && ms > 0);
  return unit ? `${ms / UNITS_MS[unit]}${unit}` : ms === 0 ? '0s' : `${ms}ms`;
}

/** A `from` with room for events that arrive a minute late, where `to` is now. */
function fromFor({ to }: Rule, neededMs: number): string {
  const endMs = compileDateMath(to, 'end')(0);
  return `now-${Math.ceil((neededMs - endMs) / 60_000) + 1}m`;
}
