import { actionSpec, ACTIONS } from '../kernel/input';
import type { ParamSpec, ParamSpecs } from '../kernel/params';
import type { Model } from '../kernel/model';
import { buildModel } from '../scenario/build';
import { findScenario } from './run';
import { outcomesFor } from './search';

/** Everything that can be set and done in a lab, as text. */
export async function helpForLab(subject: string): Promise<string> {
  const found = await findScenario(subject);
  const { scenario } = found;
  const model = buildModel(scenario);
  const lines = [scenario.title, '', 'Nodes'];
  for (const node of model.nodes) {
    const group = node.group === node.id ? '' : `  in ${node.group}`;
    lines.push(
      `  ${node.id.padEnd(12)} ${node.kind.kind}${group}${node.present ? '' : '  (absent at the start)'}`,
    );
  }
  lines.push('', 'Links');
  for (const link of model.links) lines.push(`  ${link.from}->${link.to}`);
  lines.push('', 'Knobs (--set <node or group>.<knob>=<value>, --vary in a sweep, or the input set)');
  for (const [name, specs] of kindsByName(model)) lines.push(...knobLines(name, specs, model));
  lines.push('', 'Actions (--input "<time> <action> <target> [value]")');
  for (const name of Object.keys(ACTIONS)) lines.push(`  ${name.padEnd(10)} ${actionLine(name)}`);
  lines.push(...kindActionLines(model));
  const outcomes = outcomesFor(found);
  if (outcomes.length > 0) lines.push('', `Outcomes (search ${subject} --outcome <id>)`);
  for (const { id, title, help } of outcomes) lines.push(`  ${id.padEnd(24)} ${title}. ${help}`);
  return `${lines.join('\n')}\n`;
}

function kindsByName(model: Model): Map<string, ParamSpecs> {
  return new Map(model.nodes.map((node) => [node.kind.kind, node.kind.params]));
}

function knobLines(kind: string, specs: ParamSpecs, model: Model): string[] {
  const nodes = model.nodes.filter((node) => node.kind.kind === kind);
  const names = [...new Set(nodes.flatMap((node) => [node.group, node.id]))].join(', ');
  return [
    `  ${kind}: ${names}`,
    ...Object.entries(specs).map(([name, spec]) => {
      const values = [...new Set(nodes.map((node) => String(node.params[name])))].join(' or ');
      return `    ${name.padEnd(26)} ${rangeOf(spec)}, here ${values}. ${spec.help}${spec.restarts ? ' Set at the start only.' : ''}`;
    }),
  ];
}

function rangeOf(spec: ParamSpec): string {
  switch (spec.type) {
    case 'number': {
      const unit = spec.unit === '' ? '' : ` ${spec.unit}`;
      return `${String(spec.min)} to ${String(spec.max)}${unit}, default ${String(spec.default)}`;
    }
    case 'choice':
      return `${spec.options.map((option) => option.value).join(' | ')}, default ${spec.default}`;
    case 'switch':
      return `true | false, default ${String(spec.default)}`;
    case 'ref':
      return 'a node or group';
  }
}

function actionLine(name: string): string {
  const spec = actionSpec(name);
  if (!spec) return '';
  const target = {
    node: '<node>',
    source: '<source>',
    link: '<a->b or a<->b>',
    sides: '<a,b | c>',
    param: '<node.knob>',
    message: '<a->b#17>',
    any: '[node or link]',
  }[spec.target];
  const arg = spec.arg ? ` [${spec.arg.title}: ${spec.arg.unit}, default ${String(spec.arg.default)}]` : '';
  return `${target}${arg}${spec.lasts ? '  lasts: give from..to, or end it' : ''}`;
}

/** Actions of node kinds, used with `do`. */
function kindActionLines(model: Model): string[] {
  const lines: string[] = [];
  for (const node of model.nodes) {
    const names = Object.entries(node.kind.actions ?? {})
      .filter(([, action]) => action.offered?.(node.params) ?? true)
      .map(([name]) => name);
    if (names.length > 0) lines.push(`  do ${node.id} ${names.join(' | ')}`);
  }
  return lines;
}
