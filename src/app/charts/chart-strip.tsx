export function ChartStrip({ stacked = false }: { stacked?: boolean }) {
  return <div data-stacked={stacked} />;
}
