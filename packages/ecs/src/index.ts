// Conversion

// Command lines
export { splitArguments, splitAtWhitespace } from './command-line.js';
export type { Event } from './event.js';
export type { Shape } from './recognise.js';
export { shapeOf, toEcs } from './to-ecs.js';
