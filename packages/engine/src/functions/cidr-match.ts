import { type CidrBlock, compileCidr, parseCidr } from '../value/ip.js';
import type { FunctionCompiler } from './function-compiler.js';

export const cidrMatch: FunctionCompiler = (_call, source, ...cidrs) => {
  // `check` has refused what is not a constant or not a block.
  const blocks = cidrs.map(({ constant }) => (typeof constant === 'string' ? parseCidr(constant) : null));
  const isInBlock = compileCidr(blocks.filter((block): block is CidrBlock => block !== null));
  return (row) => {
    const text = source!.evaluate(row);
    return typeof text === 'string' ? isInBlock(text) : null;
  };
};
