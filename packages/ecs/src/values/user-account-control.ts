import { bitNames } from './bits.js';
import { integer } from './scalars.js';

/** The flags of an account as the account database has them, [MS-SAMR] 2.2.1.12; not those of the directory. */
const FLAGS = [
  [0x1, 'USER_ACCOUNT_DISABLED'],
  [0x2, 'USER_HOME_DIRECTORY_REQUIRED'],
  [0x4, 'USER_PASSWORD_NOT_REQUIRED'],
  [0x8, 'USER_TEMP_DUPLICATE_ACCOUNT'],
  [0x10, 'USER_NORMAL_ACCOUNT'],
  [0x20, 'USER_MNS_LOGON_ACCOUNT'],
  [0x40, 'USER_INTERDOMAIN_TRUST_ACCOUNT'],
  [0x80, 'USER_WORKSTATION_TRUST_ACCOUNT'],
  [0x100, 'USER_SERVER_TRUST_ACCOUNT'],
  [0x200, 'USER_DONT_EXPIRE_PASSWORD'],
  [0x400, 'USER_ACCOUNT_AUTO_LOCKED'],
  [0x800, 'USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED'],
  [0x1000, 'USER_SMARTCARD_REQUIRED'],
  [0x2000, 'USER_TRUSTED_FOR_DELEGATION'],
  [0x4000, 'USER_NOT_DELEGATED'],
  [0x8000, 'USER_USE_DES_KEY_ONLY'],
  [0x10000, 'USER_DONT_REQUIRE_PREAUTH'],
  [0x20000, 'USER_PASSWORD_EXPIRED'],
  [0x40000, 'USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION'],
  [0x80000, 'USER_NO_AUTH_DATA_REQUIRED'],
  [0x100000, 'USER_PARTIAL_SECRETS_ACCOUNT'],
  [0x200000, 'USER_USE_AES_KEYS'],
] as const;

export function accountFlags(value: string): string[] | undefined {
  const number = integer(value);
  return number === undefined ? undefined : bitNames(number, FLAGS);
}
