import { type Chunk, RECORDS_START } from './chunk.js';
import { Damage, messages } from './problems.js';
import { utf16 } from './text.js';
import { Values } from './values.js';

/** Deepest nesting of elements and fragments; Windows writes about ten levels. */
export const MAX_DEPTH = 128;

/** Text between tags or in an attribute: plain, from CDATA, or a character or entity reference already replaced. */
export interface Text {
  readonly kind: 'text';
  readonly text: string;
}

/** A place for one of the values that come with a template instance. */
interface Substitution {
  readonly kind: 'substitution';
  readonly index: number;
  /** Without its value, what holds it is left out: see `omitsElement`. */
  readonly isOptional: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly parts: readonly (Text | Substitution)[];
}

export interface Element {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Node[];
}

/** `<?target text?>` */
interface Instruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly text: string;
}

/** A template by the offset of its definition, and the values to put into it. */
interface Instance {
  readonly kind: 'instance';
  readonly definition: number;
  readonly values: Values;
}

export type Node = Text | Substitution | Element | Instruction | Instance;

/** A fragment of binary XML with places for values. */
export interface Template {
  readonly nodes: readonly Node[];
  /** Of its definition, in bytes. */
  readonly size: number;
}

/** What an element's or attribute's token may carry besides its kind: it has attributes, or more of them follow. */
const MORE = 0x40;

const END = 0x00;
const OPEN_START_TAG = 0x01;
const CLOSE_START_TAG = 0x02;
const CLOSE_EMPTY_TAG = 0x03;
const END_TAG = 0x04;
const VALUE = 0x05;
const ATTRIBUTE = 0x06;
const CDATA = 0x07;
const CHARACTER = 0x08;
const ENTITY = 0x09;
const PI_TARGET = 0x0a;
const PI_TEXT = 0x0b;
const INSTANCE = 0x0c;
const SUBSTITUTION = 0x0d;
const OPTIONAL_SUBSTITUTION = 0x0e;
const FRAGMENT_HEADER = 0x0f;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** An element whose children are still being read. */
interface OpenElement extends Element {
  readonly children: Node[];
}

/** Reads the tokens of one fragment in `[start, end)` of a chunk; each byte once, never past the end. */
class FragmentParser {
  readonly #chunk: Chunk;
  readonly #end: number;
  readonly #hasDependencies: boolean;
  #at: number;

  constructor(chunk: Chunk, start: number, end: number, hasDependencies: boolean) {
    this.#chunk = chunk;
    this.#at = start;
    this.#end = end;
    this.#hasDependencies = hasDependencies;
  }

