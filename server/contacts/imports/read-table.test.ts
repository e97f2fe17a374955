import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable } from './read-table.ts';

const cellsOf = (text: string) => readTable(text)?.map(({ cells }) => cells);

describe('readTable', () => {
  const rows: [what: string, text: string, cells: string[][] | undefined][] = [
    [
      'cells between commas',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty cells, the last one too',
      'a,b,c\n,,\n1,,',
      [
        ['a', 'b', 'c'],
        ['1', '', ''],
      ],
    ],
    [
      'commas, marks and ends of line inside quotation marks',
      'a,b\n"1,""x""\n2",3',
      [
        ['a', 'b'],
        ['1,"x"\n2', '3'],
      ],
    ],
    [
      'semicolons and tabs',
      'a;b\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a byte order mark and old ends of line',
      '\uFEFFa,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotation marks right behind the byte order mark',
      '\uFEFF"a;b";c\r\n1;2\r\n',
      [
        ['a;b', 'c'],
        ['1', '2'],
      ],
    ],
    ['rows of any length', 'a,b\n1\n1,2,3', [['a', 'b'], ['1'], ['1', '2', '3']]],
    [
      'a mark in the middle of a cell as itself',
      'a,b\n5" pipe,Wu "Yan"',
      [
        ['a', 'b'],
        ['5" pipe', 'Wu "Yan"'],
      ],
    ],
    ['a quotation mark that is never closed as no table', 'a,b\n"1,2', undefined],
    ['nothing as no rows', '', []],
  ];
  for (const [what, text, cells] of rows) it(`reads ${what}`, () => assert.deepEqual(cellsOf(text), cells));

  it('counts lines as a spreadsheet does, with lines inside a cell', () => {
    const lines = readTable('a,b\n"1\n2",3\n\n4,5')?.map(({ line }) => line);
    assert.deepEqual(lines, [1, 2, 5]);
    const fromWindows = readTable('a,b\r\n"1\r\n2",3\r\n\r\n4,5')?.map(({ line }) => line);
    assert.deepEqual(fromWindows, [1, 2, 5]);
  });
});
