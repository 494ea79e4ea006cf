import type { CompiledSteps, Slot } from './interpret.js';
import { AT, type Positions, positionsOf } from './top-level.js';

/** An order of keys, with what has been worked out from it. */
export interface Layout {
  readonly keys: readonly string[];
  readonly positions: Positions;
  readonly routes: Route[];
}

/** The fields among the keys, for one set of steps: their positions, names and slots. */
interface Route {
  readonly compiled: CompiledSteps;
  readonly metadata: ReadonlySet<string>;
  readonly positions: readonly number[];
  readonly names: readonly string[];
  /** Undefined for a field that no step reads. */
  readonly slots: readonly (Slot | undefined)[];
}

/** Real records have fewer and shorter keys. */
const MAX_KEYS = 128;
const MAX_LENGTH = 4096;
/** For each number of keys, those of the layouts met. Hostile input with ever new keys replaces the rarest. */
const MAX_LAYOUTS = 128;
const LAYOUTS: Layout[][] = Array.from({ length: MAX_KEYS + 1 }, () => []);

/**
 * The layout of a record. Programs that write flat records write the keys of one kind in one order, so comparing them
 * with the orders met before costs a fraction of looking up each. Others, such as Winlogbeat, write keys in any order:
 * their layouts are not kept.
 */
export function layoutOf(keys: readonly string[]): Layout {
  const known = LAYOUTS[keys.length];
  if (known !== undefined) {
    for (let i = 0; i < known.length; i++) {
      const layout = known[i]!;
      if (!isSame(layout.keys, keys)) continue;
      if (i > 0) {
        // Frequent layouts move to the front.
        known[i] = known[i - 1]!;
        known[i - 1] = layout;
      }
      return layout;
    }
  }
  const layout: Layout = { keys, positions: positionsOf(keys), routes: [] };
  if (known !== undefined && isFlat(layout) && keys.join('').length <= MAX_LENGTH) {
    if (known.length === MAX_LAYOUTS) known.pop();
    known.push(layout);
  }
  return layout;
}

function isFlat({ positions }: Layout): boolean {
  return positions[AT.EventID]! >= 0 && (positions[AT.EventTime]! >= 0 || positions[AT.TimeCreated]! >= 0);
}

function isSame(keys: readonly string[], others: readonly string[]): boolean {
  for (let i = 0; i < keys.length; i++) if (keys[i] !== others[i]) return false;
  return true;
}

/** The fields among a layout's keys, which are all but the metadata. */
export function routeOf({ keys, routes }: Layout, compiled: CompiledSteps, metadata: ReadonlySet<string>): Route {
  for (const route of routes) if (route.compiled === compiled && route.metadata === metadata) return route;
  const names = keys.filter((key) => !metadata.has(key));
  const positions = names.map((name) => keys.indexOf(name));
  const slots = names.map((name) => compiled.slots.get(name));
  const route = { compiled, metadata, positions, names, slots };
  routes.push(route);
  return route;
}
