import type { Lint } from './lint.js';

export const sequenceWithoutBy: Lint = {
  code: 'sequence_without_by',
  title: 'A sequence without a join key',
  doc: `Without \`by\` the events of a sequence need nothing in common: what happens on one host completes what began on another. Over
many hosts that gives chance matches, and it loses true ones: of several events that could start the sequence only the
latest counts.

It is no mistake where the events are of one source only, or where hosts are meant to be mixed.`,
  examples: {
    bad: `sequence with maxspan=1m
  [process where process.name : "a.exe"]
  [network where process.name : "a.exe"]`,
    good: `sequence by host.id, process.entity_id with maxspan=1m
  [process where process.name : "a.exe"]
  [network where process.name : "a.exe"]`,
  },
  *find({ query: { query } }) {
    if (query.kind !== 'Sequence' || query.joinKeys.length > 0) return;
    // An alias joins too, of the dialect of Elastic Endpoint.
    if (query.stages.some(({ joinKeys, alias }) => joinKeys.length > 0 || alias !== null)) return;
    yield {
      span: { start: query.span.start, end: query.span.start + 'sequence'.length },
      message: 'nothing joins the events of this sequence: they may be of different hosts',
      hint: 'as in `sequence by host.id …`',
    };
  },
};
