/*
 * Writes event logs for the tests and the benchmark: files of our own, with everything the format has. Plain
 * JavaScript, so that the benchmark can use it without a build.
 *
 * What a record holds is a list of nodes: a text, or what one of the functions below makes. An attribute is a text, a
 * substitution or an entity, or a list of them.
 */
import { crc32 } from 'node:zlib';

const HEADER_BLOCK = 0x1000;
const CHUNK_SIZE = 0x10000;
const RECORDS_START = 0x200;
const STRING_TABLE = 0x80;
const TEMPLATE_TABLE = 0x180;

export const el = (name, attributes = {}, ...children) => ({ kind: 'element', name, attributes, children });
/** An element that is left out when the value `dependency` is null. */
export const elIf = (dependency, name, attributes = {}, ...children) => ({
  ...el(name, attributes, ...children),
  dependency,
});
export const sub = (index, type = 1) => ({ kind: 'substitution', index, type });
export const optional = (index, type = 1) => ({ kind: 'substitution', index, type, isOptional: true });
export const cdata = (text) => ({ kind: 'cdata', text });
export const charRef = (code) => ({ kind: 'charRef', code });
export const entity = (name) => ({ kind: 'entity', name });
export const pi = (target, text) => ({ kind: 'pi', target, text });
/** What several records of a chunk have in common; stored in a chunk once, by the identity of this object. */
export const template = (...nodes) => ({ kind: 'template', nodes });
export const instance = (definition, values = []) => ({ kind: 'instance', definition, values });

const numeric = (type, size, method) => (value) => {
  const bytes = Buffer.alloc(size);
  bytes[method](value);
  return { type, bytes };
};

const utf16 = (text) => Buffer.from(text, 'utf16le');

const hexBytes = (hex) => Buffer.from(hex, 'hex');

function guidBytes(text) {
  const bytes = hexBytes(text.replace(/[{}-]/g, ''));
  bytes.subarray(0, 4).swap32();
  bytes.subarray(4, 8).swap16();
  return bytes;
}

