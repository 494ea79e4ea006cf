import type { Rule } from '../rule/rule.js';

/** A layer of the ATT&CK Navigator (format 4.5). */
export interface NavigatorLayer {
  readonly name: string;
  readonly versions: { readonly layer: '4.5'; readonly navigator: '5.1.0' };
  readonly domain: 'enterprise-attack';
  readonly description: string;
  readonly sorting: 3;
  readonly techniques: readonly NavigatorTechnique[];
  readonly gradient: { readonly colors: readonly string[]; readonly minValue: 0; readonly maxValue: number };
}

export interface NavigatorTechnique {
  readonly techniqueID: string;
  /** `lateral-movement`. */
  readonly tactic: string;
  /** Alerts. */
  readonly score: number;
  /** The rules, and how many alerts each gave. */
  readonly comment: string;
  readonly enabled: true;
  readonly showSubtechniques: boolean;
}

/**
 * What alerts show of ATT&CK, for https://mitre-attack.github.io/attack-navigator/: each technique that the rules look
 * for, with its number of alerts; those without any have the score 0.
 * @param counts how many alerts each rule gave, by `rule_id`; a sequence counts as one
 */
export function navigatorLayer(
  rules: readonly Rule[],
  counts: ReadonlyMap<string, number>,
  name = 'Eqlite alerts',
): NavigatorLayer {
  const found = new Map<string, { technique: Omit<NavigatorTechnique, 'score' | 'comment'>; rules: Set<Rule> }>();
  const add = (techniqueID: string, tacticName: string, rule: Rule, showSubtechniques: boolean) => {
    const tactic = tacticName.toLowerCase().replace(/[^a-z]+/g, '-');
    const key = `${techniqueID} ${tactic}`;
    const known = found.get(key)?.rules ?? new Set<Rule>();
    const isShown = showSubtechniques || (found.get(key)?.technique.showSubtechniques ?? false);
    found.set(key, {
      technique: { techniqueID, tactic, enabled: true, showSubtechniques: isShown },
      rules: known.add(rule),
    });
  };
  for (const rule of rules) {
    for (const { framework, tactic, technique = [] } of rule.threat) {
      if (!/att&ck/i.test(framework)) continue;
      for (const { id, subtechnique = [] } of technique) {
        add(id, tactic.name, rule, subtechnique.length > 0);
        for (const sub of subtechnique) add(sub.id, tactic.name, rule, false);
      }
    }
  }
  const alertsOf = (rule: Rule) => counts.get(rule.rule_id) ?? 0;
  const techniques = [...found.values()].map(({ technique, rules: ofIt }): NavigatorTechnique => {
    const list = [...ofIt].sort((a, b) => alertsOf(b) - alertsOf(a));
    return {
      ...technique,
      score: list.reduce((sum, rule) => sum + alertsOf(rule), 0),
      comment: list.map((rule) => `${rule.name}: ${alertsOf(rule)}`).join('\n'),
    };
  });
  techniques.sort((a, b) => b.score - a.score || (a.techniqueID < b.techniqueID ? -1 : 1));
  return {
    name,
    versions: { layer: '4.5', navigator: '5.1.0' },
    domain: 'enterprise-attack',
    description: 'Score: alerts by rules for the technique. 0: looked for, not found.',
    sorting: 3,
    techniques,
    gradient: {
      colors: ['#ffffff', '#fdba74', '#dc2626'],
      minValue: 0,
      maxValue: Math.max(1, ...techniques.map(({ score }) => score)),
    },
  };
}
