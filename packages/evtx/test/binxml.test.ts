import { describe, expect, test } from 'vitest';
import { readOne } from './read-one.js';
import { cdata, charRef, el, elIf, entity, instance, optional, pi, sub, template, v } from './writer.js';

/** Nodes beside System, and what they become in the event and in its XML. */
const CASES = [
  { name: 'an element without content is null', nodes: [el('A')], event: { A: null }, xml: '<A/>' },
  {
    name: 'an element of attributes',
    nodes: [el('A', { b: '1', c: '2' })],
    event: { A: { '#attributes': { b: '1', c: '2' } } },
    xml: '<A b="1" c="2"/>',
  },
  { name: 'an element of text', nodes: [el('A', {}, 'text')], event: { A: 'text' }, xml: '<A>text</A>' },
  {
    name: 'an element of text and attributes',
    nodes: [el('A', { b: '1' }, 'text')],
    event: { A: { '#attributes': { b: '1' }, '#text': 'text' } },
    xml: '<A b="1">text</A>',
  },
  {
    name: 'several elements of one name are an array',
    nodes: [el('A', {}, el('B', {}, '1'), el('C', {}, '2'), el('B', {}, '3'), el('B'))],
    event: { A: { B: ['1', '3', null], C: '2' } },
    xml: '<A><B>1</B><C>2</C><B>3</B><B/></A>',
  },
  {
    name: 'text beside elements',
    nodes: [el('A', {}, 'one', el('B'), 'two')],
    event: { A: { B: null, '#text': 'onetwo' } },
    xml: '<A>one<B/>two</A>',
  },
  {
    name: 'white space beside elements is not text',
    nodes: [el('A', {}, '\n  ', el('B'), '\n')],
    event: { A: { B: null } },
    xml: '<A>\n  <B/>\n</A>',
  },
  {
    name: 'text in parts: CDATA, references, values',
    nodes: [el('A', {}, 'a', cdata('<b>'), charRef(0x20ac), entity('amp'), entity('apos'), sub(0), entity('nbsp'))],
    values: [v.wstring('<v>')],
    event: { A: "a<b>€&'<v>&nbsp;" },
    xml: "<A>a&lt;b&gt;€&amp;'&lt;v&gt;&amp;nbsp;</A>",
  },
  {
    name: 'an attribute in parts',
    nodes: [el('A', { b: ['x', sub(0, 4), entity('quot'), charRef(0x41)] })],
    values: [v.uint8(5)],
    event: { A: { '#attributes': { b: 'x5"A' } } },
    xml: '<A b="x5&quot;A"/>',
  },
  {
    name: 'a processing instruction is only in the XML',
    nodes: [el('A', {}, 'a', pi('target', 'text'), 'b')],
    event: { A: 'ab' },
    xml: '<A>a<?target text?>b</A>',
  },
  {
    name: 'control characters survive in the XML',
    nodes: [el('A', {}, '\x01\r\n\t')],
    event: { A: '\x01\r\n\t' },
    xml: '<A>&#1;&#13;\n\t</A>',
  },
  {
    name: 'an attribute without its optional value is left out',
    nodes: [el('A', { b: optional(0), c: optional(1) })],
    values: [v.null(), v.wstring('')],
    event: { A: { '#attributes': { c: '' } } },
    xml: '<A c=""/>',
  },
  {
    name: 'an element of nothing but absent optional values is left out',
    nodes: [elIf(0, 'A', { b: '1' }, optional(0)), el('B', {}, optional(0), optional(0)), el('C', {}, optional(1))],
    values: [v.null(), v.wstring('')],
    event: { C: '' },
    xml: '<C/>',
  },
  {
    name: 'one that holds more is not',
    nodes: [elIf(0, 'A', {}, el('B'), optional(0)), el('C', {}, 'c', optional(0)), el('D', {}, sub(0))],
    values: [v.null()],
    event: { A: { B: null }, C: 'c', D: '' },
    xml: '<A><B/></A><C>c</C><D/>',
  },
  {
    name: 'a value of binary XML is a part of the event',
    nodes: [el('A', {}, 'a', sub(0, 0x21))],
    values: [v.binxml(el('B', { c: '1' }, el('D', {}, 'd')), el('B'))],
    event: { A: { B: [{ '#attributes': { c: '1' }, D: 'd' }, null], '#text': 'a' } },
    xml: '<A>a<B c="1"><D>d</D></B><B/></A>',
  },
  {
    name: 'a value of binary XML that is text',
    nodes: [el('A', {}, sub(0, 0x21))],
    values: [v.binxml('text')],
    event: { A: 'text' },
    xml: '<A>text</A>',
  },
  {
    name: 'templates in values in templates',
    nodes: [el('A', {}, sub(0, 0x21))],
    values: [
      v.binxml(
        instance(template(el('B', {}, sub(1, 0x21), sub(0))), [
          v.wstring('outer'),
          v.binxml(instance(template(el('C', {}, sub(0, 8))), [v.uint32(9)])),
        ]),
      ),
    ],
    event: { A: { B: { C: '9', '#text': 'outer' } } },
    xml: '<A><B><C>9</C>outer</B></A>',
  },
  {
    name: 'named data are properties of EventData, an element of its own or in a value',
    nodes: [
      el('EventData', { Name: 'SET' }, el('Data', { Name: 'a' }, '1'), el('Data', { Name: 'b' }), sub(0, 0x21)),
      sub(1, 0x21),
    ],
    values: [v.binxml(el('Data', { Name: 'c' }, '2')), v.binxml(el('EventData', {}, el('Data', { Name: 'd' }, '3')))],
    event: { EventData: [{ '#attributes': { Name: 'SET' }, a: '1', b: '', c: '2' }, { d: '3' }] },
    xml:
      '<EventData Name="SET"><Data Name="a">1</Data><Data Name="b"/><Data Name="c">2</Data></EventData>' +
      '<EventData><Data Name="d">3</Data></EventData>',
  },
  {
    name: 'data of one name are an array, unnamed data always',
    nodes: [
      el('EventData', {}, el('Data', { Name: 'a' }, '1'), el('Data', { Name: 'a' }, '2')),
      el('EventData', {}, el('Data', {}, '1')),
      el('EventData', {}, el('Data'), el('Data', {}, '2')),
    ],
    event: { EventData: [{ a: ['1', '2'] }, { Data: ['1'] }, { Data: ['', '2'] }] },
    xml:
      '<EventData><Data Name="a">1</Data><Data Name="a">2</Data></EventData>' +
      '<EventData><Data>1</Data></EventData><EventData><Data/><Data>2</Data></EventData>',
  },
  {
    name: 'data with more than a name, a name from a value, data that are complex, and what is no data',
    nodes: [
      el(
        'EventData',
        {},
        el('Data', { Name: 'a', Type: 't' }, '1'),
        el('Data', { Name: sub(0) }, '2'),
        el('ComplexData', { Name: 'c' }, sub(1, 14)),
        el('Binary', { Name: 'd' }, '3'),
        el('Data', { Name: 'e' }, el('Data', { Name: 'f' }, '4')),
      ),
    ],
    values: [v.wstring('b'), v.binary('0a')],
    event: {
      EventData: {
        a: { '#attributes': { Type: 't' }, '#text': '1' },
        b: '2',
        c: '0A',
        Binary: { '#attributes': { Name: 'd' }, '#text': '3' },
        e: { Data: { '#attributes': { Name: 'f' }, '#text': '4' } },
      },
    },
    xml:
      '<EventData><Data Name="a" Type="t">1</Data><Data Name="b">2</Data><ComplexData Name="c">0A</ComplexData>' +
      '<Binary Name="d">3</Binary><Data Name="e"><Data Name="f">4</Data></Data></EventData>',
  },
  {
    name: 'names that objects have by themselves are names like others',
    nodes: [el('__proto__', { __proto__: null, toString: 'x' }, el('constructor'), el('__proto__'), el('__proto__'))],
    event: JSON.parse(
      '{ "__proto__": { "#attributes": { "toString": "x" }, "constructor": null, "__proto__": [null, null] } }',
    ),
    xml: '<__proto__ toString="x"><constructor/><__proto__/><__proto__/></__proto__>',
  },
];

describe('binary XML becomes an object, and XML', () => {
  for (const { name, nodes, values, event, xml } of CASES) {
    test(name, () => {
      const [{ System, ...read }, text] = readOne(nodes, values);
      expect(read).toStrictEqual(event);
      expect(text).toBe(`<Event><System><EventID>1</EventID></System>${xml}</Event>`);
    });
  }
});
