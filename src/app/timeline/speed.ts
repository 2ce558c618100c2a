/** Named stops of the speed, from a thousandth to a thousandfold. */
export const SPEED_STOPS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 200, 1000] as const;

/** The next stop above or below a speed. */
export function nextStop(speed: number, up: boolean): number {
  const found = up
    ? SPEED_STOPS.find((stop) => stop > speed * 1.001)
    : SPEED_STOPS.findLast((stop) => stop < speed * 0.999);
  return found ?? speed;
}
