import { jsonText } from './json-text.js';
import type { Output } from './output.js';
import type { Row } from './rows.js';

/** How found items are printed; `table` is for people, the others for programs. */
export const FORMATS = ['table', 'ndjson', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Prints items one after the other, holding none but the rows of a table that is not yet full. */
export interface Printer<Item> {
  item(item: Item): void;
  /** To be called after the last item. */
  end(): void;
}

/** So many rows share their column widths, and a header. */
const ROWS_PER_TABLE = 1000;

/**
 * @param toRows what a table shows of an item; none where a later item shows it
 * @param isLive whether a table is not to wait for more rows
 */
export async function printerOf<Item>(
  format: Format,
  output: Output,
  toRows: (item: Item) => readonly Row[],
  isLive = false,
): Promise<Printer<Item>> {
  if (format === 'ndjson') return { item: (item) => output.write(`${jsonText(item)}\n`), end: () => {} };
  if (format === 'json') return jsonPrinter(output);
  const { columnsOf, renderTable } = await import('./table.js');
  let rows: Row[] = [];
  const end = () => {
    if (rows.length > 0) output.write(renderTable(rows, columnsOf(process.stdout)));
    rows = [];
  };
  return {
    item(item) {
      rows.push(...toRows(item));
      if (rows.length >= (isLive ? 1 : ROWS_PER_TABLE)) end();
    },
    end,
  };
}

/** One JSON array, an item a line. */
function jsonPrinter<Item>(output: Output): Printer<Item> {
  let isFirst = true;
  return {
    item(item) {
      output.write(`${isFirst ? '[\n' : ',\n'}${jsonText(item)}`);
      isFirst = false;
    },
    end: () => output.write(isFirst ? '[]\n' : '\n]\n'),
  };
}
