import { extname } from 'node:path';
import type { QueryPlace } from '../check/finding.js';
import { embeddedText } from '../file/embedded-text.js';
import type { FileKind } from '../file/files.js';
import { RULE_FILES } from './load-rules.js';

/** A file that is a query and nothing else. */
export const QUERY_FILE_EXTENSION = '.eql';

export const isQueryFile = (path: string): boolean => extname(path).toLowerCase() === QUERY_FILE_EXTENSION;

/** What may hold queries, as rules or alone. */
export const RULE_AND_QUERY_FILES: FileKind = {
  endings: [...RULE_FILES.endings, QUERY_FILE_EXTENSION],
  isWanted: (name) => RULE_FILES.isWanted(name) || isQueryFile(name),
};

/** The place of a query that is all of a text. */
export function queryAlone(text: string, path: string): QueryPlace {
  return { path, rule: undefined, source: text, text: embeddedText(text, 0, text.length, text, 'file'), line: 1 };
}
