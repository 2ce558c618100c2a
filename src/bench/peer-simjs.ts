/** simjs on the same models. Its published bundle exports nothing, so its own module loader is asked. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { increments, rateOf } from './measure';

interface Request {
  done: (callback: () => void, context?: unknown) => Request;
}
interface EntityBase {
  setTimer: (delay: number) => Request;
  useFacility: (facility: unknown, duration: number) => Request;
  time: () => number;
}
interface SimJs {
  Sim: new () => { addEntity: (kind: unknown) => unknown; simulate: (until: number) => unknown };
  Entity: new (...args: never[]) => EntityBase;
  Facility: new (name: string) => unknown;
  Random: new (seed: number) => { exponential: (rate: number) => number };
}

const DOOR = 7;

function load(): SimJs {
  const file = createRequire(import.meta.url).resolve('simjs/sim.js');
  const loader = runInThisContext(readFileSync(file, 'utf8')) as (module: number) => SimJs;
  return loader(DOOR);
}

/** M/M/1 with a facility: million customers a second. */
export function mm1Simjs(): number {
  const { Sim, Entity, Facility, Random } = load();
  return rateOf(() => {
    const random = new Random(1234);
    const facility = new Facility('server');
    let served = 0;
    class Customers extends Entity {
      start(): void {
        this.setTimer(random.exponential(0.9)).done(() => {
          this.arrive();
        });
      }
      arrive(): void {
        this.useFacility(facility, random.exponential(1)).done(() => {
          served++;
        });
        this.start();
      }
    }
    const sim = new Sim();
    sim.addEntity(Customers);
    sim.simulate(150_000);
    return served;
  });
}

/** Hold model with a thousand entities: million events a second. */
export function holdSimjs(): number {
  const { Sim, Entity } = load();
  return rateOf(() => {
    let events = 0;
    class Ticker extends Entity {
      start(): void {
        this.setTimer(increments[events % increments.length]).done(() => {
          events++;
          this.start();
        });
      }
    }
    const sim = new Sim();
    for (let i = 0; i < 1_000; i++) sim.addEntity(Ticker);
    sim.simulate(5e8);
    return events;
  });
}
