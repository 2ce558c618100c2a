/** What a chain of causes lights in the views. Pure. */
import type { Opened, Why } from '../../protocol/messages';

export interface Lit {
  events: ReadonlySet<number>;
  nodes: ReadonlySet<string>;
  /** Places of links in `Opened.links`. */
  links: ReadonlySet<number>;
  /** Messages as `flightKey` names them. */
  flights: ReadonlySet<string>;
}

/** The name of a message: its number is its own on its link. */
export function flightKey(link: number, number: number): string {
  return `${String(link)} ${String(number)}`;
}

/** Everything that the steps of a chain speak of. */
export function litBy(why: Why, links: Opened['links']): Lit {
  const nodes = new Set<string>();
  const lit = { events: new Set<number>(), nodes, links: new Set<number>(), flights: new Set<string>() };
  for (const { event, node, flight } of why.steps) {
    lit.events.add(event);
    if (node !== null) nodes.add(node);
    if (!flight) continue;
    lit.links.add(flight.link);
    lit.flights.add(flightKey(flight.link, flight.number));
    const ends = links[flight.link];
    if (ends) nodes.add(ends.from).add(ends.to);
  }
  return lit;
}
