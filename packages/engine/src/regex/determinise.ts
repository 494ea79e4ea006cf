import { Alphabet } from './alphabet.js';
import { ALWAYS, NEVER, type Outcome, type Program } from './program.js';
import { Simulation } from './simulation.js';

/** A deterministic automaton; state 0 is where it starts. */
export interface Dfa {
  readonly alphabet: Alphabet;
  /** Per state. */
  readonly outcomes: readonly Outcome[];
  /** Per state and class; empty for a state whose outcome is settled. */
  readonly targets: readonly (readonly number[])[];
}

/**
 * Every state that a program can be in.
 * @param maxWork how many instructions may be visited; the number of states can be exponential in the program's size
 * @returns `undefined` when the work is not done by then
 */
export function determinise(program: Program, maxWork: number): Dfa | undefined {
  const alphabet = new Alphabet(program.sets);
  const simulation = new Simulation(program, alphabet);
  const states: Int32Array[] = [];
  const ids = new Map<string, number>();
  const outcomes: Outcome[] = [];
  const targets: number[][] = [];
  let work = 0;

  const intern = (): number => {
    const set = simulation.states();
    const { outcome } = simulation;
    const key = outcome === ALWAYS || outcome === NEVER ? `settled ${outcome}` : set.join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, states.length);
    outcomes.push(outcome);
    return states.push(set) - 1;
  };

  simulation.start();
  intern();
  for (let state = 0; state < states.length; state++) {
    const row: number[] = [];
    targets.push(row);
    if (outcomes[state] === ALWAYS || outcomes[state] === NEVER) continue;
    for (let id = 0; id < alphabet.size; id++) {
      simulation.load(states[state]!);
      simulation.advance(id);
      row.push(intern());
      work += states[state]!.length + simulation.size + 1;
      if (work > maxWork) return undefined;
    }
  }
  return { alphabet, outcomes, targets };
}
