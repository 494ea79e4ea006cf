import { integer, named } from './scalars.js';

const typeName = named({
  1: 'Kernel Driver',
  2: 'File System Driver',
  8: 'Recognizer Driver',
  16: 'Win32 Own Process',
  32: 'Win32 Share Process',
  80: 'User Own Process',
  96: 'User Share Process',
  272: 'Interactive Own Process',
  288: 'Interactive Share Process',
});

/** `service.type` by `ServiceType`, a number. */
export function serviceType(type: string): string | undefined {
  const number = integer(type);
  return number === undefined ? undefined : typeName(String(number));
}
