import type { Possible, Parsed } from './cells.js';
import { singleNumber } from './intervals.js';

/**
 * Small arithmetic for units: numbers, element names, + - * /, brackets, and `ceil(...)`, `floor(...)`,
 * `max(a, b)`, `min(a, b)`. Example: `ceil((count - 15) / 10)`.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'element'; readonly name: string }
  | {
      readonly kind: 'operation';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'call';
      readonly name: FunctionName;
      readonly operands: readonly Expression[];
    };

type FunctionName = 'ceil' | 'floor' | 'max' | 'min';

const FUNCTIONS: Readonly<
  Record<FunctionName, { operands: number; apply: (...values: number[]) => number }>
> = {
  ceil: { operands: 1, apply: (value = 0) => Math.ceil(value) },
  floor: { operands: 1, apply: (value = 0) => Math.floor(value) },
  max: { operands: 2, apply: Math.max },
  min: { operands: 2, apply: Math.min },
};

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z][a-z0-9-]*[a-z0-9]|[a-z])|([-+*/(),]))/gy;

function tokens(text: string): string[] | undefined {
  const found: string[] = [];
  const pattern = new RegExp(TOKEN.source, 'y');
  const trimmed = text.trimEnd();
  while (pattern.lastIndex < trimmed.length) {
    const match = pattern.exec(trimmed);
    if (match === null) return undefined;
    found.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return found;
}

class ExpressionFault extends Error {}

/** Recursive descent: sum -> product -> factor. */
function parseTokens(all: readonly string[]): Expression {
  let position = 0;
  const peek = () => all[position];
  const take = (expected?: string): string => {
    const token = all[position];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new ExpressionFault(`expected ${expected ?? 'a value'}, found ${token ?? 'the end'}`);
    }
    position += 1;
    return token;
  };
  const factor = (): Expression => {
    const token = take();
    if (token === '(') {
      const inner = sum();
      take(')');
      return inner;
    }
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^[a-z]/.test(token)) throw new ExpressionFault(`"${token}" is not a value`);
    if (peek() !== '(') return { kind: 'element', name: token };
    if (!isFunctionName(token)) {
      throw new ExpressionFault(
        `no function "${token}"; there are ${Object.keys(FUNCTIONS).join(', ')}`,
      );
    }
    take('(');
    const operands = [sum()];
    while (peek() === ',') {
      take(',');
      operands.push(sum());
    }
    take(')');
    if (operands.length !== FUNCTIONS[token].operands) {
      throw new ExpressionFault(`${token} takes ${FUNCTIONS[token].operands} value(s)`);
    }
    return { kind: 'call', name: token, operands };
  };
  const product = (): Expression => {
    let left = factor();
    for (let token = peek(); token === '*' || token === '/'; token = peek()) {
      take();
      left = { kind: 'operation', operator: token, left, right: factor() };
    }
    return left;
  };
  const sum = (): Expression => {
    let left = product();
    for (let token = peek(); token === '+' || token === '-'; token = peek()) {
      take();
      left = { kind: 'operation', operator: token, left, right: product() };
    }
    return left;
  };
  const whole = sum();
  if (position < all.length) throw new ExpressionFault(`"${all[position] ?? ''}" is left over`);
  return whole;
}

export function parseUnits(raw: string | number): Parsed<Expression> {
  if (typeof raw === 'number') return { ok: { kind: 'number', value: raw } };
  const all = tokens(raw);
  if (all === undefined) return { fault: `"${raw}" has a sign that units cannot hold` };
  try {
    return { ok: parseTokens(all) };
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: `units "${raw}": ${error.message}` };
    throw error;
  }
}

/** Element names that the expression reads. */
export function elementsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'element':
      return [expression.name];
    case 'operation':
      return [...elementsOf(expression.left), ...elementsOf(expression.right)];
    case 'call':
      return expression.operands.flatMap(elementsOf);
  }
}

/** The number of units; undefined while an element in it has no single value. */
export function evaluateUnits(
  expression: Expression,
  values: ReadonlyMap<string, Possible>,
): number | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'element': {
      const value = values.get(expression.name);
      return value?.kind === 'numbers' ? singleNumber(value.set) : undefined;
    }
    case 'operation': {
      const left = evaluateUnits(expression.left, values);
      const right = evaluateUnits(expression.right, values);
      if (left === undefined || right === undefined) return undefined;
      if (expression.operator === '+') return left + right;
      if (expression.operator === '-') return left - right;
      return expression.operator === '*' ? left * right : left / right;
    }
    case 'call': {
      const operands = expression.operands.map((operand) => evaluateUnits(operand, values));
      return operands.some((operand) => operand === undefined)
        ? undefined
        : FUNCTIONS[expression.name].apply(...operands.map((operand) => operand ?? 0));
    }
  }
}

/** The expression in words: "(number of lesions - 1)". */
export function describeUnits(expression: Expression, label: (element: string) => string): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'element':
      return label(expression.name);
    case 'operation':
      return `(${describeUnits(expression.left, label)} ${expression.operator} ${describeUnits(expression.right, label)})`;
    case 'call': {
      const inner = expression.operands.map((operand) => describeUnits(operand, label)).join(', ');
      if (expression.name === 'ceil') return `${inner} rounded up`;
      if (expression.name === 'floor') return `${inner} rounded down`;
      return `the ${expression.name === 'max' ? 'larger' : 'smaller'} of ${inner}`;
    }
  }
}
