import type { Event, FormatOptions, PaintStyle } from '@eqlite/engine';
import colors from 'picocolors';
import { printable } from './printable.js';
import { eventRow } from './rows.js';

export const PAINTS: { readonly [S in PaintStyle]: (text: string) => string } = {
  good: colors.green,
  bad: colors.red,
  dim: colors.dim,
  strong: colors.bold,
};

const MAX_WHAT = 80;

/** How explanations look on a terminal. `placeOf` gives the place of an event by its origin. */
export function explanationFormat(placeOf: (origin: unknown) => string): FormatOptions {
  return {
    paint: (style, text) => PAINTS[style](text),
    label: (event: Event, position, origin) => {
      const place = placeOf(origin) || `event ${position + 1}`;
      const { what } = eventRow(event);
      const cut = what.length <= MAX_WHAT ? what : `${what.slice(0, MAX_WHAT - 1)}…`;
      return [place, cut]
        .filter((part) => part !== '')
        .map(printable)
        .join(' · ');
    },
  };
}
