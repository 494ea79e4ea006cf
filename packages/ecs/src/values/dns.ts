import { getDomain, getPublicSuffix } from 'tldts';
import { child, type Draft, put } from '../event.js';
import { address } from './addresses.js';
import { named } from './scalars.js';

/** Record types by number; others keep their number. */
const recordType = named({
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  24: 'SIG',
  25: 'KEY',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  50: 'NSEC3',
  52: 'TLSA',
  64: 'SVCB',
  65: 'HTTPS',
  255: 'ANY',
});

/** `dns.question.*`: the name, and by the Public Suffix List its registered domain, subdomain and suffix. */
export function writeQuestion(name: string, draft: Draft): void {
  const question = child(child(draft, 'dns'), 'question');
  question.name = name;
  const bare = name.replace(/\.$/, '');
  const domain = getDomain(bare, SUFFIX_OPTIONS);
  if (domain === null) return;
  question.registered_domain = domain;
  if (bare.length > domain.length) question.subdomain = bare.slice(0, -domain.length - 1);
  question.top_level_domain = getPublicSuffix(bare, SUFFIX_OPTIONS);
}

/** As browsers see domains: `github.io` is a suffix. */
const SUFFIX_OPTIONS = { allowPrivateDomains: true, detectIp: true, validateHostname: false } as const;

/** Sysmon's `QueryResults`, entries ended by `;`: `type:  5 host`, or an address. */
export function writeResults(results: string, draft: Draft): void {
  const answers: Draft[] = [];
  const addresses: string[] = [];
  for (const entry of results.split(';')) {
    const text = entry.trim();
    if (text === '') continue;
    const typed = /^type:\s*(\d+)\s*(.*)$/s.exec(text);
    if (typed !== null) {
      const [, number, data] = typed as unknown as [string, string, string];
      answers.push({ type: recordType(number) ?? number, data });
      continue;
    }
    const ip = address(text);
    if (ip !== undefined) addresses.push(ip);
    answers.push(ip === undefined ? { data: text } : { type: ip.includes(':') ? 'AAAA' : 'A', data: ip });
  }
  if (answers.length > 0) put(draft, ['dns', 'answers'], answers);
  if (addresses.length > 0) put(draft, ['dns', 'resolved_ip'], addresses);
}

/** Windows' name for the result of a query, by its number. */
export const dnsStatus = named({
  0: 'SUCCESS',
  5: 'ERROR_ACCESS_DENIED',
  8: 'ERROR_NOT_ENOUGH_MEMORY',
  13: 'ERROR_INVALID_DATA',
  14: 'ERROR_OUTOFMEMORY',
  123: 'ERROR_INVALID_NAME',
  1214: 'ERROR_INVALID_NETNAME',
  1223: 'ERROR_CANCELLED',
  1460: 'ERROR_TIMEOUT',
  9001: 'DNS_ERROR_RCODE_FORMAT_ERROR',
  9002: 'DNS_ERROR_RCODE_SERVER_FAILURE',
  9003: 'DNS_ERROR_RCODE_NAME_ERROR',
  9004: 'DNS_ERROR_RCODE_NOT_IMPLEMENTED',
  9005: 'DNS_ERROR_RCODE_REFUSED',
  9006: 'DNS_ERROR_RCODE_YXDOMAIN',
  9007: 'DNS_ERROR_RCODE_YXRRSET',
  9008: 'DNS_ERROR_RCODE_NXRRSET',
  9009: 'DNS_ERROR_RCODE_NOTAUTH',
  9010: 'DNS_ERROR_RCODE_NOTZONE',
  9016: 'DNS_ERROR_RCODE_BADSIG',
  9017: 'DNS_ERROR_RCODE_BADKEY',
  9018: 'DNS_ERROR_RCODE_BADTIME',
  9501: 'DNS_INFO_NO_RECORDS',
  9502: 'DNS_ERROR_BAD_PACKET',
  9503: 'DNS_ERROR_NO_PACKET',
  9504: 'DNS_ERROR_RCODE',
  9505: 'DNS_ERROR_UNSECURE_PACKET',
  9506: 'DNS_REQUEST_PENDING',
  9551: 'DNS_ERROR_INVALID_TYPE',
  9552: 'DNS_ERROR_INVALID_IP_ADDRESS',
  9553: 'DNS_ERROR_INVALID_PROPERTY',
  9554: 'DNS_ERROR_TRY_AGAIN_LATER',
  9555: 'DNS_ERROR_NOT_UNIQUE',
  9556: 'DNS_ERROR_NON_RFC_NAME',
  9557: 'DNS_STATUS_FQDN',
  9558: 'DNS_STATUS_DOTTED_NAME',
  9559: 'DNS_STATUS_SINGLE_PART_NAME',
  9560: 'DNS_ERROR_INVALID_NAME_CHAR',
  9561: 'DNS_ERROR_NUMERIC_NAME',
  9701: 'DNS_ERROR_RECORD_DOES_NOT_EXIST',
  9702: 'DNS_ERROR_RECORD_FORMAT',
  9703: 'DNS_ERROR_NODE_CREATION_FAILED',
  9704: 'DNS_ERROR_UNKNOWN_RECORD_TYPE',
  9705: 'DNS_ERROR_RECORD_TIMED_OUT',
  9706: 'DNS_ERROR_NAME_NOT_IN_ZONE',
  9707: 'DNS_ERROR_CNAME_LOOP',
  9708: 'DNS_ERROR_NODE_IS_CNAME',
  9709: 'DNS_ERROR_CNAME_COLLISION',
  9710: 'DNS_ERROR_RECORD_ONLY_AT_ZONE_ROOT',
  9711: 'DNS_ERROR_RECORD_ALREADY_EXISTS',
  9851: 'DNS_ERROR_NO_TCPIP',
  9852: 'DNS_ERROR_NO_DNS_SERVERS',
  10054: 'WSAECONNRESET',
  10055: 'WSAENOBUFS',
  10060: 'WSAETIMEDOUT',
});
