/** Policies over several families, as steps on draft lines; `assembleClaim` gives their order. */
export { situationOf, type Situation } from './circumstances.js';
export { applyBundles, partOf } from './bundles.js';
export { applyLimits, isOutside, leavesNoLine, limitsSaid } from './limits.js';
export { applyModifiers, orderModifiers } from './modifiers.js';
export { applyPanels } from './panels.js';
export type { Step } from './steps.js';
