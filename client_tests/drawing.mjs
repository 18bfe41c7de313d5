import { createHash } from 'node:crypto';

/** A function of `bound`: whole numbers below it, the same ones at each run. */
export function drawing(seed) {
  let drawn = 0;
  return (bound) => createHash('sha256').update(`${seed} ${drawn++}`).digest()
    .readUInt32BE() % bound;
}
