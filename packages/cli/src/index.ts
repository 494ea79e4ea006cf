// The command line

export { main } from './program.js';
