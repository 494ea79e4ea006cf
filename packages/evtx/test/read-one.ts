import { type EvtxObject, type EvtxProblem, type EvtxRecord, readEvtxSync } from '@eqlite/evtx';
import { el, instance, template, writeEvtx } from './writer.js';

/** All that a log gives. */
export function readAll(log: Uint8Array, xml = false): { records: EvtxRecord[]; problems: EvtxProblem[] } {
  const problems: EvtxProblem[] = [];
  const records = [...readEvtxSync(log, { xml, onProblem: (problem) => problems.push(problem) })];
  return { records, problems };
}

/** A record of nodes beside `<System>`, all in one template. */
export function recordOf(nodes: unknown[], values: unknown[] = [], system: unknown[] = []) {
  return {
    nodes: [instance(template(el('Event', {}, el('System', {}, el('EventID', {}, '1'), ...system), ...nodes)), values)],
  };
}

/** What a record of these nodes reads as: the event, and its XML. */
export function readOne(nodes: unknown[], values: unknown[] = [], system: unknown[] = []): [EvtxObject, string] {
  const { records, problems } = readAll(writeEvtx([recordOf(nodes, values, system)]), true);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return [records[0]!.event.Event, records[0]!.xml!];
}
