// Conversion

export type { TimeRepair } from './clock.js';
export type { ConversionStats, EcsConverter, EcsConverterOptions, EcsSink, SourceCount } from './converter.js';
export { createEcsConverter } from './converter.js';
export type { Event } from './event.js';
export { endOfPlainEcs } from './plain-ecs.js';
export type { Shape } from './recognise.js';
export { parseEventXml } from './shapes/xml.js';
export { shapeOf, standsAlone, toEcs } from './to-ecs.js';

// Command lines
export { splitArguments, splitAtWhitespace } from './values/command-line.js';

// The field schema

export { ECS_SCHEMA_VERSION } from './schema/ecs-fields.js';
export { ECS_SCHEMA } from './schema/ecs-schema.js';