  parse(): Node[] {
    const root: Node[] = [];
    const open: OpenElement[] = [];
    let siblings = root;
    while (this.#at < this.#end) {
      const token = this.#chunk.bytes[this.#at]!;
      switch (token & ~MORE) {
        case END:
          this.#checkClosed(open);
          return root;
        case FRAGMENT_HEADER:
          this.#take(4, 'a fragment header');
          break;
        case OPEN_START_TAG: {
          const [element, isEmpty] = this.#startTag(token);
          siblings.push(element);
          if (isEmpty) break;
          if (open.length >= MAX_DEPTH) throw new Damage(this.#at, messages.depth);
          open.push(element);
          siblings = element.children;
          break;
        }
        case END_TAG:
          if (open.pop() === undefined) throw new Damage(this.#at, messages.unopened);
          siblings = open.at(-1)?.children ?? root;
          this.#at += 1;
          break;
        case PI_TARGET:
          siblings.push(this.#instruction());
          break;
        case INSTANCE:
          siblings.push(this.#instance());
          break;
        default:
          siblings.push(this.#part(token));
      }
    }
    this.#checkClosed(open);
    return root;
  }

  #checkClosed(open: readonly Element[]): void {
    const last = open.at(-1);
    if (last !== undefined) throw new Damage(this.#at, messages.unclosed(last.name));
  }

  /** token, [dependency (16)], size (32), name, [size of the attributes (32), attributes], `>` or `/>` */
  #startTag(token: number): [OpenElement, isEmpty: boolean] {
    const { bytes } = this.#chunk;
    // A dependency is the index of an optional value in the element; `omitsElement` looks at those values themselves.
    this.#take(this.#hasDependencies ? 3 : 1, 'a start tag');
    this.#take(4, 'a start tag');
    const name = this.#name();
    const attributes: Attribute[] = [];
    if (token & MORE) {
      this.#take(4, 'a list of attributes');
      while (this.#at < this.#end && (bytes[this.#at]! & ~MORE) === ATTRIBUTE) attributes.push(this.#attribute());
    }
    const close = bytes[this.#take(1, 'a start tag')]!;
    if (close !== CLOSE_START_TAG && close !== CLOSE_EMPTY_TAG) {
      throw new Damage(this.#at - 1, messages.startTag(name));
    }
    return [{ kind: 'element', name, attributes, children: [] }, close === CLOSE_EMPTY_TAG];
  }

  #attribute(): Attribute {
    this.#take(1, 'an attribute');
    const name = this.#name();
    const parts: (Text | Substitution)[] = [];
    while (this.#at < this.#end) {
      const token = this.#chunk.bytes[this.#at]!;
      const kind = token & ~MORE;
      if (kind === ATTRIBUTE || kind === CLOSE_START_TAG || kind === CLOSE_EMPTY_TAG) break;
      parts.push(this.#part(token));
    }
    return { name, parts };
  }

  /** What may stand both in an attribute and between tags. */
  #part(token: number): Text | Substitution {
    const { bytes, view } = this.#chunk;
    switch (token & ~MORE) {
      case VALUE: {
        const type = bytes[this.#take(2, 'a text') + 1]!;
        if (type !== 1) throw new Damage(this.#at - 1, messages.textType(type));
        return { kind: 'text', text: this.#countedText() };
      }
      case CDATA:
        this.#take(1, 'a CDATA section');
        return { kind: 'text', text: this.#countedText() };
      case CHARACTER:
        return { kind: 'text', text: String.fromCharCode(view.getUint16(this.#take(3, 'a reference') + 1, true)) };
      case ENTITY: {
        this.#take(1, 'a reference');
        const name = this.#name();
        return { kind: 'text', text: ENTITIES.get(name) ?? `&${name};` };
      }
      case SUBSTITUTION:
      case OPTIONAL_SUBSTITUTION: {
        // The type that follows is what the template expects; the values say what they are.
        const at = this.#take(4, 'a substitution') + 1;
        return {
          kind: 'substitution',
          index: view.getUint16(at, true),
          isOptional: (token & ~MORE) === OPTIONAL_SUBSTITUTION,
        };
      }
      default:
        throw new Damage(this.#at, messages.token(token));
    }
  }

  #instruction(): Instruction {
    this.#take(1, 'a processing instruction');
    const target = this.#name();
    if (this.#chunk.bytes[this.#at] !== PI_TEXT) return { kind: 'instruction', target, text: '' };
    this.#take(1, 'a processing instruction');
    return { kind: 'instruction', target, text: this.#countedText() };
  }

  /** token, version, id (32), offset of the definition (32), [the definition, if that is here], values */
  #instance(): Instance {
    const { view } = this.#chunk;
    const definition = view.getUint32(this.#take(10, 'a template instance') + 6, true);
    if (definition === this.#at) {
      const start = this.#take(DEFINITION_HEADER, 'a template');
      this.#take(view.getUint32(start + DEFINITION_SIZE, true), 'a template');
    }
    const count = view.getUint32(this.#take(4, 'a template instance'), true);
    const values = new Values(this.#chunk, this.#at, count, this.#end);
    this.#at = values.start(count); // where the last one ends
    return { kind: 'instance', definition, values };
  }

  /** The offset of a name; the first use of a name has the name itself behind its offset. */
  #name(): string {
    const offset = this.#chunk.view.getUint32(this.#take(4, 'a name'), true);
    if (offset === this.#at) this.#take(this.#chunk.nameEnd(offset) - offset, 'a name');
    return this.#chunk.name(offset);
  }

  /** Length in characters (16 bits), then UTF-16. */
  #countedText(): string {
    const length = 2 * this.#chunk.view.getUint16(this.#take(2, 'a text'), true);
    const start = this.#take(length, 'a text');
    return utf16(this.#chunk.bytes, start, start + length);
  }

  /** Moves on by `size` bytes and returns where they start. */
  #take(size: number, what: string): number {
    const start = this.#at;
    if (size > this.#end - start) throw new Damage(start, messages.truncated(what));
    this.#at = start + size;
    return start;
  }
}

/**
 * Reads the fragment of binary XML in `[start, end)` of a chunk.
 * @param hasDependencies whether start tags carry a dependency: those in values of type binary XML do not
 * @throws Damage
 */
export function parseFragment(chunk: Chunk, start: number, end: number, hasDependencies: boolean): Node[] {
  return new FragmentParser(chunk, start, end, hasDependencies).parse();
}

/** The fragment in a value of type binary XML. */
export function nestedNodes(values: Values, index: number): readonly Node[] {
  values.spend(index);
  return parseFragment(values.chunk, values.start(index), values.end(index), false);
}

/** An attribute is left out if an optional value in it is null. */
export function omitsAttribute({ parts }: Attribute, values: Values): boolean {
  for (const part of parts) if (isMissing(part, values)) return true;
  return false;
}

/**
 * An element is left out if it holds nothing but optional values, and all are null. One that holds more stays: the
 * <Event> of an event without data.
 */
export function omitsElement({ children }: Element, values: Values): boolean {
  for (const child of children) if (!isMissing(child, values)) return false;
  return children.length > 0;
}

function isMissing(node: Node, values: Values): boolean {
  return node.kind === 'substitution' && node.isOptional && values.isNull(node.index);
}

/** A definition starts with the offset of the next one in its bucket (32 bits), its GUID (128) and its size (32). */
const DEFINITION_HEADER = 24;
const DEFINITION_SIZE = 20;

/** What an instance puts its values into; a definition is read once per chunk. */
export function templateNodes({ definition, values: { chunk } }: Instance): readonly Node[] {
  let known = chunk.templates.get(definition);
  if (known === undefined) {
    known = readTemplate(chunk, definition);
    chunk.templates.set(definition, known);
  }
  if (known instanceof Damage) throw known;
  chunk.spend(known.size);
  return known.nodes;
}

function readTemplate(chunk: Chunk, offset: number): Template | Damage {
  const start = offset + DEFINITION_HEADER;
  if (offset < RECORDS_START || start > chunk.bytes.length) return new Damage(offset, messages.templateOffset(offset));
  const size = chunk.view.getUint32(offset + DEFINITION_SIZE, true);
  if (size > chunk.bytes.length - start) return new Damage(offset, messages.truncated('a template'));
  chunk.templateBytes -= size;
  if (chunk.templateBytes < 0) return new Damage(offset, messages.overlappingTemplates);
  try {
    return { nodes: parseFragment(chunk, start, start + size, true), size };
  } catch (error) {
    if (error instanceof Damage) return error;
    throw error;
  }
}
