import type { Source } from '../entries.js';
import { SECURITY } from './security.js';
import { SYSMON } from './sysmon.js';

/** Every log source with a table. */
export const SOURCES: readonly Source[] = [SYSMON, SECURITY];
