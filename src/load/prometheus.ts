/**
 * The sum of the values of a metric over all its labels, in Prometheus' text format; undefined when it is not there.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function metricSum(text: string, name: string): number | undefined {
  let sum: number | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const rest = line.slice(name.length);
    // A label's value may hold anything, a brace too; the value of the metric comes after the last one.
    const value = rest.startsWith('{') ? rest.slice(rest.lastIndexOf('}') + 1) : rest;
    if (!/^\s/.test(value)) continue;
    const number = Number(value.trim().split(/\s+/)[0]);
    if (Number.isFinite(number)) sum = (sum ?? 0) + number;
  }
  return sum;
}
