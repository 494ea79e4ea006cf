// Reading

// What is read
export type { EvtxObject, EvtxValue } from './event.js';
// Damage
export type { EvtxProblem, EvtxProblemCode } from './problems.js';
export { type EvtxOptions, readEvtx, readEvtxSync } from './read.js';
export type { EvtxEvent, EvtxRecord } from './record.js';