function sidBytes(text) {
  const [revision, authority, ...parts] = text.slice('S-'.length).split('-').map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(revision, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  for (const [i, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * i);
  return bytes;
}

function systemTimeBytes(year, month, weekday, day, hour, minute, second, ms) {
  return Buffer.from(Uint16Array.of(year, month, weekday, day, hour, minute, second, ms).buffer);
}

/** FILETIME ticks of a time in ISO 8601 with up to seven digits of a second. */
export function ticks(iso) {
  const [, seconds, fraction = ''] = /^([^.]*?)(?:\.(\d+))?Z$/.exec(iso);
  return (BigInt(Date.parse(`${seconds}Z`)) / 1000n + 11_644_473_600n) * 10_000_000n + BigInt(fraction.padEnd(7, '0'));
}

/** Values, one function for each type; `v.array` of some of one type. */
export const v = {
  null: () => ({ type: 0, bytes: Buffer.alloc(0) }),
  wstring: (text) => ({ type: 1, bytes: utf16(text) }),
  astring: (bytes) => ({ type: 2, bytes: Buffer.from(bytes) }),
  int8: numeric(3, 1, 'writeInt8'),
  uint8: numeric(4, 1, 'writeUInt8'),
  int16: numeric(5, 2, 'writeInt16LE'),
  uint16: numeric(6, 2, 'writeUInt16LE'),
  int32: numeric(7, 4, 'writeInt32LE'),
  uint32: numeric(8, 4, 'writeUInt32LE'),
  int64: numeric(9, 8, 'writeBigInt64LE'),
  uint64: numeric(10, 8, 'writeBigUInt64LE'),
  float: numeric(11, 4, 'writeFloatLE'),
  double: numeric(12, 8, 'writeDoubleLE'),
  bool: (value) => ({ type: 13, bytes: Buffer.from([value ? 1 : 0, 0, 0, 0]) }),
  binary: (hex) => ({ type: 14, bytes: hexBytes(hex) }),
  guid: (text) => ({ type: 15, bytes: guidBytes(text) }),
  size32: numeric(16, 4, 'writeUInt32LE'),
  size64: numeric(16, 8, 'writeBigUInt64LE'),
  filetime: numeric(17, 8, 'writeBigUInt64LE'),
  systemtime: (...parts) => ({ type: 18, bytes: systemTimeBytes(...parts) }),
  sid: (text) => ({ type: 19, bytes: sidBytes(text) }),
  hex32: numeric(20, 4, 'writeUInt32LE'),
  hex64: numeric(21, 8, 'writeBigUInt64LE'),
  evthandle: numeric(32, 8, 'writeBigUInt64LE'),
  evtxml: (text) => ({ type: 35, bytes: utf16(text) }),
  /** A fragment, written into the chunk where the value lies. */
  binxml: (...nodes) => ({ type: 33, nodes }),
  array: (...items) => ({
    type: 0x80 | items[0].type,
    bytes: Buffer.concat(
      items.map((item) => (item.type === 1 ? Buffer.concat([item.bytes, Buffer.alloc(2)]) : item.bytes)),
    ),
  }),
  /** Any type and bytes, to write what is wrong. */
  raw: (type, hex) => ({ type, bytes: hexBytes(hex) }),
};

class ChunkWriter {
  /** Larger than a chunk, so that what does not fit shows only when it is there. */
  bytes = Buffer.alloc(4 * CHUNK_SIZE);
  at = RECORDS_START;
  names = new Map();
  templates = new Map();
  records = [];

  /** Adds a record, or returns false and leaves the chunk as it was. */
  add(record) {
    const { at, names, templates } = this;
    this.names = new Map(names);
    this.templates = new Map(templates);
    this.u32(0x00002a2a);
    this.u32(0);
    this.u64(record.id);
    this.u64(record.written);
    this.fragment(record.nodes, true);
    // Records are padded to whole groups of 8 bytes.
    this.raw(Buffer.alloc((8 - ((this.at + 4) % 8)) % 8));
    this.u32(this.at + 4 - at);
    this.bytes.writeUInt32LE(this.at - at, at + 4);
    if (this.at <= CHUNK_SIZE) {
      this.records.push({ ...record, at });
      return true;
    }
    this.bytes.fill(0, at, this.at);
    Object.assign(this, { at, names, templates });
    return false;
  }

  u8(value) {
    this.at = this.bytes.writeUInt8(value, this.at);
  }
  u16(value) {
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }
  u32(value) {
    this.at = this.bytes.writeUInt32LE(value, this.at);
  }
  u64(value) {
    this.at = this.bytes.writeBigUInt64LE(BigInt(value), this.at);
  }
  raw(bytes) {
    this.at += bytes.copy(this.bytes, this.at);
  }
  text(text) {
    this.u16(text.length);
    this.raw(utf16(text));
  }

  /** Writes a size of 32 bits once what it counts is written. */
  sized(write) {
    const at = this.at;
    this.u32(0);
    write();
    this.bytes.writeUInt32LE(this.at - at - 4, at);
  }

  fragment(nodes, hasDependencies) {
    this.raw(Buffer.from([0x0f, 1, 1, 0]));
    for (const node of nodes) this.node(node, hasDependencies);
    this.u8(0);
  }

  node(node, hasDependencies) {
    if (typeof node === 'string') {
      this.raw(Buffer.from([0x05, 1]));
      this.text(node);
      return;
    }
    switch (node.kind) {
      case 'element': {
        const attributes = Object.entries(node.attributes);
        this.u8(attributes.length > 0 ? 0x41 : 0x01);
        if (hasDependencies) this.u16(node.dependency ?? 0xffff);
        this.sized(() => {
          this.name(node.name);
          if (attributes.length > 0) {
            this.sized(() => {
              for (const [i, [name, parts]] of attributes.entries()) {
                this.u8(i < attributes.length - 1 ? 0x46 : 0x06);
                this.name(name);
                for (const part of [parts].flat()) this.node(part, hasDependencies);
              }
            });
          }
          if (node.children.length === 0) {
            this.u8(0x03);
            return;
          }
          this.u8(0x02);
          for (const child of node.children) this.node(child, hasDependencies);
          this.u8(0x04);
        });
        return;
      }
      case 'substitution':
        this.u8(node.isOptional ? 0x0e : 0x0d);
        this.u16(node.index);
        this.u8(node.type);
        return;
      case 'cdata':
        this.u8(0x07);
        this.text(node.text);
        return;
      case 'charRef':
        this.u8(0x08);
        this.u16(node.code);
        return;
      case 'entity':
        this.u8(0x09);
        this.name(node.name);
        return;
      case 'pi':
        this.u8(0x0a);
        this.name(node.target);
        this.u8(0x0b);
        this.text(node.text);
        return;
      case 'instance':
        this.instance(node);
        return;
      case 'bytes':
        this.raw(hexBytes(node.hex));
        return;
    }
  }

  name(name) {
    const known = this.names.get(name);
    this.u32(known ?? this.at + 4);
    if (known !== undefined) return;
    this.names.set(name, this.at);
    const hash = nameHash(name);
    this.u32(this.link(STRING_TABLE + 4 * (hash % 64)));
    this.u16(hash);
    this.text(name);
    this.u16(0);
  }

  /** Puts what comes next at the head of a bucket and returns what was there. */
  link(bucket) {
    const head = this.bytes.readUInt32LE(bucket);
    this.bytes.writeUInt32LE(this.at, bucket);
    return head;
  }

  instance({ definition, values }) {
    const known = this.templates.get(definition);
    const id = nameHash(JSON.stringify(definition));
    this.raw(Buffer.from([0x0c, 1]));
    this.u32(id);
    this.u32(known ?? this.at + 4);
    if (known === undefined) {
      this.templates.set(definition, this.at);
      this.u32(this.link(TEMPLATE_TABLE + 4 * (id % 32)));
      this.u32(id);
      this.raw(Buffer.alloc(12, id));
      this.sized(() => this.fragment(definition.nodes, true));
    }
    this.u32(values.length);
    const descriptors = this.at;
    for (const { type } of values) {
      this.u16(0);
      this.u8(type);
      this.u8(0);
    }
    for (const [i, value] of values.entries()) {
      const at = this.at;
      if (value.nodes !== undefined) this.fragment(value.nodes, false);
      else this.raw(value.bytes);
      this.bytes.writeUInt16LE(this.at - at, descriptors + 4 * i);
    }
  }

  finish(firstNumber) {
    const chunk = this.bytes.subarray(0, CHUNK_SIZE);
    const ids = this.records.map(({ id }) => BigInt(id));
    chunk.write('ElfChnk\0', 0, 'latin1');
    chunk.writeBigUInt64LE(BigInt(firstNumber), 0x08);
    chunk.writeBigUInt64LE(BigInt(firstNumber + ids.length - 1), 0x10);
    chunk.writeBigUInt64LE(ids[0], 0x18);
    chunk.writeBigUInt64LE(ids.at(-1), 0x20);
    chunk.writeUInt32LE(0x80, 0x28);
    chunk.writeUInt32LE(this.records.at(-1).at, 0x2c);
    chunk.writeUInt32LE(this.at, 0x30);
    chunk.writeUInt32LE(1, 0x78);
    return signChunk(chunk);
  }
}

/** As Windows hashes names and, here, templates, to find them in a chunk's tables. */
function nameHash(name) {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 65599 + name.charCodeAt(i)) >>> 0;
  return hash & 0xffff;
}

/** Writes both checksums of a chunk. */
export function signChunk(chunk) {
  const end = chunk.readUInt32LE(0x30);
  chunk.writeUInt32LE(crc32(chunk.subarray(RECORDS_START, end)), 0x34);
  chunk.writeUInt32LE(crc32(chunk.subarray(0x80, RECORDS_START), crc32(chunk.subarray(0, 0x78))), 0x7c);
  return chunk;
}

/** Writes the checksum of a file header. */
export function signHeader(header) {
  header.writeUInt32LE(crc32(header.subarray(0, 0x78)), 0x7c);
  return header;
}

/**
 * A whole log.
 * @param records `{ id?, written?, nodes }`, or lists of them, each of which starts a chunk of its own
 */
export function writeEvtx(records, { flags = 0 } = {}) {
  const chunks = [];
  let writer = new ChunkWriter();
  let count = 0;
  let first = 1;
  const close = () => {
    if (writer.records.length === 0) return;
    chunks.push(writer.finish(first));
    first = count + 1;
    writer = new ChunkWriter();
  };
  const add = (record) => {
    const complete = { id: count + 1, written: ticks('2024-05-06T07:08:09.1234567Z'), ...record };
    if (!writer.add(complete)) {
      close();
      if (!writer.add(complete)) throw new Error('a record does not fit a chunk');
    }
    count++;
  };
  for (const entry of records) {
    if (!Array.isArray(entry)) {
      add(entry);
      continue;
    }
    close();
    for (const record of entry) add(record);
  }
  close();
  return Buffer.concat([fileHeader(chunks.length, count, flags), ...chunks]);
}

function fileHeader(chunks, records, flags) {
  const header = Buffer.alloc(HEADER_BLOCK);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeBigUInt64LE(BigInt(Math.max(chunks - 1, 0)), 0x10);
  header.writeBigUInt64LE(BigInt(records + 1), 0x18);
  header.writeUInt32LE(0x80, 0x20);
  header.writeUInt16LE(1, 0x24);
  header.writeUInt16LE(3, 0x26);
  header.writeUInt16LE(HEADER_BLOCK, 0x28);
  header.writeUInt16LE(chunks & 0xffff, 0x2a);
  header.writeUInt32LE(flags, 0x78);
  return signHeader(header);
}
