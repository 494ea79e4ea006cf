import type { Source } from '../entries.js';
import { POWERSHELL, POWERSHELL_OPERATIONAL } from './powershell.js';
import { SECURITY } from './security.js';
import { SYSMON } from './sysmon.js';
import { APPLICATION, SYSTEM } from './system.js';

/** Every Windows log with a table. */
export const SOURCES: readonly Source[] = [SYSMON, SECURITY, SYSTEM, APPLICATION, POWERSHELL, POWERSHELL_OPERATIONAL];
