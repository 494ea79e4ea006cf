import { el, elIf, instance, optional, template, ticks, v } from './writer.js';

export const NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';

/** The template most Windows events share: the System part from values, the rest of the event a value of its own. */
const EVENT = template(
  elIf(
    16,
    'Event',
    { xmlns: NAMESPACE },
    el(
      'System',
      {},
      el('Provider', { Name: optional(13), Guid: optional(14, 15) }),
      elIf(3, 'EventID', { Qualifiers: optional(4, 6) }, optional(3, 6)),
      elIf(11, 'Version', {}, optional(11, 4)),
      elIf(0, 'Level', {}, optional(0, 4)),
      elIf(2, 'Task', {}, optional(2, 6)),
      elIf(1, 'Opcode', {}, optional(1, 4)),
      elIf(5, 'Keywords', {}, optional(5, 21)),
      el('TimeCreated', { SystemTime: optional(6, 17) }),
      elIf(10, 'EventRecordID', {}, optional(10, 10)),
      el('Correlation', { ActivityID: optional(7, 15) }),
      el('Execution', { ProcessID: optional(8, 8), ThreadID: optional(9, 8) }),
      elIf(15, 'Channel', {}, optional(15)),
      el('Computer', {}, 'WS-07.contoso.example'),
      el('Security', { UserID: optional(12, 19) }),
    ),
    optional(16, 33),
  ),
);

/**
 * A record as Windows lays it out.
 * @param {{ id: number, provider: string, channel: string, time: string, recordId: bigint, rest: object,
 *   qualifiers?: number, userId?: string }} event `rest` is a value: null, or binary XML of EventData or UserData
 */
export function record({ id, provider, channel, time, recordId, rest, qualifiers, userId }) {
  const values = [
    v.uint8(4),
    v.uint8(0),
    v.uint16(id),
    v.uint16(id),
    qualifiers === undefined ? v.null() : v.uint16(qualifiers),
    v.hex64(0x8000000000000000n),
    v.filetime(ticks(time)),
    v.null(),
    v.uint32(3012),
    v.uint32(4100),
    v.uint64(recordId),
    v.uint8(5),
    userId === undefined ? v.null() : v.sid(userId),
    v.wstring(provider),
    v.guid('{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'),
    v.wstring(channel),
    rest,
  ];
  return { written: ticks(time), nodes: [instance(EVENT, values)] };
}
